"""A line test, from its door to the table; the media plane does as it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from classroom import media_messages as m
from classroom.failures import Later, Refused, Unavailable
from classroom.line_test import LineFigures, WayKind
from classroom.relays import Relays
from classroom.store.lines import DatabaseLines
from classroom.store.transactions import Database
from tests.classroom.county import County, counties, make_county
from tests.copies import Fill
from tests.signaling.scripted_media import ScriptedMedia
from web.lines import steps
from web.lines.desk import CONSUMERS, MOST_KBPS, STEPS, TRANSFERS, LineTests

SECRET = "a-secret-of-the-tests-that-is-long-enough"


@pytest.fixture
def filled_with() -> Fill:
    return counties


class Here:
    def __init__(self, county: County, lines: DatabaseLines, tests: LineTests) -> None:
        self.county, self.lines, self.tests = county, lines, tests
        self.media = ScriptedMedia()
        self.time = 0.0

    async def open(self, classroom: str | None = "青山小学教室", device: str = "pc") -> str:
        room = None if classroom is None else self.county.id(classroom)
        return (await self.tests.open(room, person="", device=device)).id

    def line(self, up: float, down: float = 100.0) -> None:
        """Two seconds of the test's line pass."""
        (room,) = self.media.rooms
        line = m.LineQuality(
            peer="p0", up_kbps=up, down_kbps=down, up_loss=0.0, down_loss=0.0, rtt_ms=None,
            jitter_ms=None, picture=True, sound=True, protocol="udp",
        )  # fmt: skip
        self.tests.on_media(m.Quality(room=room, lines=[line]))

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0)


@pytest.fixture
async def here(database_url: str) -> AsyncIterator[Here]:
    async with Database.open(database_url, lambda: 1000.0) as database:
        lines = DatabaseLines(database)
        tests = LineTests(lines, lambda: 1000.0, lambda: made.time)
        made = Here(await make_county(database), lines, tests)
        relays = Relays(("turns:turn.example:443?transport=tcp",), SECRET, 600)
        tests.served_by(made.media, relays, workers=2)
        async with tests.serving():
            yield made


def said(**other: Any) -> steps.Say:
    good: dict[str, Any] = {
        "up_kbps": 9000.0, "down_kbps": 9000.0, "up_loss": 0.0, "down_loss": 0.0,
        "jitter_ms": 3.0, "rtt_ms": 20.0, "path": WayKind.UDP,
    }  # fmt: skip
    return steps.Say(measured=LineFigures(**(good | other)))


async def test_what_arrived_here_counts_for_more_than_what_a_page_says(here: Here) -> None:
    test = await here.open()
    for up in (90.0, 700.0, 950.0, 880.0):
        here.line(up)

    told = (await here.tests.step(test, said()))["result"]

    assert told["measured"]["up_kbps"] == 880.0, "the best but one: it held"
    assert told["verdict"] == {"level": 3, "limit": "up"}
    (kept,) = await here.lines.last(here.county.id("青山小学教室"))
    assert (kept.device, kept.test.measured.up_kbps) == ("pc", 880.0)
    await here.until(lambda: not here.media.rooms)
    with pytest.raises(Refused, match="not_found"):
        await here.tests.step(test, said())


async def test_a_test_of_nobodys_classroom_is_answered_and_not_kept(here: Here) -> None:
    test = await here.open(classroom=None)

    assert (await here.tests.step(test, said()))["result"]["verdict"]["level"] == 4
    for room in ("青山小学教室", "中心小学教室"):
        assert await here.lines.last(here.county.id(room)) == []


async def test_each_transport_is_told_of_our_relay(here: Here) -> None:
    test = await here.open()

    told = await here.tests.step(test, steps.MakeTransport(peer=0, direction=m.Direction.SEND))

    (server,) = told["iceServers"]
    assert server["urls"] == ["turns:turn.example:443?transport=tcp"]
    assert server["username"].startswith("1600:")
    assert SECRET not in str(told)


async def test_there_are_as_many_at_once_as_workers_and_one_a_minute_of_each(here: Here) -> None:
    first = await here.open()
    with pytest.raises(Later, match="too_many"):
        await here.open()
    await here.open(device="another")
    with pytest.raises(Unavailable, match="busy"):
        await here.open(device="a third")

    await here.tests.step(first, steps.Stop())
    await here.open(device="a third")
    here.time = 61.0
    with pytest.raises(Unavailable, match="busy"):
        await here.open()


@pytest.mark.parametrize("way", ["up", "down"])
async def test_who_sends_more_than_a_test_is_ended(here: Here, way: str) -> None:
    test = await here.open()

    here.line(**{"up": 10.0, way: MOST_KBPS + 1})

    with pytest.raises(Refused, match="not_found"):
        here.tests.test(test)
    await here.until(lambda: not here.media.rooms)


async def test_what_is_sent_back_has_an_end(here: Here) -> None:
    test = await here.open()
    made = await here.tests.step(test, steps.MakeTransport(peer=0, direction=m.Direction.RECV))
    up = steps.Send(peer=0, transport=made["id"], source=m.Source.CAMERA, rtp_parameters={})
    sent = (await here.tests.step(test, up))["producer"]
    again = steps.Receive(peer=0, transport=made["id"], producer=sent, rtp_capabilities={})

    for _ in range(CONSUMERS):
        await here.tests.step(test, again)

    with pytest.raises(Refused, match="too_many"):
        await here.tests.step(test, again)


async def test_steps_and_bytes_have_an_end(here: Here) -> None:
    test = await here.open()

    for _ in range(TRANSFERS):
        here.tests.transfer(test)
    with pytest.raises(Refused, match="too_many"):
        here.tests.transfer(test)

    for _ in range(STEPS):
        await here.tests.step(test, steps.Leave(peer=1))
    with pytest.raises(Refused, match="too_many"):
        await here.tests.step(test, steps.Leave(peer=1))


@pytest.mark.parametrize("gone", ["page", "worker"])
async def test_a_test_ends_with_its_page_and_with_its_worker(here: Here, gone: str) -> None:
    test = await here.open()
    (room,) = here.media.rooms

    here.tests.on_media(
        m.RoomLost(room=room)
        if gone == "worker"
        else m.PeerLost(room=room, peer="p0", transport="t", direction=m.Direction.SEND)
    )

    with pytest.raises(Refused, match="not_found"):
        here.tests.test(test)
