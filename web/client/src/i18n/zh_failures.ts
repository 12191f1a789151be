// 出错时的话：发生了什么、要做什么、一个按钮。

import { fileFailures } from "./zh_file_failures";

export const failures = {
  notice: {
    insecure: {
      what: "这个网址不是 https，浏览器不让用摄像头和麦克风",
      todo: "请管理员给出 https 的网址。现在只能看和听。",
      action: "",
    },
    camera_missing: {
      what: "没有找到摄像头",
      todo: "请插好摄像头，插上后会自动打开。",
      action: "再试一次",
    },
    camera_busy: {
      what: "摄像头被别的程序占用",
      todo: "请关掉录播、会议等程序，再试一次。",
      action: "再试一次",
    },
    camera_refused: {
      what: "浏览器没有得到使用摄像头的许可",
      todo: "请点地址栏左边的图标，改为“允许”。",
      action: "再试一次",
    },
    camera_failed: {
      what: "摄像头打不开",
      todo: "请重新插拔摄像头，再试一次。",
      action: "再试一次",
    },
    microphone_missing: {
      what: "没有找到麦克风",
      todo: "请插好麦克风，插上后会自动打开。",
      action: "再试一次",
    },
    microphone_busy: {
      what: "麦克风被别的程序占用",
      todo: "请关掉录播、会议等程序，再试一次。",
      action: "再试一次",
    },
    microphone_refused: {
      what: "浏览器没有得到使用麦克风的许可",
      todo: "请点地址栏左边的图标，改为“允许”。",
      action: "再试一次",
    },
    microphone_failed: {
      what: "麦克风打不开",
      todo: "请重新插拔麦克风，再试一次。",
      action: "再试一次",
    },
    document_missing: {
      what: "没有找到第二个摄像头",
      todo: "请接好展台，或在设置里选择展台摄像头。",
      action: "",
    },
    document_busy: {
      what: "展台被别的程序占用",
      todo: "请关掉展台自带的软件，再试一次。",
      action: "再试一次",
    },
    document_refused: {
      what: "浏览器没有得到使用展台的许可",
      todo: "请点地址栏左边的图标，改为“允许”。",
      action: "再试一次",
    },
    document_failed: { what: "展台打不开", todo: "请重新插拔展台，再试一次。", action: "再试一次" },
    screen_failed: {
      what: "屏幕没有共享成功",
      todo: "请再试一次，并选择要共享的窗口或整个屏幕。",
      action: "再试一次",
    },
    screen_unsupported: {
      what: "这个浏览器不能共享屏幕",
      todo: "请换用新版的 Chrome 或 Edge。",
      action: "",
    },
    no_route: {
      what: "声音和画面通不过去",
      todo: "多半是防火墙挡住了。请网管放行服务器的媒体端口（UDP 和 TCP）。页面在不断重试。",
      action: "马上重试",
    },
    media_down: { what: "媒体服务正在恢复", todo: "请稍候，画面会自动回来。", action: "" },
    publish_failed: {
      what: "有一路画面或声音没有送出去",
      todo: "页面会自动重试；一直不好，请刷新页面。",
      action: "",
    },
    act_failed: { what: "刚才的操作没有成功", todo: "请再试一次。", action: "知道了" },
  },
  act: {
    not_allowed: "本教室不能做这个操作。",
    wrong_phase: "现在这个阶段不能这样做。",
    right_off: "老师已关闭这项权限。",
    nobody_else: "没有别的教室可以请了。",
    not_entered: "进了课堂才能这样做。",
    slow_mode: "说得太快了，请等几秒再发。",
    text_empty: "还没有写字。",
    text_too_long: "太长了，请写短一点。",
    words_not_allowed: "里面有学校不让说的话，没有发出去。",
    no_links: "听讲教室不能发网址，没有发出去。",
    unknown_remark: "这句话已经不在了。",
    not_knocking: "这间教室已经不在门口了。",
    question_closed: "这道题已经停止作答。",
    no_question: "现在没有题目。",
    bad_answer: "这个回答不符合题目要求，请再看一下。",
    no_pupils: "各教室都没有班级名单，不能逐人作答。",
    bad_question: "题目不完整：选项至少两个，而且不能一样。",
    stage_full: "发言的教室已满，请先请一间教室坐下。",
    offline: "和服务器断开了，等恢复后再试。",
    timeout: "服务器没有回答，请再试一次。",
    too_many: "点得太快了，请稍等再试。",
    unavailable: "服务器暂时忙不过来，请稍等再试。",
    not_present: "这间教室现在不在课堂里。",
  },
  error: {
    ...fileFailures,
    no_link: {
      what: "缺少上课链接",
      todo: "这个网址不完整。请打开学校发来的完整链接。",
      action: "去首页粘贴链接",
    },
    link_unknown: {
      what: "这个上课链接不对",
      todo: "可能没有复制完整，或者已经换过。请向学校管理员要新的链接。",
      action: "去首页粘贴链接",
    },
    link_expired: {
      what: "这个上课链接已过期",
      todo: "请向学校管理员要这节课的新链接。",
      action: "去首页粘贴链接",
    },
    not_signed_in: {
      what: "请先登录",
      todo: "这节课要登录以后才能进入。请到首页登录，再从那里进入课堂。",
      action: "去登录",
    },
    signed_out: {
      what: "登录已经结束",
      todo: "您的登录到了时限，或者已在别处退出、被管理员收回。要继续，请重新登录。",
      action: "重新登录",
    },
    second_factor_needed: {
      what: "还差一步验证",
      todo: "请到首页输入动态验证码，再进入课堂。",
      action: "去验证",
    },
    not_expected: {
      what: "这节课没有安排给您或这间教室",
      todo: "课表里写的是别的老师或教室。安排有变，请学校管理员改课表。",
      action: "去首页",
    },
    not_verified: {
      what: "您的身份还没有核实，不能主讲",
      todo: "请联系学校管理员核实身份，核实后再进入。",
      action: "去首页",
    },
    not_open: {
      what: "这节课还没有开放",
      todo: "课前才开放进入，首页写着从几点起。请到时再试。",
      action: "再试一次",
    },
    lesson_unknown: {
      what: "没有这节课",
      todo: "课表可能已经改动。请到首页看今天的课。",
      action: "去首页",
    },
    lesson_cancelled: {
      what: "这节课已取消",
      todo: "如有疑问，请找学校管理员。",
      action: "去首页",
    },
    lesson_merged: {
      what: "这节课已并入另一节课",
      todo: "请到首页进入合并后的那节课。",
      action: "去首页",
    },
    seat_taken: {
      what: "{who} 正在用别的设备替本教室上课",
      todo: "那边退出后，这里会自动接上。要现在就用这台电脑，请点下面的按钮，那边会退出。",
      action: "改用这台电脑",
    },
    device_unknown: {
      what: "这台电脑还没有登记",
      todo: "请到教室页面，把屏幕上的登记码告诉学校管理员。",
      action: "去教室页面",
    },
    device_revoked: {
      what: "这台电脑的登记已被取消",
      todo: "学校管理员取消了登记，或者换用了另一台电脑。",
      action: "去教室页面",
    },
    bad_proof: {
      what: "没能证明这是登记过的教室电脑",
      todo: "请回到教室页面；一直不好，请学校管理员重新登记这台电脑。",
      action: "去教室页面",
    },
    right_off: { what: "老师已关闭这项权限", todo: "老师打开后就可以用。", action: "回到课堂" },
    nobody_else: { what: "没有别的教室可以请了", todo: "等有教室到了再请。", action: "回到课堂" },
    removed: {
      what: "本教室被请出了这节课",
      todo: "请联系主讲教室的老师；老师准许后可以再进来。",
      action: "再试一次",
    },
    lesson_full: {
      what: "这节课的教室已满",
      todo: "请稍后再试，或请学校管理员调整教室数。",
      action: "再试一次",
    },
    classroom_busy: {
      what: "本教室还在上另一节课",
      todo: "等那节课下课，或者由那边的老师结束课堂，就可以进来。",
      action: "再试一次",
    },
    lesson_over: { what: "这节课已经结束", todo: "下一节课请用新的链接。", action: "去首页" },
    opened_elsewhere: {
      what: "本教室的链接在别处打开了",
      todo: "一间教室同时只能打开一处。要在这里上课，请点下面的按钮，那边会退出。",
      action: "在这里上课",
    },
    too_slow: {
      what: "这台电脑或网络跟不上，已断开",
      todo: "请关掉别的程序和下载，再回到课堂。",
      action: "回到课堂",
    },
    too_many: { what: "操作太频繁，服务器请您稍等", todo: "请等一会儿再试。", action: "再试一次" },
    not_allowed: {
      what: "本教室不能做这个操作",
      todo: "如有疑问，请找学校管理员。",
      action: "回到课堂",
    },
    not_in_view: { what: "这路画面现在不给本教室看", todo: "请刷新页面。", action: "刷新" },
    wrong_phase: {
      what: "现在还不能进入课堂",
      todo: "课前才开放进入，首页写着从几点起。请到时再试。",
      action: "再试一次",
    },
    stage_full: { what: "发言的教室已满", todo: "请先请一间教室坐下。", action: "回到课堂" },
    no_roll: { what: "这里还没有点名", todo: "请等主讲老师点名。", action: "回到课堂" },
    unknown_pupil: {
      what: "名单里没有这个学生",
      todo: "名单可能已重新点过，请看最新的名单。",
      action: "刷新",
    },
    reason_needed: { what: "已经确认过了", todo: "要改，请写上原因。", action: "回到课堂" },
    count_first: { what: "还没有清点人数", todo: "请先填教室里有几个人，再确认。", action: "回到课堂" },
    too_many_rolls: {
      what: "这节课点名次数太多了",
      todo: "请在现有的名单上更正。",
      action: "回到课堂",
    },
    source_taken: {
      what: "本教室的这路画面已经在用",
      todo: "请关掉另一处，再试一次。",
      action: "再试一次",
    },
    unavailable: { what: "服务器暂时忙不过来", todo: "请稍候，再试一次。", action: "再试一次" },
    bad_message: {
      what: "页面和服务器的版本对不上",
      todo: "请刷新页面，取得新的版本。",
      action: "刷新",
    },
    internal: {
      what: "服务器出了问题",
      todo: "请刷新页面；一直不好，请告诉管理员。",
      action: "刷新",
    },
    offline: {
      what: "连不上服务器",
      todo: "请检查网线或无线网络。页面会不断重试。",
      action: "马上重试",
    },
    timeout: { what: "服务器没有回答", todo: "请再试一次。", action: "再试一次" },
    browser_old: {
      what: "这个浏览器太旧，不能上课",
      todo: "请换用新版的 Chrome、Edge 或 360 极速浏览器（内核 86 以上）。",
      action: "刷新",
    },
    left: { what: "已离开课堂", todo: "要回来，请点下面的按钮。", action: "回到课堂" },
    unknown: {
      what: "出了点问题",
      todo: "请刷新页面；一直不好，请把下面的代码告诉管理员。",
      action: "刷新",
    },
    code: "代码：{code}",
  },
};

export type Failures = typeof failures;
