"""Who else watched recordings, as evidence: what was decided on, and what was looked at under it.

Rule: a look under a grant is held against the grant as it is kept now; of recordings that are
deleted there are neither.
"""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import AuditRecord
from classroom.permissions import Action
from classroom.recording.watching import BY_PUBLICATION
from classroom.register.scope import Sight
from classroom.safety.evidence import WatchEvidence
from classroom.store.tables import audit
from classroom.store.tables.recordings import recordings, views
from classroom.store.tables.watching import grants
from classroom.store.transactions import record_of
from classroom.store.visibility import covered

SOME = 10  # latest records of a kind


async def watched(connection: AsyncConnection, sight: Sight) -> WatchEvidence:
    """Return what is known of recordings in sight."""
    here = sa.select(recordings.c.id).where(covered(recordings.c.scope, sight))
    approved = sa.select(grants.c.id).where(
        grants.c.recording == views.c.recording,
        grants.c.person == views.c.person,
        grants.c.approved.is_(True),
        grants.c.decided_at <= views.c.at,
    )
    unapproved = (
        sa.select(sa.func.count())
        .select_from(views)
        .where(
            views.c.recording.in_(here),
            views.c.under.not_in(["", BY_PUBLICATION]),
            views.c.under.not_in(approved),
        )
    )
    own = (
        sa.select(sa.func.count())
        .select_from(grants)
        .where(grants.c.recording.in_(here), grants.c.decided_by == grants.c.person)
    )
    column = audit.records.c
    under = sa.and_(column.action == "watch_recording", column.detail.contains('"under"'))
    return WatchEvidence(
        decisions=await _latest(connection, sight, column.action == Action.DECIDE_WATCHING.value),
        looks=await _latest(connection, sight, under),
        own=int(await connection.scalar(own) or 0),
        unapproved=int(await connection.scalar(unapproved) or 0),
    )


async def _latest(
    connection: AsyncConnection, sight: Sight, where: sa.ColumnElement[bool]
) -> tuple[AuditRecord, ...]:
    column = audit.records.c
    query = sa.select(audit.records).where(
        column.kind == "recordings", where, covered(column.scope, sight)
    )
    rows = await connection.execute(query.order_by(column.number.desc()).limit(SOME))
    return tuple(record_of(row) for row in rows)
