"""Sanctions in a database: implements `classroom.sanctions.ports.Sanctions`.

Rule: what one imposes or lifts lies in one's sight, and is in the audit trail by its ids: the
reason, in which somebody may be named, is not. Whoever is barred from signing in has lost their
sessions in the transaction that says so.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts.granting import require_manager
from classroom.accounts.one_time import Purpose
from classroom.accounts.principal import Principal
from classroom.audit.record import Actor, Note
from classroom.failures import Refused
from classroom.permissions import Action
from classroom.register.checks import Invalid
from classroom.register.people import PEOPLE, Person
from classroom.register.scope import ROOT, Sight
from classroom.sanctions.sanction import (
    LessonPlace,
    Reach,
    Sanction,
    SanctionOrder,
    Standing,
    Step,
    Subject,
    SubjectKind,
    gravest,
    problems,
)
from classroom.store import one_time, rows, sessions, tokens
from classroom.store.keys import EVERY_TIME, Once
from classroom.store.latest import latest
from classroom.store.tables.devices import devices
from classroom.store.tables.planned import lessons, seats
from classroom.store.tables.register import TABLES
from classroom.store.tables.sanctions import sanctions
from classroom.store.transactions import Database, Transaction
from classroom.store.visibility import covered

people = TABLES["people"]
REMOVED = "removed_from_lesson"  # why, when a lecturer keeps somebody out; pages have its words
MOST_OF_ONE = 200  # in force on one account or device; more are not looked at


class DatabaseSanctions:
    """The sanctions of all schools."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    # -------------------------------------------------------------- for lessons

    async def standings(
        self, subjects: Collection[Subject], lesson: str
    ) -> Mapping[Subject, Standing]:
        """Return how those of them stand in this lesson whom a sanction names there."""
        now = self._database.now()
        async with self._database.reading() as connection:
            found = await _on(connection, subjects, now)
            if not found:
                return {}
            place = await place_of(connection, lesson)
        held: dict[Subject, list[Sanction]] = {}
        for each in found:
            if each.in_force(now) and each.holds_in(place):
                held.setdefault(Subject(each.kind, each.subject), []).append(each)
        stands = {subject: gravest(several) for subject, several in held.items()}
        return {subject: standing for subject, standing in stands.items() if standing}

    async def keep_out(
        self, subjects: Collection[Subject], lesson: str, classroom: str, by: Actor
    ) -> None:
        """Keep these out of every lesson of this lesson's pairing."""
        async with self._database.writing(by) as transaction:
            query = sa.select(lessons.c.pairing, lessons.c.scope).where(lessons.c.id == lesson)
            row = (await transaction.connection.execute(query)).one_or_none()
            if row is None:
                raise Refused("no_series", "the timetable does not have this lesson")
            for subject in sorted(subjects):
                sanction = Sanction(
                    id=secrets.token_hex(8),
                    kind=subject.kind,
                    subject=subject.id,
                    step=Step.SUSPEND,
                    reach=Reach.PAIRING,
                    place=row.pairing,
                    scope=row.scope,
                    reason=REMOVED,
                    until=None,
                    made_at=transaction.now,
                    made_by=by.id,
                    lesson=lesson,
                    classroom=classroom,
                )
                await _keep(transaction, sanction)

    async def let_back(self, lesson: str, classroom: str, by: Actor) -> None:
        """Lift what `keep_out` imposed in this lesson for this classroom."""
        theirs = sa.and_(sanctions.c.lesson == lesson, sanctions.c.classroom == classroom)
        query = sa.select(sanctions).where(theirs, sanctions.c.lifted_at.is_(None))
        async with self._database.reading() as connection:
            if not (await connection.execute(query.limit(1))).all():
                return
        async with self._database.writing(by) as transaction:
            for row in (await transaction.connection.execute(query)).all():
                await _lift(transaction, sanction_of(row), by.id, "")

    # -------------------------------------------------------------- for whoever administers

    async def impose(
        self, order: SanctionOrder, who: Principal, sight: Sight, once: Once = EVERY_TIME
    ) -> tuple[Sanction, Sequence[str]]:
        """Impose a sanction; return it, and the sessions that ended for it.

        Raises:
            Refused: `not_found` (place, person or device), `not_oneself`, `not_allowed`: it would
                bar somebody whose roles are more than one's own.
            Invalid: the order contradicts itself.
        """
        if wrong := problems(order, self._database.now()):
            raise Invalid(wrong)
        async with self._database.writing(who.actor) as transaction:
            if made := await once.made(transaction):
                return await _one(transaction.connection, made.object, sight), ()
            scope = await _scope_of(transaction.connection, order, sight)
            fields = msgspec.structs.asdict(order) | {"report": order.report or ""}
            sanction = Sanction(
                id=secrets.token_hex(8),
                scope=scope,
                made_at=transaction.now,
                made_by=who.person or who.actor.id,
                **fields,
            )
            ended: Sequence[str] = ()
            if order.kind is SubjectKind.PERSON:
                person = await _person(transaction.connection, order.subject)
                if person.id == who.person:
                    raise Refused("not_oneself", "a sanction is for somebody else to impose")
                if sanction.bars_account(person.scope):
                    require_manager(who, person, Action.IMPOSE_SANCTION)
                    ended = await _bar(transaction, person.id, sanction.step)
            else:
                await _device(transaction.connection, order.subject)
            await _keep(transaction, sanction)
            await once.keep(transaction, sanction.id, sanction.scope)
        return sanction, ended

    async def lift(self, id: str, reason: str, sight: Sight, by: str, actor: Actor) -> None:
        """Lift a sanction; it may be so already.

        Raises:
            Refused: `not_found`, `not_oneself`.
        """
        async with self._database.writing(actor) as transaction:
            sanction = await _one(transaction.connection, id, sight)
            if sanction.kind is SubjectKind.PERSON and sanction.subject == by:
                raise Refused("not_oneself", "a sanction is for somebody else to lift")
            if sanction.lifted_at is None:
                await _lift(transaction, sanction, by, reason)

    async def page(
        self,
        sight: Sight,
        *,
        in_force: bool = False,
        blacklist: bool = False,
        subjects: Collection[str] | None = None,
        after: str = "",
        limit: int = 50,
    ) -> tuple[list[Sanction], str | None]:
        """Return some sanctions in the sight, the latest first; of these subjects only, if any."""
        where = [covered(sanctions.c.scope, sight)]
        if in_force:
            where.append(_in_force(self._database.now()))
        if blacklist:
            where.append(sanctions.c.step.in_([Step.SUSPEND.value, Step.CLOSE.value]))
        if subjects is not None:
            where.append(sanctions.c.subject.in_(sorted(subjects)))
        async with self._database.reading() as connection:
            found, more = await latest(
                connection, sanctions, sa.and_(*where), after=after, limit=limit
            )
        return [sanction_of(row) for row in found], more

    # -------------------------------------------------------------- one's own

    async def own(self, person: str) -> list[Sanction]:
        """Return what is in force on a person, the latest first."""
        now = self._database.now()
        async with self._database.reading() as connection:
            found = await _on(connection, [Subject(SubjectKind.PERSON, person)], now)
        return found

    async def imposed_by(self, person: str) -> list[Sanction]:
        """Return whom a lecturer keeps out of their series."""
        theirs = sa.and_(
            sanctions.c.made_by == person,
            sanctions.c.reach == Reach.PAIRING.value,
            sanctions.c.lesson != "",
            _in_force(self._database.now()),
        )
        query = sa.select(sanctions).where(theirs).order_by(sanctions.c.made_at.desc())
        async with self._database.reading() as connection:
            found = await connection.execute(query.limit(MOST_OF_ONE))
            return [sanction_of(row) for row in found]

    async def let_in_again(self, id: str, person: str, actor: Actor) -> None:
        """Lift what this lecturer imposed in a lesson.

        Raises:
            Refused: `not_found`.
        """
        mine = sa.and_(sanctions.c.made_by == person, sanctions.c.lesson != "")
        async with self._database.writing(actor) as transaction:
            query = sa.select(sanctions).where(sanctions.c.id == id, mine)
            row = (await transaction.connection.execute(query)).one_or_none()
            if row is None:
                raise Refused("not_found", "sanctions")
            if row.lifted_at is None:
                await _lift(transaction, sanction_of(row), person, "")

    async def acknowledge(self, id: str, person: str, actor: Actor) -> None:
        """Note that a person has read their warning; it may be so already.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.writing(actor) as transaction:
            query = sa.select(sanctions).where(
                sanctions.c.id == id,
                sanctions.c.kind == SubjectKind.PERSON.value,
                sanctions.c.subject == person,
                sanctions.c.step == Step.WARN.value,
            )
            row = (await transaction.connection.execute(query)).one_or_none()
            if row is None:
                raise Refused("not_found", "sanctions")
            if row.seen_at is None:
                change = sa.update(sanctions).where(sanctions.c.id == id)
                await transaction.connection.execute(change.values(seen_at=transaction.now))
                await transaction.note(_note("read_warning", sanction_of(row)))


async def barred(connection: AsyncConnection, person: Person, now: float) -> bool:
    """Tell whether a person does not sign in just now."""
    found = await _on(connection, [Subject(SubjectKind.PERSON, person.id)], now)
    return any(each.bars_account(person.scope) for each in found)


async def place_of(connection: AsyncConnection, lesson: str) -> LessonPlace:
    """Return where a lesson belongs; one that the timetable does not know is nobody's."""
    query = sa.select(lessons.c.pairing).where(lessons.c.id == lesson)
    pairing = await connection.scalar(query)
    if pairing is None:
        return LessonPlace(lesson=lesson, scopes=(ROOT,))
    scopes = sa.select(seats.c.scope).where(seats.c.lesson == lesson).distinct()
    found = await connection.execute(scopes.order_by(seats.c.scope))
    return LessonPlace(lesson=lesson, pairing=pairing, scopes=tuple(found.scalars()))


def sanction_of(row: sa.Row[Any]) -> Sanction:
    """Return a row as the sanction it is."""
    fields = {name: row._mapping[name] for name in Sanction.__struct_fields__}
    return msgspec.convert(fields, Sanction)


def _in_force(now: float) -> sa.ColumnElement[bool]:
    """As `Sanction.in_force` says it."""
    column = sanctions.c
    return sa.and_(
        column.lifted_at.is_(None),
        sa.or_(column.until.is_(None), column.until > now),
        sa.or_(column.step != Step.WARN.value, column.seen_at.is_(None)),
    )


async def _on(
    connection: AsyncConnection, subjects: Collection[Subject], now: float
) -> list[Sanction]:
    named = [
        sa.and_(sanctions.c.kind == kind.value, sanctions.c.subject.in_(sorted(ids)))
        for kind in SubjectKind
        if (ids := {subject.id for subject in subjects if subject.kind is kind})
    ]
    if not named:
        return []
    query = sa.select(sanctions).where(sa.or_(*named), _in_force(now))
    query = query.order_by(sanctions.c.made_at.desc(), sanctions.c.id)
    found = await connection.execute(query.limit(MOST_OF_ONE * len(subjects)))
    return [sanction_of(row) for row in found]


async def _one(connection: AsyncConnection, id: str, sight: Sight) -> Sanction:
    query = sa.select(sanctions).where(sanctions.c.id == id, covered(sanctions.c.scope, sight))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("not_found", "sanctions")
    return sanction_of(row)


async def _scope_of(connection: AsyncConnection, order: SanctionOrder, sight: Sight) -> str:
    """Return the scope of the place it is to hold in."""
    table = lessons if order.reach is Reach.LESSON else TABLES[order.reach.value]
    query = sa.select(table.c.scope).where(table.c.id == order.place, covered(table.c.scope, sight))
    scope: str | None = await connection.scalar(query)
    if scope is None:
        raise Refused("not_found", order.reach.value)
    return scope


async def _person(connection: AsyncConnection, id: str) -> Person:
    query = sa.select(people).where(people.c.id == id, people.c.removed_at.is_(None))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("not_found", PEOPLE.name)
    return rows.thing(PEOPLE, row)


async def _device(connection: AsyncConnection, id: str) -> None:
    if await connection.scalar(sa.select(devices.c.id).where(devices.c.id == id)) is None:
        raise Refused("not_found", "devices")


async def _bar(transaction: Transaction, person: str, step: Step) -> Sequence[str]:
    if step is Step.CLOSE:
        await one_time.withdraw(transaction.connection, Purpose.ACTIVATE, person)
        await tokens.revoke_of_person(transaction, person)
    return await sessions.end_of_person(transaction.connection, person)


async def _keep(transaction: Transaction, sanction: Sanction) -> None:
    row = msgspec.to_builtins(sanction)
    await transaction.connection.execute(sa.insert(sanctions).values(row))
    await transaction.note(_note(Action.IMPOSE_SANCTION.value, sanction))


async def _lift(transaction: Transaction, sanction: Sanction, by: str, reason: str) -> None:
    change = sa.update(sanctions).where(sanctions.c.id == sanction.id)
    await transaction.connection.execute(
        change.values(lifted_at=transaction.now, lifted_by=by, lift_reason=reason)
    )
    await transaction.note(_note(Action.LIFT_SANCTION.value, sanction))


def _note(action: str, sanction: Sanction) -> Note:
    detail = {
        "step": sanction.step.value,
        "of": sanction.kind.value,
        "object": sanction.subject,
        "reach": sanction.reach.value,
        "place": sanction.place,
        "until": sanction.until,
    }
    return Note(
        action=action,
        kind="sanctions",
        object=sanction.id,
        scope=sanction.scope,
        detail=msgspec.json.encode(detail).decode(),
    )
