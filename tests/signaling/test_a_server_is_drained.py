"""A server that is about to stop lets lessons come to their end, and takes up no others."""

import asyncio
import os
import signal
import time

from classroom import media_messages as m
from classroom.states import Light, Phase
from tests.signaling.server import School, TestPage, Turned, school
from web.operating.stopping import Stopping


def told(page: TestPage) -> list[dict[str, object]]:
    return [each for each in page.passing if each["type"] == "restarting"]


async def another_lesson(classes: School) -> str:
    first = classes.server.plan
    token = (await classes.server.make_lesson()).tokens["d"]
    classes.server.plan = first
    return token


async def test_everybody_in_a_lesson_is_told_until_when_and_goes_on() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")

        classes.server.lessons.draining.begin(1_003_000.0)

        for each in (lecturer, page):
            await each.until(lambda each=each: told(each))  # type: ignore[misc]
            assert told(each) == [{"type": "restarting", "at": 1_003_000.0}]
        await lecturer.ask("call_on", classroom="r1")
        late = await (await classes.page("r2")).enter()
        await late.until(lambda: told(late))
        assert late.phase == "live"


async def test_no_other_lesson_is_taken_up() -> None:
    async with school() as classes:
        await classes.lesson("r1")
        token = await another_lesson(classes)
        classes.server.lessons.draining.begin(1_003_000.0)

        page = TestPage(token)
        try:
            await page.connect(classes.server.url)
        except Turned as turned:
            refused = turned.args[0]["data"]
        await classes.server.lessons.look()

        assert (refused["code"], refused["retryable"]) == ("unavailable", True)
        assert len(classes.server.lessons.served) == 1


async def test_sigterm_waits_for_the_lesson_and_for_nothing_when_it_is_over() -> None:
    async with school() as classes:
        lecturer, _ = await classes.lesson("r1")
        stopping = Stopping(3600.0)
        stopping.of(classes.server.lessons.draining)
        ending = asyncio.create_task(stopping.told())
        await asyncio.sleep(0)

        os.kill(os.getpid(), signal.SIGTERM)
        await lecturer.until(lambda: told(lecturer))
        until = told(lecturer)[0]["at"]
        went_on = not ending.done()
        await lecturer.ask("end_lesson")

        async with asyncio.timeout(10):
            await ending
        assert went_on
        assert isinstance(until, float)
        assert abs(until - time.time() - 3600) < 60


async def test_a_second_sigterm_does_not_wait() -> None:
    async with school() as classes:
        lecturer, _ = await classes.lesson("r1")
        stopping = Stopping(3600.0)
        stopping.of(classes.server.lessons.draining)
        ending = asyncio.create_task(stopping.told())
        await asyncio.sleep(0)
        os.kill(os.getpid(), signal.SIGTERM)
        await lecturer.until(lambda: told(lecturer))

        os.kill(os.getpid(), signal.SIGTERM)

        async with asyncio.timeout(10):
            await ending
        assert classes.server.lessons.draining.taught == 1


async def test_nothing_is_waited_for_where_nobody_is_taught_nor_at_ctrl_c() -> None:
    for taught, number in ((False, signal.SIGTERM), (True, signal.SIGINT)):
        async with school() as classes:
            page = await classes.page("d")
            if taught:
                await page.ask("enter")
                await page.ask("start_lesson")
            stopping = Stopping(3600.0)
            stopping.of(classes.server.lessons.draining)
            ending = asyncio.create_task(stopping.told())
            await asyncio.sleep(0)

            os.kill(os.getpid(), number)

            async with asyncio.timeout(10):
                await ending
            assert not classes.server.lessons.draining.on


async def test_lessons_pages_and_queues_are_counted() -> None:
    async with school() as classes:
        await classes.lesson("r1")
        line = m.LineQuality(
            peer="r1.p", up_kbps=1.0, down_kbps=1.0, up_loss=0.05, down_loss=0.0, rtt_ms=30.0,
            jitter_ms=1.0, picture=True, sound=True, protocol="udp", level=m.Level.LOW,
        )  # fmt: skip
        why = m.LevelReason.LINE
        classes.media.happen(
            m.LevelChanged(
                room=classes.room, peer="r1.p", level=m.Level.LOW, reason=why, estimate_kbps=None
            )
        )
        classes.media.happen(m.Quality(room=classes.room, lines=[line]))
        async with asyncio.timeout(10):
            while not (counted := classes.server.lessons.census()).lights[Light.FAIR]:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

        assert counted.levels[m.Level.LOW] == 1
        assert classes.server.lessons.joins.levels == {("low", "line"): 1}
        assert counted.lessons[Phase.LIVE] == 1
        assert counted.pages == {
            (Phase.LIVE, "delivering"): 1,
            (Phase.LIVE, "receiving"): 1,
        }
        assert (counted.recorded, counted.mailboxes.all) == (0, 0)

        classes.media.forget()
        classes.media.happen(m.RoomLost(room=classes.room))
        await classes.media.until(m.OpenRoom)

        now = classes.server.lessons.census()
        assert not any(now.lights.values()), "nobody knows yet how they are"
        assert not any(now.levels.values())


async def test_how_long_it_takes_to_get_in_is_counted_once_a_page() -> None:
    async with school() as classes:
        _, page = await classes.lesson("r1")
        await page.transport("recv")
        asked = await classes.media.until(m.CreateTransport)
        assert isinstance(asked, m.CreateTransport)
        connected = m.PeerConnected(
            room=asked.room, peer=asked.peer, direction=m.Direction.RECV, protocol="udp"
        )

        for _ in range(2):
            classes.media.happen(connected)
        joins = classes.server.lessons.joins
        async with asyncio.timeout(10):
            while not sum(joins.counts):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)

        assert sum(joins.counts) == 1
        assert 0 < joins.seconds < 60
