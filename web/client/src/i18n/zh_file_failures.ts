// 文件传不上、打不开时说什么。

export const fileFailures = {
  ticket_unknown: {
    what: "这个页面已经不在课堂里了",
    todo: "请刷新页面，再进入课堂。",
    action: "刷新",
  },
  unknown_file: {
    what: "这个文件已经不在了",
    todo: "请看看列表里还有没有；没有就请老师再上传。",
    action: "知道了",
  },
  file_hidden: {
    what: "课堂暂停时不能取之前的文件",
    todo: "等老师恢复上课后再试。",
    action: "再试一次",
  },
  too_many_files: {
    what: "这节课的文件太多了",
    todo: "请老师收回几个用不着的，再上传。",
    action: "知道了",
  },
  files_full: {
    what: "这节课放文件的地方满了",
    todo: "请老师收回几个用不着的，或换一个小一点的文件。",
    action: "知道了",
  },
  file_too_large: {
    what: "文件太大了",
    todo: "请压缩图片，或分成几个文件再上传。",
    action: "知道了",
  },
  file_not_taken: {
    what: "这种文件不能用",
    todo: "可以用 PDF、.pptx、图片、.docx、.xlsx、MP3、MP4；旧的 .ppt 请另存为 PDF。",
    action: "知道了",
  },
  no_office: {
    what: "这台服务器不能打开 PowerPoint",
    todo: "请在 PowerPoint 或 WPS 里另存为 PDF，再上传。",
    action: "知道了",
  },
  file_broken: {
    what: "文件打不开，可能是坏的",
    todo: "请用原来的软件打开，另存一份再上传。",
    action: "知道了",
  },
  file_encrypted: {
    what: "文件有密码",
    todo: "请去掉密码，另存一份再上传。",
    action: "知道了",
  },
  file_active: {
    what: "文件里有程序或附件，不能用",
    todo: "请在原来的软件里“打印”成 PDF，再上传。",
    action: "知道了",
  },
  file_pages: {
    what: "页数太多了",
    todo: "请分成几个文件再上传。",
    action: "知道了",
  },
  file_infected: {
    what: "文件里有病毒",
    todo: "请不要再打开它，告诉网络管理员。",
    action: "知道了",
  },
  upload_cut: {
    what: "上传断了",
    todo: "请检查网络，再上传一次。",
    action: "再试一次",
  },
  upload_slow: {
    what: "上传得太慢，没有传完",
    todo: "请换好一点的网络，或用小一点的文件。",
    action: "知道了",
  },
  text_too_long: {
    what: "写得太长了",
    todo: "请写短一点；文件请改个短一点的名字。",
    action: "知道了",
  },
  words_not_allowed: {
    what: "里面有学校不让说的话",
    todo: "请换一种说法；文件请改名。",
    action: "知道了",
  },
  no_links: {
    what: "听讲教室不能发网址",
    todo: "文件里有网址的，请去掉，或请老师来发。",
    action: "知道了",
  },
};
