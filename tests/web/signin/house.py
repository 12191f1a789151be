"""A house people sign in at: the real desk, guard and table over a database; time is passed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec
import pyotp
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from classroom.audit.record import SERVER
from classroom.permissions import Action, Role
from classroom.register.checks import build
from classroom.register.kinds import KINDS
from classroom.register.people import Person
from classroom.register.scope import EVERYTHING
from classroom.store import accounts
from classroom.store.registry import DatabaseRegistry
from classroom.store.tables import audit
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database
from config import sections
from config.load import load
from tests.signaling.server import Clock
from web import routes, services
from web.errors import failures
from web.headers import secure
from web.routes import Route, principal
from web.services import Services
from web.signin.arriving import offer_setup

API = "/api/v1"
PASSWORD = "mountain-stream-42"
AGENT = "Mozilla/5.0 (a classroom's browser)"


def cheap(**more: Any) -> sections.SignIn:
    """The default settings, but hashing costs next to nothing."""
    values = {"hash_memory_kib": 8, "hash_rounds": 1} | more
    return msgspec.structs.replace(load().signin, **values)


class Browser:
    """A browser: keeps its cookie, and sends the token that the session told."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url
        self.csrf = ""

    async def ask(
        self, method: str, path: str, body: Any = None, *, status: int = 200, **more: Any
    ) -> dict[str, Any]:
        headers = {"X-CSRF-Token": self.csrf} | more.pop("headers", {})
        if body is not None:
            more["json"] = body
        async with self.http.request(method, API + path, headers=headers, **more) as answer:
            told: dict[str, Any] = {}
            if answer.content_type == "application/json":
                told = await answer.json()
            assert answer.status == status, (answer.status, told)
            if told.get("csrf"):
                self.csrf = told["csrf"]
            if "session" in told and isinstance(told["session"], dict):
                self.csrf = told["session"]["csrf"]
            return told

    async def refused(self, method: str, path: str, body: Any = None, **more: Any) -> str:
        """Ask, and return the code it was refused with."""
        headers = {"X-CSRF-Token": self.csrf} | more.pop("headers", {})
        if body is not None:
            more["json"] = body
        async with self.http.request(method, API + path, headers=headers, **more) as answer:
            assert answer.status >= 400, await answer.text()
            return str((await answer.json())["code"])

    async def sign_in(self, login: str, password: str = PASSWORD) -> dict[str, Any]:
        return await self.ask("POST", "/session", {"login": login, "password": password})

    async def session(self) -> dict[str, Any]:
        return await self.ask("GET", "/session")

    def plant(self, secret: str) -> None:
        """Put a session's secret into the browser, as somebody at it could."""
        self.http.cookie_jar.update_cookies({"sanketang": secret}, URL(self.url))

    @property
    def cookie(self) -> str:
        return next((c.value for c in self.http.cookie_jar if c.key == "sanketang"), "")


class House:
    """The server, its people, and the time."""

    def __init__(self, database: Database, clock: Clock, behind: Services, url: str) -> None:
        self.database = database
        self.clock = clock
        self.behind = behind
        self.desk = behind.desk
        self.url = url
        self.ended: list[str] = []
        self.browsers: list[aiohttp.ClientSession] = []
        behind.revocations.listen(self._cut)

    async def _cut(self, *, session: str = "", person: str = "", device: str = "") -> None:
        self.ended.append(session or person or device)

    def browser(self) -> Browser:
        jar = aiohttp.CookieJar(unsafe=True)
        http = aiohttp.ClientSession(self.url, cookie_jar=jar, headers={"User-Agent": AGENT})
        self.browsers.append(http)
        return Browser(http, self.url)

    async def region(self, name: str, code: str) -> Any:
        return await self._add("regions", {"name": name, "kind": "county", "code": code})

    async def regions(self) -> list[str]:
        """Return the ids of all regions."""
        async with self.database.reading() as connection:
            return list((await connection.execute(sa.select(TABLES["regions"].c.id))).scalars())

    async def school(self, region: str, name: str, code: str) -> Any:
        values = {"region": region, "name": name, "code": code, "kind": "village"}
        return await self._add("schools", values)

    async def person(
        self, number: str, *grants: tuple[Role, str], verified: bool = True, **where: str
    ) -> Person:
        values = {
            "number": number,
            "real_name": "李晓云",
            "display_name": f"老师{number}",
            "verified_by": "school" if verified else "nobody",
            "grants": [{"role": role.value, "scope": scope} for role, scope in grants],
        }
        made: Person = await self._add("people", values | where)
        return made

    async def account(self, person: Person, login: str, password: str = PASSWORD) -> None:
        hash = await self.desk.hasher.hash(password)
        async with self.database.writing(SERVER) as t:
            await accounts.open_account(
                t.connection, person=person.id, login=login, password=hash, now=t.now
            )

    async def _add(self, kind: str, values: dict[str, Any]) -> Any:
        async with DatabaseRegistry(self.database).writing(SERVER) as writing:
            return await writing.add(KINDS[kind], build(KINDS[kind], values), EVERYTHING)

    async def count(self, table: sa.Table) -> int:
        """Return how many rows a table has."""
        async with self.database.reading() as connection:
            query = sa.select(sa.func.count()).select_from(table)
            return int((await connection.execute(query)).scalar_one())

    async def audited(self, action: str) -> list[tuple[str, str]]:
        """Return object and result of what the trail tells of an action."""
        query = (
            sa.select(audit.records.c.object, audit.records.c.result)
            .where(audit.records.c.action == action)
            .order_by(audit.records.c.number)
        )
        async with self.database.reading() as connection:
            return [(row.object, row.result) for row in await connection.execute(query)]

    async def id(self, number: str) -> str:
        """Return the id of the person with this number."""
        people = TABLES["people"]
        query = sa.select(people.c.id).where(people.c.number == number)
        async with self.database.reading() as connection:
            return str((await connection.execute(query)).scalar_one())

    async def admin(self, login: str) -> Browser:
        """Return the browser of an administrator who is signed in with both factors."""
        browser = self.browser()
        await browser.sign_in(login)
        await enrol(self, browser)
        return browser

    async def setup_token(self) -> str:
        token = await offer_setup(self.database)
        assert token is not None
        return token

    def code(self, secret: str, seconds: float = 0) -> str:
        """Return what a phone with this secret shows."""
        return pyotp.TOTP(secret).at(int(self.clock.now() + seconds))


async def enrol(house: House, browser: Browser, password: str = "") -> tuple[str, list[str]]:
    """Take a second factor up; return its secret and the recovery codes."""
    offer = await browser.ask("POST", "/account/totp", {"password": password})
    taken = await browser.ask("PUT", "/account/totp", {"code": house.code(offer["secret"])})
    return offer["secret"], taken["recovery_codes"]


@asynccontextmanager
async def house(
    url: str, signin: sections.SignIn | None = None, **limits: Any
) -> AsyncIterator[House]:
    """Open it."""
    clock = Clock(1_800_000_000.0)
    settings = load()
    settings = msgspec.structs.replace(
        settings,
        signin=signin or cheap(),
        limits=msgspec.structs.replace(
            settings.limits, **({"guesses_per_minute_address": 10_000} | limits)
        ),
    )

    async def written(request: web.Request) -> web.Response:
        return web.json_response({"person": principal(request).person})

    extra = [
        Route("GET", f"{API}/pupils-of-mine", Action.READ_PUPILS, written),
        Route("POST", f"{API}/pupils-of-mine", Action.WRITE_PUPILS, written),
    ]
    async with (
        Database.open(url, clock.now) as database,
        services.opened(database, settings) as behind,
    ):
        app = web.Application(middlewares=[failures, behind.guard.check])
        app.on_response_prepare.append(secure)
        routes.add_to(app, [*extra, *behind.rows])
        async with TestServer(app) as server:
            opened = House(database, clock, behind, str(server.make_url("/")))
            try:
                yield opened
            finally:
                for http in opened.browsers:
                    await http.close()
