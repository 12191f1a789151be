"""Whose ticket is good for what a classroom missed, and for how long."""

import pytest

from classroom.commands import TurnRecording
from classroom.failures import Refused
from signaling.catching_up import CatchUpDesk
from tests.signaling.server import School, TestPage, school


def ticket(page: TestPage) -> str:
    assert page.state is not None
    return str(page.state["ticket"])


def seat(page: TestPage, classroom: str) -> dict[str, object]:
    assert page.state is not None
    return next(each for each in page.state["classrooms"] if each["id"] == classroom)


async def lost_for(classes: School, lecturer: TestPage, page: TestPage, seconds: float) -> TestPage:
    room = await classes.server.lessons.room(classes.room)
    await room.task.submit(TurnRecording(on=True))
    await page.close()
    await lecturer.until(lambda: lecturer.presence("r1") == "lost")
    classes.clock.go(seconds)
    return await classes.page("r1", page.session)


def refusal(desk: CatchUpDesk, classes: School, page: TestPage) -> str | None:
    try:
        desk.behind(classes.room, ticket(page))
    except Refused as refused:
        return refused.code
    return None


async def test_a_classroom_that_said_so_may_watch_what_it_missed_until_it_is_live() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        page = await lost_for(classes, lecturer, page, 20)
        desk = CatchUpDesk(classes.server.lessons)
        assert seat(page, "r1")["missed"] is not None
        assert refusal(desk, classes, page) == "nothing_missed"

        await page.ask("catch_up", on=True)
        await lecturer.until(lambda: seat(lecturer, "r1")["catching_up"] is not None)
        behind = desk.behind(classes.room, ticket(page))
        assert classes.clock.now() - behind.since == 20
        assert refusal(desk, classes, lecturer) == "not_allowed"

        await page.ask("catch_up", on=False)
        assert refusal(desk, classes, page) == "nothing_missed"
        await lecturer.until(lambda: seat(lecturer, "r1")["catching_up"] is None)


async def test_a_page_that_was_let_go_and_a_lesson_that_is_over_give_nothing() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        page = await lost_for(classes, lecturer, page, 20)
        desk = CatchUpDesk(classes.server.lessons)
        await page.ask("catch_up", on=True)

        with pytest.raises(Refused, match="ticket_unknown"):
            desk.behind(classes.room, "guessed")
        await lecturer.ask("end_lesson")

        assert refusal(desk, classes, page) == "lesson_over"
