"""The timetable's lessons open, follow it, hand over to each other and are counted by themselves.

Music is on Tuesdays from 10:10 to 10:50, from 中心小学 to 青山小学 and 石桥教学点.
"""

from typing import Any

import pytest

from classroom.commands import Tick
from classroom.events import LessonMade
from classroom.states import Phase, Presence
from classroom.store.went import LessonsWent
from classroom.timetable.conflicts import Conflicts
from classroom.timetable.planned import PlannedState
from tests.classroom.timetable.autumn import at
from tests.signaling.planned import MAIN, QINGSHAN, SHIQIAO, OpenLesson, open_lesson
from tests.signaling.server import PageError, TestPage, Turned

MINUTE = 60.0


async def look(here: OpenLesson) -> None:
    """What the server does every few seconds."""
    await here.server.lessons.look()


async def go(here: OpenLesson, minutes: float) -> None:
    """Let time pass, and every lesson notice."""
    here.server.clock.go(minutes * MINUTE)
    for room in here.server.lessons._rooms.values():
        await room.task.submit(Tick())
    await look(here)


def phase(here: OpenLesson, lesson: str = "") -> Phase:
    return here.server.lessons._rooms[lesson or here.lesson.id].record.phase


async def teacher(here: OpenLesson) -> TestPage:
    return await (await here.by_cookie(await here.sign_in(MAIN))).enter()


async def wall(here: OpenLesson, school: str) -> TestPage:
    return await (await here.by_device(await here.enrol(school))).enter()


async def exception(here: OpenLesson, change: str, **fields: Any) -> Any:
    return await here.change(
        "slot_exceptions",
        None,
        slot=here.lesson.slot,
        day=here.lesson.day,
        change=change,
        **fields,
    )


async def next_lesson(here: OpenLesson, start: str = "11:00", end: str = "11:40") -> str:
    """The same classrooms have another lesson right after; return its slot."""
    slot = await here.change(
        "slots", None, pairing=here.lesson.pairing, weekday=2, start=start, end=end
    )
    return str(slot.id)


# ------------------------------------------------------------------ opening


async def test_a_lesson_opens_a_quarter_of_an_hour_before_it_begins(database_url: str) -> None:
    async with open_lesson(database_url, minutes=20) as here:
        assert here.server.lessons.served == set()

        await go(here, 5)

        assert phase(here) is Phase.OPEN
        assert (await here.planned()).state is PlannedState.OPENED
        (record,) = await here.records("open_lesson")
        assert (record.note.object, record.note.scope) == (here.lesson.id, here.lesson.scope)


async def test_its_seats_are_the_classrooms_and_name_who_is_expected(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        record = here.server.lessons._rooms[here.lesson.id].record

        assert [(seat.id, seat.name, seat.person) for seat in record.seats] == [
            (here.room(MAIN), MAIN, here.county.id("中心小学老师")),
            (here.room(QINGSHAN), QINGSHAN, here.county.id("青山小学老师")),
            (here.room(SHIQIAO), SHIQIAO, ""),
        ]
        assert (record.title, record.subject) == ("音乐专递", "音乐")


async def test_a_server_that_was_off_opens_what_is_not_over_yet(database_url: str) -> None:
    async with open_lesson(database_url, minutes=-20) as here:
        assert phase(here) is Phase.OPEN


async def test_a_lesson_whose_time_is_over_is_never_opened(database_url: str) -> None:
    async with open_lesson(database_url, minutes=-40) as here:
        await look(here)

        assert here.server.lessons.served == set()
        assert (await here.planned()).state is PlannedState.PLANNED


async def test_a_lesson_is_opened_once_however_often_the_server_starts(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        id = here.lesson.id
        await look(here)
        async with here.server.running():
            await look(here)

            events = await here.server.store.events(id)
        assert len([event for event in events if isinstance(event, LessonMade)]) == 1


# ------------------------------------------------------------------ following the timetable


async def test_a_lesson_that_is_called_off_while_it_waits_ends(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        page = await wall(here, QINGSHAN)

        await exception(here, "cancelled", reason="停电")
        await look(here)

        await page.until(lambda: page.phase == "ended")
        assert (await here.planned()).state is PlannedState.CANCELLED


async def test_a_lesson_that_is_wanted_after_all_opens_again(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        off = await exception(here, "cancelled")
        await look(here)
        assert phase(here) is Phase.ENDED

        await here.change("slot_exceptions", off)
        await look(here)
        await go(here, 0)

        assert phase(here) is Phase.OPEN
        assert (await teacher(here)).phase == "open"


async def test_a_lesson_that_is_moved_while_it_waits_goes_back_to_waiting(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        page = await wall(here, QINGSHAN)

        await exception(here, "moved", to_day=here.lesson.day, start="14:00", end="14:40")
        await look(here)

        await page.until(lambda: page.phase == "scheduled")
        assert page.state is not None
        assert page.state["lesson"]["starts_at"] == at(here.lesson.day, "14:00")
        await go(here, 4 * 60)
        await page.until(lambda: page.phase == "open")


async def test_a_classroom_that_is_left_out_goes_home_and_the_others_stay(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        left_out, stays = await wall(here, QINGSHAN), await wall(here, SHIQIAO)
        pairing = here.county["音乐"]

        await here.change("pairings", pairing, receivers=pairing.receivers[1:])
        await look(here)

        await left_out.until(lambda: left_out.goodbyes == ["lesson_over"])
        assert stays.goodbyes == []
        assert stays.presence(here.room(SHIQIAO)) == "present"


async def test_what_is_being_taught_is_not_called_off(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        page = await teacher(here)
        await page.ask("start_lesson")
        await here.set_state("cancelled")  # it was written in the second before the lesson began

        await look(here)

        assert phase(here) is Phase.LIVE
        assert (await here.planned()).state is PlannedState.OPENED


async def test_a_bell_that_was_missed_by_the_lecturer_ends_the_lesson_later(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        page = await teacher(here)
        await page.ask("start_lesson")

        await go(here, 50 + 9)
        assert phase(here) is Phase.LIVE
        await go(here, 1)

        assert phase(here) is Phase.ENDED


# ------------------------------------------------------------------ back to back


async def test_a_lesson_ends_before_the_next_of_its_classroom_begins(database_url: str) -> None:
    async with open_lesson(database_url, minutes=30) as here:
        await next_lesson(here, start="10:55", end="11:35")
        await go(here, 20)
        await (await teacher(here)).ask("start_lesson")

        await go(here, 10 + 40 + 5)

        assert phase(here) is Phase.ENDED


async def test_classrooms_hand_themselves_over_after_the_bell(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        slot = await next_lesson(here)
        lecturer, first = await teacher(here), await wall(here, QINGSHAN)
        await lecturer.ask("start_lesson")
        await go(here, 10 + 41)
        here.lesson = await here.planned(slot)

        second = await wall(here, QINGSHAN)

        assert second.presence(here.room(QINGSHAN)) == "present"
        await first.until(lambda: first.presence(here.room(QINGSHAN)) == "left")
        assert first.phase == "live"


async def test_a_classroom_in_a_lesson_is_not_taken_out_of_it_and_is_told_by_which(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        slot = await next_lesson(here)
        lecturer, first = await teacher(here), await wall(here, QINGSHAN)
        await lecturer.ask("start_lesson")
        await go(here, 10 + 36)
        here.lesson = await here.planned(slot)
        waiting = await here.by_device(await here.enrol(QINGSHAN))

        with pytest.raises(PageError) as refused:
            await waiting.enter()

        assert (refused.value.code, refused.value.detail) == ("classroom_busy", "音乐专递")
        assert first.presence(here.room(QINGSHAN)) == "present"
        await lecturer.ask("end_lesson")
        await waiting.enter()
        assert waiting.presence(here.room(QINGSHAN)) == "present"


async def test_before_anybody_teaches_a_classroom_may_go_to_another_lesson(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        slot = await next_lesson(here)
        first = await wall(here, QINGSHAN)
        await go(here, 10 + 36)
        here.lesson = await here.planned(slot)

        await wall(here, QINGSHAN)

        await first.until(lambda: first.presence(here.room(QINGSHAN)) == "left")


async def test_a_page_that_comes_back_does_not_pull_its_classroom_out_of_the_next_lesson(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        slot, before = await next_lesson(here), here.lesson
        lecturer = await teacher(here)
        signer = await here.enrol(QINGSHAN)
        first = await (await here.by_device(signer)).enter()
        await lecturer.ask("start_lesson")
        await first.close()
        await lecturer.until(lambda: lecturer.presence(here.room(QINGSHAN)) == "lost")
        await go(here, 1)  # it is given up, and would walk in again by itself
        seat = here.server.lessons._rooms[here.lesson.id].record.seat(here.room(QINGSHAN))
        assert seat is not None
        assert seat.presence is Presence.LEFT
        assert lecturer.presence(here.room(QINGSHAN)) == "lost"  # its line broke: it has not left
        await go(here, 10 + 41 - 1)
        here.lesson = await here.planned(slot)
        second = await (await here.by_device(signer)).enter()
        await (await teacher(here)).ask("start_lesson")
        here.lesson = before

        with pytest.raises(Turned, match="classroom_busy"):
            await here.by_device(signer, first.session)

        assert second.presence(here.room(QINGSHAN)) == "present"


async def test_a_lesson_that_ends_early_frees_its_classrooms_for_another(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        lecturer = await teacher(here)
        await lecturer.ask("start_lesson")
        await go(here, 20)
        extra = {"pairing": here.lesson.pairing, "weekday": 2, "last_day": here.lesson.day}
        with pytest.raises(Conflicts):
            await here.change("slots", None, **extra, start="10:30", end="10:50")

        await lecturer.ask("end_lesson")
        slot = await here.change("slots", None, **extra, start="10:30", end="10:50")
        await look(here)

        here.lesson = await here.planned(slot.id)
        assert (await teacher(here)).phase == "open"


# ------------------------------------------------------------------ counting


async def test_what_is_over_is_counted(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        lecturer = await teacher(here)
        await wall(here, QINGSHAN)
        await go(here, 15)
        await lecturer.ask("start_lesson")
        await go(here, 25)
        await lecturer.ask("end_lesson")

        await look(here)

        planned = await here.planned()
        (went,) = await LessonsWent(here.database).each([planned])
        seats = {seat.classroom: seat for seat in went.tally.seats}
        assert planned.state is PlannedState.ENDED
        assert (went.tally.held, went.tally.late_minutes, went.tally.lost_minutes) == (
            True,
            5.0,
            15.0,
        )
        assert seats[here.room(QINGSHAN)].reached
        assert not seats[here.room(SHIQIAO)].reached
        assert seats[here.room(SHIQIAO)].lost_minutes == 40.0


async def test_a_lesson_that_was_opened_and_never_taught_was_missed(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        await go(here, 10 + 40 + 10)
        await look(here)

        planned = await here.planned()
        (went,) = await LessonsWent(here.database).each([planned])
        assert planned.state is PlannedState.ENDED
        assert (went.tally.held, went.tally.missed) == (False, True)
