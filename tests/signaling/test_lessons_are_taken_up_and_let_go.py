import pytest

from classroom import media_messages as m
from classroom.failures import Unavailable
from classroom.lesson import Lesson
from classroom.store.memory import MemoryStore
from tests.signaling.server import Server, TestPage, Turned, school, settings


async def test_a_lesson_with_a_recording_box_needs_nobody_to_begin() -> None:
    server = Server(settings(), MemoryStore())
    async with server.running():
        await server.make_lesson(ingest="rtsp://192.0.2.1/main")
        assert server.lessons.served == set()

        await server.lessons.look()

        assert server.lessons.served == {server.plan.lesson.id}
        await server.media.until(m.StartIngest)


async def test_pages_of_a_lesson_that_is_over_are_sent_home() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await lecturer.ask("end_lesson")

        await classes.server.lessons.look()
        assert classes.server.lessons.served
        classes.clock.go(31)
        await classes.server.lessons.look()

        await page.until(lambda: page.goodbyes == ["lesson_over"])
        await page.disconnected.wait()
        assert classes.server.lessons.served == set()


async def test_a_lesson_of_next_week_is_let_go_after_its_last_page_and_found_again() -> None:
    server = Server(settings(), MemoryStore())
    await server.make_lesson()
    server.clock.go(-7 * 86400.0)
    async with server.running():
        assert server.lessons.served == set()
        page = await TestPage(server.plan.tokens["r1"]).connect(server.url)
        assert page.phase == "scheduled"
        server.clock.go(61)
        await server.lessons.look()
        assert server.lessons.served
        await page.close()
        other = await TestPage(server.plan.tokens["d"]).connect(server.url)
        await other.until(lambda: other.presence("r1") == "left")
        await other.close()

        await server.until_nobody_is_connected()
        server.clock.go(61)
        await server.lessons.look()
        assert server.lessons.served == set()

        again = await TestPage(server.plan.tokens["r1"]).connect(server.url)
        assert again.phase == "scheduled"
        await again.close()


async def test_a_store_that_is_down_is_told_as_worth_another_try() -> None:
    async with school() as classes:
        await classes.page("r1")

        async def down(_token_hash: str) -> None:
            raise Unavailable("store_down")

        classes.server.store.find_link = down  # type: ignore[method-assign, assignment]
        with pytest.raises(Turned, match="'code': 'unavailable'"):
            await classes.page("r2")


async def test_a_lesson_that_cannot_be_read_keeps_no_other_from_being_served() -> None:
    store = MemoryStore()
    server = Server(settings(), store)
    await server.make_lesson()
    broken = server.plan.lesson.id
    await server.make_lesson()
    load = store.load

    async def load_most(lesson_id: str) -> Lesson | None:
        if lesson_id == broken:
            raise ValueError("what the row holds is no lesson")
        return await load(lesson_id)

    store.load = load_most  # type: ignore[method-assign]

    async with server.running():
        assert server.lessons.served == {server.plan.lesson.id}
