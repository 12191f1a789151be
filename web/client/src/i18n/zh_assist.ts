// 助教页：拿在手里的平板。

export const assist = {
  connecting: "正在连接课堂",
  ended: "这节课结束了",
  ended_text: "可以关上这个页面。",
  away: "教室电脑还没有进入课堂",
  lost: "教室电脑断线了",
  broken: "教室电脑的声音和画面断了，正在恢复",
  wall_todo: "请看看教室的电脑和网络；它连上后会自己进来。",
  knocking: "教室电脑在门外等老师同意",
  waiting: "正在等待主讲教室开始上课",
  hold: "主讲老师断线了，正在等老师回来",
  paused: "老师暂停了课堂",
  forbidden: "老师关掉了各教室的声音和画面",
  stage: "现在请我们班发言",
  listening: "正在上课",
};
