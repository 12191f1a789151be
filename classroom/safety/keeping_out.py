"""Keeping people out, and what was reported: how B9, B10 and M7 are decided.

Rule: a sanction is shown by its record in the trail, a blacklist by whom it refused, a report by
its decision. That there was nothing to do shows nothing.
"""

from classroom.events import Removed
from classroom.safety.clause import (
    Finding,
    failed,
    of_events,
    of_records,
    of_settings,
    passed,
    unknown,
)
from classroom.safety.evidence import Evidence
from classroom.sanctions.sanction import Sanction, Step

HOURS = "reports.hours"


def sanctions_graded(evidence: Evidence) -> Finding:
    """Tell whether each sanction says where, why and until when, and is on record."""
    server = evidence.server
    if not server.sanctions:
        return unknown("还没有处置过账号", "Nobody was ever sanctioned")
    records = {record.note.object: record.number for record in server.sanction_records}
    wrong = [each for each in server.sanctions if not _whole(each) or each.id not in records]
    proofs = of_records(records[each.id] for each in server.sanctions if each.id in records)
    if wrong:
        return failed(
            f"{len(wrong)} 次处置缺少理由、期限或审计记录",
            f"{len(wrong)} sanctions lack a reason, an end or their record",
            proofs,
        )
    return passed(
        f"最近 {len(server.sanctions)} 次处置都有范围、理由、期限和记录",
        f"The latest {len(server.sanctions)} sanctions all have scope, reason, end and record",
        proofs,
    )


def _whole(sanction: Sanction) -> bool:
    ends = sanction.step is not Step.LIMIT or sanction.until is not None
    return bool(sanction.reason and sanction.scope and ends)


def blacklist_holds(evidence: Evidence) -> Finding:
    """Tell whether nobody came in who was kept out at that time."""
    lesson = evidence.lesson
    came_in = [
        record
        for record in lesson.admissions
        for each in lesson.kept_out
        if record.actor.id == each.subject and _held_at(each, record.at)
    ]
    if came_in:
        return failed(
            "黑名单上的账号或设备进来了",
            "Somebody on the blacklist was let in",
            of_records(r.number for r in came_in),
        )
    refused = [r for r in lesson.records if r.note.result == "kept_out"]
    removed = [h for h in lesson.events if isinstance(h.event, Removed) and h.event.kept_out]
    if not refused and not removed:
        return unknown("没有黑名单上的人来过这节课", "Nobody on a blacklist came to this lesson")
    return passed(
        f"拉黑 {len(removed)} 次，拦下 {len(refused)} 次，没有人绕进来",
        f"{len(removed)} were put on it, {len(refused)} refused; nobody got round it",
        [*of_events(removed), *of_records(r.number for r in refused)],
    )


def _held_at(sanction: Sanction, at: float) -> bool:
    ends = [end for end in (sanction.until, sanction.lifted_at) if end is not None]
    return sanction.made_at < at < min(ends, default=float("inf"))


def reports_decided(evidence: Evidence) -> Finding:
    """Tell whether what was reported is decided in time."""
    server = evidence.server
    if not server.reports:
        return unknown("还没有人举报过", "Nothing was ever reported")
    proofs = [*of_settings(HOURS), *of_records(server.reports_decided)]
    if server.reports_overdue:
        return failed(
            f"{server.reports_overdue} 条举报过期没有处理",
            f"{server.reports_overdue} reports are overdue",
            proofs,
        )
    return passed(
        f"{server.reports} 条举报，没有过期的", f"{server.reports} reports, none overdue", proofs
    )
