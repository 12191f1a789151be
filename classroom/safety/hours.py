"""Chapter: time and eyes.

Rule: guidance, not law, for lessons in classrooms; the sources say so, and what is asked of the
software is that it tells the lecturer in time.
"""

from classroom.events import BreakDue, PhaseChanged
from classroom.safety import sources
from classroom.safety.clause import (
    Clause,
    ClauseKind,
    ClauseOf,
    Finding,
    Words,
    failed,
    of_events,
    of_settings,
    passed,
    unknown,
)
from classroom.safety.evidence import Evidence, Happened
from classroom.safety.eyes import EyeRules, Stage, longest_minutes, stage_of
from classroom.states import Phase
from classroom.timetable.tally import taught_in

NOBODY_KNOWS = (
    "没有登记听课的班级，不知道是哪个学段",
    "The classes that attend are not known",
)
STAGES = {
    Stage.PRIMARY: Words("小学", "primary"),
    Stage.SECONDARY: Words("中学", "secondary"),
}


def _known(evidence: Evidence) -> tuple[Stage, EyeRules] | None:
    stage, facts = stage_of(evidence.lesson.grades.values()), evidence.server.facts
    return None if stage is None or facts is None else (stage, facts.eyes)


def _phases(evidence: Evidence) -> list[Happened]:
    return [h for h in evidence.lesson.events if isinstance(h.event, PhaseChanged)]


def not_too_long(evidence: Evidence) -> Finding:
    """Tell whether no stretch before the screen was longer than the stage's."""
    known, lesson = _known(evidence), evidence.lesson
    screens = taught_in([h.event for h in lesson.events], evidence.now)
    if known is None:
        return unknown(*NOBODY_KNOWS)
    if not screens or not lesson.is_whole:
        return unknown("这节课没有上", "It was not taught")
    stage, rules = known
    most, longest = rules.of(stage).stretch_minutes, longest_minutes(screens, rules)
    proofs = [*of_events(_phases(evidence)), *of_settings(f"eyes.{stage}_minutes")]
    name = STAGES[stage]
    told = [h for h in lesson.events if isinstance(h.event, BreakDue)]
    if longest > most and told:
        return passed(
            f"连续看屏幕 {longest:.0f} 分钟，{name.zh}建议 {most:g} 分钟，到时提醒了老师",
            f"{longest:.0f} minutes before the screen, {most:g} are advised ({name.en}); the "
            "lecturer was told",
            of_events(told),
        )
    if longest > most:
        return failed(
            f"连续看屏幕 {longest:.0f} 分钟，{name.zh}建议 {most:g} 分钟；没有提醒过",
            f"{longest:.0f} minutes before the screen, {most:g} are advised ({name.en}); nobody "
            "was told",
            proofs,
        )
    return passed(
        f"最长连续 {longest:.0f} 分钟，{name.zh}建议不超过 {most:g} 分钟",
        f"{longest:.0f} minutes at most, {most:g} are advised ({name.en})",
        proofs,
    )


def not_too_much(evidence: Evidence) -> Finding:
    """Tell whether no class had more in the day than its stage's."""
    known, minutes = _known(evidence), evidence.lesson.day_minutes
    if known is None or not minutes:
        return unknown(*NOBODY_KNOWS)
    if not taught_in([h.event for h in evidence.lesson.events], evidence.now):
        return unknown("这节课没有上", "It was not taught")
    stage, rules = known
    most, longest = rules.of(stage).day_minutes, max(minutes.values())
    setting = of_settings(f"eyes.{stage}_day_minutes")
    if longest > most:
        return failed(
            f"有班级当天远程课共 {longest:.0f} 分钟，建议不超过 {most:g} 分钟",
            f"A class had {longest:.0f} minutes that day, {most:g} are advised",
            setting,
        )
    return passed(
        f"当天远程课最多的班级 {longest:.0f} 分钟，建议不超过 {most:g} 分钟",
        f"No class had more than {longest:.0f} minutes that day, {most:g} are advised",
        setting,
    )


def not_too_late(evidence: Evidence) -> Finding:
    """Tell whether the lesson ended before the evening's limit."""
    facts, midnight = evidence.server.facts, evidence.lesson.midnight
    ended = [
        h
        for h in evidence.lesson.events
        if isinstance(h.event, PhaseChanged) and h.event.phase is Phase.ENDED
    ]
    if facts is None or midnight is None or not ended:
        return unknown("还没有结束", "It has not ended")
    proofs = [*of_events(ended[-1:]), *of_settings("eyes.latest_end")]
    latest = facts.eyes.latest_end
    if ended[-1].event.at > midnight + facts.eyes.latest_seconds:
        return failed(f"{latest} 以后才结束", f"It ended after {latest}", proofs)
    return passed(f"{latest} 以前结束", f"It ended before {latest}", proofs)


CLAUSES = (
    Clause(
        id="H1-stretch",
        source=sources.sight("每次 20、30 分钟，休息 10 分钟"),
        title=Words("连续看屏幕的时间", "How long before the screen"),
        text=Words(
            "小学每次不超过 20 分钟，中学不超过 30 分钟，中间休息 10 分钟；超过要提醒老师。",
            "Primary 20 minutes at a time, secondary 30, then ten of rest; longer is told the "
            "lecturer.",
        ),
        decide=not_too_long,
    ),
    Clause(
        id="H1-day",
        source=sources.sight("每天 2.5、4 小时"),
        title=Words("一天的总时间", "How much in a day"),
        text=Words(
            "小学每天不超过 2.5 小时，中学不超过 4 小时。",
            "Primary two and a half hours a day, secondary four.",
        ),
        decide=not_too_much,
    ),
    Clause(
        id="H3-end",
        source=sources.sight("双减：21:00 前结束"),
        title=Words("最晚结束时间", "How late"),
        text=Words(
            "在家上的线上课 21:00 以前结束。", "A lesson attended from home ends before 21:00."
        ),
        decide=not_too_late,
    ),
    Clause(
        id="H5",
        source=sources.sight("电子产品教学不超过 30%"),
        title=Words("电子产品教学的比例", "The share of teaching by devices"),
        text=Words(
            "用电子产品教学的时间不超过总教学时间的 30%。",
            "Teaching by electronic devices is at most thirty per cent of all.",
        ),
        kind=ClauseKind.ORGANISATIONAL,
        of=ClauseOf.SERVER,
        people=Words("学校课表的统计", "The school's own timetable, summed up"),
    ),
)
