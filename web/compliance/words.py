"""The words of a printed report, in Chinese and in English; clauses bring their own."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from classroom.safety.clause import ClauseKind, ClauseOf, ProofKind, Seen, Verdict, Words
from classroom.safety.report import ComplianceEntry, ComplianceReport
from web.transfer.forms import Language

TITLE = Words("合规检查报告", "Compliance report")
OF_LESSON = Words("课", "Lesson")
OF_TERM = Words("学期", "Term")
MADE = Words("检查时间", "Looked at")
HELD = Words("上课时间", "Taught")
LESSONS = Words("检查了 {0} 节课", "{0} lessons were looked at")
LEFT_OUT = Words("另有 {0} 节没有检查", "{0} more were not")
CAUTION = Words(
    "“未知”不是通过：没有足够的记录，不能下结论。“由单位出具”的，软件不能代替。"
    "服务器设置一栏按检查时的设置判断。",
    "Unknown is not passed: there is too little on record to tell. What is for people to show, no "
    "software can. What is of the server is judged as it was set when this was made.",
)
CLAUSE, STATE, FOUND, SOURCE = (
    Words("条款", "Clause"),
    Words("结论", "Finding"),
    Words("依据", "By what"),
    Words("出处", "Source"),
)
EVENTS = Words("作为依据的课堂事件", "Events that findings name")
WHEN, WHAT, WHERE = (
    Words("时间", "When"),
    Words("事件", "What"),
    Words("教室", "Classroom"),
)
COMMA, SEMICOLON = Words("、", ", "), Words("；", "; ")
MORE = Words("等，另有 {0} 项", " and {0} more")
ALSO = Words("另需单位出具：", "For people to show besides: ")
NOW = Words("（服务器）", " (the server)")
IN_LESSONS = Words(
    "通过 {0} 节，不通过 {1} 节，未知 {2} 节",
    "passed in {0} lessons, failed in {1}, unknown in {2}",
)

# A shape beside each word, so that no colour is needed to tell them apart.
STATES: dict[Verdict, tuple[str, Words]] = {
    Verdict.FAIL: ("×", Words("不通过", "Failed")),
    Verdict.UNKNOWN: ("?", Words("未知", "Unknown")),
    Verdict.PASS: ("√", Words("通过", "Passed")),
    Verdict.PEOPLE: ("□", Words("由单位出具", "For people to show")),
}
SEEN: dict[Seen, Words] = {
    Seen.READ: Words("", ""),
    Seen.PART: Words("（见到部分原文）", " (read in part)"),
    Seen.REPORTED: Words("（据公开报道）", " (as reported)"),
    Seen.OURS: Words("", ""),
}
PROOFS: dict[ProofKind, Words] = {
    ProofKind.EVENT: Words("课堂事件", "Events"),
    ProofKind.RECORD: Words("审计记录", "Audit records"),
    ProofKind.SETTING: Words("设置", "Settings"),
    ProofKind.DEVICE: Words("设备", "Devices"),
    ProofKind.CLASSROOM: Words("教室", "Classrooms"),
    ProofKind.NOTICE: Words("告知书", "Notice"),
}


def say(words: Words, language: Language, *values: object) -> str:
    """Return the words of a language."""
    text = words.en if language is Language.EN else words.zh
    return text.format(*values) if values else text


def head(report: ComplianceReport, language: Language, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return the lines over a report: what it is of, and when."""
    of = OF_LESSON if report.lesson else OF_TERM
    lines = [(say(of, language), report.title)]
    if report.lesson:
        begin, end = _at(report.starts_at, zone), _at(report.ends_at, zone)
        lines.append((say(HELD, language), f"{begin} – {end.partition(' ')[2]}"))
    else:
        told = say(LESSONS, language, report.lessons)
        if report.left_out:
            told += say(SEMICOLON, language) + say(LEFT_OUT, language, report.left_out)
        lines.append(("", told))
    return [*lines, (say(MADE, language), _at(report.made_at, zone))]


def counted(report: ComplianceReport, language: Language) -> list[tuple[Verdict, str, int]]:
    """Return each state with its words and how many there are, the worst first."""
    counts = report.counts
    numbers = {
        Verdict.FAIL: counts.failed,
        Verdict.UNKNOWN: counts.unknown,
        Verdict.PASS: counts.passed,
        Verdict.PEOPLE: counts.people,
    }
    return [(state, state_of(state, language), number) for state, number in numbers.items()]


def state_of(state: Verdict, language: Language) -> str:
    """Return a state's shape and word."""
    shape, words = STATES[state]
    return f"{shape} {say(words, language)}"


def source_of(entry: ComplianceEntry, language: Language) -> str:
    """Return where a clause comes from, and how well that is known."""
    return f"{say(entry.source, language)} {entry.place}{say(SEEN[entry.seen], language)}".strip()


def found_of(
    entry: ComplianceEntry, language: Language, classrooms: Mapping[str, str]
) -> list[str]:
    """Return what was found, in lines; `classrooms` has their names."""
    lines = [say(entry.why, language)]
    if entry.lessons is not None:
        each = entry.lessons.counts
        lines.append(say(IN_LESSONS, language, each.passed, each.failed, each.unknown))
    by_kind: dict[ProofKind, list[str]] = {}
    for proof in entry.proofs:
        by_kind.setdefault(proof.kind, []).append(classrooms.get(proof.id, proof.id))
    comma, semicolon = say(COMMA, language), say(SEMICOLON, language)
    named = [f"{say(PROOFS[kind], language)} {comma.join(ids)}" for kind, ids in by_kind.items()]
    if named:
        more = say(MORE, language, entry.more) if entry.more else ""
        lines.append(semicolon.join(named) + more)
    if entry.people is not None and entry.kind is not ClauseKind.ORGANISATIONAL:
        lines.append(say(ALSO, language) + say(entry.people, language))
    return lines


def title_of(entry: ComplianceEntry, language: Language) -> str:
    """Return a clause's title, and whether it is of the server."""
    of_server = entry.of is ClauseOf.SERVER and entry.kind is not ClauseKind.ORGANISATIONAL
    return say(entry.title, language) + (say(NOW, language) if of_server else "")


def events_of(
    report: ComplianceReport, language: Language, zone: ZoneInfo
) -> list[tuple[str, str, str, str]]:
    """Return number, time, what and classroom of each event that is named."""
    return [
        (
            str(each.number),
            f"{datetime.fromtimestamp(each.at, zone):%H:%M:%S}",
            say(each.what, language),
            report.classrooms.get(each.classroom, each.classroom),
        )
        for each in report.events
    ]


def _at(time: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(time, zone):%Y-%m-%d %H:%M}"
