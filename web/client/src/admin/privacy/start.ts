// What a first notice begins with. Rule: what only the school knows stands in 【】 and [[ ]]; a notice
// cannot be published while one of them is left.

import type { Texts } from "./notice";

export const START: Texts = {
  zh: {
    responsible: "【学校全称】，负责人：【姓名】，电话：【电话】，地址：【地址】。",
    purpose: "开展三课堂远程教学：让您的孩子和其他学校的孩子一起上课。",
    method:
      "上课时，教室的摄像头和麦克风把整间教室的画面和声音实时传给一起上课的教室。只在上课时间进行，不采集人脸特征，不做画像，不给第三方。",
    kinds: "孩子的姓名、学号、班级；上课时教室的画面和声音。不收集身份证号、住址、健康信息。",
    storage: "保存在【本县教育局／本校】的服务器上，都在境内，不传到境外。",
    retention: "姓名和学号保存到孩子离开本校满一年为止，到期自动删除。课堂会录像，用于复习、教研和督导：录主讲教师、共享的屏幕和老师请上台发言的教室，保存 180 天，到期自动删除；一个班只要有一位监护人没有同意，就不录这个班。因安全事件被一键关停的课，还留下各教室最后一幅画面，184 天后自动删除，没有管理员有记录的授权不送出。",
    security: "传送全程加密；只有本校和本县的管理员能看到名单；谁在什么时候改过、导出过、删除过，都有记录。",
    rights:
      "您可以随时到【办公室】查看、复制、更正、补充或删除孩子的信息，也可以撤回同意。我们在 15 个工作日内办理；不能办的，书面告诉您理由。",
    refusing:
      "您可以不同意，也可以先同意、以后再撤回。不同意的，孩子照常上课；孩子的班不录像，导出的表格和统计里不出现孩子的姓名。",
    complaints: "【学校投诉电话】；也可以向【县教育局】或网信部门投诉、举报。",
  },
  en: {
    responsible: "[[School]], responsible person: [[name]], telephone: [[number]], address: [[address]].",
    purpose:
      "Distance teaching in the three classrooms: your child has lessons together with children of other schools.",
    method:
      "During lessons the classroom's camera and microphone send picture and sound of the whole room, live, to the classrooms that take part. Only in lesson time; no recognition of faces, no profiles, nothing to third parties.",
    kinds:
      "Your child's name, school number and class; picture and sound of the classroom during lessons. No identity number, address or health data.",
    storage: "On the server of [[the county's education bureau or the school]], within the country.",
    retention:
      "Name and number until one year after your child has left the school, then they are deleted by themselves. Lessons are recorded for review, research and inspection: the lecturer, what they show, and classrooms while they are called on; a recording is deleted by itself after 180 days. A class in which one guardian has not consented is not recorded. Of a lesson that is shut down in an incident, the last picture of each classroom is kept for 184 days and leaves only by an administrator’s recorded release.",
    security:
      "Everything is encrypted on its way; only administrators of the school and the county see the list; who changed, exported or erased what, and when, is recorded.",
    rights:
      "At any time you may see, copy, correct, complete or delete your child's data at [[office]], or withdraw your consent. It is done within 15 working days; if it cannot be, you are told why in writing.",
    refusing:
      "You may refuse, or consent and withdraw later. Your child has the same lessons all the same; the class is not recorded, and your child is not named in exported tables and statistics.",
    complaints: "[[The school's number for complaints]]; or [[the county's education bureau]] and the cyberspace administration.",
  },
};
