"""The rules that clauses come from.

Rule: a source says how its text is known to us. What we hold to without a rule's text is named as
ours, so that it is never taken for the standard's.
"""

from classroom.safety.clause import Seen, Source, Words

_STANDARD = Words(
    "《直播类在线教学平台安全保障要求》（教科信函〔2022〕59号）",
    "Safety requirements for live-teaching platforms (教科信函〔2022〕59号)",
)
_ACCOUNTS = Words("《互联网用户账号信息管理规定》", "Rules on user account information (CAC, 2022)")
_MINORS = Words("《未成年人网络保护条例》", "Regulations on protecting minors online (2024)")
_YOUTH = Words("《未成年人保护法》", "Law on the Protection of Minors")
_PERSONAL = Words("《个人信息保护法》", "Personal Information Protection Law")
_CYBER = Words("《网络安全法》", "Cybersecurity Law")
_LEVELS = Words(
    "GB/T 22239-2019 安全计算环境（三级）", "GB/T 22239-2019 computing environment, level 3"
)
_LIVE = Words("《互联网直播服务管理规定》", "Rules on live-streaming services (2016)")
_DATA = Words("《网络数据安全管理条例》", "Regulations on network data security (2025)")
_FACES = Words("《人脸识别技术应用安全管理办法》", "Measures on face recognition (2025)")
_APPS = Words("教技函〔2019〕55号", "教技函〔2019〕55号 on education apps")
_CLASSROOMS = Words("教科技〔2020〕3号（三个课堂）", "教科技〔2020〕3号 on the three classrooms")
_SIGHT = Words(
    "《儿童青少年新冠肺炎疫情期间近视预防指引（更新版）》、双减意见",
    "Guidance on preventing myopia (2020); Double Reduction opinion (2021)",
)
_OURS = Words("本产品的做法，不是标准条文", "Practice of this product; not a clause of a standard")


def standard(place: str) -> Source:
    """The standard; its annex is known from newspapers only."""
    return Source(title=_STANDARD, place=place, seen=Seen.REPORTED)


def accounts(place: str) -> Source:
    """The account rules."""
    return Source(title=_ACCOUNTS, place=place, seen=Seen.REPORTED)


def minors(place: str) -> Source:
    """The regulations on minors."""
    return Source(title=_MINORS, place=place, seen=Seen.READ)


def youth(place: str) -> Source:
    """The law on minors."""
    return Source(title=_YOUTH, place=place, seen=Seen.READ)


def personal(place: str) -> Source:
    """The law on personal information."""
    return Source(title=_PERSONAL, place=place, seen=Seen.READ)


def cyber(place: str) -> Source:
    """The cybersecurity law, with the numbers of 2016 and of 2025."""
    return Source(title=_CYBER, place=place, seen=Seen.READ)


def levels(place: str) -> Source:
    """等级保护."""
    return Source(title=_LEVELS, place=place, seen=Seen.READ)


def live(place: str) -> Source:
    """The live-streaming rules."""
    return Source(title=_LIVE, place=place, seen=Seen.REPORTED)


def data(place: str) -> Source:
    """The data regulations."""
    return Source(title=_DATA, place=place, seen=Seen.READ)


def faces(place: str) -> Source:
    """The measures on faces."""
    return Source(title=_FACES, place=place, seen=Seen.REPORTED)


def apps(place: str) -> Source:
    """The rules on education apps."""
    return Source(title=_APPS, place=place, seen=Seen.REPORTED)


def classrooms(place: str) -> Source:
    """The guidance on the three classrooms."""
    return Source(title=_CLASSROOMS, place=place, seen=Seen.REPORTED)


def sight(place: str) -> Source:
    """Guidance on eyes; not binding on lessons in a classroom."""
    return Source(title=_SIGHT, place=place, seen=Seen.PART)


def ours() -> Source:
    """No rule's text."""
    return Source(title=_OURS, seen=Seen.OURS)
