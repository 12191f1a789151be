"""The demo lesson's words: 《静夜思》 by Li Bai (李白, 701–762; in the public domain).

Rule: words only. What is said (`speech`) and what is shown stand side by side here, and nowhere
else; scenes draw them and the speech synthesiser reads them.
"""

from dataclasses import dataclass

TITLE = "静夜思"
TITLE_PINYIN = ("jìng", "yè", "sī")
AUTHOR = "〔唐〕李白"
SCHOOL = "县实验小学 · 录播教室"
SUBJECT = "语文 · 一年级下册"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the poem: characters, a syllable for each, what it means."""

    text: str
    pinyin: tuple[str, ...]
    meaning: str


LINES = (
    Line("床前明月光", ("chuáng", "qián", "míng", "yuè", "guāng"), "明亮的月光洒在床前"),
    Line("疑是地上霜", ("yí", "shì", "dì", "shàng", "shuāng"), "好像地上铺了一层白霜"),
    Line("举头望明月", ("jǔ", "tóu", "wàng", "míng", "yuè"), "抬起头，望着天上的明月"),
    Line("低头思故乡", ("dī", "tóu", "sī", "gù", "xiāng"), "低下头，想念远方的家乡"),
)

CHARACTERS = (
    ("床", "chuáng", "床铺"),
    ("光", "guāng", "月光"),
    ("疑", "yí", "疑问"),
    ("举", "jǔ", "举手"),
    ("望", "wàng", "希望"),
    ("低", "dī", "低头"),
    ("故", "gù", "故事"),
    ("乡", "xiāng", "家乡"),
)


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing said in a scene; `after` is the silence that follows, seconds."""

    scene: str
    speech: str
    after: float = 0.6


CUES = (
    Cue("title", "", 2.4),
    Cue("title", "同学们好！今天我们学习一首古诗，《静夜思》。", 0.5),
    Cue("title", "作者是，唐代诗人，李白。", 1.2),
    Cue("author", "李白是唐代的大诗人，人们叫他，诗仙。", 0.6),
    Cue("author", "一个秋天的夜晚，他离开家乡，住在客店里。", 0.5),
    Cue("author", "看见窗外的月亮，写下了这首诗。", 1.2),
    Cue("poem", "请听老师读一遍。", 0.6),
    *(Cue("poem", line.text + "。", 0.7) for line in LINES),
    *(
        cue
        for number, line in enumerate(LINES, 1)
        for cue in (
            Cue(f"line{number}", line.text + "。", 0.5),
            Cue(f"line{number}", line.meaning + "。", 1.3),
        )
    ),
    Cue("characters", "我们来认一认生字。", 0.5),
    *(
        Cue("characters", f"{character}，{word}的{character}。", 0.45)
        for character, _, word in CHARACTERS
    ),
    Cue("together", "请各个教室的同学们，一起读。", 0.8),
    *(Cue("together", "，".join(line.text) + "。", 0.5) for line in LINES),
    Cue("question", "想一想：诗人为什么会思念家乡呢？", 1.0),
    Cue("question", "请举手，说一说你看到的月亮。", 3.5),
    Cue("goodbye", "今天的课就上到这里。同学们，再见！", 3.0),
)
