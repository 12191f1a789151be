"""The register in a database: implements `classroom.register.ports`.

Rule: every read is limited by a `Sight`, every write is one `Transaction` with its audit record.
What a thing lies in and refers to is looked up inside the transaction, so that nothing refers to
what was taken away meanwhile.
"""

import secrets
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import Actor, Note
from classroom.failures import Refused
from classroom.register.checks import GIVEN_BY_THE_STORE, Invalid
from classroom.register.kinds import KINDS
from classroom.register.ports import Page, Query
from classroom.register.resource import Kind, Problem, Resource
from classroom.register.scope import ROOT, Sight, below
from classroom.store import bulk, pages, rows
from classroom.store.tables.register import TABLES, receivers
from classroom.store.transactions import Database, Transaction
from classroom.store.visibility import owned, referable, seen

R = TypeVar("R", bound=Resource)

DETAIL_CHARS = 3500
_OPENS_A_SCOPE = {"regions", "schools"}


class DatabaseReading:
    """Implements `Reading` over a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Read through `connection`."""
        self.connection = connection

    async def get(self, kind: Kind[R], id: str, sight: Sight) -> R:
        """Return one thing."""
        return await self._one(kind, id, seen(kind, sight))

    async def find(self, kind: Kind[R], within: str, key: Mapping[str, Any]) -> R | None:
        """Return what has this natural key, or None."""
        table = TABLES[kind.name]
        query = sa.select(table).where(
            table.c.natural == rows.natural(kind, within, key), table.c.removed_at.is_(None)
        )
        row = (await self.connection.execute(query)).one_or_none()
        return None if row is None else rows.thing(kind, row)

    async def page(self, kind: Kind[R], sight: Sight, query: Query) -> Page[R]:
        """Return one page."""
        return await pages.page(self.connection, kind, sight, query)

    async def among(
        self, kind: Kind[R], field: str, values: Collection[str], sight: Sight
    ) -> Sequence[R]:
        """Return every one whose field is one of the values."""
        return await bulk.among(self.connection, kind, field, values, seen(kind, sight))

    async def _one(
        self, kind: Kind[R], id: str, condition: sa.ColumnElement[bool], *, removed: bool = False
    ) -> R:
        table = TABLES[kind.name]
        is_removed = table.c.removed_at.is_not(None) if removed else table.c.removed_at.is_(None)
        query = sa.select(table).where(table.c.id == id, is_removed, condition)
        row = (await self.connection.execute(query)).one_or_none()
        if row is None:
            raise Refused("not_found", kind.name)
        return rows.thing(kind, row)


class DatabaseWriting(DatabaseReading):
    """Implements `Writing` over a transaction."""

    def __init__(self, transaction: Transaction) -> None:
        """Write within `transaction`."""
        super().__init__(transaction.connection)
        self.transaction = transaction

    async def note(self, note: Note) -> None:
        """Add an audit record."""
        await self.transaction.note(note)

    async def add(self, kind: Kind[R], thing: R, sight: Sight) -> R:
        """Keep a new thing."""
        id = thing.id or secrets.token_hex(8)
        scope = await self._scope(kind, thing, id, sight)
        thing = msgspec.structs.replace(thing, id=id, version=1, scope=scope)
        await self._check_references(kind, thing, sight)
        await self._write(sa.insert(TABLES[kind.name]).values(rows.values(kind, thing)))
        await self._keep_receivers(kind, thing)
        await self.note(_note(kind, "add", thing, None))
        return thing

    async def replace(self, kind: Kind[R], thing: R, version: int, sight: Sight) -> R:
        """Replace the thing of this id."""
        before = await self._one(kind, thing.id, owned(kind, sight))
        if before.version != version:
            raise Refused("changed_meanwhile", f"it is of version {before.version} now")
        kept = {name: getattr(before, name) for name in kind.kept}
        thing = msgspec.structs.replace(thing, version=version + 1, scope=before.scope, **kept)
        moves = rows.under(kind, thing) != rows.under(kind, before)
        if moves and await self._scope(kind, thing, thing.id, sight) != before.scope:
            raise Refused("cannot_move", kind.name)
        await self._check_references(kind, thing, sight)
        table = TABLES[kind.name]
        await self._write(
            sa.update(table).where(table.c.id == thing.id).values(rows.values(kind, thing))
        )
        await self._keep_receivers(kind, thing)
        await self.note(_note(kind, "replace", thing, before))
        return thing

    async def put_all(
        self,
        kind: Kind[R],
        new: Sequence[R],
        changed: Sequence[R],
        read: Mapping[str, int],
        sight: Sight,
        note: Note,
    ) -> Sequence[R]:
        """Keep many at once."""
        put = await bulk.put_all(self.connection, kind, new, changed, read, sight)
        for _, thing in put:
            await self._keep_receivers(kind, thing)
        await self.note(note)
        for some in bulk.chunks(put):
            await self.transaction.note_all(
                [_one_of_many(kind, after, before, note) for before, after in some]
            )
        return [thing for _, thing in put]

    async def remove(self, kind: Kind[R], id: str, version: int, sight: Sight) -> None:
        """Take it away."""
        before = await self._one(kind, id, owned(kind, sight))
        if before.version != version:
            raise Refused("changed_meanwhile", f"it is of version {before.version} now")
        await self._check_unused(kind, id)
        table = TABLES[kind.name]
        await self.connection.execute(
            sa.update(table)
            .where(table.c.id == id)
            .values(removed_at=self.transaction.now, version=version + 1)
        )
        await self.note(_note(kind, "remove", before, before))

    async def restore(self, kind: Kind[R], id: str, sight: Sight) -> R:
        """Bring back what was taken away."""
        before = await self._one(kind, id, owned(kind, sight), removed=True)
        thing = msgspec.structs.replace(before, version=before.version + 1)
        await self._check_references(kind, thing, sight)
        table = TABLES[kind.name]
        await self._write(
            sa.update(table).where(table.c.id == id).values(removed_at=None, version=thing.version)
        )
        await self.note(_note(kind, "restore", thing, before))
        return thing

    # -------------------------------------------------------------- within

    async def _scope(self, kind: Kind[Any], thing: Resource, id: str, sight: Sight) -> str:
        """Return the scope a thing gets from what it lies in, which must be in sight."""
        under = rows.under(kind, thing)
        if under is None:
            if kind.name != "regions":
                raise Invalid([Problem(kind.under[0], "missing")])
            if not sight.covers(ROOT):
                raise Refused("not_allowed", "only the server's own administrator adds at the top")
            outer = ROOT
        else:
            other = KINDS[rows.under_kind(kind, thing)]
            outer = (await self._one(other, under, owned(other, sight))).scope
        return below(outer, id) if kind.name in _OPENS_A_SCOPE else outer

    async def _check_references(self, kind: Kind[Any], thing: Resource, sight: Sight) -> None:
        wanted: dict[str, dict[str, str]] = {}
        for field, name, id in rows.references(kind, thing):
            wanted.setdefault(name, {})[id] = field
        problems = []
        for name, fields in wanted.items():
            table = TABLES[name]
            query = sa.select(table.c.id).where(
                table.c.id.in_(sorted(fields)),
                table.c.removed_at.is_(None),
                referable(KINDS[name], sight),
            )
            found = set((await self.connection.execute(query)).scalars())
            problems += [
                Problem(field, "not_found") for id, field in fields.items() if id not in found
            ]
        if problems:
            raise Invalid(problems)

    async def _check_unused(self, kind: Kind[Any], id: str) -> None:
        for name, column in rows.referrers(kind, KINDS):
            if name == receivers.name:
                pairings = TABLES["pairings"]
                query = (
                    sa.select(receivers.c.pairing)
                    .join(pairings, pairings.c.id == receivers.c.pairing)
                    .where(receivers.c[column] == id, pairings.c.removed_at.is_(None))
                )
            else:
                table = TABLES[name]
                query = sa.select(table.c.id).where(
                    table.c[column] == id, table.c.removed_at.is_(None)
                )
            if (await self.connection.execute(query.limit(1))).first() is not None:
                raise Refused("in_use", "pairings" if name == receivers.name else name)

    async def _keep_receivers(self, kind: Kind[Any], thing: Resource) -> None:
        if kind.name != "pairings":
            return
        await self.connection.execute(sa.delete(receivers).where(receivers.c.pairing == thing.id))
        given = {each.classroom: each for each in thing.receivers}  # type: ignore[attr-defined]
        rooms = TABLES["classrooms"]
        query = sa.select(rooms.c.id, rooms.c.scope).where(rooms.c.id.in_(sorted(given)))
        found = [
            {
                "pairing": thing.id,
                "classroom": id,
                "assistant": given[id].assistant,
                "school_class": given[id].school_class,
                "scope": scope,
            }
            for id, scope in await self.connection.execute(query)
        ]
        if found:
            await self.connection.execute(sa.insert(receivers), found)

    async def _write(self, statement: sa.Insert | sa.Update) -> None:
        try:
            await self.connection.execute(statement)
        except IntegrityError:
            raise Refused("exists", "another one has its natural key") from None


class DatabaseRegistry:
    """Implements `Registry`."""

    def __init__(self, database: Database) -> None:
        """Keep the register in `database`."""
        self._database = database

    async def get(self, kind: Kind[R], id: str, sight: Sight) -> R:
        """Return one thing."""
        async with self._database.reading() as connection:
            return await DatabaseReading(connection).get(kind, id, sight)

    async def find(self, kind: Kind[R], within: str, key: Mapping[str, Any]) -> R | None:
        """Return what has this natural key, or None."""
        async with self._database.reading() as connection:
            return await DatabaseReading(connection).find(kind, within, key)

    async def page(self, kind: Kind[R], sight: Sight, query: Query) -> Page[R]:
        """Return one page."""
        async with self._database.reading() as connection:
            return await DatabaseReading(connection).page(kind, sight, query)

    async def among(
        self, kind: Kind[R], field: str, values: Collection[str], sight: Sight
    ) -> Sequence[R]:
        """Return every one whose field is one of the values."""
        async with self._database.reading() as connection:
            return await DatabaseReading(connection).among(kind, field, values, sight)

    @asynccontextmanager
    async def writing(self, by: Actor) -> AsyncIterator[DatabaseWriting]:
        """Begin a transaction."""
        async with self._database.writing(by) as transaction:
            yield DatabaseWriting(transaction)


def _note(kind: Kind[Any], what: str, after: Resource, before: Resource | None) -> Note:
    """Return the record of a change: what changed, with the values where they may be told."""
    old = {} if before is None else msgspec.to_builtins(before)
    new = msgspec.to_builtins(after)
    changed = _changed(after, before)
    detail: dict[str, Any] = {"change": what, "fields": changed}
    if kind.told and what in ("add", "replace"):
        values = {name: [old.get(name), new[name]] for name in changed}
        if len(msgspec.json.encode(values)) <= DETAIL_CHARS:
            detail["values"] = values
    return _written(kind, after, detail)


def _one_of_many(kind: Kind[Any], after: Resource, before: Resource | None, all: Note) -> Note:
    """Return the record of one of many: which fields, and what it was kept with. No values."""
    what = "add" if before is None else "replace"
    detail = {"change": what, "fields": _changed(after, before), "import": all.object}
    return _written(kind, after, detail)


def _changed(after: Resource, before: Resource | None) -> list[str]:
    return [
        name
        for name in after.__struct_fields__
        if name not in GIVEN_BY_THE_STORE and getattr(before, name, None) != getattr(after, name)
    ]


def _written(kind: Kind[Any], thing: Resource, detail: Mapping[str, Any]) -> Note:
    return Note(
        action=f"write_{kind.name}",
        kind=kind.name,
        object=thing.id,
        scope=thing.scope,
        detail=msgspec.json.encode(detail).decode(),
    )
