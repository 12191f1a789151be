"""Exporting and erasing what is kept of a pupil; legal holds; and what goes when its time is over.

Rule: a hold in force is asked before anything goes, in the transaction in which it would. The audit
trail says that a pupil was erased, by id, and never who that was.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import SERVER, Actor, Note
from classroom.failures import Refused
from classroom.permissions import Action
from classroom.register.checks import Invalid
from classroom.register.consent import Notice
from classroom.register.erasure import (
    Erased,
    GuardianWish,
    HeldKind,
    Hold,
    HoldOrder,
    Keeping,
    WishRefused,
    held,
)
from classroom.register.kinds import KINDS
from classroom.register.resource import Problem
from classroom.register.scope import ROOT, Sight
from classroom.store.attended import Attended, Chosen, attended, chosen
from classroom.store.keys import EVERY_TIME, Made, Once
from classroom.store.latest import latest
from classroom.store.subject import (
    OF_A_PUPIL,
    delete,
    hold_of,
    holds_on,
    notice_of,
    rows_of,
)
from classroom.store.tables.privacy import holds, notices, requests
from classroom.store.tables.questions import answers
from classroom.store.tables.recordings import recordings
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database, Transaction
from classroom.store.visibility import covered, owned

pupils, classes, schools = TABLES["pupils"], TABLES["classes"], TABLES["schools"]
AT_ONCE = 100  # pupils that go in one transaction
ANSWERS_AT_ONCE = 300


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """All that is kept of one pupil, and what it needs to be understood."""

    data: dict[str, list[dict[str, Any]]]  # every row, by table
    school: str  # name
    school_class: str  # name
    notices: list[Notice]  # those that statements name
    holds: list[Hold]
    attended: list[Attended] = []  # what the rolls of lessons say
    chosen: list[Chosen] = []  # `pupil_answers` in words


class DatabaseErasing:
    """What becomes of pupils' data."""

    def __init__(self, database: Database) -> None:
        """Work on `database`."""
        self._database = database

    async def subject(self, pupil: str, sight: Sight, by: Actor) -> Subject:
        """Return all that is kept of one pupil; that it was asked for is recorded.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.writing(by) as transaction:
            connection = transaction.connection
            row = await _pupil(connection, pupil, sight)
            found = await rows_of(connection, pupil)
            names = (
                sa.select(classes.c.name, schools.c.name.label("school"))
                .join(schools, schools.c.id == classes.c.school)
                .where(classes.c.id == row["school_class"])
            )
            named = (await connection.execute(names)).one()
            read = {statement["notice"] for statement in found["consents"]}
            query = sa.select(notices).where(notices.c.id.in_(sorted(read)))
            subject = Subject(
                data=found,
                school=named.school,
                school_class=named.name,
                notices=[notice_of(row) for row in await connection.execute(query)],
                holds=await holds_on(connection, row),
            )
            await _note(transaction, Action.EXPORT_PUPIL, row, {})
        return msgspec.structs.replace(
            subject,
            attended=await attended(self._database, pupil, row["scope"]),
            chosen=await chosen(self._database, found["pupil_answers"]),
        )

    async def erase(self, pupil: str, sight: Sight, today: str, by: Actor) -> Erased:
        """Erase all that no hold names. `today` is the day at the school.

        Raises:
            Refused: `not_found`; `held`, there is nothing that a hold does not name.
        """
        async with self._database.writing(by) as transaction:
            row = await _pupil(transaction.connection, pupil, sight)
            erased = await _erase(transaction, row, today)
            if "pupils" in erased.left and not any(erased.erased.values()):
                raise Refused("held", "a legal hold names all of it")
        return erased

    async def refuse(
        self,
        pupil: str,
        wish: GuardianWish,
        reason: str,
        sight: Sight,
        person: str,
        by: Actor,
        once: Once = EVERY_TIME,
    ) -> WishRefused:
        """Keep that a guardian's wish was refused, and why.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.writing(by) as transaction:
            row = await _pupil(transaction.connection, pupil, sight)
            if made := await once.made(transaction):
                kept = await _made(transaction, requests, made, sight)
                fields = WishRefused.__struct_fields__
                return msgspec.convert({name: kept._mapping[name] for name in fields}, WishRefused)
            refusal = WishRefused(
                id=secrets.token_hex(8),
                pupil=pupil,
                scope=row["scope"],
                wish=wish,
                reason=reason,
                at=transaction.now,
                decided_by=person,
            )
            insert = sa.insert(requests).values(msgspec.to_builtins(refusal))
            await transaction.connection.execute(insert)
            action = Action.EXPORT_PUPIL if wish is GuardianWish.EXPORT else Action.ERASE_PUPIL
            await _note(transaction, action, row, {"wish": wish.value}, result="refused")
            await once.keep(transaction, refusal.id, refusal.scope)
        return refusal

    # -------------------------------------------------------------- holds

    async def holds(
        self, sight: Sight, *, after: str = "", limit: int = 50
    ) -> tuple[list[Hold], str | None]:
        """Return some holds of the sight, those that are over included, the latest first, and
        where the next page begins.
        """
        mine = covered(holds.c.scope, sight)
        async with self._database.reading() as connection:
            rows, more = await latest(connection, holds, mine, after=after, limit=limit)
        return [hold_of(row) for row in rows], more

    async def hold(
        self, order: HoldOrder, sight: Sight, person: str, by: Actor, once: Once = EVERY_TIME
    ) -> Hold:
        """Lay a hold on something.

        Raises:
            Refused: `not_found`.
            Invalid: it names data that there is not.
        """
        if unknown := [name for name in order.data if name not in OF_A_PUPIL]:
            raise Invalid([Problem("data", "not_one_of", {"names": unknown})])
        async with self._database.writing(by) as transaction:
            if made := await once.made(transaction):
                return hold_of(await _made(transaction, holds, made, sight))
            scope = await transaction.connection.scalar(_scope_of(order, sight))
            if scope is None:
                raise Refused("not_found", order.kind.value)
            hold = Hold(
                id=secrets.token_hex(8),
                scope=scope,
                made_at=transaction.now,
                made_by=person,
                **msgspec.structs.asdict(order),
            )
            row = msgspec.to_builtins(hold)
            await transaction.connection.execute(sa.insert(holds).values(row))
            await transaction.note(_of_hold("add", hold))
            await once.keep(transaction, hold.id, hold.scope)
        return hold

    async def lift(self, id: str, sight: Sight, by: Actor) -> None:
        """Lift a hold; it may be so already.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.writing(by) as transaction:
            query = sa.select(holds).where(holds.c.id == id, covered(holds.c.scope, sight))
            row = (await transaction.connection.execute(query)).one_or_none()
            if row is None:
                raise Refused("not_found", "holds")
            if row.lifted_at is None:
                change = sa.update(holds).where(holds.c.id == id)
                await transaction.connection.execute(change.values(lifted_at=transaction.now))
                await transaction.note(_of_hold("lift", hold_of(row)))

    # -------------------------------------------------------------- when its time is over

    async def forget(self, keeping: Keeping, today: str) -> int:
        """Erase some pupils whose time is over, or what holds had left of some.

        Return how many went; 0 when none is left.
        """
        async with self._database.writing(SERVER) as transaction:
            due = sa.select(pupils).where(is_due(keeping, transaction.now, today)).limit(AT_ONCE)
            found = (await transaction.connection.execute(due)).mappings().all()
            for row in found:
                await _erase(transaction, dict(row), today)
            return len(found) or await _forget_orphans(transaction, today)

    async def forget_answers(self, keeping: Keeping, today: str) -> int:
        """Delete some answers of pupils whose time is over; return how many."""
        async with self._database.writing(SERVER) as transaction:
            due = (
                sa.select(answers.c.lesson, answers.c.question, answers.c.pupil)
                .where(answers_due(keeping, transaction.now, today))
                .limit(ANSWERS_AT_ONCE)
            )
            key = sa.tuple_(answers.c.lesson, answers.c.question, answers.c.pupil)
            rows = (await transaction.connection.execute(due)).all()
            if rows:
                gone = sa.delete(answers).where(key.in_([tuple(row) for row in rows]))
                await transaction.connection.execute(gone)
                detail = msgspec.json.encode({"erased": {answers.name: len(rows)}}).decode()
                await transaction.note(
                    Note(action=Action.ERASE_PUPIL.value, kind="pupils", scope=ROOT, detail=detail)
                )
            return len(rows)


def is_due(keeping: Keeping, now: float, today: str) -> sa.ColumnElement[bool]:
    """Return which pupils' time is over, but for those that a hold in force names."""
    gone = pupils.c.removed_at < keeping.removed_before(now)
    old = sa.select(classes.c.id).where(classes.c.year < keeping.oldest_year(today))
    held_ones = sa.select(holds.c.object).where(holds.c.lifted_at.is_(None), holds.c.until >= today)
    in_held_schools = sa.select(classes.c.id).where(classes.c.school.in_(held_ones))
    return sa.and_(
        sa.or_(gone, pupils.c.school_class.in_(old)),
        pupils.c.id.not_in(held_ones),
        pupils.c.school_class.not_in(held_ones),
        pupils.c.school_class.not_in(in_held_schools),
    )


def answers_due(keeping: Keeping, now: float, today: str) -> sa.ColumnElement[bool]:
    """Return which answers' time is over, but for those of pupils that a hold in force is about."""
    held_ones = sa.select(holds.c.object).where(holds.c.lifted_at.is_(None), holds.c.until >= today)
    in_held = sa.select(pupils.c.id).join(classes, classes.c.id == pupils.c.school_class)
    in_held = in_held.where(sa.or_(classes.c.id.in_(held_ones), classes.c.school.in_(held_ones)))
    in_force = sa.select(holds.c.scope).where(
        holds.c.lifted_at.is_(None),
        holds.c.until >= today,
        holds.c.kind != HeldKind.RECORDING.value,
    )
    return sa.and_(
        answers.c.at < keeping.answers_before(now),
        # What a hold had left of an erased pupil stays, as `_forget_orphans` has it.
        sa.or_(answers.c.pupil.in_(sa.select(pupils.c.id)), answers.c.scope.not_in(in_force)),
        answers.c.pupil.not_in(held_ones),
        answers.c.pupil.not_in(in_held),
    )


async def _erase(transaction: Transaction, row: Mapping[str, Any], today: str) -> Erased:
    connection, pupil = transaction.connection, str(row["id"])
    laid = [hold for hold in await holds_on(connection, row) if hold.in_force(today)]
    rows = await rows_of(connection, pupil)
    left = {name: len(rows[name]) for name in OF_A_PUPIL if held(laid, name, today)}
    erased = {
        name: await delete(connection, name, pupil) for name in OF_A_PUPIL if name not in left
    }
    detail = {"erased": erased, "left": left, "holds": [hold.id for hold in laid]}
    await _note(transaction, Action.ERASE_PUPIL, row, detail)
    return Erased(erased=erased, left={n: c for n, c in left.items() if c}, holds=laid)


async def _made(transaction: Transaction, table: sa.Table, made: Made, sight: Sight) -> sa.Row[Any]:
    """Return the row that a key has made already, if it is there still and in sight."""
    query = sa.select(table).where(table.c.id == made.object, covered(table.c.scope, sight))
    row = (await transaction.connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("not_found", table.name)
    return row


def _scope_of(order: HoldOrder, sight: Sight) -> sa.Select[Any]:
    """Return the query for the scope of what is to be held, if it is in sight."""
    if order.kind is HeldKind.RECORDING:
        mine = covered(recordings.c.scope, sight)
        return sa.select(recordings.c.scope).where(recordings.c.id == order.object, mine)
    kind = KINDS[order.kind.value]
    column = TABLES[kind.name].c
    return sa.select(column.scope).where(column.id == order.object, owned(kind, sight))


async def _pupil(connection: AsyncConnection, id: str, sight: Sight) -> Mapping[str, Any]:
    """Return a pupil's row, also of one that was taken away."""
    query = sa.select(pupils).where(pupils.c.id == id, owned(KINDS["pupils"], sight))
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        raise Refused("not_found", "pupils")
    return dict(row)


async def _forget_orphans(transaction: Transaction, today: str) -> int:
    """Delete what a hold had left of some erased pupils, when no hold in their school is in force.

    Return of how many.
    """
    in_force = sa.select(holds.c.scope).where(
        holds.c.lifted_at.is_(None),
        holds.c.until >= today,
        holds.c.kind != HeldKind.RECORDING.value,
    )
    left: dict[str, str] = {}  # pupil → scope
    for table, column in OF_A_PUPIL.values():
        if table is not pupils:
            query = (
                sa.select(column, table.c.scope)
                .where(column.not_in(sa.select(pupils.c.id)), table.c.scope.not_in(in_force))
                .distinct()
                .limit(AT_ONCE)
            )
            left |= {row[0]: row[1] for row in await transaction.connection.execute(query)}
    for pupil, scope in left.items():
        erased = {name: await delete(transaction.connection, name, pupil) for name in OF_A_PUPIL}
        row = {"id": pupil, "scope": scope}
        await _note(transaction, Action.ERASE_PUPIL, row, {"erased": erased})
    return len(left)


async def _note(
    transaction: Transaction,
    action: Action,
    row: Mapping[str, Any],
    detail: Mapping[str, Any],
    result: str = "ok",
) -> None:
    await transaction.note(
        Note(
            action=action.value,
            kind="pupils",
            object=row["id"],
            scope=row["scope"],
            result=result,
            detail=msgspec.json.encode(detail).decode() if detail else "",
        )
    )


def _of_hold(change: str, hold: Hold) -> Note:
    detail: dict[str, Sequence[str] | str] = {"change": change, "of": hold.kind.value}
    return Note(
        action=Action.HOLD_DATA.value,
        kind="holds",
        object=hold.id,
        scope=hold.scope,
        detail=msgspec.json.encode({**detail, "object": hold.object}).decode(),
    )
