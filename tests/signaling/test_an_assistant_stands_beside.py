"""An assistant's tablet beside the classroom's page: it speaks for the classroom, and takes nothing
away from it.
"""

import pytest

from signaling.pages import BESIDE
from tests.signaling.planned import MAIN, QINGSHAN, open_lesson
from tests.signaling.server import PageError, Turned, school


async def test_a_tablet_and_the_wall_are_both_there() -> None:
    async with school() as classes:
        lecturer, wall = await classes.lesson("r1")
        tablet = await classes.page("r1", assists=True)

        await tablet.ask("raise_hand", purpose="question")

        for page in (lecturer, wall, tablet):
            await page.until(lambda page=page: page.state["lesson"]["hands"])  # type: ignore[misc]
        assert tablet.state is not None
        assert tablet.state["you"] == "r1"
        assert wall.goodbyes == []
        assert not wall.disconnected.is_set()


async def test_a_tablet_alone_is_no_classroom_that_is_there() -> None:
    async with school() as classes:
        lecturer = (await classes.lesson())[0]

        tablet = await classes.page("r1", assists=True)

        assert tablet.presence("r1") == "expected"
        with pytest.raises(PageError, match="not_entered"):
            await tablet.ask("raise_hand", purpose="question")
        await tablet.close()
        await lecturer.ask("sync")
        assert lecturer.presence("r1") == "expected"


async def test_a_tablet_neither_sends_nor_receives() -> None:
    async with school() as classes:
        lecturer, _wall = await classes.lesson("r1")
        await lecturer.produce("camera")
        tablet = await classes.page("r1", assists=True)

        for event, payload in (
            ("enter", {}),
            ("leave", {}),
            ("create_transport", {"direction": "send"}),
            ("report_devices", dict.fromkeys(("camera", "microphone", "loudspeaker"), "ok")),
        ):
            with pytest.raises(PageError, match="not_allowed"):
                await tablet.ask(event, **payload)

        assert tablet.state is not None
        assert (tablet.state["views"], tablet.state["streams"]) == ([], [])
        assert tablet.state["media"]["epoch"] is None
        assert {"raise_hand", "sync"} <= set(tablet.state["may"])
        assert not {"enter", "leave", "produce", "send_camera"} & set(tablet.state["may"])


async def test_it_may_not_do_what_the_classroom_may_not() -> None:
    async with school() as classes:
        lecturer, _wall = await classes.lesson("r1")
        tablet = await classes.page("r1", assists=True)

        await lecturer.ask("set_right", right="raise_hand", on=False, classroom="r1")

        with pytest.raises(PageError, match="right_off"):
            await tablet.ask("raise_hand", purpose="question")
        with pytest.raises(PageError, match="not_allowed"):
            await tablet.ask("end_lesson")


async def test_a_line_that_breaks_gives_the_same_place_back() -> None:
    async with school() as classes:
        await classes.lesson("r1")
        tablet = await classes.page("r1", assists=True)
        await tablet.close()

        again = await classes.page("r1", session=tablet.session, assists=True)

        await again.ask("raise_hand", purpose="show")


async def test_there_is_an_end_to_how_many_stand_there() -> None:
    async with school() as classes:
        await classes.lesson("r1", "r2")
        other = await classes.page("r2", assists=True)

        tablets = [await classes.page("r1", assists=True) for _ in range(BESIDE + 1)]

        await tablets[0].until(lambda: tablets[0].goodbyes == ["opened_elsewhere"])
        assert all(not each.goodbyes for each in (*tablets[1:], other))


async def test_who_is_put_out_is_put_out_with_their_tablet() -> None:
    async with school() as classes:
        lecturer, wall = await classes.lesson("r1")
        tablet = await classes.page("r1", assists=True)

        await lecturer.ask("remove", classroom="r1")

        for page in (wall, tablet):
            await page.until(lambda page=page: page.goodbyes == ["removed"])  # type: ignore[misc]
        with pytest.raises(Turned, match="removed"):
            await classes.page("r1", assists=True)


async def test_nobody_stands_beside_the_lecturer() -> None:
    async with school() as classes:
        await classes.lesson()

        with pytest.raises(Turned, match="not_receiving"):
            await classes.page("d", assists=True)


async def test_a_signed_in_assistant_leaves_the_wall_to_the_device(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        wall = await (await here.by_device(await here.enrol(QINGSHAN))).enter()
        cookie = await here.sign_in(QINGSHAN)
        tablet = await here.open(lesson=here.lesson.id, cookie=cookie, assists=True)

        assert tablet.state is not None
        assert tablet.state["you"] == here.room(QINGSHAN)
        assert not wall.goodbyes

        await here.server.gateway.cut(session=await here.sign_out(cookie))

        await tablet.until(lambda: tablet.goodbyes == ["signed_out"])
        await wall.ask("sync")
        assert wall.presence(here.room(QINGSHAN)) == "present"
        with pytest.raises(Turned, match="not_receiving"):
            await here.open(lesson=here.lesson.id, cookie=await here.sign_in(MAIN), assists=True)
