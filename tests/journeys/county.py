"""A county on a live server: its lesson of today, its clerk by HTTP, and its classrooms' PCs."""

import asyncio
import hashlib
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import sqlalchemy as sa
from playwright.async_api import Browser, BrowserContext, Page

from classroom.accounts.sessions import Session, hash_secret, new_secret
from classroom.audit.record import SERVER
from classroom.register.kinds import KINDS
from classroom.register.scope import EVERYTHING
from classroom.store import sessions
from classroom.store.planned import PlannedLessons
from classroom.store.tables.planned import lessons as planned_table
from classroom.store.tables.register import TABLES
from classroom.store.timetable import Timetable
from classroom.store.transactions import Database
from classroom.timetable.planned import PlannedLesson
from classroom.timetable.ports import LessonQuery
from tests.classroom.county import County, make_county
from tools import chromium
from tools.live_server import Server

MAIN, QINGSHAN, SHIQIAO = "中心小学", "青山小学", "石桥教学点"
DAY = 86400.0


def zone() -> ZoneInfo:
    """A zone where it is daytime now, so that a lesson of today does not cross midnight."""
    here = ZoneInfo("Asia/Shanghai")
    return here if 5 <= datetime.now(here).hour < 20 else ZoneInfo("America/New_York")


class LiveCounty:
    """The server, what it keeps, and what a clerk asks of it."""

    def __init__(self, server: Server, database: Database, county: County, at: ZoneInfo) -> None:
        self.server = server
        self.database = database
        self.county = county
        self.zone = at
        self.lesson: PlannedLesson
        self._secret = ""

    def room(self, school: str) -> str:
        """A classroom's id."""
        return self.county.id(f"{school}教室")

    async def plan(self, minutes: float, length: float = 40) -> PlannedLesson:
        """Put a lesson in the timetable that begins in so many minutes; a term is around it."""
        now = datetime.now(self.zone)
        start = (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
        term = await self.county.add(
            "本学期",
            "terms",
            region=self.county.id("绿水县"),
            name=f"学期 {start:%H%M}",
            first_day=f"{now - timedelta(days=7):%Y-%m-%d}",
            last_day=f"{now + timedelta(days=21):%Y-%m-%d}",
        )
        pairing = await self.county.add(
            "本学期音乐",
            "pairings",
            name="音乐专递",
            subject="music",
            term=term.id,
            classroom=self.room(MAIN),
            lecturer=self.county.id("中心小学老师"),
            receivers=[
                {
                    "classroom": self.room(QINGSHAN),
                    "assistant": self.county.id("青山小学老师"),
                },
                {"classroom": self.room(SHIQIAO)},
            ],
        )
        await self.county.add(
            "今天的课",
            "slots",
            pairing=pairing.id,
            weekday=start.isoweekday(),
            start=f"{start:%H:%M}",
            end=f"{start + timedelta(minutes=length):%H:%M}",
        )
        timetable = Timetable(self.database, self.zone)
        await timetable.generate(SERVER, term.id, self.county["中心小学"].scope)
        begin = start.astimezone(UTC).timestamp()
        today = LessonQuery(start=begin - 60, end=begin + 60, classroom=self.room(MAIN))
        self.lesson = (await PlannedLessons(self.database).page(today)).items[0]
        return self.lesson

    async def opens(self) -> None:
        """Wait until the server has opened the lesson, which it does by itself."""
        query = sa.select(planned_table.c.state).where(planned_table.c.id == self.lesson.id)
        async with asyncio.timeout(60):
            while True:
                async with self.database.reading() as connection:
                    if (await connection.execute(query)).scalar_one() == "opened":
                        return
                await asyncio.sleep(0.1)

    async def sign_in(self, name: str) -> str:
        """Sign somebody in; return their cookie."""
        secret = new_secret()
        session = Session(
            id=secrets.token_hex(8),
            person=self.county.id(name),
            secret_hash=hash_secret(secret),
            made_at=time.time(),
            seen_at=time.time(),
            half=False,
            strong=True,
        )
        async with self.database.writing(SERVER) as writing:
            await sessions.add(writing.connection, session)
        return secret

    async def as_clerk(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """Ask as the county's administrator."""
        if not self._secret:
            self._secret = await self.sign_in("县管理员")
        csrf = hashlib.sha256(b"csrf:" + self._secret.encode()).hexdigest()
        headers = {"Cookie": f"sanketang={self._secret}", "X-CSRF-Token": csrf}
        async with (
            aiohttp.ClientSession() as http,
            http.request(method, self.server.url + path, headers=headers, **more) as answer,
        ):
            told: dict[str, Any] = await answer.json()
            assert answer.status < 300, told
            return told

    async def enrol(self, code: str, school: str) -> str:
        """Type the code; return the device's id."""
        body = {"code": code, "classroom": self.room(school), "name": "讲台电脑"}
        made = await self.as_clerk("POST", "/api/v1/devices", json=body)
        return str(made["device"]["id"])

    async def revoke(self, device: str) -> None:
        """Revoke a device."""
        await self.as_clerk("DELETE", f"/api/v1/devices/{device}")


@asynccontextmanager
async def live_county(folder: Path, **settings: str) -> AsyncIterator[LiveCounty]:
    """A running server with a county in it; `settings` as those of `Server`."""
    at = zone()
    server = Server(folder, TIMETABLE_ZONE=at.key, **settings)
    url = f"sqlite+aiosqlite:///{folder}/sanketang.db"
    async with Database.open(url, time.time) as database:
        county = await make_county(database)
        await county.add(
            "县管理员",
            "people",
            region=county.id("绿水县"),
            number="A01",
            real_name="李管理员",
            display_name="李老师",
            verified_by="school",
        )
        grants = [{"role": "system_admin", "scope": county["绿水县"].scope}]
        async with database.writing(SERVER) as writing:
            await writing.connection.execute(
                sa.update(TABLES["people"])
                .where(TABLES["people"].c.id == county.id("县管理员"))
                .values(grants=grants)
            )
        async with county.registry.writing(SERVER) as registry:  # not in the way of today's
            slot = county["周二第三节"]
            await registry.remove(KINDS["slots"], slot.id, slot.version, EVERYTHING)
        await server.start()
        try:
            yield LiveCounty(server, database, county, at)
        finally:
            await server.stop()


@asynccontextmanager
async def classroom_pc(
    browser: Browser, profile: Path, *flags: str, width: int = 1366, height: int = 768
) -> AsyncIterator[tuple[BrowserContext, Page]]:
    """A classroom's own browser with a profile that stays, as a kiosk is started."""
    context = await browser.browser_type.launch_persistent_context(
        profile,
        executable_path=chromium.path(),
        args=[
            *chromium.FLAGS,
            "--use-fake-device-for-media-stream=device-count=1,fps=5",
            chromium.AUTOPLAY,
            *flags,
        ],
        viewport={"width": width, "height": height},
    )
    try:
        yield context, context.pages[0]
    finally:
        await context.close()
