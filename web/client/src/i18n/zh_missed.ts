// 断线缺的一段：补看，或者直接上课。

export const missed = {
  missed: {
    what: "刚才断线，缺了 {time}。",
    offer: "可以用 1.25 倍速补看老师讲的，补完自动回到课堂。",
    catch_up: "补看",
    stay: "直接上课",
    catching: "正在补看",
    behind: "比课堂晚 {time}",
    ink: "写画的内容",
    live: "回到直播",
    card: "补看中，晚 {n} 秒",
  },
};
