"""Question sets, as kept.

Rule: who asks is in every query: a set is its owner's, or shared in the very school that the person
is of. Another one is not found, not refused.
"""

import secrets
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import Actor, Note
from classroom.failures import Refused
from classroom.questions.sets import MOST_SETS, QuestionSet, SetOrder
from classroom.store.keys import EVERY_TIME, Once
from classroom.store.tables.questions import sets
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database

people = TABLES["people"]


class DatabaseQuestionSets:
    """Everybody's sets."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def all(self, person: str) -> tuple[list[QuestionSet], dict[str, str]]:
        """Return one's own, and those shared in one's school; and what their owners are called."""
        async with self._database.reading() as connection:
            scope = await _scope(connection, person)
            found = []
            for whose in (sets.c.owner == person, _shared(scope) & (sets.c.owner != person)):
                query = sa.select(sets).where(whose).order_by(sets.c.title, sets.c.id)
                found += [_set(row) for row in await connection.execute(query.limit(MOST_SETS))]
            names = sa.select(people.c.id, people.c.display_name).where(
                people.c.id.in_({each.owner for each in found})
            )
            owners = {row.id: row.display_name for row in await connection.execute(names)}
        return found, owners

    async def get(self, id: str, person: str) -> QuestionSet:
        """Return one that the person may read.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.reading() as connection:
            mine = (sets.c.owner == person) | _shared(await _scope(connection, person))
            query = sa.select(sets).where(sets.c.id == id, mine)
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise Refused("not_found", "question_sets")
        return _set(row)

    async def add(
        self, order: SetOrder, person: str, by: Actor, once: Once = EVERY_TIME
    ) -> QuestionSet:
        """Keep a new one.

        Raises:
            Refused: `too_many_sets`.
        """
        async with self._database.writing(by) as transaction:
            connection = transaction.connection
            if made := await once.made(transaction):
                return await _own(connection, made.object, person)
            theirs = sa.select(sa.func.count()).select_from(sets).where(sets.c.owner == person)
            if (await connection.scalar(theirs) or 0) >= MOST_SETS:
                raise Refused("too_many_sets", f"at most {MOST_SETS}")
            kept = QuestionSet(
                id=secrets.token_hex(8),
                version=1,
                owner=person,
                scope=await _scope(connection, person),
                changed_at=transaction.now,
                **msgspec.structs.asdict(order),
            )
            await connection.execute(sa.insert(sets).values(msgspec.to_builtins(kept)))
            await transaction.note(_note("add", kept))
            await once.keep(transaction, kept.id, kept.scope)
        return kept

    async def replace(
        self, id: str, order: SetOrder, version: int, person: str, by: Actor
    ) -> QuestionSet:
        """Replace one's own.

        Raises:
            Refused: `not_found`, `changed_meanwhile`.
        """
        async with self._database.writing(by) as transaction:
            before = await _own(transaction.connection, id, person)
            if before.version != version:
                raise Refused("changed_meanwhile", f"it is of version {before.version}")
            kept = msgspec.structs.replace(
                before,
                version=version + 1,
                changed_at=transaction.now,
                **msgspec.structs.asdict(order),
            )
            change = sa.update(sets).where(sets.c.id == id).values(msgspec.to_builtins(kept))
            await transaction.connection.execute(change)
            await transaction.note(_note("replace", kept))
        return kept

    async def remove(self, id: str, version: int, person: str, by: Actor) -> None:
        """Delete one's own, for good.

        Raises:
            Refused: `not_found`, `changed_meanwhile`.
        """
        async with self._database.writing(by) as transaction:
            before = await _own(transaction.connection, id, person)
            if before.version != version:
                raise Refused("changed_meanwhile", f"it is of version {before.version}")
            await transaction.connection.execute(sa.delete(sets).where(sets.c.id == id))
            await transaction.note(_note("remove", before))


async def _scope(connection: AsyncConnection, person: str) -> str:
    found = await connection.scalar(sa.select(people.c.scope).where(people.c.id == person))
    if found is None:
        raise Refused("not_found", "people")
    return str(found)


async def _own(connection: AsyncConnection, id: str, person: str) -> QuestionSet:
    query = sa.select(sets).where(sets.c.id == id, sets.c.owner == person)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("not_found", "question_sets")
    return _set(row)


def _shared(scope: str) -> sa.ColumnElement[bool]:
    return sa.and_(sets.c.scope == scope, sets.c.shared.is_(True))


def _set(row: sa.Row[Any]) -> QuestionSet:
    return msgspec.convert({str(name): row._mapping[name] for name in row._fields}, QuestionSet)


def _note(change: str, kept: QuestionSet) -> Note:
    return Note(
        action="write_question_sets",
        kind="question_sets",
        object=kept.id,
        scope=kept.scope,
        detail=msgspec.json.encode({"change": change}).decode(),
    )
