"""The real server on a free port, with a scripted media plane, and pages that speak Socket.IO."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import socketio

from classroom import media_messages as m
from classroom.incidents.ports import Stills
from classroom.planning import Plan, plan_lesson
from classroom.ports import Door, Rolls, Store
from classroom.record import LessonRules
from classroom.sanctions.ports import Sanctions
from classroom.seats import Ingest
from classroom.store.memory import MemoryStore
from classroom.talk.wording import Wording
from config.load import load
from config.sections import Settings
from signaling.door import LinkDoor
from signaling.gateway import Gateway
from signaling.lessons import Lessons
from signaling.opening import Opening
from signaling.recorder_feed import Recording
from tests.signaling.scripted_media import ScriptedMedia
from web.app import make_app
from web.board import exporting as boards
from web.files import opening as files
from web.listening import Listening
from web.routes import Route

PATIENCE = 10.0


class Clock:
    """A clock that stands still until told."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self._now = now

    def now(self) -> float:
        return self._now

    def go(self, seconds: float) -> None:
        self._now += seconds


class Server:
    """Everything of the control process but the media pool."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.store = store
        self.media = ScriptedMedia()
        self.clock = Clock()
        self.url = ""
        self.door: Door | None = None
        self.opening: Opening | None = None
        self.rolls: Rolls | None = None
        self.sanctions: Sanctions | None = None
        self.wording: Wording | None = None
        self.files: Path | None = None  # where lessons' files lie; None: there are none
        self.stills: Stills | None = None
        self.recording: Recording | None = None
        self.rules: LessonRules | None = None  # of lessons made from now on
        self.lessons: Lessons
        self.gateway: Gateway
        self.listening: Listening
        self.plan: Plan

    async def make_lesson(
        self, *, cap: int = 8, ingest: str | None = None, receiving: int = 3
    ) -> Plan:
        names = ["青山小学", "白水小学", "红崖小学"][:receiving]
        self.plan = plan_lesson(
            title="古诗两首",
            subject="语文",
            deliver="实验小学",
            receive=names,
            starts_at=self.clock.now(),
            now=self.clock.now(),
            rules=self.rules or LessonRules(cap=cap),
            ingests={"实验小学": Ingest(url=ingest)} if ingest else None,
        )
        await self.store.create(self.plan.lesson, self.plan.links, self.plan.events)
        return self.plan

    async def until_nobody_is_connected(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.gateway.connections:  # noqa: ASYNC110 - the gateway tells nobody
                await asyncio.sleep(0.005)

    @asynccontextmanager
    async def running(
        self, static: Path | None = None, sockets: int = 500, of_one: int | None = None
    ) -> AsyncIterator["Server"]:
        async with AsyncExitStack() as stack:
            lessons = Lessons(
                store=self.store,
                media=self.media,
                door=self.door or LinkDoor(self.store, self.clock),
                clock=self.clock,
                rules=self.settings.lesson,
                limits=self.settings.limits,
                opening=self.opening,
                rolls=self.rolls,
                sanctions=self.sanctions,
                wording=self.wording,
                stills=self.stills,
                recording=self.recording,
            )
            self.lessons = await stack.enter_async_context(lessons.serving())
            gateway = Gateway(lessons, self.settings.limits)
            more: Sequence[Route] = ()
            if self.files is not None:
                more = await stack.enter_async_context(
                    files.opened(
                        self.settings.files,
                        self.files,
                        lessons=lessons,
                        store=self.store,
                        clock=self.clock,
                    )
                )
                more = [*more, *boards.rows(lessons, self.store)]
            static = static or Path("/nonexistent")

            async def missing() -> Sequence[str]:
                return () if lessons.ready else ("lessons",)

            app = make_app(gateway, missing, static, more=more)
            self.listening = Listening(app, most=sockets, of_one=of_one)
            await stack.enter_async_context(self.listening.prepared())
            self.gateway = await stack.enter_async_context(gateway.serving())
            port = await stack.enter_async_context(self.listening.on("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{port}"
            yield self


class Turned(Exception):
    """A connection that was refused, with the server's code."""


class PageError(Exception):
    """A request that was answered with an error."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(answer["code"])
        self.code = answer["code"]
        self.retryable = answer["retryable"]
        self.detail = answer["detail"]


class TestPage:
    """A page that keeps its state as the protocol says: snapshot, then numbered changes."""

    __test__ = False
    _numbers = itertools.count()

    def __init__(
        self, token: str | None = None, session: str | None = None, cookie: str = "", **auth: Any
    ) -> None:
        self.session = session or f"session-number-{next(self._numbers):06}"
        self.auth = {**({"token": token} if token else {}), **auth, "session": self.session}
        self.headers = {"Cookie": f"sanketang={cookie}"} if cookie else {}
        self.state: dict[str, Any] | None = None
        self.goodbyes: list[str] = []
        self.passing: list[dict[str, Any]] = []
        self.epochs: list[str | None] = []  # as they were told
        self.disconnected = asyncio.Event()
        self._news = asyncio.Condition()
        self.client = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        self.client.on("*", self._message)
        self.client.on("disconnect", self._disconnect)
        self.client.on("connect_error", self._refused)
        self._refusal: Any = None

    async def connect(self, url: str, transports: list[str] | None = None) -> "TestPage":
        try:
            await self.client.connect(
                url,
                auth=self.auth,
                headers=self.headers,
                transports=transports or ["websocket"],
                wait_timeout=PATIENCE,
            )
        except socketio.exceptions.ConnectionError:
            await self.client.disconnect()
            raise Turned(self._refusal) from None
        await self.until(lambda: self.state is not None)
        return self

    async def close(self) -> None:
        await self.client.disconnect()

    async def ask(self, event: str, **payload: Any) -> dict[str, Any]:
        answer: dict[str, Any] = await self.client.call(event, payload, timeout=PATIENCE)
        if answer["type"] == "error":
            raise PageError(answer)
        if answer["type"] == "snapshot":
            await self._take(answer)
        return answer

    async def enter(self) -> "TestPage":
        await self.ask("enter")
        return self

    async def transport(self, direction: str) -> str:
        answer = await self.ask("create_transport", direction=direction)
        return str(answer["description"]["id"])

    async def produce(self, source: str, transport: str | None = None) -> str:
        transport = transport or await self.transport("send")
        answer = await self.ask("produce", transport=transport, source=source, rtp_parameters={})
        return str(answer["producer"])

    async def consume(self, producer: str, transport: str | None = None) -> str:
        transport = transport or await self.transport("recv")
        answer = await self.ask(
            "consume", transport=transport, producer=producer, rtp_capabilities={}
        )
        return str(answer["consumer"])

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(true)

    @property
    def views(self) -> dict[str, tuple[str, int]]:
        assert self.state is not None
        return {v["producer"]: (v["place"], v["layer"]) for v in self.state["views"]}

    @property
    def phase(self) -> str:
        assert self.state is not None
        return str(self.state["lesson"]["phase"])

    def presence(self, classroom: str) -> str:
        assert self.state is not None
        return next(str(c["presence"]) for c in self.state["classrooms"] if c["id"] == classroom)

    def sheet(self, classroom: str) -> dict[str, Any] | None:
        assert self.state is not None
        return next((s for s in self.state["sheets"] if s["classroom"] == classroom), None)

    @property
    def rights(self) -> list[str]:
        assert self.state is not None
        you = self.state["you"]
        return next(list(c["rights"]) for c in self.state["classrooms"] if c["id"] == you)

    @property
    def remarks(self) -> list[str]:
        """What the page shows of what was said."""
        assert self.state is not None
        return [str(remark["text"]) for remark in self.state["remarks"]]

    async def _refused(self, refusal: Any) -> None:
        self._refusal = refusal

    async def _disconnect(self, _reason: str) -> None:
        self.disconnected.set()

    async def _message(self, event: str, message: dict[str, Any]) -> None:
        assert message["type"] == event
        await self._take(message)

    async def _take(self, message: dict[str, Any]) -> None:
        async with self._news:
            match message["type"]:
                case "snapshot":
                    if self.state is None or message["version"] >= self.state["version"]:
                        self.state = message
                case "changed":
                    assert self.state is not None
                    if message["version"] > self.state["version"]:
                        assert message["version"] == self.state["version"] + 1
                        self.state["version"] = message["version"]
                        for change in message["changes"]:
                            self._apply(self.state, change)
                case "goodbye":
                    self.goodbyes.append(message["code"])
                case _:
                    self.passing.append(message)
            self._news.notify_all()

    def _apply(self, state: dict[str, Any], change: dict[str, Any]) -> None:
        match change["type"]:
            case "lesson_changed":
                state["lesson"] = change["lesson"]
            case "classroom_changed":
                changed = change["classroom"]
                state["classrooms"] = [
                    changed if c["id"] == changed["id"] else c for c in state["classrooms"]
                ]
            case "stream_changed":
                stream = change["stream"]
                others = [s for s in state["streams"] if s["producer"] != stream["producer"]]
                state["streams"] = [*others, stream]
            case "sheet_changed":
                sheet = change["sheet"]
                others = [s for s in state["sheets"] if s["classroom"] != sheet["classroom"]]
                state["sheets"] = [*others, sheet]
            case "stream_closed":
                state["streams"] = [
                    s for s in state["streams"] if s["producer"] != change["producer"]
                ]
            case "views_changed":
                state["views"] = change["views"]
            case "question_changed":
                state["question"] = change["question"]
            case "media_changed":
                state["media"] = change["media"]
                self.epochs.append(change["media"]["epoch"])
            case "files_changed":
                state["files"] = change["files"]
            case "showing_changed":
                state["showing"] = change["showing"]
            case "remarks_shown":
                shown = [*state["remarks"], *change["remarks"]]
                state["remarks"] = sorted(shown, key=lambda remark: remark["number"])
            case "remarks_hidden":
                state["remarks"] = [
                    r for r in state["remarks"] if r["number"] not in change["remarks"]
                ]


class School:
    """A running server, its lesson, and its pages, which are closed at the end."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.media = server.media
        self.clock = server.clock
        self.pages: list[TestPage] = []

    @property
    def room(self) -> str:
        return self.server.plan.lesson.id

    def media_peer(self, page: TestPage) -> str:
        """Return what the media plane knows a page that has a transport as."""
        asked = [r for r in self.media.asked if isinstance(r, m.CreateTransport)]
        assert page.state is not None
        you = str(page.state["you"])
        return next(r.peer for r in reversed(asked) if r.peer.startswith(f"{you}."))

    async def page(self, classroom: str, session: str | None = None, **auth: Any) -> TestPage:
        page = TestPage(self.server.plan.tokens[classroom], session, **auth)
        self.pages.append(page)
        return await page.connect(self.server.url)

    async def lesson(self, *classrooms: str) -> list[TestPage]:
        """The lecturer and these classrooms are in, and the lesson is live."""
        pages = [await (await self.page(who)).enter() for who in ("d", *classrooms)]
        await pages[0].ask("start_lesson")
        for page in pages:
            await page.until(lambda page=page: page.phase == "live")  # type: ignore[misc]
        return pages


def settings(**limits: Any) -> Settings:
    """The default settings, with other limits."""
    default = load()
    return msgspec.structs.replace(
        default, limits=msgspec.structs.replace(default.limits, **limits)
    )


@asynccontextmanager
async def school(
    *,
    cap: int = 8,
    ingest: str | None = None,
    store: Store | None = None,
    wording: Wording | None = None,
    stills: Stills | None = None,
    **limits: Any,
) -> AsyncIterator[School]:
    """A server with a lesson that is about to begin."""
    server = Server(settings(**limits), store or MemoryStore())
    server.wording, server.stills = wording, stills
    await server.make_lesson(cap=cap, ingest=ingest)
    async with server.running():
        classes = School(server)
        try:
            yield classes
        finally:
            for page in classes.pages:
                await page.close()
