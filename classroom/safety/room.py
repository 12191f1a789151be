"""Chapter: in the classroom: what was held, who was there, how long it lasted."""

from classroom.events import PhaseChanged, RollCalled
from classroom.roll.findings import findings
from classroom.roll.history import rolls
from classroom.safety import keeping_out, sources
from classroom.safety.clause import (
    Clause,
    ClauseKind,
    ClauseOf,
    Finding,
    Words,
    absent,
    failed,
    of_classrooms,
    of_events,
    passed,
    unknown,
)
from classroom.safety.evidence import Evidence
from classroom.states import Phase
from classroom.timetable.tally import tally, taught_in

SLACK = 60.0  # seconds a timer may be late
SETTLES_WITHIN = 3600.0  # from the end of a lesson until it is counted
DIFFERS = 0.05  # minutes


def counted_right(evidence: Evidence) -> Finding:
    """Tell whether what statistics say of the lesson is what its events say."""
    lesson, now = evidence.lesson, evidence.now
    planned, kept = lesson.planned, lesson.kept_tally
    if planned is None or not lesson.is_whole:
        return unknown("课表里没有这节课", "The timetable does not know this lesson")
    phases = [h for h in lesson.events if isinstance(h.event, PhaseChanged)]
    if kept is None:
        ended = phases[-1].event.at if lesson.is_over and phases else None
        if ended is not None and now - ended > SETTLES_WITHIN:
            return failed(
                "课已结束，统计里没有它", "It is over and was not counted", of_events(phases)
            )
        if ended is not None:
            return unknown("已经下课，统计还没有算出来", "It is over and is about to be counted")
        return unknown("还没有上完", "It is not over yet")
    counted = tally(planned, [h.event for h in lesson.events], now)
    same = kept.held == counted.held and all(
        abs(a - b) <= DIFFERS
        for a, b in (
            (kept.late_minutes, counted.late_minutes),
            (kept.lost_minutes, counted.lost_minutes),
        )
    )
    if not same:
        return failed(
            f"统计写着缺 {kept.lost_minutes:.1f} 分钟，记录算出来是 {counted.lost_minutes:.1f}",
            f"Statistics say {kept.lost_minutes:.1f} minutes were lost, the events say "
            f"{counted.lost_minutes:.1f}",
            of_events(phases),
        )
    return passed(
        "统计与逐条记录算出来的一致", "Statistics agree with the events", of_events(phases)
    )


def classrooms_were_there(evidence: Evidence) -> Finding:
    """Tell whether each receiving classroom was reached."""
    lesson = evidence.lesson
    if lesson.planned is None or not lesson.is_over or not lesson.is_whole:
        return unknown("还没有上完", "It is not over yet")
    events = [h.event for h in lesson.events]
    went = tally(lesson.planned, events, evidence.now)
    if not taught_in(events, evidence.now):
        return unknown("这节课没有上", "It was not taught")
    missing = [seat.classroom for seat in went.seats if not seat.reached]
    if missing:
        return failed(
            f"{len(missing)} 个听讲教室没有到",
            f"{len(missing)} receiving classrooms were never there",
            of_classrooms(missing),
        )
    return passed(
        f"{len(went.seats)} 个听讲教室都到了",
        f"All {len(went.seats)} receiving classrooms were there",
        of_classrooms(seat.classroom for seat in went.seats),
    )


def ended_in_time(evidence: Evidence) -> Finding:
    """Tell whether the lesson ended with its bell, or as long after as it may."""
    record = evidence.lesson.record
    ended = [
        h
        for h in evidence.lesson.events
        if isinstance(h.event, PhaseChanged) and h.event.phase is Phase.ENDED
    ]
    if record is None or not ended:
        return unknown("还没有结束", "It has not ended")
    over = ended[-1].event.at - record.ends_at
    if over > record.rules.overrun_seconds + SLACK:
        return failed(
            f"拖堂 {over / 60:.0f} 分钟", f"It overran by {over / 60:.0f} minutes", of_events(ended)
        )
    return passed(
        f"最多可拖堂 {record.rules.overrun_seconds / 60:.0f} 分钟，没有超过",
        f"It did not overrun by more than {record.rules.overrun_seconds / 60:.0f} minutes",
        of_events(ended),
    )


def roll_was_called(evidence: Evidence) -> Finding:
    """Tell whether the roll was called, confirmed in each classroom, and fits what was seen."""
    lesson = evidence.lesson
    if not lesson.is_over or not lesson.is_whole:
        return unknown("还没有上完", "It is not over yet")
    if not taught_in([h.event for h in lesson.events], evidence.now):
        return unknown("这节课没有上", "It was not taught")
    called = [h for h in lesson.events if isinstance(h.event, RollCalled)]
    if not called:
        return failed("没有点名", "The roll was not called", of_events(lesson.events[-1:]))
    sheets = [sheet for roll in rolls(h.event for h in lesson.events) for sheet in roll.sheets]
    doubtful = sorted({sheet.classroom for sheet in sheets if findings(sheet, over=True)})
    if doubtful:
        return failed(
            f"{len(doubtful)} 个教室没有确认，或与实际不符",
            f"{len(doubtful)} classrooms did not confirm it, or it does not fit what was seen",
            of_classrooms(doubtful),
        )
    return passed(
        f"点名 {len(called)} 次，各教室都已确认",
        f"Called {len(called)} times and confirmed by each classroom",
        of_events(called),
    )


CLAUSES = (
    Clause(
        id="T14",
        source=sources.classrooms("常态化按需应用"),
        title=Words("计划与实际", "Planned and held"),
        text=Words(
            "应开、实开、迟开、缺课由系统算出，不靠人填。",
            "What was planned, held, late and lost is computed, never typed.",
        ),
        decide=counted_right,
    ),
    Clause(
        id="T13",
        source=sources.ours(),
        title=Words("听讲教室都到", "Every classroom was there"),
        text=Words(
            "课表上的每个听讲教室都在上课时间内到过。",
            "Each receiving classroom of the timetable was there while something was taught.",
        ),
        decide=classrooms_were_there,
    ),
    Clause(
        id="T10-overrun",
        source=sources.ours(),
        title=Words("拖堂有限", "Overrunning has an end"),
        text=Words("拖堂超过规定时间，课堂自动结束。", "A lesson that overruns ends by itself."),
        decide=ended_in_time,
    ),
    Clause(
        id="roll-call",
        source=sources.ours(),
        title=Words("点名", "The roll"),
        text=Words(
            "每个教室点名，迟到、缺席、早退有记录。",
            "The roll is called in each classroom; late, absent and left early are on record.",
        ),
        decide=roll_was_called,
    ),
    Clause(
        id="T10-patrol",
        source=sources.ours(),
        title=Words("巡课", "Inspection"),
        text=Words(
            "巡课人只看不说，看了哪节有记录。",
            "Inspectors see and do not speak; which lesson they saw is on record.",
        ),
        of=ClauseOf.SERVER,
        decide=absent("巡课", "inspection"),
    ),
    Clause(
        id="M7/D20",
        source=sources.minors("第七条；《网络数据安全管理条例》第二十条"),
        title=Words("投诉举报", "Complaints and reports"),
        text=Words(
            "直播、回放和聊天里都能举报，有工单、有期限。",
            "Everything said or shown can be reported; a report is a ticket with its time.",
        ),
        kind=ClauseKind.MIXED,
        people=Words("受理的人和时限", "Who handles them, and how fast"),
        of=ClauseOf.SERVER,
        decide=keeping_out.reports_decided,
    ),
    Clause(
        id="M26",
        source=sources.minors("第二十六条"),
        title=Words("防网络欺凌", "Against bullying"),
        text=Words(
            "学生和家长能保存证据、屏蔽他人、决定谁能看到自己。",
            "Pupils and guardians can save evidence, block others and decide who sees them.",
        ),
        of=ClauseOf.SERVER,
        decide=absent("屏蔽他人", "blocking others"),
    ),
)
