"""Whether what is put together after a shut-down was, and left only when it was authorised (B8).

Rule: by the audit trail alone, whose records name the incident: made, released, taken.
"""

import msgspec

from classroom.audit.record import AuditRecord
from classroom.incidents.incident import shut_down_at
from classroom.safety.clause import Finding, failed, of_events, of_records, passed, unknown
from classroom.safety.evidence import Evidence

MADE_WITHIN = 600.0  # seconds from the shut-down


def package_holds(evidence: Evidence) -> Finding:
    """Tell whether each shut-down has its package, and none left before its release."""
    lesson = evidence.lesson
    shut = [each for each in lesson.events if shut_down_at([each.event]) is not None]
    made, released, taken = (
        [r for r in lesson.records if r.note.action == action and r.note.result == "ok"]
        for action in ("assemble_incident", "release_incident", "take_incident")
    )
    early = [
        r for r in taken
        if not any(_of(r) == _of(by) and by.number < r.number for by in released)
    ]  # fmt: skip
    if early:
        return failed(
            "材料在授权之前就送出了",
            "A package left before it was authorised",
            of_records(r.number for r in early),
        )
    if not lesson.is_whole:
        return unknown("记录太多，没有看完", "There was too much of it to be read to the end")
    if not shut:
        return unknown("这节课没有用到", "It was not used in this lesson")
    without = [each for each in shut if not any(r.at >= each.event.at for r in made)]
    if without and evidence.now - without[0].event.at < MADE_WITHIN:
        return unknown("材料正在整理", "The package is being made", of_events(without))
    if without:
        return failed("关停后没有整理材料", "No package was made of it", of_events(without))
    proofs = [*of_events(shut), *of_records(r.number for r in [*made, *released, *taken])]
    if not taken:
        return passed(
            "材料已整理，没有送出", "The package was made, and has not left the house", proofs
        )
    return passed("材料经授权后才送出", "The package left only after its release", proofs)


def _of(record: AuditRecord) -> str:
    """Return which incident a record is of."""
    return str(msgspec.json.decode(record.note.detail or "{}").get("incident", ""))
