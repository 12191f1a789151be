"""The line tests that are going on: each a room of the media plane for itself, for a minute.

Rule: bounded, so that no lesson feels it: so many tests at once, so long, so many steps, so much
either way, and one a minute of whoever asks. Whoever holds a test's id, which only its page was
told, steers it.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar, assert_never

import msgspec
import structlog

from classroom import media_messages as m
from classroom.failures import Failure, Refused, Unavailable
from classroom.line_test import LineFigures, LineTest, verdict
from classroom.ports import Media
from classroom.relays import Relays
from classroom.store.lines import DatabaseLines
from web.lines import steps
from web.rates import Rates

log = structlog.get_logger(__name__)

SECONDS = 100.0  # the longest test: a minute, and what a slow PC takes longer
MOST_KBPS = 10_000.0  # either way; the page stays below half of it, and who does not is ended
SAMPLES = 64  # of two seconds each
CONSUMERS = 12  # of one test
STEPS = 400  # of one test; a page takes some hundred
TRANSFERS = 4  # of the second opinion, either way; a page makes one each
A_MINUTE = 1  # tests by one device or person
_ROOM = "line-test-"
T = TypeVar("T")


class LineTestBegun(msgspec.Struct, frozen=True, kw_only=True):
    """A test that has begun."""

    id: str
    classroom: str | None  # whose it is kept as; None: nobody's
    seconds: float  # how long it may take
    rtp_capabilities: dict[str, Any]


class _Test:
    def __init__(self, classroom: str | None, person: str, device: str) -> None:
        self.id = secrets.token_urlsafe(24)
        self.classroom = classroom
        self.person = person
        self.device = device
        self.room = _ROOM + secrets.token_hex(8)
        self.consumers = self.steps = self.transfers = 0
        self.up: list[float] = []  # kbit/s as they arrived here, two seconds each
        self.ending: asyncio.Task[None] | None = None


class LineTests:
    """Every test of this node."""

    def __init__(
        self,
        database_lines: DatabaseLines,
        now: Callable[[], float],
        monotonic: Callable[[], float],
    ) -> None:
        """Keep results in `database_lines`; `served_by` says who moves the media."""
        self._lines = database_lines
        self._now = now
        self._rates = Rates(monotonic)
        self._media: Media | None = None
        self._relays = Relays()
        self._at_once = 0
        self._tests: dict[str, _Test] = {}
        self._by_room: dict[str, _Test] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def served_by(self, media: Media, relays: Relays, workers: int) -> None:
        """Test over `media`, one test a worker at once."""
        self._media, self._relays, self._at_once = media, relays, workers

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Let tests go on until the block ends."""
        try:
            yield
        finally:
            self._at_once = 0
            tasks = {*self._closing, *(t.ending for t in self._tests.values() if t.ending)}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._tests.clear()
            self._by_room.clear()

    async def open(self, classroom: str | None, *, person: str, device: str) -> LineTestBegun:
        """Begin a test of the line between us and whoever asks.

        Raises:
            Later: `too_many`: it was tested within the last minute.
            Unavailable: `busy`, so many are being tested; `media_down`.
        """
        if len(self._tests) >= self._at_once:
            raise Unavailable("busy", "as many lines are being tested as can be at once")
        self._rates.count("line test", device or person, A_MINUTE)
        test = _Test(classroom, person, device)
        self._tests[test.id] = self._by_room[test.room] = test
        try:
            opened = await self._ask(m.OpenRoom(room=test.room))
        except BaseException:
            self._forget(test)
            raise
        test.ending = asyncio.create_task(self._end_at_last(test), name=test.room)
        log.info("line_test", device=device, classroom=classroom or "")
        return LineTestBegun(
            id=test.id,
            classroom=classroom,
            seconds=SECONDS,
            rtp_capabilities=_of(opened, m.RoomOpened).rtp_capabilities,
        )

    def test(self, id: str) -> "_Test":
        """Return a test that is going on.

        Raises:
            Refused: `not_found`: there is none, or it is over.
        """
        test = self._tests.get(id)
        if test is None:
            raise Refused("not_found", "line tests end after their time")
        return test

    def transfer(self, id: str) -> None:
        """Let bytes go either way for a test.

        Raises:
            Refused: `not_found`; `too_many`.
        """
        test = self.test(id)
        if test.transfers >= TRANSFERS:
            raise Refused("too_many")
        test.transfers += 1

    async def step(self, id: str, step: steps.Step) -> dict[str, Any]:
        """Do one step of a test and return what the page needs to know.

        Raises:
            Refused: `not_found`, `too_many`, or by the media plane.
            BadMessage, Unavailable: from the media plane, or it cannot be kept.
        """
        test = self.test(id)
        if test.steps >= STEPS:
            raise Refused("too_many")
        test.steps += 1
        if isinstance(step, steps.Say):
            told = await self._conclude(test, step.measured)
            return {"result": msgspec.to_builtins(told)}
        if isinstance(step, steps.Stop):
            self._close(test)
            return {}
        room, peer = test.room, f"p{step.peer}"
        match step:
            case steps.MakeTransport():
                asked = m.CreateTransport(room=room, peer=peer, direction=step.direction)
                described = _of(await self._ask(asked), m.Described).description
                return self._relays.described(described, test.room, self._now())
            case steps.Connect():
                await self._ask(
                    m.ConnectTransport(
                        room=room, peer=peer, transport=step.transport,
                        dtls_parameters=step.dtls_parameters,
                    )
                )  # fmt: skip
                return {}
            case steps.Send():
                sent = await self._ask(
                    m.Produce(
                        room=room, peer=peer, transport=step.transport, source=step.source,
                        rtp_parameters=step.rtp_parameters,
                    )
                )  # fmt: skip
                return {"producer": _of(sent, m.Produced).producer}
            case steps.Receive():
                return await self._receive(test, peer, step)
            case steps.Leave():
                await self._ask(m.ClosePeer(room=room, peer=peer))
                return {}
            case _:
                assert_never(step)

    def on_media(self, event: m.MediaEvent) -> None:
        """Take up what happens in a test's room; other rooms are none of ours."""
        test = self._by_room.get(event.room)
        if test is None:
            return
        if isinstance(event, m.RoomLost):
            self._forget(test)
        elif isinstance(event, m.PeerLost) and event.peer == "p0":
            self._close(test)
        elif isinstance(event, m.Quality):
            line = next((each for each in event.lines if each.peer == "p0"), None)
            if line is None:
                return
            test.up = [*test.up, line.up_kbps][-SAMPLES:]
            if max(line.up_kbps, line.down_kbps) > MOST_KBPS:
                log.warning("line_test_too_fast", device=test.device)
                self._close(test)

    async def _receive(self, test: _Test, peer: str, step: steps.Receive) -> dict[str, Any]:
        if test.consumers >= CONSUMERS:
            raise Refused("too_many")
        test.consumers += 1
        consumed = _of(
            await self._ask(
                m.Consume(
                    room=test.room, peer=peer, transport=step.transport, producer=step.producer,
                    rtp_capabilities=step.rtp_capabilities,
                )
            ),
            m.Consumed,
        )  # fmt: skip
        resume = m.ResumeConsumer(room=test.room, peer=peer, consumer=consumed.consumer)
        await self._ask(resume)
        return {
            "id": consumed.consumer,
            "producerId": consumed.producer,
            "kind": consumed.kind.value,
            "rtpParameters": consumed.rtp_parameters,
        }

    async def _conclude(self, test: _Test, measured: LineFigures) -> LineTest:
        """Judge by the page's figures, and by ours of what arrived here."""
        held = sorted(test.up, reverse=True)[1:2]  # the best but one: it held for a while
        if held:
            measured = msgspec.structs.replace(measured, up_kbps=held[0])
        result = LineTest(at=self._now(), verdict=verdict(measured), measured=measured)
        if test.classroom is not None:
            await self._lines.keep(test.classroom, result, person=test.person, device=test.device)
        self._close(test)
        return result

    async def _end_at_last(self, test: _Test) -> None:
        await asyncio.sleep(SECONDS)
        test.ending = None
        self._close(test)

    def _close(self, test: _Test) -> None:
        """Forget a test now, and free its room as soon as the media plane answers."""
        self._forget(test)
        closing = asyncio.create_task(self._free(test.room), name=f"free {test.room}")
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    def _forget(self, test: _Test) -> None:
        self._tests.pop(test.id, None)
        self._by_room.pop(test.room, None)
        if test.ending is not None:
            test.ending.cancel()
            test.ending = None

    async def _free(self, room: str) -> None:
        with suppress(Failure):  # a worker that does not answer is restarted, and the room with it
            await self._ask(m.CloseRoom(room=room))

    async def _ask(self, request: m.MediaRequest) -> m.MediaReply:
        if self._media is None:
            raise Unavailable("media_down")
        return await self._media.ask(request)


def _of(reply: m.MediaReply, kind: type[T]) -> T:
    if not isinstance(reply, kind):
        raise Unavailable("media_protocol", type(reply).__name__)
    return reply
