"""Shut down over the wire: nothing moves, no link opens, and only who is outside has it go on."""

import asyncio
from collections.abc import Sequence

import pytest

from classroom import media_messages as m
from classroom.commands import RestartLesson
from classroom.failures import Refused, Unavailable
from classroom.links import make_link
from classroom.store.memory import MemoryStore
from tests.signaling.server import PageError, School, Server, TestPage, Turned, school, settings

SEEN = m.Still(peer="r1.page", source=m.Source.CAMERA, codec="vp8", age=1.5, data=b"picture")


class Kept:
    """Takes what was last seen; implements `classroom.incidents.ports.Stills`."""

    def __init__(self) -> None:
        self.of: dict[str, Sequence[m.Still]] = {}
        self.came = asyncio.Event()

    async def keep(self, lesson: str, stills: Sequence[m.Still]) -> None:
        self.of[lesson] = stills
        self.came.set()


async def restart(here: School) -> None:
    """Have it go on, as an administrator does, with links that the old ones know nothing of."""
    store, plan = here.server.store, here.server.plan

    async def begin() -> None:
        lesson = await store.load(plan.lesson.id)
        assert lesson is not None
        events = lesson.handle(RestartLesson(reason="已查明"), here.clock.now())
        await store.save(lesson, events)

    await here.server.lessons.restart(plan.lesson.id, begin)


async def shut_down(lecturer: TestPage) -> None:
    await lecturer.ask("shut_down")
    await lecturer.until(lambda: lecturer.phase == "ended")


async def test_the_media_is_shut_at_once_and_what_was_last_seen_is_kept() -> None:
    kept = Kept()
    async with school(stills=kept) as here:
        here.media.stills = [SEEN]
        lecturer, pupils = await here.lesson("r1")
        await pupils.produce("camera")

        await shut_down(lecturer)

        await here.media.until(m.ShutRoom)
        async with asyncio.timeout(5):
            await kept.came.wait()
        assert kept.of == {here.room: [SEEN]}
        assert here.room not in here.media.rooms
        assert not any(isinstance(r, m.CloseRoom) for r in here.media.asked)


async def test_a_lesson_that_merely_ends_leaves_no_pictures() -> None:
    kept = Kept()
    async with school(stills=kept) as here:
        lecturer, _ = await here.lesson("r1")

        await lecturer.ask("end_lesson")

        await here.media.until(m.CloseRoom)
        assert not kept.of


async def test_old_links_are_dead_before_and_after_a_restart() -> None:
    async with school() as here:
        lecturer, _ = await here.lesson("r1")
        await shut_down(lecturer)

        with pytest.raises(Turned, match="lesson_over"):
            await here.page("r1")
        await restart(here)

        with pytest.raises(Turned, match="link_expired"):
            await here.page("r1")
        with pytest.raises(Turned, match="link_expired"):
            await here.page("d", lecturer.session)


async def test_whoever_was_in_it_is_put_out_and_cannot_have_it_go_on() -> None:
    async with school() as here:
        lecturer, pupils = await here.lesson("r1")
        await shut_down(lecturer)

        for page in (lecturer, pupils):
            with pytest.raises(PageError):
                await page.ask("start_lesson")
            with pytest.raises(PageError):
                await page.ask("restart_lesson", reason="我要继续上课")
        await restart(here)

        for page in (lecturer, pupils):
            await page.disconnected.wait()
            assert page.goodbyes == ["lesson_over"]


async def test_it_goes_on_with_new_links_and_also_after_the_server_was_started_again() -> None:
    store = MemoryStore()
    server = Server(settings(), store)
    await server.make_lesson()
    id = server.plan.lesson.id
    async with server.running():
        here = School(server)
        lecturer, _ = await here.lesson("r1")
        await shut_down(lecturer)
        await restart(here)
        for page in here.pages:
            await page.close()
    token, link = make_link(lesson=id, classroom="d", now=server.clock.now(), days=1)
    store._links[link.token_hash] = link

    async with server.running():
        page = await TestPage(token).connect(server.url)
        await page.enter()
        await page.ask("start_lesson")
        await page.until(lambda: page.phase == "live")
        await page.close()
        with pytest.raises(Turned, match="link_expired"):
            await here.page("r1")


async def test_a_lesson_that_goes_on_is_not_restarted() -> None:
    async with school() as here:
        lecturer, _ = await here.lesson("r1")

        with pytest.raises(Refused, match="not_shut_down"):
            await restart(here)

        assert lecturer.phase == "live"


async def test_a_restart_that_the_store_does_not_take_leaves_it_shut_down() -> None:
    async with school() as here:
        lecturer, _ = await here.lesson("r1")
        await shut_down(lecturer)

        async def begin() -> None:
            raise Unavailable("store_down")

        with pytest.raises(Unavailable):
            await here.server.lessons.restart(here.room, begin)

        with pytest.raises(Refused, match="lesson_over"):
            await here.server.lessons.room(here.room)
