"""A classroom's sound tests outlive their lesson, on both databases."""

from collections.abc import AsyncIterator

import pytest

from classroom.commands import ReportSound
from classroom.lesson import Lesson
from classroom.record import LessonRules
from classroom.sound_test import KEPT, Measured
from classroom.states import SoundVerdict
from classroom.store.database import DatabaseStore
from classroom.store.opening import DatabaseDueLessons
from classroom.store.sounds import DatabaseSounds
from classroom.timetable.opening import live_lesson
from tests.contracts.office import NEXT, TUESDAY, Office, open_office, planned
from tests.copies import Fill


@pytest.fixture
def filled_with() -> Fill:
    return planned


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    async with open_office(database_url) as opened:
        yield opened


def measured(returned: float) -> Measured:
    return Measured(noise=-60.0, speech=-25.0, played=-12.0, returned=returned, delay_ms=120.0)


async def opened(office: Office, day: str) -> Lesson:
    lesson = await office.lesson(day)
    due = DatabaseDueLessons(office.database)
    live = live_lesson((await due.current([lesson.id]))[lesson.id], LessonRules())
    assert await due.open(live)
    return live


async def measures(office: Office, lesson: Lesson, *returned: float) -> str:
    """The first receiving classroom tests its sound; return which it is."""
    store, room = DatabaseStore(office.database.engine), lesson.record.receiving[0].id
    for number, each in enumerate(returned):
        asked = ReportSound(by=room, measured=measured(each), person="p1", device="pc")
        await store.save(lesson, lesson.handle(asked, lesson.record.starts_at - 500 + number))
    return room


async def test_the_next_lesson_knows_what_was_measured_in_this_one(office: Office) -> None:
    room = await measures(office, await opened(office, TUESDAY), -58.0, -20.0)

    found = await DatabaseStore(office.database.engine).sound(room)

    assert found is not None
    assert found.verdict is SoundVerdict.ECHO
    assert found.measured == measured(-20.0)
    assert await DatabaseStore(office.database.engine).sound("nobody") is None


async def test_who_measured_it_and_on_what_is_kept_the_last_first(office: Office) -> None:
    room = await measures(office, await opened(office, TUESDAY), -58.0, -20.0)

    kept = await DatabaseSounds(office.database).last(room)

    assert [each.test.verdict for each in kept] == [SoundVerdict.ECHO, SoundVerdict.GOOD]
    assert {(each.person, each.device) for each in kept} == {("p1", "pc")}


async def test_of_a_classroom_only_the_last_few_are_kept(office: Office) -> None:
    first, second = await opened(office, TUESDAY), await opened(office, NEXT)
    await measures(office, first, -10.0)

    room = await measures(office, second, *[-58.0] * KEPT)

    kept = await DatabaseSounds(office.database).last(room)
    assert len(kept) == KEPT
    assert {each.test.measured.returned for each in kept} == {-58.0}
