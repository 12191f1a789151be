"""Names and pictures that people asked for, and the pictures they have, in the database.

Rule: one question a person and field waits at a time; a newer one takes the place of the older.
"""

import hashlib
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts.names import AskedChange, AskedField, AskedState
from classroom.failures import Refused
from classroom.register.people import PEOPLE, Person
from classroom.register.scope import Sight
from classroom.store import rows
from classroom.store.tables.accounts import changes, pictures
from classroom.store.tables.register import TABLES
from classroom.store.visibility import named, owned

KEPT = 20  # decided ones of a person that can still be read
_people = TABLES["people"]
_CHANGE = [c.label("change_" + c.name) for c in changes.c if c.name != "picture"]
_JOINED = (
    sa.select(_people, *_CHANGE)
    .join_from(changes, _people, changes.c.person == _people.c.id)
    .where(_people.c.removed_at.is_(None))
)

Asked = tuple[AskedChange, Person]


async def ask(
    connection: AsyncConnection, change: AskedChange, picture: bytes | None = None
) -> None:
    """Keep what somebody asks for."""
    mine = changes.c.person == change.person
    waiting = sa.and_(
        changes.c.field == change.field.value, changes.c.state == AskedState.PENDING.value
    )
    decided = (
        sa.select(changes.c.id)
        .where(mine, changes.c.state != AskedState.PENDING.value)
        .order_by(changes.c.decided_at.desc())
        .offset(KEPT)
    )
    old = list((await connection.execute(decided)).scalars())
    await connection.execute(sa.delete(changes).where(mine, sa.or_(waiting, changes.c.id.in_(old))))
    values = msgspec.to_builtins(change) | {"picture": picture}
    await connection.execute(sa.insert(changes).values(values))


async def of_person(connection: AsyncConnection, person: str) -> list[AskedChange]:
    """Return what the person asked for, latest first."""
    query = _JOINED.where(changes.c.person == person).order_by(changes.c.asked_at.desc())
    return [_asked(row)[0] for row in await connection.execute(query)]


async def pending(
    connection: AsyncConnection, sight: Sight, *, search: str = "", after: str, limit: int
) -> list[Asked]:
    """Return some of those that wait within the sight, by id; `search` is in the people's names."""
    waits = changes.c.state == AskedState.PENDING.value
    called = named(search, _people.c.real_name, _people.c.display_name)
    query = (
        _JOINED.where(owned(PEOPLE, sight), called, waits, changes.c.id > after)
        .order_by(changes.c.id)
        .limit(limit)
    )
    return [_asked(row) for row in await connection.execute(query)]


async def get(connection: AsyncConnection, id: str, sight: Sight) -> Asked:
    """Return one that waits.

    Raises:
        Refused: `not_found`; also when it was decided already.
    """
    query = _JOINED.where(
        owned(PEOPLE, sight), changes.c.id == id, changes.c.state == AskedState.PENDING.value
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("not_found", "changes")
    return _asked(row)


async def decide(
    connection: AsyncConnection,
    change: AskedChange,
    state: AskedState,
    *,
    now: float,
    reason: str = "",
) -> None:
    """Note what has become of it; a picture that was asked for is kept no longer than that."""
    values = {"state": state.value, "decided_at": now, "reason": reason, "picture": None}
    await connection.execute(sa.update(changes).where(changes.c.id == change.id).values(values))


async def withdraw(connection: AsyncConnection, person: str, field: AskedField) -> None:
    """Take back what was asked for."""
    await connection.execute(
        sa.delete(changes).where(
            changes.c.person == person,
            changes.c.field == field.value,
            changes.c.state == AskedState.PENDING.value,
        )
    )


async def asked_picture(connection: AsyncConnection, change: AskedChange) -> bytes:
    """Return the picture that is asked for."""
    query = sa.select(changes.c.picture).where(changes.c.id == change.id)
    return (await connection.execute(query)).scalar_one() or b""


async def set_picture(connection: AsyncConnection, person: str, kind: str, data: bytes) -> None:
    """Give the person this picture; without data, none."""
    await connection.execute(sa.delete(pictures).where(pictures.c.person == person))
    if data:
        version = hashlib.sha256(data).hexdigest()[:16]
        await connection.execute(
            sa.insert(pictures).values(person=person, kind=kind, data=data, version=version)
        )


async def picture_version(connection: AsyncConnection, person: str) -> str:
    """Return what changes with the person's picture; "" when there is none."""
    query = sa.select(pictures.c.version).where(pictures.c.person == person)
    return (await connection.execute(query)).scalar_one_or_none() or ""


async def picture(connection: AsyncConnection, person: str) -> tuple[str, bytes] | None:
    """Return the person's picture and its content type, or None."""
    query = sa.select(pictures.c.kind, pictures.c.data).where(pictures.c.person == person)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else (row.kind, row.data)


def _asked(row: sa.Row[Any]) -> Asked:
    fields = {name: row._mapping["change_" + name] for name in AskedChange.__struct_fields__}
    return msgspec.convert(fields, AskedChange), rows.thing(PEOPLE, row)
