"""What was kept of lessons, as evidence: implements `classroom.safety.ports.EvidencePort`.

Rule: a few statements for twenty lessons together, however many each of them has; of one lesson so
many events and records and no more, and if there were more it says so.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import AuditRecord
from classroom.record import LessonRecord
from classroom.register.consent import Notice, in_force
from classroom.register.people import Consent, VerifiedBy
from classroom.register.scope import Sight
from classroom.safety.evidence import (
    Enrolled,
    Facts,
    Happened,
    LessonEvidence,
    ServerEvidence,
)
from classroom.sanctions.sanction import Sanction
from classroom.store import documents, server_evidence
from classroom.store.kept_out import kept_out
from classroom.store.planned import read, seen
from classroom.store.subject import notice_of
from classroom.store.tables import audit
from classroom.store.tables.devices import devices
from classroom.store.tables.lessons import events
from classroom.store.tables.lessons import lessons as live
from classroom.store.tables.planned import lessons, seats
from classroom.store.tables.privacy import notices
from classroom.store.tables.register import TABLES
from classroom.store.tables.watching import publications
from classroom.store.transactions import Database, record_of
from classroom.store.visibility import touching
from classroom.store.went import settled
from classroom.timetable.days import midnight
from classroom.timetable.planned import PlannedLesson, PlannedState
from classroom.timetable.tally import MINUTE

DAY = 86_400.0
MOST_EVENTS = 5_000  # of one lesson
MOST_RECORDS = 1_000
MOST_SIGN_INS = 4_000  # of all lessons that are read together
HAPPENED = (PlannedState.OPENED.value, PlannedState.ENDED.value)


class DatabaseEvidence:
    """Evidence out of the database."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        """Read it in `database`; `zone` is where the schools are."""
        self._database, self._zone = database, zone

    async def of_lessons(self, planned: Sequence[PlannedLesson]) -> list[LessonEvidence]:
        """Return what was kept of these lessons."""
        ids = [lesson.id for lesson in planned]
        async with self._database.reading() as connection:
            of = _Read(
                lives=await _lives(connection, ids),
                events=await _events(connection, ids),
                records=await _records(connection, ids),
                devices=await _devices(
                    connection, {r for each in planned for r in each.classrooms}
                ),
                classes=await _classes(connection, planned),
                notices=await _notices(connection, planned),
                tallies=await settled(connection, ids),
                published=await _published(connection, ids, self._database.now()),
                days=await _days(connection, planned, self._midnight),
            )
            came = [r for each in of.records.values() for r in each if r.note.action == "admit"]
            of.sign_ins = await _sign_ins(connection, came)
            people = {p for each in planned for p in _named(each)} | {r.actor.id for r in came}
            of.verified = await _verified(connection, people)
            pairings = {each.id: each.pairing for each in planned}
            of.kept_out = await kept_out(connection, pairings, {r.actor.id for r in came})
        return [of.lesson(each, self._midnight(each.starts_at)) for each in planned]

    async def of_live(self, id: str) -> LessonEvidence:
        """Return what was kept of a live lesson, whether or not a timetable knows it."""
        async with self._database.reading() as connection:
            lives, happened = await _lives(connection, [id]), await _events(connection, [id])
            records = (await _records(connection, [id]))[id]
            came = [r for r in records if r.note.action == "admit"]
            sign_ins = await _sign_ins(connection, came)
        sessions = dict.fromkeys(r.actor.session for r in came if r.actor.session)
        opened = {r.number: r for s in sessions for r in sign_ins.get(s, ())}
        return LessonEvidence(
            record=lives.get(id),
            events=tuple(happened[id][:MOST_EVENTS]),
            records=tuple(records[:MOST_RECORDS]),
            sign_ins=tuple(opened[number] for number in sorted(opened)),
            is_whole=len(happened[id]) <= MOST_EVENTS and len(records) <= MOST_RECORDS,
        )

    def _midnight(self, at: float) -> float:
        """Return when the day of a time began."""
        return midnight(at, self._zone)

    async def of_server(self, facts: Facts, sight: Sight) -> ServerEvidence:
        """Return what is known of the server."""
        return await server_evidence.read(self._database, self._zone, facts, sight)

    async def of_term(self, term: str, sight: Sight, after: str, limit: int) -> list[PlannedLesson]:
        """Return some lessons of a term that were opened."""
        query = sa.select(lessons.c.id).where(*_happened(term, sight), lessons.c.id > after)
        async with self._database.reading() as connection:
            found = await connection.execute(query.order_by(lessons.c.id).limit(limit))
            return await read(connection, list(found.scalars()))

    async def how_many(self, term: str, sight: Sight) -> int:
        """Return how many there are."""
        query = sa.select(sa.func.count()).select_from(lessons).where(*_happened(term, sight))
        async with self._database.reading() as connection:
            return int(await connection.scalar(query) or 0)


def _happened(term: str, sight: Sight) -> list[sa.ColumnElement[bool]]:
    in_sight = sa.exists().where(seats.c.lesson == lessons.c.id, seen(sight))
    return [lessons.c.term == term, lessons.c.state.in_(HAPPENED), in_sight]


class _Read:
    """What was read of several lessons."""

    def __init__(
        self,
        *,
        lives: Mapping[str, LessonRecord],
        events: Mapping[str, list[Happened]],
        records: Mapping[str, list[AuditRecord]],
        devices: Mapping[str, list[Enrolled]],
        classes: Mapping[str, tuple[int, Mapping[Consent, int]]],
        notices: Sequence[Notice],
        tallies: Mapping[str, Any],
        days: Mapping[tuple[str, float], float],
        published: Collection[str],
    ) -> None:
        self.lives, self.events, self.records = lives, events, records
        self.devices, self.classes, self.notices, self.tallies = devices, classes, notices, tallies
        self.days, self.published = days, published
        self.sign_ins: dict[str, list[AuditRecord]] = {}
        self.kept_out: dict[str, tuple[Sanction, ...]] = {}
        self.verified: dict[str, VerifiedBy] = {}

    def lesson(self, planned: PlannedLesson, midnight: float) -> LessonEvidence:
        happened, records = self.events[planned.id], self.records[planned.id]
        notice = in_force(self.notices, planned.scope)
        came = [r for r in records if r.note.action == "admit"]
        people = {*_named(planned), *(r.actor.id for r in came)}
        sessions = dict.fromkeys(r.actor.session for r in came if r.actor.session)
        sign_ins = {r.number: r for s in sessions for r in self.sign_ins.get(s, ())}
        return LessonEvidence(
            planned=planned,
            record=self.lives.get(planned.id),
            events=tuple(happened[:MOST_EVENTS]),
            records=tuple(records[:MOST_RECORDS]),
            sign_ins=tuple(sign_ins[number] for number in sorted(sign_ins)),
            is_whole=len(happened) <= MOST_EVENTS and len(records) <= MOST_RECORDS,
            verified={p: self.verified[p] for p in people if p in self.verified},
            devices={r: tuple(self.devices[r]) for r in planned.classrooms if r in self.devices},
            grades={
                room: self.classes[of][0] for room, of in _sitting(planned) if of in self.classes
            },
            consents=_together(self.classes[of][1] for of in _classes_of(planned, self.classes)),
            notice="" if notice is None else notice.id,
            pupils_published=planned.id in self.published,
            midnight=midnight,
            day_minutes={
                of: self.days[of, midnight]
                for _, of in _sitting(planned)
                if (of, midnight) in self.days
            },
            kept_out=self.kept_out.get(planned.id, ()),
            kept_tally=self.tallies.get(planned.id),
        )


def _named(planned: PlannedLesson) -> list[str]:
    return [planned.lecturer, *(r.assistant for r in planned.receivers if r.assistant)]


def _sitting(planned: PlannedLesson) -> list[tuple[str, str]]:
    """Return classroom and class of each seat that says which class sits there."""
    own = [(planned.classroom, planned.school_class or "")]
    return [*own, *((r.classroom, r.school_class or "") for r in planned.receivers)]


def _classes_of(planned: PlannedLesson, known: Collection[str]) -> list[str]:
    return [of for of in dict.fromkeys(of for _, of in _sitting(planned)) if of in known]


def _together(every: Iterable[Mapping[Consent, int]]) -> dict[Consent, int]:
    found: dict[Consent, int] = {}
    for counts in every:
        for state, count in counts.items():
            found[state] = found.get(state, 0) + count
    return found


# ------------------------------------------------------------------ statements


async def _lives(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, LessonRecord]:
    query = sa.select(live.c.id, live.c.state).where(live.c.id.in_(ids))
    return {id: documents.read_record(state) for id, state in await connection.execute(query)}


async def _events(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[Happened]]:
    nth = sa.func.row_number().over(partition_by=events.c.lesson, order_by=events.c.number)
    every = sa.select(events.c.number, events.c.lesson, events.c.event, nth.label("nth"))
    ranked = every.where(events.c.lesson.in_(ids)).subquery()
    query = sa.select(ranked).where(ranked.c.nth <= MOST_EVENTS + 1).order_by(ranked.c.number)
    found: dict[str, list[Happened]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.lesson].append(Happened(row.number, documents.read_event(row.event)))
    return found


async def _records(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[AuditRecord]]:
    column = audit.records.c
    nth = sa.func.row_number().over(partition_by=column.object, order_by=column.number)
    every = sa.select(audit.records, nth.label("nth")).where(
        column.object.in_(ids), column.kind.in_(("lessons", "planned_lessons"))
    )
    ranked = every.subquery()
    query = sa.select(ranked).where(ranked.c.nth <= MOST_RECORDS + 1).order_by(ranked.c.number)
    found: dict[str, list[AuditRecord]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.object].append(record_of(row))
    return found


async def _published(connection: AsyncConnection, ids: Sequence[str], now: float) -> set[str]:
    """Return those of which something is published with pupils in it."""
    column = publications.c
    query = sa.select(column.recording).where(
        column.recording.in_(ids), column.pupils.is_(True), column.withdrawn_at.is_(None),
        column.until > now,
    )  # fmt: skip
    return set((await connection.execute(query)).scalars())


async def _sign_ins(
    connection: AsyncConnection, came: Sequence[AuditRecord]
) -> dict[str, list[AuditRecord]]:
    """Return how the sessions of these came to be, by session."""
    column = audit.records.c
    sessions = sorted({r.actor.session for r in came if r.actor.session})
    people = sorted({r.actor.id for r in came if r.actor.session})
    query = (
        sa.select(audit.records)
        .where(
            sa.or_(
                sa.and_(column.object.in_(sessions), column.kind == "sessions"),
                sa.and_(column.object.in_(people), column.action == "take_second_factor"),
            )
        )
        .order_by(column.number)
        .limit(MOST_SIGN_INS)
    )
    found: dict[str, list[AuditRecord]] = defaultdict(list)
    for row in await connection.execute(query):
        record = record_of(row)
        own = record.note.object if record.note.kind == "sessions" else record.actor.session
        found[own].append(record)
    return found


async def _verified(connection: AsyncConnection, ids: Collection[str]) -> dict[str, VerifiedBy]:
    people = TABLES["people"].c
    query = sa.select(people.id, people.verified_by).where(people.id.in_(sorted(ids)))
    return {id: VerifiedBy(by) for id, by in await connection.execute(query)}


async def _devices(
    connection: AsyncConnection, rooms: Collection[str]
) -> dict[str, list[Enrolled]]:
    query = sa.select(devices).where(devices.c.classroom.in_(sorted(rooms)))
    found: dict[str, list[Enrolled]] = defaultdict(list)
    for row in await connection.execute(query.order_by(devices.c.made_at)):
        device = Enrolled(id=row.id, made_at=row.made_at, revoked_at=row.revoked_at)
        found[row.classroom].append(device)
    return found


async def _classes(
    connection: AsyncConnection, planned: Sequence[PlannedLesson]
) -> dict[str, tuple[int, dict[Consent, int]]]:
    """Return grade and consents of the classes of these lessons."""
    ids = sorted({of for lesson in planned for _, of in _sitting(lesson)} - {""})
    classes, pupils = TABLES["classes"].c, TABLES["pupils"].c
    query = sa.select(classes.id, classes.grade).where(classes.id.in_(ids))
    found: dict[str, tuple[int, dict[Consent, int]]] = {
        id: (grade, {}) for id, grade in await connection.execute(query)
    }
    counted = (
        sa.select(pupils.school_class, pupils.consent, sa.func.count())
        .where(pupils.school_class.in_(ids), pupils.removed_at.is_(None))
        .group_by(pupils.school_class, pupils.consent)
    )
    for of, consent, count in await connection.execute(counted):
        if of in found:
            found[of][1][Consent(consent)] = count
    return found


async def _days(
    connection: AsyncConnection,
    planned: Sequence[PlannedLesson],
    began: Callable[[float], float],
) -> dict[tuple[str, float], float]:
    """Return the minutes of lessons that classes had on the days of these, by class and day."""
    classes = sorted({of for lesson in planned for _, of in _sitting(lesson)} - {""})
    begins = sorted({began(lesson.starts_at) for lesson in planned})
    found: dict[tuple[str, float], float] = defaultdict(float)
    for begin in begins:
        query = (
            sa.select(seats.c.school_class, seats.c.starts_at, seats.c.ends_at)
            .join(lessons, lessons.c.id == seats.c.lesson)
            .where(
                seats.c.school_class.in_(classes),
                seats.c.starts_at >= begin,
                seats.c.starts_at < begin + DAY,
                lessons.c.state.in_(HAPPENED),
            )
        )
        for of, start, end in await connection.execute(query):
            found[of, begin] += (end - start) / MINUTE
    return found


async def _notices(connection: AsyncConnection, planned: Sequence[PlannedLesson]) -> list[Notice]:
    scopes = tuple(dict.fromkeys(lesson.scope for lesson in planned))
    query = sa.select(notices).where(touching(notices.c.scope, Sight(scopes)))
    return [notice_of(row) for row in await connection.execute(query)]
