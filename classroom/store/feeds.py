"""Calendar feeds: who may subscribe to what, and what of the timetable's past a feed must know.

Rule: of a feed's token only the hash is kept. What a feed is of must still be there when it is
read.
"""

import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import Actor, Note
from classroom.failures import Refused
from classroom.links import hash_token
from classroom.permissions import Action
from classroom.register.feeds import Feed, FeedOrder
from classroom.register.kinds import KINDS
from classroom.register.scope import Sight
from classroom.store.tables import audit
from classroom.store.tables.privacy import feeds
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database
from classroom.store.visibility import inside
from classroom.timetable.planned import PlannedLesson

MOST_OF_ONE = 20  # that are in force, of one classroom, person or school
MOST_LISTED = 1000
AT_ONCE = 500
TOKEN_BYTES = 32
_MAKE_LESSONS = ("slots", "pairings", "bell_schedules")


class Revision(NamedTuple):
    """How often a lesson's making has changed, and when it last did."""

    sequence: int
    at: float


class DatabaseFeeds:
    """Feeds, as kept."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def make(self, order: FeedOrder, scope: str, person: str, by: Actor) -> tuple[str, Feed]:
        """Make a feed; return its token, which is kept nowhere.

        Raises:
            Refused: `too_many`.
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        async with self._database.writing(by) as transaction:
            in_force = (
                sa.select(sa.func.count())
                .select_from(feeds)
                .where(feeds.c.object == order.object, feeds.c.revoked_at.is_(None))
            )
            if (await transaction.connection.scalar(in_force) or 0) >= MOST_OF_ONE:
                raise Refused("too_many", "revoke feeds that nobody reads")
            feed = Feed(
                id=secrets.token_hex(8),
                kind=order.kind,
                object=order.object,
                language=order.language,
                scope=scope,
                made_at=transaction.now,
                made_by=person,
            )
            row = msgspec.to_builtins(feed) | {"hash": hash_token(token)}
            await transaction.connection.execute(sa.insert(feeds).values(row))
            await transaction.note(_note("add", feed))
        return token, feed

    async def all(self, sight: Sight, own: str) -> Sequence[Feed]:
        """Return those in force of the sight and of the person `own`, latest first."""
        managed = [inside(feeds.c.scope, scope) for scope in sight.scopes]
        if own:
            managed.append(feeds.c.object == own)
        query = (
            sa.select(feeds)
            .where(feeds.c.revoked_at.is_(None), sa.or_(sa.false(), *managed))
            .order_by(feeds.c.made_at.desc(), feeds.c.id)
            .limit(MOST_LISTED)
        )
        async with self._database.reading() as connection:
            return [_feed(row) for row in await connection.execute(query)]

    async def get(self, id: str) -> Feed:
        """Return one that is in force.

        Raises:
            Refused: `not_found`.
        """
        query = sa.select(feeds).where(feeds.c.id == id, feeds.c.revoked_at.is_(None))
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise Refused("not_found", "feeds")
        return _feed(row)

    async def revoke(self, feed: Feed, by: Actor) -> None:
        """Let it be read no more."""
        async with self._database.writing(by) as transaction:
            change = sa.update(feeds).where(feeds.c.id == feed.id, feeds.c.revoked_at.is_(None))
            await transaction.connection.execute(change.values(revoked_at=transaction.now))
            await transaction.note(_note("revoke", feed))

    async def find(self, token: str) -> Feed | None:
        """Return the feed of this token, if it is in force and what it is of is there."""
        query = sa.select(feeds).where(
            feeds.c.hash == hash_token(token), feeds.c.revoked_at.is_(None)
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                return None
            table = TABLES[KINDS[row.kind].name]
            there = sa.select(table.c.id).where(
                table.c.id == row.object, table.c.removed_at.is_(None)
            )
            return _feed(row) if await connection.scalar(there) else None

    async def state(self) -> int:
        """Return what changes whenever anything does: the number of the last audit record."""
        async with self._database.reading() as connection:
            return await connection.scalar(sa.select(sa.func.max(audit.records.c.number))) or 0

    async def revisions(self, lessons: Sequence[PlannedLesson]) -> dict[str, Revision]:
        """Return the revision of each lesson, by its id.

        Everything that a lesson is made of has a version that only grows, also when it is taken
        away; so their sum does.
        """
        async with self._database.reading() as connection:
            made_of: dict[str, set[str]] = {lesson.id: set() for lesson in lessons}
            versions: dict[str, int] = {}
            by_slot = {id: set[str]() for id in (lesson.slot for lesson in lessons)}
            for lesson in lessons:
                made_of[lesson.id] |= {lesson.slot, lesson.pairing}
            for name in ("slots", "pairings"):
                wanted = {id for ids in made_of.values() for id in ids}
                versions |= await _versions(connection, name, "id", wanted)
            for id, slot, version in await _exceptions(connection, by_slot):
                by_slot[slot].add(id)
                versions[id] = version
            bells = await _bells(connection, {lesson.scope for lesson in lessons}, versions)
            for lesson in lessons:
                made_of[lesson.id] |= by_slot[lesson.slot] | bells[lesson.scope]
            touched = await _touched(connection, versions)
            imported = await _imported(connection)
        return {
            id: Revision(
                sum(versions.get(each, 0) for each in ids),
                max([imported, *(touched.get(each, 0.0) for each in ids)]),
            )
            for id, ids in made_of.items()
        }


async def _versions(
    connection: AsyncConnection, name: str, field: str, values: set[str]
) -> dict[str, int]:
    table, found = TABLES[name], {}
    for some in _chunks(values):
        query = sa.select(table.c.id, table.c.version).where(table.c[field].in_(some))
        found.update({row.id: row.version for row in await connection.execute(query)})
    return found


async def _exceptions(
    connection: AsyncConnection, slots: dict[str, set[str]]
) -> list[tuple[str, str, int]]:
    """Return id, slot and version of every exception to these slots, of either side of a swap."""
    table, found = TABLES["slot_exceptions"], []
    for some in _chunks(set(slots)):
        query = sa.select(table.c.id, table.c.slot, table.c.other, table.c.version).where(
            sa.or_(table.c.slot.in_(some), table.c.other.in_(some))
        )
        for row in await connection.execute(query):
            found += [(row.id, s, row.version) for s in (row.slot, row.other) if s in slots]
    return found


async def _bells(
    connection: AsyncConnection, scopes: set[str], versions: dict[str, int]
) -> dict[str, set[str]]:
    """Return the ids of each school's bells, and note their versions."""
    table = TABLES["bell_schedules"]
    found: dict[str, set[str]] = {scope: set() for scope in scopes}
    for some in _chunks(scopes):
        query = sa.select(table.c.id, table.c.scope, table.c.version)
        for row in await connection.execute(query.where(table.c.scope.in_(some))):
            found[row.scope].add(row.id)
            versions[row.id] = row.version
    return found


async def _imported(connection: AsyncConnection) -> float:
    """Return when a table was last imported: its record does not name all that it changed."""
    records = audit.records
    query = sa.select(sa.func.max(records.c.at)).where(
        records.c.action == Action.IMPORT_DATA.value, records.c.kind.in_(_MAKE_LESSONS)
    )
    return await connection.scalar(query) or 0.0


async def _touched(connection: AsyncConnection, ids: dict[str, int]) -> dict[str, float]:
    """Return when each was last changed, as far as the audit trail goes back."""
    found: dict[str, float] = {}
    records = audit.records
    for some in _chunks(set(ids)):
        query = (
            sa.select(records.c.object, sa.func.max(records.c.at).label("at"))
            .where(records.c.object.in_(some))
            .group_by(records.c.object)
        )
        found.update({row.object: row.at for row in await connection.execute(query)})
    return found


def _chunks(values: set[str]) -> list[list[str]]:
    every = sorted(values)
    return [every[n : n + AT_ONCE] for n in range(0, len(every), AT_ONCE)]


def _feed(row: sa.Row[Any]) -> Feed:
    values = {name: row._mapping[name] for name in Feed.__struct_fields__}
    return msgspec.convert(values, Feed)


def _note(change: str, feed: Feed) -> Note:
    detail = {"change": change, "of": feed.kind.value, "object": feed.object}
    return Note(
        action=Action.WRITE_FEEDS.value,
        kind="feeds",
        object=feed.id,
        scope=feed.scope,
        detail=msgspec.json.encode(detail).decode(),
    )
