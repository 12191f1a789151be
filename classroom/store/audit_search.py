"""Looking something up in the audit trail.

Rule: only what lies in a `Sight` is found. The whole server sees what has no scope; nobody else.
Names are told of those who acted, never of pupils.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import AuditRecord
from classroom.audit.search import AuditPage, AuditQuery
from classroom.register.scope import Sight
from classroom.store.tables.audit import records
from classroom.store.tables.devices import devices
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database, record_of
from classroom.store.visibility import covered, inside

_NAMED = {
    "people": "display_name",
    "regions": "name",
    "schools": "name",
    "classrooms": "name",
    "classes": "name",
    "terms": "name",
    "pairings": "name",
}


def seen(sight: Sight) -> sa.ColumnElement[bool]:
    """Return what may be read of the trail."""
    return covered(records.c.scope, sight)


async def page(database: Database, sight: Sight, asked: AuditQuery) -> AuditPage:
    """Return the records that are looked for, the latest first."""
    query = sa.select(records).where(seen(sight), *conditions(asked))
    if asked.before is not None:
        query = query.where(records.c.number < asked.before)
    query = query.order_by(records.c.number.desc()).limit(asked.limit + 1)
    async with database.reading() as connection:
        rows = (await connection.execute(query)).all()
        items = [record_of(row) for row in rows[: asked.limit]]
        labels = await _labels(connection, items)
    more = len(rows) > asked.limit
    return AuditPage(items=items, after=str(items[-1].number) if more else None, labels=labels)


def conditions(asked: AuditQuery) -> list[sa.ColumnElement[bool]]:
    """Return what a record has to be, sight and place in the list excepted."""
    column = records.c
    equal = {
        column.actor_id: asked.actor,
        column.action: asked.action,
        column.kind: asked.kind,
        column.object: asked.object,
        column.result: asked.result,
    }
    wanted = [name == value for name, value in equal.items() if value]
    if asked.within:
        wanted.append(inside(column.scope, asked.within))
    if asked.since is not None:
        wanted.append(column.at >= asked.since)
    if asked.until is not None:
        wanted.append(column.at < asked.until)
    return wanted


async def _labels(connection: AsyncConnection, items: Sequence[AuditRecord]) -> dict[str, str]:
    wanted: dict[str, set[str]] = {"people": set()}
    for record in items:
        wanted["people"].add(record.actor.id)
        if record.note.kind in _NAMED:
            wanted.setdefault(record.note.kind, set()).add(record.note.object)
    labels: dict[str, str] = {}
    for kind, ids in wanted.items():
        table = TABLES[kind]
        query = sa.select(table.c.id, table.c[_NAMED[kind]]).where(table.c.id.in_(sorted(ids)))
        labels |= {id: str(name) for id, name in await connection.execute(query)}
    rooms = TABLES["classrooms"]  # a device is called as the room it stands in
    at = sorted({record.actor.device for record in items} - {""})
    query = sa.select(devices.c.id, rooms.c.name).join(rooms, rooms.c.id == devices.c.classroom)
    labels |= {
        id: str(name) for id, name in await connection.execute(query.where(devices.c.id.in_(at)))
    }
    return labels
