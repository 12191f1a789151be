import asyncio
from pathlib import Path

from classroom import media_messages as m
from classroom.events import Missed
from classroom.store.database import DatabaseStore
from classroom.store.memory import MemoryStore
from tests.signaling.server import School, Server, TestPage, school, settings


async def test_a_page_that_comes_back_is_in_the_lesson_and_its_tracks_went_on() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        camera = await page.produce("camera")
        await page.close()
        await lecturer.until(lambda: lecturer.presence("r1") == "lost")

        again = await classes.page("r1", page.session)

        assert again.presence("r1") == "present"
        await lecturer.until(lambda: lecturer.presence("r1") == "present")
        assert camera in lecturer.views


async def test_what_a_page_receives_goes_on_while_it_is_away_for_a_moment() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        camera = await lecturer.produce("camera")
        await page.until(lambda: camera in page.views)
        consumer = await page.consume(camera)
        await page.close()
        await lecturer.until(lambda: lecturer.presence("r1") == "lost")
        await lecturer.ask("enlarge", classroom=None)  # a change: all media is looked at anew

        again = await classes.page("r1", page.session)

        await again.ask("resume_consumer", consumer=consumer)
        assert not [each for each in classes.media.asked if isinstance(each, m.CloseConsumer)]


async def test_a_page_that_stays_away_loses_its_place_and_its_peer() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await page.produce("camera")
        await page.close()
        await lecturer.until(lambda: lecturer.presence("r1") == "lost")

        classes.clock.go(31)
        await lecturer.ask("enlarge", classroom=None)  # whatever is asked, the time is looked at

        closed = await classes.media.until(m.ClosePeer)
        assert (
            lecturer.presence("r1") == "lost"
        )  # to whoever looks: its line broke, it has not left
        assert isinstance(closed, m.ClosePeer)
        assert closed.peer.startswith("r1.")


async def test_a_second_page_takes_over_and_the_first_is_told() -> None:
    async with school() as classes:
        _, page = await classes.lesson("r1")

        second = await classes.page("r1")

        await page.until(lambda: page.goodbyes == ["opened_elsewhere"])
        await page.disconnected.wait()
        assert second.presence("r1") == "waiting"
        await second.enter()
        assert second.presence("r1") == "present"


async def test_the_lesson_holds_while_the_lecturer_is_gone_and_goes_on_by_itself() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")

        await lecturer.close()
        await page.until(lambda: page.phase == "hold")
        await classes.page("d", lecturer.session)

        await page.until(lambda: page.phase == "live")


async def test_a_restarted_server_still_knows_the_lesson(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/lessons.db"
    async with DatabaseStore.open(url) as store, school(store=store) as classes:
        pages = await classes.lesson("r1")
        plan, clock = classes.server.plan, classes.clock
        await pages[0].ask("call_on", classroom="r1")
        await pages[0].ask("ask_question", kind="number", text="7 × 8", options=[], right=None)
        await pages[1].ask("answer_question", question="q1", reply={"number": 56})

    async with DatabaseStore.open(url) as store:
        server = Server(settings(), store)
        server.plan, server.clock = plan, clock
        async with server.running():
            classes = School(server)
            await server.media.until(m.OpenRoom)
            page = await classes.page("r1", pages[1].session)
            assert page.phase == "hold"
            assert page.presence("r1") == "present"

            lecturer = await classes.page("d", pages[0].session)
            await page.until(lambda: page.phase == "live")

            assert lecturer.state is not None
            assert lecturer.state["lesson"]["stage"] == ["r1"]
            assert lecturer.state["question"]["answers"][0]["reply"]["number"] == 56
            for open_page in classes.pages:
                await open_page.close()


async def test_a_stopping_server_lets_pages_come_back_by_themselves() -> None:
    store = MemoryStore()
    server = Server(settings(), store)
    await server.make_lesson()
    async with server.running():
        page = await TestPage(server.plan.tokens["r1"]).connect(server.url)

    await page.disconnected.wait()
    assert page.goodbyes == []


async def test_a_page_that_asks_again_gets_the_state_it_has_already() -> None:
    async with school() as classes:
        _, page = await classes.lesson("r1")
        await page.until(lambda: page.state and page.state["media"]["epoch"])
        before = page.state

        answer = await page.ask("sync")

        assert before is not None
        assert answer == before | {"now": answer["now"]}


async def test_a_page_whose_line_is_silent_is_told_and_what_it_missed_is_kept() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await page.transport("recv")
        asked = await classes.media.until(m.CreateTransport)
        assert isinstance(asked, m.CreateTransport)
        room, peer, direction = asked.room, asked.peer, m.Direction.RECV
        told = {"type": "path_silent", "direction": "recv"}
        classes.clock.go(20)

        classes.media.happen(m.PeerSilent(room=room, peer=peer, direction=direction, seconds=2.5))
        await page.until(lambda: told in page.passing)
        await lecturer.ask("enlarge", classroom=None)  # by now it is noted
        classes.clock.go(10)
        classes.media.happen(m.PeerHeard(room=room, peer=peer, direction=direction))
        async with asyncio.timeout(5):
            while not (missed := await missed_in(classes.server, room)):  # noqa: ASYNC110 - the store tells nobody
                await asyncio.sleep(0.01)

        assert [(each.classroom, each.at - each.since) for each in missed] == [("r1", 12.5)]


async def missed_in(classes: Server, lesson: str) -> list[Missed]:
    return [each for each in await classes.store.events(lesson) if isinstance(each, Missed)]


async def test_a_beat_is_answered_whoever_asks() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")

        for each in (lecturer, page):
            assert (await each.ask("beat"))["type"] == "ok"
