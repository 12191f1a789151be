"""Chapter: keeping order in a lesson (B6 to B10).

Rule: an event says what was so from then on, so each check reads the lesson once from its beginning
and looks for what must not happen meanwhile.
"""

from collections.abc import Iterable

from classroom.audit.record import AuditRecord
from classroom.events import (
    AllForbidden,
    FileShared,
    HandRaised,
    Knocked,
    LessonRestarted,
    PhaseChanged,
    PresenceChanged,
    QuestionAnswered,
    RightChanged,
    Said,
    StreamOpened,
)
from classroom.incidents.incident import shut_down_at
from classroom.record import LessonRecord
from classroom.safety import keeping_out, sources
from classroom.safety.clause import (
    Clause,
    ClauseKind,
    ClauseOf,
    Finding,
    Words,
    failed,
    of_events,
    of_records,
    passed,
    unknown,
)
from classroom.safety.evidence import Evidence, Happened, LessonEvidence
from classroom.safety.package import package_holds
from classroom.states import Phase, Presence, Right

NOT_USED = ("这节课没有用到", "It was not used in this lesson")
CUT_SHORT = ("记录太多，没有看完", "There was too much of it to be read to the end")
CUTS = ("asked", "ok")  # a line before it is done, and one after
CUT_WITHIN = 5.0  # from its record in the trail to the end of the lesson

Rights = frozenset[Right]


def _uses(lesson: LessonEvidence, happened: Happened) -> tuple[str, Right] | None:
    """Return which receiving classroom made use of which right by this."""
    match happened.event:
        case HandRaised(classroom=room):
            return room, Right.RAISE_HAND
        case QuestionAnswered(classroom=room):
            return room, Right.ANSWER
        case Said(by=room) if lesson.record is None or room != lesson.record.delivering.id:
            return room, Right.TEXT
        case FileShared(by=room) if lesson.record is None or room != lesson.record.delivering.id:
            return room, Right.FILE
    return None


class _Switches:
    """The switches as the events leave them."""

    def __init__(self, rights: Iterable[Right]) -> None:
        self.all: Rights = frozenset(rights)
        self.one: dict[tuple[str, Right], bool] = {}

    def take(self, event: RightChanged) -> None:
        if event.classroom is None:
            self.all = self.all | {event.right} if event.on else self.all - {event.right}
            self.one = {key: on for key, on in self.one.items() if key[1] is not event.right}
        else:
            self.one[event.classroom, event.right] = event.on

    def on(self, classroom: str, right: Right) -> bool:
        return self.one.get((classroom, right), right in self.all)

    def differ(self, record: LessonRecord) -> list[str]:
        """Return the classrooms whose switches stand otherwise than was switched."""
        return [
            seat.id
            for seat in record.receiving
            for right in Right
            if self.on(seat.id, right)
            != (right not in seat.denied and (right in record.rights or right in seat.granted))
        ]


def rights_hold(evidence: Evidence) -> Finding:
    """Tell whether what was switched off stayed off."""
    lesson = evidence.lesson
    if lesson.record is None or not lesson.is_whole:
        return unknown(*(NOT_USED if lesson.is_whole else CUT_SHORT))
    switches, switched, wrong = _Switches(lesson.record.rules.rights), [], []
    for each in lesson.events:
        if isinstance(each.event, RightChanged):
            switches.take(each.event)
            switched.append(each)
        elif isinstance(each.event, LessonRestarted):
            switches = _Switches(lesson.record.rules.rights)
        elif (used := _uses(lesson, each)) and not switches.on(*used):
            wrong.append(each)
    if wrong:
        return failed(
            "关掉的权限后来还被用过", "A right was used after it was off", of_events(wrong)
        )
    if differing := switches.differ(lesson.record):
        return failed(
            f"{len(set(differing))} 个教室的权限与开关记录不一致",
            f"The rights of {len(set(differing))} classrooms are not what was switched",
            of_events(switched),
        )
    if not switched:
        return unknown(*NOT_USED)
    return passed(
        f"{len(switched)} 次开关都一直有效（声音画面由媒体服务执行，不逐包留痕）",
        f"All {len(switched)} switches held (of sound and pictures, packets leave no record)",
        of_events(switched),
    )


def pause_holds(evidence: Evidence) -> Finding:
    """Tell whether in every pause nobody did anything, came in, or ended it but the lecturer."""
    lesson = evidence.lesson
    paused, pauses, wrong = False, [], []
    been: set[str] = set()
    knocked: set[str] = set()
    for each in lesson.events:
        match each.event:
            case PhaseChanged(phase=Phase.PAUSED):
                paused = True
                pauses.append(each)
            case PhaseChanged(phase=Phase.LIVE, reason=reason):
                if paused and reason != "lecturer":
                    wrong.append(each)
                paused = False
            case PhaseChanged(phase=Phase.ENDED):
                paused = False
            case HandRaised() | QuestionAnswered() | Said() | FileShared() if paused and _uses(
                lesson, each
            ):
                wrong.append(each)
            case Knocked(classroom=room):
                knocked.add(room)
            case PresenceChanged(classroom=room, presence=Presence.PRESENT):
                delivers = lesson.record is not None and room == lesson.record.delivering.id
                if paused and not delivers and room not in been | knocked:
                    wrong.append(each)
                been.add(room)
            case _:
                pass
    return held(
        lesson,
        pauses,
        wrong,
        ("暂停期间有人举手、新进入，或不是主讲恢复的", "Somebody acted, came in or resumed it"),
        ("次暂停期间都没有人能互动或新进入", "pauses: nobody could act or come in"),
    )


def forbidding_holds(evidence: Evidence) -> Finding:
    """Tell whether nobody did anything while all was forbidden."""
    forbidden, times, wrong = False, [], []
    for each in evidence.lesson.events:
        if isinstance(each.event, AllForbidden):
            forbidden = each.event.forbidden
            times += [each] if forbidden else []
        elif forbidden and _uses(evidence.lesson, each):
            wrong.append(each)
    return held(
        evidence.lesson,
        times,
        wrong,
        ("全部禁止之后还有互动", "Somebody acted while all was forbidden"),
        ("次全部禁止都有效", "times all was forbidden: it held"),
    )


def shut_down_holds(evidence: Evidence) -> Finding:
    """Tell whether nothing happened in a lesson that was shut down until a manager restarted it."""
    lesson = evidence.lesson
    shut, after, windows = [], [], []
    restarts = [r for r in lesson.records if _did(r, "restart_lesson")]
    since: Happened | None = None
    for each in lesson.events:
        if shut_down_at([each.event]) is not None:
            since = each
            shut.append(each)
        elif since and isinstance(each.event, LessonRestarted) and _by(restarts, each.event.at):
            windows.append((since.event.at, each.event.at))
            since = None
        elif since and (comes(each) or _starts(each) or _uses(lesson, each)):
            after.append(each)
    if not shut:
        return held(lesson, [], [], NOT_USED, NOT_USED)
    if since:
        windows.append((since.event.at, evidence.now))
    let_in = [r for r in lesson.admissions if any(at < r.at < end for at, end in windows)]
    if after or let_in:
        return failed(
            "关停之后还有人进入、发送，或不是管理员重新开课",
            "Somebody came in, sent something, or others than a manager began again",
            [*of_events(after), *of_records(r.number for r in let_in)],
        )
    if not lesson.is_whole:
        return unknown(*CUT_SHORT)
    again = f"，管理员重新开课 {len(restarts)} 次" if restarts else ""
    again_en = f"; a manager restarted it {len(restarts)} times" if restarts else ""
    return passed(
        f"关停后没有任何人再进入或发送{again}",
        f"Nobody came in or sent anything after{again_en}",
        [*of_events(shut), *of_records(r.number for r in restarts)],
    )


def _did(record: AuditRecord, action: str) -> bool:
    return record.note.action == action and record.note.result == "ok"


def _by(restarts: list[AuditRecord], at: float) -> bool:
    """Tell whether it is on record who restarted it then: that is the same transaction."""
    return any(record.at == at for record in restarts)


def comes(happened: Happened) -> bool:
    """Tell whether somebody comes or sends something by this."""
    event = happened.event
    came = (Presence.WAITING, Presence.PRESENT)
    return isinstance(event, StreamOpened) or (
        isinstance(event, PresenceChanged) and event.presence in came
    )


def _starts(happened: Happened) -> bool:
    event = happened.event
    return isinstance(event, PhaseChanged) and event.phase is not Phase.ENDED


def cut_from_outside(evidence: Evidence) -> Finding:
    """Tell whether a lesson that an administrator cut ended at once."""
    lesson = evidence.lesson
    cuts: list[AuditRecord] = [
        r for r in lesson.records if r.note.action == "shut_lesson" and r.note.result in CUTS
    ]
    if not cuts:
        return unknown(*NOT_USED)
    ends = [h for h in lesson.events if _ends(h)]
    proofs = of_records(r.number for r in cuts)
    if any(not any(abs(h.event.at - r.at) <= CUT_WITHIN for h in ends) for r in cuts):
        return failed(
            f"管理员关停后 {CUT_WITHIN:.0f} 秒内没有结束",
            f"It had not ended {CUT_WITHIN:.0f} seconds after an administrator cut it",
            proofs,
        )
    return passed(
        "管理员关停后立即结束",
        "It ended as soon as an administrator cut it",
        [*proofs, *of_events(ends)],
    )


def _ends(happened: Happened) -> bool:
    event = happened.event
    return isinstance(event, PhaseChanged) and event.phase is Phase.ENDED


def held(
    lesson: LessonEvidence,
    times: list[Happened],
    wrong: list[Happened],
    bad: tuple[str, str],
    good: tuple[str, str],
) -> Finding:
    """Return what follows from how often something was done, and what went wrong meanwhile."""
    if wrong:
        return failed(*bad, of_events(wrong))
    if not lesson.is_whole:
        return unknown(*CUT_SHORT)
    if not times:
        return unknown(*NOT_USED)
    return passed(f"{len(times)} {good[0]}", f"{len(times)} {good[1]}", of_events(times))


CLAUSES = (
    Clause(
        id="B6",
        source=sources.standard("课中"),
        title=Words("互动权限分别控制", "Each right by itself"),
        text=Words(
            "视频、语音、批注、屏幕、文件、文字等互动权限各自单独开关，关掉就不能再用。",
            "Video, sound, annotation, screen, files and text are switched each by itself.",
        ),
        decide=rights_hold,
    ),
    Clause(
        id="B7",
        source=sources.standard("课中"),
        title=Words("一键暂停", "Pause by one key"),
        text=Words(
            "一键收回全部互动权限，期间学生不能自己打开，也不能新进入；只有管理者能恢复。",
            "One key takes all rights away; pupils cannot take them back, nobody new comes in, "
            "and only whoever manages the lesson resumes it.",
        ),
        decide=pause_holds,
    ),
    Clause(
        id="B7-forbid",
        source=sources.standard("课中"),
        title=Words("一键禁止", "Forbid all by one key"),
        text=Words(
            "一键禁止全部互动权限，课继续上。", "One key forbids all rights; the lesson goes on."
        ),
        decide=forbidding_holds,
    ),
    Clause(
        id="B8",
        source=sources.standard("课中"),
        title=Words("一键关停", "Shut down by one key"),
        text=Words(
            "发生安全事件时一键结束课堂，之后谁也进不来；只有管理员能重新开课。",
            "In an incident one key ends the lesson, and nobody gets in after; only a manager "
            "restarts it.",
        ),
        decide=shut_down_holds,
    ),
    Clause(
        id="B8-package",
        source=sources.standard("课中（“经用户授权后同步”，原文不全）"),
        title=Words("关停后的事件材料", "What is handed over after a shut-down"),
        text=Words(
            "整理事件材料，经有记录的授权才送出。",
            "What happened is put together and leaves only after a recorded authorisation.",
        ),
        kind=ClauseKind.MIXED,
        people=Words("向谁送出、凭什么依据", "To whom it goes, and by what law"),
        decide=package_holds,
    ),
    Clause(
        id="L1/M29",
        source=sources.live("即时阻断；条例第二十九条"),
        title=Words("管理部门即时阻断", "Cut from outside at once"),
        text=Words(
            "县里和学校能随时切断任何一节课，并留下记录。",
            "County and school can cut any lesson at once, and that is on record.",
        ),
        decide=cut_from_outside,
    ),
    Clause(
        id="B9/M29",
        source=sources.standard("课中；条例第二十九条"),
        title=Words("处置违规账号", "Sanctions on accounts"),
        text=Words(
            "对违规账号警示、限制功能、暂停、关闭，有范围和期限。",
            "Warn, limit, suspend and close accounts, for a scope and a time.",
        ),
        of=ClauseOf.SERVER,
        decide=keeping_out.sanctions_graded,
    ),
    Clause(
        id="B10",
        source=sources.standard("课中"),
        title=Words("黑名单", "Blacklist"),
        text=Words(
            "活动管理者能建黑名单，按账号和设备拦人，不按昵称。",
            "Whoever manages the activity keeps a blacklist of accounts and devices.",
        ),
        decide=keeping_out.blacklist_holds,
    ),
)
