// 教室的回声与音量测试。

export const sound = {
  title: "回声与音量",
  never: "还没有测过。在这间教室进入课堂前的检查里点“测回声和音量”。",
  figures: "回声衰减 {loss} 分贝 · 环境声 {noise} · 说话声 {speech} · 回声延时 {delay} 毫秒",
  by_device: "在教室的电脑上测的",
  by_person: "老师登录后或用链接测的",
  before: "之前的 {n} 次",
  verdict: {
    good: "良好",
    echo: "麦克风听得到音箱",
    loud: "麦克风太响",
    noisy: "教室太吵",
    quiet: "声音太轻",
  },
};
