"""A lesson of the timetable that has just opened, with the real door before it: 中心小学 teaches
青山小学 and 石桥教学点, whose people are signed in and whose devices sign.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from classroom.accounts.devices import enrolment
from classroom.accounts.nonces import Nonces
from classroom.accounts.proofs import Proofs
from classroom.accounts.sessions import Session, SessionRules, hash_secret, new_secret
from classroom.audit.record import SERVER, AuditRecord
from classroom.commands import Tick
from classroom.failures import Failure
from classroom.record import LessonRules
from classroom.register.checks import build
from classroom.register.kinds import KINDS
from classroom.register.scope import EVERYTHING
from classroom.store import sessions
from classroom.store.affected import Touched
from classroom.store.database import DatabaseStore
from classroom.store.devices import DatabaseDevices
from classroom.store.opening import DatabaseDueLessons
from classroom.store.planned import PlannedLessons
from classroom.store.registry import DatabaseRegistry
from classroom.store.rolls import DatabaseRolls
from classroom.store.sanctions import DatabaseSanctions
from classroom.store.tables import audit
from classroom.store.tables.planned import lessons as planned_table
from classroom.store.tables.register import TABLES
from classroom.store.timetable import Timetable
from classroom.store.trail import DatabaseTrail
from classroom.store.transactions import Database, record_of
from classroom.timetable.conflicts import Conflicts
from classroom.timetable.planned import PlannedLesson, lesson_id
from classroom.timetable.ports import LessonQuery
from signaling.door import LinkDoor
from signaling.opening import Opening
from signaling.school_door import SchoolDoor
from tests.classroom.county import County, make_county
from tests.device import Signer
from tests.signaling.server import Clock, Server, TestPage, settings
from web.devices.signatures import EcdsaSignatures
from web.signin.cookies import Cookies
from web.signin.holding import Holding
from web.signin.revocations import Revocations

ZONE = ZoneInfo("Asia/Shanghai")
SEPTEMBER = 1_788_192_000.0  # 2026-09-01, when the term begins
MAIN, QINGSHAN, SHIQIAO = "中心小学", "青山小学", "石桥教学点"
SESSIONS = SessionRules(idle_seconds=1800.0, absolute_seconds=8 * 3600.0)


class OpenLesson:
    """The server, the lesson, its people and devices."""

    def __init__(self, server: Server, county: County, database: Database) -> None:
        self.server = server
        self.county = county
        self.database = database
        self.holding = Holding(database, SESSIONS, Cookies(secure=False), Revocations())
        self.devices = DatabaseDevices(database)
        self.proofs = Proofs(Nonces(), EcdsaSignatures())
        self.sanctions = DatabaseSanctions(database)
        self.lesson: PlannedLesson
        self.pages: list[TestPage] = []

    def room(self, school: str) -> str:
        """The classroom's id, which is its seat's."""
        return self.county.id(f"{school}教室")

    async def sign_in(
        self, school: str, *, half: bool = False, verified: bool = True, ago: float = 0.0
    ) -> str:
        """Sign the school's teacher in, some time ago; return the cookie."""
        secret, now = new_secret(), self.server.clock.now()
        session = Session(
            id=secrets.token_hex(8),
            person=self.county.id(f"{school}老师"),
            secret_hash=hash_secret(secret),
            made_at=now - ago,
            seen_at=now,
            half=half,
        )
        async with self.database.writing(SERVER) as writing:
            await sessions.add(writing.connection, session)
            if not verified:
                people = TABLES["people"]
                await writing.connection.execute(
                    sa.update(people)
                    .where(people.c.id == session.person)
                    .values(verified_by="nobody")
                )
        return secret

    async def sign_out(self, cookie: str) -> str:
        """End that sign-in; return its id."""
        async with self.database.writing(SERVER) as writing:
            held = await sessions.find(writing.connection, hash_secret(cookie))
            assert held is not None
            await sessions.end(writing.connection, [held[0].id])
        return held[0].id

    async def enrol(self, school: str) -> Signer:
        """Enrol a device in the school's classroom."""
        signer, room = Signer(), self.room(school)
        asked = enrolment(signer.key, agent="", address="", now=self.server.clock.now())
        shown = await self.devices.ask(asked, SERVER)
        await self.devices.enrol(
            shown.code, room, name="教室电脑", replace=True, sight=EVERYTHING, by=SERVER
        )
        return signer

    async def planned(self, slot: str = "") -> PlannedLesson:
        """What the timetable says of the lesson, or of another slot's, that day."""
        id = lesson_id(slot or self.lesson.slot, self.lesson.day)
        return await PlannedLessons(self.database).get(id)

    async def change(self, what: str, change: Any, /, **values: Any) -> Any:
        """Have a clerk change the timetable: add a thing, or replace or remove one."""
        kind = KINDS[what]
        async with DatabaseRegistry(self.database).writing(SERVER) as writing:
            if change is None:
                after = await writing.add(kind, build(kind, values), EVERYTHING)
            elif not values:
                after = None
                await writing.remove(kind, change.id, change.version, EVERYTHING)
            else:
                wanted = msgspec.structs.replace(change, **values)
                after = await writing.replace(kind, wanted, change.version, EVERYTHING)
            outcome = await Timetable(self.database, ZONE).replan(
                writing.transaction, [Touched(change, after)], EVERYTHING
            )
            if outcome.conflicts:
                raise Conflicts(outcome.conflicts)
        return after

    def proof(self, signer: Signer, **other: str) -> dict[str, str]:
        """What a device says when it opens a socket."""
        nonce = self.proofs.challenge(self.server.clock.now())
        said = {"purpose": "socket", "origin": self.server.url, "what": self.lesson.id} | other
        proof = signer.proof(nonce, **said)
        return {"device": proof.device, "nonce": nonce, "signature": proof.signature}

    async def by_cookie(self, cookie: str, session: str | None = None) -> TestPage:
        """Open the lesson's page signed in."""
        return await self._open(TestPage(session=session, lesson=self.lesson.id, cookie=cookie))

    async def by_device(
        self, signer: Signer, session: str | None = None, over: bool = False
    ) -> TestPage:
        """Open the lesson's page on a device."""
        proof = self.proof(signer)
        page = TestPage(session=session, lesson=self.lesson.id, proof=proof, over=over)
        return await self._open(page)

    async def open(self, **auth: Any) -> TestPage:
        """Open a page that says this."""
        return await self._open(TestPage(**auth))

    async def _open(self, page: TestPage) -> TestPage:
        self.pages.append(page)
        return await page.connect(self.server.url)

    async def records(self, action: str = "admit") -> list[AuditRecord]:
        """What stands in the audit trail."""
        query = sa.select(audit.records).where(audit.records.c.action == action)
        async with self.database.reading() as connection:
            rows = await connection.execute(query.order_by(audit.records.c.number))
            return [record_of(row) for row in rows]

    async def results(self) -> list[str]:
        """How admissions ended."""
        return [record.note.result for record in await self.records()]

    async def _plan(self, minutes: float) -> None:
        county, clock = self.county, self.server.clock
        timetable = Timetable(self.database, ZONE)
        await timetable.generate(SERVER, county.id("学期"), county["中心小学"].scope)
        planned = PlannedLessons(self.database)
        week = LessonQuery(start=SEPTEMBER, end=SEPTEMBER + 14 * 86400.0)
        self.lesson = (await planned.page(week)).items[0]
        clock.go(self.lesson.starts_at - minutes * 60 - clock.now())
        self.server.opening = Opening(
            DatabaseDueLessons(self.database),
            clock=clock,
            rules=LessonRules(overrun_seconds=self.server.settings.timetable.overrun_seconds),
        )
        self.server.rolls = DatabaseRolls(self.database)
        self.server.sanctions = self.sanctions
        self.server.door = SchoolDoor(
            links=LinkDoor(self.server.store, clock),
            sign_ins=self.holding,
            devices=self.devices,
            proofs=self.proofs,
            timetable=planned,
            trail=DatabaseTrail(self.database),
            sanctions=self.sanctions,
            clock=clock,
        )

    async def settle(self) -> None:
        """Wait until what the closed pages left behind is stored: the database is closed next."""
        await self.server.until_nobody_is_connected()
        for room in self.server.lessons._rooms.values():
            with suppress(Failure):
                await room.task.submit(Tick())

    async def set_state(self, state: str) -> None:
        """Let the timetable say this of the lesson."""
        async with self.database.writing(SERVER) as writing:
            await writing.connection.execute(
                sa.update(planned_table)
                .where(planned_table.c.id == self.lesson.id)
                .values(state=state)
            )


@asynccontextmanager
async def open_lesson(url: str, *, minutes: float = 10) -> AsyncIterator[OpenLesson]:
    """A server with a lesson of the timetable, ten minutes before it begins, or as many others."""
    clock = Clock(SEPTEMBER)
    async with Database.open(url, clock.now) as database:
        server = Server(settings(), DatabaseStore(database.engine))
        server.clock = clock
        lesson = OpenLesson(server, await make_county(database), database)
        await lesson._plan(minutes)
        async with server.running():
            try:
                yield lesson
            finally:
                for page in lesson.pages:
                    await page.close()
                await lesson.settle()
