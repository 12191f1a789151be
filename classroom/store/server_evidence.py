"""What is known of the server, as evidence: its rules, its trail, who administers it, what waits.

Rule: a handful of short statements, each bounded. Of pupils and of what people ask for, only what
lies in a sight is counted; rules, trail and administrators are the whole server's.
"""

from collections.abc import Collection
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts.rules import SignInRules
from classroom.audit.record import ActorKind, AuditRecord
from classroom.audit.seals import begin_of, day_after
from classroom.permissions import Action, Role
from classroom.register.erasure import Keeping
from classroom.register.scope import EVERYTHING, Sight
from classroom.safety.evidence import Facts, ServerEvidence
from classroom.store import settings
from classroom.store.erasing import answers_due, is_due
from classroom.store.sanctions import sanction_of
from classroom.store.tables import audit
from classroom.store.tables.accounts import changes
from classroom.store.tables.privacy import requests
from classroom.store.tables.questions import answers
from classroom.store.tables.register import TABLES
from classroom.store.tables.sanctions import sanctions, tickets
from classroom.store.tickets import is_overdue
from classroom.store.transactions import Database, last_record, record_of
from classroom.store.visibility import covered
from classroom.store.watch_evidence import watched
from classroom.timetable.days import day_at

SOME = 10  # latest records of a kind
MOST_PEOPLE = 2_000  # with a role of these
GRACE_SECONDS = 2 * 86_400.0  # the server looks every hour, and may have been off
ADMINISTER = (Role.SYSTEM_ADMIN, Role.SCHOOL_ADMIN)


async def read(database: Database, zone: ZoneInfo, facts: Facts, sight: Sight) -> ServerEvidence:
    """Return what is known."""
    now = database.now()
    keeping = Keeping(
        removed_days=facts.removed_days,
        left_years=facts.left_years,
        answers_days=facts.answers_days,
    )
    pupils = TABLES["pupils"]
    late = now - GRACE_SECONDS
    overdue = sa.select(sa.func.count()).select_from(pupils)
    overdue = overdue.where(is_due(keeping, late, day_at(late, zone)))
    overdue = overdue.where(covered(pupils.c.scope, sight))
    stale = sa.select(sa.func.count()).select_from(answers)
    stale = stale.where(answers_due(keeping, late, day_at(late, zone)))
    stale = stale.where(covered(answers.c.scope, sight))
    unwritten = sa.select(sa.func.count()).select_from(requests)
    unwritten = unwritten.where(covered(requests.c.scope, sight), requests.c.reason == "")
    waits = sa.select(sa.func.min(changes.c.asked_at))
    waits = waits.where(changes.c.state == "pending", covered(changes.c.scope, sight))
    late_reports = sa.select(sa.func.count()).select_from(tickets)
    late_reports = late_reports.where(
        is_overdue(facts.report_hours, now), covered(tickets.c.scope, sight)
    )
    reported = sa.select(sa.func.count()).select_from(tickets)
    reported = reported.where(covered(tickets.c.scope, sight))
    erasing = (Action.ERASE_PUPIL.value, Action.EXPORT_PUPIL.value)
    async with database.reading() as connection:
        last = await last_record(connection)
        head = (await connection.execute(_latest_head())).one_or_none()
        rules, _version = await settings.read(connection, "sign_in", SignInRules)
        checked = await _latest(connection, (Action.CHECK_CHANGES.value,), sight)
        own = await _latest(connection, erasing[:1], sight, by=ActorKind.SERVER)
        imposed = sa.select(sanctions).where(covered(sanctions.c.scope, sight))
        imposed = imposed.order_by(sanctions.c.made_at.desc(), sanctions.c.id).limit(SOME)
        held = [sanction_of(row) for row in await connection.execute(imposed)]
        decided = await _latest(connection, (Action.DECIDE_REPORT.value,), sight)
        return ServerEvidence(
            sanctions=tuple(held),
            sanction_records=await _imposed(connection, [each.id for each in held]),
            reports=int(await connection.scalar(reported) or 0),
            reports_overdue=int(await connection.scalar(late_reports) or 0),
            reports_decided=tuple(r.number for r in decided),
            facts=facts,
            rules=rules,
            last_record_at=None if last is None else last.at,
            verified=_first(await _latest(connection, ("verify_audit",), EVERYTHING)),
            head_at=None if head is None else begin_of(day_after(head.day)),
            head_number=0 if head is None else head.number,
            restored=_first(await _latest(connection, ("restore",), EVERYTHING)),
            administrators=await _holders(connection, ADMINISTER),
            auditors=await _holders(connection, (Role.AUDITOR,)),
            changes_since=await connection.scalar(waits),
            changes_checked=tuple(r.number for r in checked),
            wishes=tuple(await _latest(connection, erasing, sight, by=ActorKind.PERSON)),
            refused_unwritten=int(await connection.scalar(unwritten) or 0),
            overdue_pupils=int(await connection.scalar(overdue) or 0),
            watched=await watched(connection, sight),
            overdue_answers=int(await connection.scalar(stale) or 0),
            forgotten=tuple(r.number for r in own),
        )


def _latest_head() -> sa.Select[tuple[str, int]]:
    table = audit.heads
    return sa.select(table.c.day, table.c.number).order_by(table.c.number.desc()).limit(1)


def _first(records: list[AuditRecord]) -> AuditRecord | None:
    return records[0] if records else None


async def _latest(
    connection: AsyncConnection,
    actions: Collection[str],
    sight: Sight,
    *,
    by: ActorKind | None = None,
) -> list[AuditRecord]:
    """Return the latest records of these actions, the very latest first."""
    column = audit.records.c
    query = sa.select(audit.records).where(column.action.in_(actions), covered(column.scope, sight))
    if by is not None:
        query = query.where(column.actor_kind == by.value)
    rows = await connection.execute(query.order_by(column.number.desc()).limit(SOME))
    return [record_of(row) for row in rows]


async def _imposed(connection: AsyncConnection, ids: Collection[str]) -> tuple[AuditRecord, ...]:
    """Return the records of these sanctions' imposition."""
    column = audit.records.c
    query = sa.select(audit.records).where(
        column.action == Action.IMPOSE_SANCTION.value, column.object.in_(sorted(ids))
    )
    rows = await connection.execute(query.order_by(column.number))
    return tuple(record_of(row) for row in rows)


async def _holders(connection: AsyncConnection, roles: Collection[Role]) -> tuple[str, ...]:
    """Return the people who have one of these roles anywhere."""
    people = TABLES["people"].c
    text = sa.cast(people.grants, sa.Text)
    named = sa.or_(*(text.contains(f'"{role.value}"', autoescape=True) for role in roles))
    query = sa.select(people.id).where(people.removed_at.is_(None), named)
    found = await connection.execute(query.order_by(people.id).limit(MOST_PEOPLE))
    return tuple(found.scalars())
