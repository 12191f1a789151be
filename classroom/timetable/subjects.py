"""The subjects of the national curriculum for compulsory education (课程方案, 2022), by code.

Rule: codes are kept in the database and never renamed.
"""

SUBJECTS: dict[str, tuple[str, str]] = {  # code → Chinese, English
    "chinese": ("语文", "Chinese"),
    "maths": ("数学", "Mathematics"),
    "english": ("英语", "English"),
    "music": ("音乐", "Music"),
    "art": ("美术", "Art"),
    "pe": ("体育与健康", "Physical education"),
    "science": ("科学", "Science"),
    "morality": ("道德与法治", "Morality and law"),
    "it": ("信息科技", "Information technology"),
    "labour": ("劳动", "Labour"),
    "arts": ("艺术", "Arts"),
    "calligraphy": ("书法", "Calligraphy"),
    "physics": ("物理", "Physics"),
    "chemistry": ("化学", "Chemistry"),
    "biology": ("生物学", "Biology"),
    "history": ("历史", "History"),
    "geography": ("地理", "Geography"),
    "psychology": ("心理健康", "Mental health"),
    "practice": ("综合实践活动", "Integrated practice"),
    "other": ("其他", "Other"),
}
