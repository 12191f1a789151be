"""Sign-in sessions in the database.

Rule: a session that has ended is no row any more; that it was, and why it ended, is in the audit
trail.
"""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts.sessions import HALF_SECONDS, MOST, Session, SessionRules
from classroom.register.people import PEOPLE, Person
from classroom.register.scope import Sight
from classroom.store import rows
from classroom.store.tables.accounts import sessions
from classroom.store.tables.register import TABLES
from classroom.store.visibility import named, owned

_people = TABLES["people"]
# A person's row has an id, too.
_SESSION = [c.label("session_" + c.name) for c in sessions.c]
_JOINED = (
    sa.select(_people, *_SESSION)
    .join_from(sessions, _people, sessions.c.person == _people.c.id)
    .where(_people.c.removed_at.is_(None))
)

Held = tuple[Session, Person]


async def find(connection: AsyncConnection, secret_hash: str) -> Held | None:
    """Return the session that this secret opens, ended by its rules or not, and whose it is."""
    row = (
        await connection.execute(_JOINED.where(sessions.c.secret_hash == secret_hash))
    ).one_or_none()
    return None if row is None else _held(row)


async def get(connection: AsyncConnection, id: str) -> Held | None:
    """Return the session of this id, or None."""
    row = (await connection.execute(_JOINED.where(sessions.c.id == id))).one_or_none()
    return None if row is None else _held(row)


async def of_person(connection: AsyncConnection, person: str) -> list[Session]:
    """Return the person's sessions, the one used last first."""
    query = _JOINED.where(sessions.c.person == person).order_by(sessions.c.seen_at.desc())
    return [_held(row)[0] for row in await connection.execute(query)]


async def in_sight(
    connection: AsyncConnection, sight: Sight, *, search: str = "", after: str, limit: int
) -> list[Held]:
    """Return some sessions of people within the sight, by id; `search` is in their names."""
    called = named(search, _people.c.real_name, _people.c.display_name)
    query = (
        _JOINED.where(owned(PEOPLE, sight), called, sessions.c.id > after)
        .order_by(sessions.c.id)
        .limit(limit)
    )
    return [_held(row) for row in await connection.execute(query)]


async def add(connection: AsyncConnection, session: Session) -> list[str]:
    """Keep a new session; return the ids of those that had to make room for it."""
    query = (
        sa.select(sessions.c.id)
        .where(sessions.c.person == session.person)
        .order_by(sessions.c.seen_at.desc())
        .offset(MOST - 1)
    )
    surplus = list((await connection.execute(query)).scalars())
    await end(connection, surplus)
    await connection.execute(sa.insert(sessions).values(msgspec.structs.asdict(session)))
    return surplus


async def replace(connection: AsyncConnection, session: Session) -> bool:
    """Replace the session of this id; False when it has ended meanwhile."""
    values = msgspec.structs.asdict(session)
    updated = await connection.execute(
        sa.update(sessions).where(sessions.c.id == session.id).values(values)
    )
    return updated.rowcount == 1


async def end(connection: AsyncConnection, ids: Collection[str]) -> None:
    """End these sessions."""
    if ids:
        await connection.execute(sa.delete(sessions).where(sessions.c.id.in_(sorted(ids))))


async def end_of_person(connection: AsyncConnection, person: str, *, but: str = "") -> list[str]:
    """End the person's sessions, except one; return the ids of those that were."""
    query = sa.select(sessions.c.id).where(sessions.c.person == person, sessions.c.id != but)
    ids = list((await connection.execute(query)).scalars())
    await end(connection, ids)
    return ids


async def seen(connection: AsyncConnection, times: Mapping[str, float]) -> None:
    """Note when these sessions were last used."""
    if times:
        later = sa.update(sessions).where(
            sessions.c.id == sa.bindparam("which"), sessions.c.seen_at < sa.bindparam("at")
        )
        await connection.execute(
            later.values(seen_at=sa.bindparam("at")),
            [{"which": id, "at": at} for id, at in times.items()],
        )


async def over(connection: AsyncConnection, rules: SessionRules, now: float) -> list[Held]:
    """Return the sessions that have ended by their rules, or whose person was taken away."""
    query = sa.select(_people, *_SESSION).join_from(
        sessions, _people, sessions.c.person == _people.c.id
    )
    ended = sa.or_(
        sessions.c.seen_at <= now - rules.idle_seconds,
        sessions.c.made_at <= now - rules.absolute_seconds,
        sa.and_(sessions.c.half, sessions.c.made_at <= now - HALF_SECONDS),
        _people.c.removed_at.is_not(None),
    )
    return [_held(row) for row in await connection.execute(query.where(ended))]


async def still_there(connection: AsyncConnection, ids: Collection[str]) -> set[str]:
    """Return which of these have not ended."""
    query = sa.select(sessions.c.id).where(sessions.c.id.in_(sorted(ids)))
    return set((await connection.execute(query)).scalars())


def _held(row: sa.Row[Any]) -> Held:
    fields = {name: row._mapping["session_" + name] for name in Session.__struct_fields__}
    return Session(**fields), rows.thing(PEOPLE, row)
