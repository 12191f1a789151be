"""Two counties of one province with two schools each, everybody who works there, and the API."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import msgspec
from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.audit.record import SERVER, Actor, ActorKind
from classroom.commands import Command
from classroom.permissions import Role
from classroom.register.checks import build
from classroom.register.kinds import KINDS
from classroom.register.people import Grant
from classroom.register.scope import EVERYTHING
from classroom.store.audit_key import AuditKey
from classroom.store.audit_trail import AuditTrail
from classroom.store.database import DatabaseStore
from classroom.store.registry import DatabaseRegistry
from classroom.store.transactions import Database
from tests.signaling.server import settings
from tests.web.signin.house import cheap
from web import routes, services
from web.api.cutting import LiveLessons
from web.api.tokens import by_token
from web.audit_keeper import AuditKeeper, Kept
from web.errors import failures
from web.guard import Guard
from web.headers import secure
from web.incidents.keeper import IncidentKeeper
from web.listening import Listening
from web.recordings.opening import Recordings

BASE = "/api/v1"
ZONE = ZoneInfo("Asia/Shanghai")
PROVINCE, NORTH, SOUTH = "province", "north", "south"  # counties
CENTRE, VILLAGE, FAR = "centre", "village", "far"  # schools: two of the north, one of the south


def scope(*path: str) -> str:
    return "/" + "".join(f"{part}/" for part in (PROVINCE, *path))


IN = {
    NORTH: scope(NORTH),
    SOUTH: scope(SOUTH),
    CENTRE: scope(NORTH, CENTRE),
    VILLAGE: scope(NORTH, VILLAGE),
    FAR: scope(SOUTH, FAR),
}

# What each school has of each kind: the ids begin with its name.
OF_A_SCHOOL: list[tuple[str, str, dict[str, Any]]] = [
    ("classrooms", "room", {"school": "{s}", "name": "多媒体教室"}),
    ("classrooms", "hall", {"school": "{s}", "name": "阶梯教室"}),
    ("people", "teacher", {
        "school": "{s}", "number": "t1", "real_name": "李{s}", "display_name": "李老师",
    }),
    ("people", "assistant", {
        "school": "{s}", "number": "t2", "real_name": "王{s}", "display_name": "王老师",
    }),
    ("classes", "class", {"school": "{s}", "name": "一班", "grade": 3, "year": 2026}),
    ("pupils", "pupil", {"school_class": "{s}-class", "name": "小{s}", "number": "001"}),
    ("calendar_days", "holiday", {
        "school": "{s}", "day": "2026-10-01", "kind": "holiday", "name": "国庆节",
    }),
    ("bell_schedules", "bells", {
        "school": "{s}", "name": "作息时间",
        "periods": [
            {"start": "08:00", "end": "08:40"},
            {"start": "08:50", "end": "09:30"},
            {"start": "09:40", "end": "10:20"},
        ],
    }),
    ("pairings", "pairing", {
        "name": "{s} 音乐", "subject": "music", "term": "{s}-county-term", "classroom": "{s}-room",
        "lecturer": "{s}-teacher",
        "receivers": [{"classroom": "{s}-hall", "assistant": "{s}-assistant"}],
    }),
    ("slots", "slot", {"pairing": "{s}-pairing", "weekday": 2, "period": 1}),
    ("slot_exceptions", "exception", {
        "slot": "{s}-slot", "day": "2026-09-08", "change": "cancelled",
    }),
]  # fmt: skip
COUNTY_OF = {CENTRE: NORTH, VILLAGE: NORTH, FAR: SOUTH}


def filled(values: Any, school: str) -> Any:
    """Return the values with the school's name in their places."""
    text = msgspec.json.encode(values).decode()
    text = text.replace("{s}-county", COUNTY_OF[school]).replace("{s}", school)
    return msgspec.json.decode(text)


def values_of(kind: str, school: str, name: str = "") -> dict[str, Any]:
    """Return the values of a school's thing of this kind, the first if it is not named."""
    values: dict[str, Any] = filled(
        next(v for k, n, v in OF_A_SCHOOL if k == kind and name in ("", n)), school
    )
    return values


def term_of(county: str) -> dict[str, Any]:
    return {
        "region": county,
        "name": "秋季学期",
        "first_day": "2026-09-01",
        "last_day": "2027-01-15",
    }


def person(id: str, *grants: tuple[Role, str], **more: Any) -> Principal:
    values: dict[str, Any] = {
        "actor": Actor(kind=ActorKind.PERSON, id=id, session=f"session-{id}"),
        "person": id,
        "verified": True,
        "grants": tuple(Grant(role, where) for role, where in grants),
    }
    return Principal(**(values | more))


WHO: dict[str, Principal] = {
    "operator": person("operator", (Role.SYSTEM_ADMIN, "/")),
    "county": person("county", (Role.SYSTEM_ADMIN, IN[NORTH])),
    "clerk": person("clerk", (Role.SCHOOL_ADMIN, IN[CENTRE])),
    "neighbour": person("neighbour", (Role.SCHOOL_ADMIN, IN[VILLAGE])),
    "stranger": person("stranger", (Role.SYSTEM_ADMIN, IN[SOUTH])),
}


class Answer(msgspec.Struct):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def code(self) -> str:
        return str(self.body["code"])

    @property
    def problems(self) -> list[tuple[str, str]]:
        return [(each["field"], each["code"]) for each in self.body["problems"]]

    @property
    def etag(self) -> str:
        return self.headers["Etag"]


class County:
    """The running API and what stands behind it."""

    def __init__(self, database: Database, folder: Path) -> None:
        """Keep in `database`, and the key of its audit trail in `folder`."""
        self.database = database
        self.key = folder / "audit.key"
        self.incidents_in = folder / "incidents"
        self.recordings_in, self.shelf = folder / "recordings", ""
        self.files_in = folder / "files"
        self.registry = DatabaseRegistry(database)
        self.who = dict(WHO)
        self.shut_down: list[str] = []  # live lessons, in order
        self.judged = 0  # how often lessons were told that sanctions changed
        self.kept: Kept
        self.incidents: IncidentKeeper
        self.recordings: Recordings
        self.live: LiveLessons
        self.app: web.Application
        self.url = ""
        self.http: aiohttp.ClientSession

    @asynccontextmanager
    async def running(self) -> AsyncIterator["County"]:
        async with AsyncExitStack() as stack:
            audit = msgspec.structs.replace(settings().audit, key=str(self.key))
            incident = msgspec.structs.replace(settings().incident, folder=str(self.incidents_in))
            recording = msgspec.structs.replace(
                settings().recording, folder=str(self.recordings_in), shelf=self.shelf
            )
            files = msgspec.structs.replace(settings().files, folder=str(self.files_in))
            ours = msgspec.structs.replace(
                settings(),
                audit=audit,
                signin=cheap(),
                incident=incident,
                recording=recording,
                files=files,
            )
            opened = await stack.enter_async_context(services.opened(self.database, ours))
            opened.live.served_by(self._shut_down, self._amend, self._restart, self._judge)
            self.incidents, self.live = opened.incidents, opened.live
            self.recordings = opened.recordings
            trail, key = AuditTrail(self.database), AuditKey.read(self.key)
            keeper = AuditKeeper(trail, key, audit.keep_days, self.database.now)
            self.kept = Kept(trail, key, keeper)
            comes_in = [self._by_header, by_token(self.database)]
            self.app = web.Application(middlewares=[failures, Guard(comes_in).check])
            self.app.on_response_prepare.append(secure)
            routes.add_to(self.app, opened.rows)
            listening = Listening(self.app, most=200)
            await stack.enter_async_context(listening.prepared())
            port = await stack.enter_async_context(listening.on("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{port}"
            self.http = await stack.enter_async_context(aiohttp.ClientSession(self.url))
            yield self

    async def _shut_down(self, lesson: str) -> None:
        self.shut_down.append(lesson)

    async def _judge(self) -> None:
        self.judged += 1

    async def _restart(self, lesson: str, begin: Callable[[], Awaitable[None]]) -> None:
        await begin()

    async def _amend(self, id: str, command: Command) -> None:
        store = DatabaseStore(self.database.engine)
        lesson = await store.load(id)
        assert lesson is not None
        await store.save(lesson, lesson.handle(command, self.database.now()))

    async def _by_header(self, request: web.Request) -> Principal | None:
        return self.who.get(request.headers.get("X-Who", ""))

    async def ask(
        self,
        who: str,
        method: str,
        path: str,
        json: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Answer:
        """Ask as somebody; `json` is sent as such."""
        if json is not None:
            more["json"] = json
        if not path.startswith("/"):
            path = f"{BASE}/{path}"
        asked = {"X-Who": who, **(headers or {})}
        async with self.http.request(method, path, headers=asked, **more) as response:
            text = await response.read()
            is_json = text and response.content_type == "application/json"
            body = msgspec.json.decode(text) if is_json else text or None
            return Answer(response.status, dict(response.headers), body)

    async def add(self, kind: str, id: str, values: dict[str, Any]) -> None:
        """Keep a thing under an id of ours."""
        await self.add_all([(kind, id, values)])

    async def add_all(self, things: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
        """Keep them all at once."""
        async with self.registry.writing(SERVER) as writing:
            for kind, id, values in things:
                await writing.add(KINDS[kind], build(KINDS[kind], values, id=id), EVERYTHING)

    async def fill(self) -> None:
        """Make both counties."""
        await self.add_all([*self._places(), *self._schools(), *_people()])

    def _schools(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for school in COUNTY_OF:
            for kind, name, _ in OF_A_SCHOOL:
                yield kind, f"{school}-{name}", values_of(kind, school, name)

    def _places(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        yield "regions", PROVINCE, {"name": "某省", "kind": "province", "code": "990000"}
        for number, county in enumerate((NORTH, SOUTH), start=1):
            values = {"name": county, "kind": "county", "code": f"99010{number}"}
            yield "regions", county, {"parent": PROVINCE, **values}
            yield "terms", f"{county}-term", term_of(county)
        for school, county in COUNTY_OF.items():
            values = {"name": f"{school}小学", "kind": "centre", "code": school}
            yield "schools", school, {"region": county, **values}


def _people() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, principal in WHO.items():
        yield (
            "people",
            name,
            {
                "region": PROVINCE,
                "number": name,
                "real_name": name,
                "display_name": name,
                "grants": msgspec.to_builtins(principal.grants),
            },
        )
