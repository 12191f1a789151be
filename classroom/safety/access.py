"""Chapter: children's data; who else looked at recordings of them, and by whose approval."""

from typing import Any

import msgspec

from classroom.audit.record import ActorKind, AuditRecord
from classroom.safety import sources
from classroom.safety.clause import (
    Clause,
    ClauseKind,
    ClauseOf,
    Finding,
    Words,
    failed,
    of_records,
    passed,
    unknown,
)
from classroom.safety.evidence import Evidence


def access_is_approved(evidence: Evidence) -> Finding:
    """Tell whether whoever else watched had a grant, and each was decided by somebody else."""
    watched = evidence.server.watched
    if watched.unapproved:
        return failed(
            f"{watched.unapproved} 次观看没有有效的许可",
            f"{watched.unapproved} looks were under no grant that somebody approved",
            of_records(r.number for r in watched.looks),
        )
    if watched.own:
        return failed(
            f"{watched.own} 份申请由申请人自己批准",
            f"{watched.own} requests were decided by who asked",
            of_records(r.number for r in watched.decisions),
        )
    if alone := [r for r in watched.decisions if not _by_another(r)]:
        return failed(
            "有审批没有记下是谁为谁批的",
            "Of a decision it is not on record who decided, and for whom",
            of_records(r.number for r in alone),
        )
    if not watched.decisions:
        return unknown("还没有人申请过观看录像", "Nobody has asked to watch a recording yet")
    return passed(
        "不因职务观看的，每次都有申请、由别人批准、到期失效，看过的都有记录",
        "Whoever watched without its being their office asked, was let by somebody else, for a "
        "time; each look is on record",
        of_records(r.number for r in (*watched.decisions, *watched.looks)),
    )


def _by_another(record: AuditRecord) -> bool:
    """Tell whether a record of a decision has a person who decided for another."""
    try:
        said: dict[str, Any] = msgspec.json.decode(record.note.detail, type=dict[str, Any])
    except msgspec.DecodeError:
        return False
    asked = said.get("asked_by")
    return record.actor.kind is ActorKind.PERSON and bool(asked) and asked != record.actor.id


CLAUSES = (
    Clause(
        id="M36",
        source=sources.minors("第三十六条"),
        title=Words("访问要审批", "Access is approved"),
        text=Words(
            "工作人员看未成年人信息，要经负责人批准并记录：没有许可看不了录像，自己不能批自己。",
            "Staff see minors' data only with a responsible person's approval, on record: without "
            "a grant there are no pictures, and nobody grants their own request.",
        ),
        kind=ClauseKind.MIXED,
        of=ClauseOf.SERVER,
        people=Words(
            "谁因职务可以查看名册和本校录像，由单位任命",
            "Who may see rosters and the school's recordings by their office is for the school "
            "to appoint",
        ),
        decide=access_is_approved,
    ),
)
