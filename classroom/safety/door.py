"""Chapter: the lesson's door: who was kept out, and what becomes of a lesson without its lecturer.

Rule: see `classroom.safety.control`.
"""

from classroom.events import (
    FileShared,
    Knocked,
    LockChanged,
    PhaseChanged,
    PresenceChanged,
    Removed,
    Said,
)
from classroom.safety import sources
from classroom.safety.clause import (
    Clause,
    Finding,
    Words,
    failed,
    of_records,
    passed,
    unknown,
)
from classroom.safety.coming_in import seat_of
from classroom.safety.control import comes, held
from classroom.safety.evidence import Evidence
from classroom.states import Phase, Presence

SLACK = 60.0  # seconds a timer may be late


def removed_stay_out(evidence: Evidence) -> Finding:
    """Tell whether who was put out stayed out until somebody let them back."""
    out: set[str] = set()
    times, wrong = [], []
    for each in evidence.lesson.events:
        if isinstance(each.event, Removed):
            if each.event.removed:
                out.add(each.event.classroom)
                times.append(each)
            else:
                out.discard(each.event.classroom)
        elif isinstance(each.event, PresenceChanged) and each.event.classroom in out:
            wrong += [each] if comes(each) else []
    return held(
        evidence.lesson,
        times,
        wrong,
        ("被移出的教室又进来了", "A classroom that was put out came back"),
        ("次移出后都没有再进来", "classrooms put out: none came back"),
    )


def lock_holds(evidence: Evidence) -> Finding:
    """Tell whether nobody new came through the locked door without knocking."""
    lesson, locked = evidence.lesson, False
    been: set[str] = set()
    knocked: set[str] = set()
    times, wrong = [], []
    for each in lesson.events:
        match each.event:
            case LockChanged(locked=now):
                locked = now
                times += [each] if now else []
            case Knocked(classroom=room):
                knocked.add(room)
            case PresenceChanged(classroom=room, presence=Presence.PRESENT):
                delivers = lesson.record is not None and room == lesson.record.delivering.id
                if locked and not delivers and room not in been | knocked:
                    wrong.append(each)
                been.add(room)
            case _:
                pass
    return held(
        lesson,
        times,
        wrong,
        ("锁门后有教室未经允许进入", "A classroom came through the locked door"),
        ("次锁门都有效", "times the door was locked: it held"),
    )


def only_wait_before(evidence: Evidence) -> Finding:
    """Tell whether nothing was said or shown before the lecturer was there."""
    lesson = evidence.lesson
    early, wrong = [], []
    for each in lesson.events:
        match each.event:
            case PhaseChanged(phase=Phase.LIVE):
                break
            case PresenceChanged(classroom=room, presence=Presence.PRESENT):
                if lesson.record is not None and room == lesson.record.delivering.id:
                    break
                early.append(each)
            case Said(by=room) | FileShared(by=room):
                if lesson.record is None or room != lesson.record.delivering.id:
                    wrong.append(each)
            case _:
                pass
    return held(
        lesson,
        early,
        wrong,
        (
            "主讲还没来，教室里已经有人说话或发文件",
            "Something was said or shown before the lecturer came",
        ),
        (
            "次教室先到，主讲来以前都只是等候",
            "classrooms were early, and only waited for the lecturer",
        ),
    )


def only_expected(evidence: Evidence) -> Finding:
    """Tell whether only classrooms of the timetable were let in."""
    lesson = evidence.lesson
    if lesson.planned is None or not lesson.admissions:
        return unknown("没有课表或没有人进入", "There is no timetable, or nobody came in")
    wrong = [r for r in lesson.admissions if seat_of(r) not in lesson.planned.classrooms]
    if wrong:
        return failed(
            "有课表以外的教室进入",
            "A classroom came in that the timetable does not name",
            of_records(r.number for r in wrong),
        )
    turned_away = [r for r in lesson.records if r.note.action == "admit" and r.note.result != "ok"]
    return passed(
        f"只有课表上的教室进入；另有 {len(turned_away)} 次被拒在门外",
        f"Only classrooms of the timetable came in; {len(turned_away)} were turned away",
        of_records(r.number for r in (*lesson.admissions, *turned_away)),
    )


def hold_ends(evidence: Evidence) -> Finding:
    """Tell whether a lesson without its lecturer waited and ended in time."""
    lesson = evidence.lesson
    phases = [h for h in lesson.events if isinstance(h.event, PhaseChanged)]
    holds, wrong = [], []
    for each, after in zip(phases, [*phases[1:], None], strict=True):
        if isinstance(each.event, PhaseChanged) and each.event.phase is Phase.HOLD:
            holds.append(each)
            until = evidence.now if after is None else after.event.at
            patience = lesson.record.rules.hold_seconds if lesson.record else 0.0
            if until - each.event.at > patience + SLACK:
                wrong.append(each)
    return held(
        lesson,
        holds,
        wrong,
        ("主讲离开后课堂没有按时结束", "The lesson went on too long without its lecturer"),
        ("次主讲离开都按时恢复或结束", "times the lecturer was gone: it resumed or ended in time"),
    )


CLAUSES = (
    Clause(
        id="1.D-remove",
        source=sources.ours(),
        title=Words("移出后不能再进", "Put out with no return"),
        text=Words(
            "被移出的教室换页面、换设备、换链接都进不来。",
            "Who was put out comes back by no other page, device or link.",
        ),
        decide=removed_stay_out,
    ),
    Clause(
        id="1.D-lock",
        source=sources.ours(),
        title=Words("锁门与候课室", "A locked door, and knocking at it"),
        text=Words(
            "锁门后新来的先等候，主讲允许才进。",
            "Behind a locked door whoever is new waits until they are let in.",
        ),
        decide=lock_holds,
    ),
    Clause(
        id="1.D-first",
        source=sources.ours(),
        title=Words("主讲先进", "Nobody before the lecturer"),
        text=Words(
            "主讲进来以前，先到的教室只等候，说不了话，送不出声音画面。",
            "Before the lecturer is there, early classrooms wait, and say and show nothing.",
        ),
        decide=only_wait_before,
    ),
    Clause(
        id="1.D-expected",
        source=sources.ours(),
        title=Words("只进课表上的教室", "Only who is expected"),
        text=Words(
            "转发的链接、知道课号的外人都进不来。",
            "A forwarded link or a known number opens no door to others.",
        ),
        decide=only_expected,
    ),
    Clause(
        id="1.D-hold",
        source=sources.ours(),
        title=Words("主讲离开时", "When the lecturer is gone"),
        text=Words(
            "主讲断线，课堂等待，过时自动结束。",
            "A lesson without its lecturer waits, and ends by itself when that takes too long.",
        ),
        decide=hold_ends,
    ),
)
