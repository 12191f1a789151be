"""Notices and what guardians said, in the database.

Rule: both only grow. What a pupil's `consent` says is changed here and nowhere else, in the
transaction of the statement or notice that changes it, with its audit record.
"""

import secrets
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import Actor, Note
from classroom.failures import Refused
from classroom.permissions import Action
from classroom.register.checks import Invalid
from classroom.register.consent import (
    Notice,
    NoticeOrder,
    Statement,
    StatementOrder,
    check,
    in_force,
)
from classroom.register.people import Consent
from classroom.register.resource import Problem
from classroom.register.scope import Sight
from classroom.store.keys import EVERY_TIME, Made, Once
from classroom.store.subject import notice_of
from classroom.store.tables.privacy import consents, notices
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database, Transaction
from classroom.store.visibility import covered, inside, touching

pupils = TABLES["pupils"]
MOST_AT_ONCE = 200  # statements in one request: a class, several times over


class DatabaseConsents:
    """Notices and the ledger."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def notices(self, sight: Sight) -> list[Notice]:
        """Return the notices that count in the sight, those of regions around it included, the
        latest first.
        """
        async with self._database.reading() as connection:
            return await _notices(connection, sight)

    async def publish(
        self, order: NoticeOrder, scope: str, person: str, by: Actor, once: Once = EVERY_TIME
    ) -> Notice:
        """Publish the next version of a scope's notice: everybody it counts for is asked again."""
        async with self._database.writing(by) as transaction:
            connection = transaction.connection
            if made := await once.made(transaction):
                same = sa.select(notices).where(notices.c.id == made.object)
                return notice_of((await connection.execute(same)).one())
            inner = await _versions(connection, scope)
            notice = Notice(
                id=secrets.token_hex(8),
                scope=scope,
                version=1 + inner.pop(scope, 0),
                zh=order.zh,
                en=order.en,
                published_at=transaction.now,
                published_by=person,
            )
            await connection.execute(sa.insert(notices).values(msgspec.to_builtins(notice)))
            again = (
                sa.update(pupils)
                .where(pupils.c.consent == Consent.GIVEN.value, inside(pupils.c.scope, scope))
                .where(*(sa.not_(inside(pupils.c.scope, other)) for other in sorted(inner)))
                .values(consent=Consent.UNASKED.value, version=pupils.c.version + 1)
            )
            asked = (await connection.execute(again)).rowcount
            detail = {"version": notice.version, "asked_again": asked}
            await transaction.note(
                Note(
                    action=Action.WRITE_NOTICES.value,
                    kind="notices",
                    object=notice.id,
                    scope=scope,
                    detail=msgspec.json.encode(detail).decode(),
                )
            )
            await once.keep(transaction, notice.id, scope)
        return notice

    async def record(
        self,
        orders: Sequence[StatementOrder],
        sight: Sight,
        person: str,
        by: Actor,
        once: Once = EVERY_TIME,
    ) -> list[Statement]:
        """Add what guardians said, all of it or nothing.

        Raises:
            Refused: `not_found`, a pupil is not in sight.
            Invalid: with every problem, `field` beginning with the order's place in the list.
        """
        async with self._database.writing(by) as transaction:
            if made := await once.made(transaction):
                return await _recorded(transaction.connection, made, len(orders), sight)
            every = await _notices(transaction.connection, sight)
            statements, problems = [], []
            states: dict[str, Consent] = {}
            for place, order in enumerate(orders):
                row = await _pupil(transaction.connection, order.pupil, sight)
                state = states.get(order.pupil, Consent(row.consent))
                wrong = check(order, state)
                notice = in_force(every, row.scope)
                if notice is None or notice.id != order.notice:
                    wrong.append(Problem("notice", "not_in_force"))
                problems += [Problem(f"{place}.{p.field}", p.code, p.about) for p in wrong]
                states[order.pupil] = Consent(order.said.value)
                statements.append(_statement(order, row.scope, transaction.now, person))
            if problems:
                raise Invalid(problems)
            await _keep(transaction, statements, states)
            if statements:
                await once.keep(transaction, statements[0].id, statements[0].scope)
        return statements

    async def ledger(self, pupil: str, sight: Sight) -> list[Statement]:
        """Return what was said of one pupil, oldest first.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.reading() as connection:
            await _pupil(connection, pupil, sight)
            query = sa.select(consents).where(consents.c.pupil == pupil).order_by(consents.c.number)
            return [_read(row) for row in await connection.execute(query)]


async def _keep(
    transaction: Transaction, statements: Sequence[Statement], states: dict[str, Consent]
) -> None:
    if statements:
        rows = [msgspec.to_builtins(statement) for statement in statements]
        await transaction.connection.execute(sa.insert(consents), rows)
    for pupil, state in states.items():
        change = sa.update(pupils).where(pupils.c.id == pupil)
        await transaction.connection.execute(
            change.values(consent=state.value, version=pupils.c.version + 1)
        )
    await transaction.note_all(
        [
            Note(
                action=Action.RECORD_CONSENT.value,
                kind="pupils",
                object=statement.pupil,
                scope=statement.scope,
                detail=msgspec.json.encode(
                    {"said": statement.said, "notice": statement.notice, "basis": statement.basis}
                ).decode(),
            )
            for statement in statements
        ]
    )


async def _recorded(
    connection: AsyncConnection, made: Made, count: int, sight: Sight
) -> list[Statement]:
    """Return what was recorded together, beginning with the statement that a key has made: one
    writes at a time, so that their numbers follow one another.
    """
    first = sa.select(consents.c.number).where(consents.c.id == made.object).scalar_subquery()
    query = (
        sa.select(consents)
        .where(consents.c.number >= first, covered(consents.c.scope, sight))
        .order_by(consents.c.number)
        .limit(count)
    )
    return [_read(row) for row in await connection.execute(query)]


def _statement(order: StatementOrder, scope: str, now: float, person: str) -> Statement:
    return Statement(
        id=secrets.token_hex(8),
        pupil=order.pupil,
        scope=scope,
        said=order.said,
        guardian=order.guardian,
        relation=order.relation,
        notice=order.notice,
        basis=order.basis,
        at=now,
        recorded_by=person,
    )


async def _pupil(connection: AsyncConnection, id: str, sight: Sight) -> sa.Row[Any, Any]:
    query = sa.select(pupils.c.scope, pupils.c.consent).where(
        pupils.c.id == id, pupils.c.removed_at.is_(None)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None or not sight.covers(row.scope):
        raise Refused("not_found", "pupils")
    return row


async def _notices(connection: AsyncConnection, sight: Sight) -> list[Notice]:
    """Return every notice that counts in the sight, the latest first: a few for each region that
    has its own.
    """
    query = (
        sa.select(notices)
        .where(touching(notices.c.scope, sight))
        .order_by(notices.c.published_at.desc(), notices.c.version.desc())
    )
    return [notice_of(row) for row in await connection.execute(query)]


async def _versions(connection: AsyncConnection, scope: str) -> dict[str, int]:
    """Return the latest version of each notice of a scope and inside it, by its own scope."""
    query = (
        sa.select(notices.c.scope, sa.func.max(notices.c.version).label("version"))
        .where(inside(notices.c.scope, scope))
        .group_by(notices.c.scope)
    )
    return {row.scope: row.version for row in await connection.execute(query)}


def _read(row: sa.Row[Any]) -> Statement:
    values = {name: row._mapping[name] for name in Statement.__struct_fields__}
    return msgspec.convert(values, Statement)
