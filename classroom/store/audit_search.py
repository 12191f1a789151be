"""Looking something up in the audit trail.

Rule: only what lies in a `Sight` is found. The whole server sees what has no scope; nobody else.
Names are told of those who acted, never of pupils.
"""

from collections.abc import Sequence
from typing import Any

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

Columns = sa.ColumnCollection[str, sa.ColumnElement[Any]]

RECENT = 5_000  # records that are looked through first

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
    async with database.reading() as connection:
        numbers = await _latest(connection, sight, asked)
        query = sa.select(records).where(records.c.number.in_(numbers))
        rows = (await connection.execute(query.order_by(records.c.number.desc()))).all()
        items = [record_of(row) for row in rows[: asked.limit]]
        labels = await _labels(connection, items)
    more = len(rows) > asked.limit
    return AuditPage(items=items, after=str(items[-1].number) if more else None, labels=labels)


async def _latest(connection: AsyncConnection, sight: Sight, asked: AuditQuery) -> list[int]:
    """Return the numbers of one record more than are asked for. What is common is among the
    records just before; only what is not is gathered by an index.
    """
    for among in (_just_before(asked.before), records):
        query = sa.select(among.c.number).where(
            covered(among.c.scope, sight), *conditions(asked, among.c)
        )
        if asked.before is not None:
            query = query.where(among.c.number < asked.before)
        query = query.order_by(among.c.number.desc()).limit(asked.limit + 1)
        numbers = list((await connection.execute(query)).scalars())
        if len(numbers) > asked.limit:
            break
    return numbers


def _just_before(number: int | None) -> sa.FromClause:
    recent = sa.select(records).order_by(records.c.number.desc()).limit(RECENT)
    return (recent if number is None else recent.where(records.c.number < number)).subquery()


def conditions(asked: AuditQuery, column: Columns = records.c) -> list[sa.ColumnElement[bool]]:
    """Return what a record has to be, sight and place in the list excepted."""
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
