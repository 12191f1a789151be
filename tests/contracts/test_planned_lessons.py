"""What the timetable as kept promises, on both databases.

The county of `tests.classroom.county` has music on Tuesdays 10:10 to 10:50, from 2026-09-01 on;
it is Monday 2026-10-12.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from classroom.audit.record import SERVER
from classroom.failures import BadMessage, Refused
from classroom.register.checks import build
from classroom.register.kinds import KINDS
from classroom.register.scope import EVERYTHING, Sight
from classroom.store.affected import Touched
from classroom.store.planned import PlannedLessons
from classroom.store.registry import DatabaseWriting
from classroom.store.replanning import Replanned
from classroom.store.timetable import Timetable
from classroom.store.transactions import Database
from classroom.timetable.calendar import Period
from classroom.timetable.conflicts import Conflict, Conflicts
from classroom.timetable.planned import PlannedLesson, PlannedState, lesson_id
from classroom.timetable.ports import LessonQuery
from tests.classroom.county import County, make_county
from tests.classroom.timetable.autumn import ZONE, at
from tests.signaling.server import Clock

TERM = at("2026-09-01", "00:00"), at("2027-01-31", "00:00")
MONDAY = at("2026-10-12", "08:00")
TUESDAY, NEXT = "2026-10-13", "2026-10-20"


class Changing:
    """A transaction that a clerk's changes are made in, and the timetable's say at its end."""

    def __init__(self, writing: DatabaseWriting) -> None:
        self.writing = writing
        self.touched: list[Touched] = []

    async def add(self, what: str, **values: Any) -> Any:
        kind = KINDS[what]
        made = await self.writing.add(kind, build(kind, values), EVERYTHING)
        self.touched.append(Touched(None, made))
        return made

    async def replace(self, what: str, before: Any, **fields: Any) -> Any:
        after = msgspec.structs.replace(before, **fields)
        kept = await self.writing.replace(KINDS[what], after, before.version, EVERYTHING)
        self.touched.append(Touched(before, kept))
        return kept

    async def remove(self, what: str, thing: Any) -> None:
        await self.writing.remove(KINDS[what], thing.id, thing.version, EVERYTHING)
        self.touched.append(Touched(thing, None))


class Office:
    """A county, its timetable, and a clerk's hands."""

    def __init__(self, county: County, lessons: PlannedLessons, timetable: Timetable) -> None:
        self.county = county
        self.planned = lessons
        self.timetable = timetable
        self.outcome = Replanned()

    @asynccontextmanager
    async def changing(self, sight: Sight = EVERYTHING) -> AsyncIterator[Changing]:
        async with self.county.registry.writing(SERVER) as writing:
            changing = Changing(writing)
            yield changing
            self.outcome = await self.timetable.replan(writing.transaction, changing.touched, sight)
            if self.outcome.conflicts:
                raise Conflicts(self.outcome.conflicts)

    async def add(self, called: str, what: str, /, **values: Any) -> Any:
        async with self.changing() as changing:
            made = await changing.add(what, **values)
        self.county.things[called] = made
        return made

    async def replace(self, called: str, what: str, **fields: Any) -> None:
        async with self.changing() as changing:
            kept = await changing.replace(what, self.county[called], **fields)
        self.county.things[called] = kept

    async def remove(self, called: str, what: str) -> None:
        async with self.changing() as changing:
            await changing.remove(what, self.county[called])

    async def change(self, day: str, change: str, slot: str = "周二第三节", **fields: Any) -> Any:
        return await self.add(
            f"{slot} {day}",
            "slot_exceptions",
            slot=self.county.id(slot),
            day=day,
            change=change,
            **fields,
        )

    async def lesson(self, day: str, slot: str = "周二第三节") -> PlannedLesson:
        return await self.planned.get(lesson_id(self.county.id(slot), day))

    async def all(self, **which: Any) -> list[PlannedLesson]:
        found: list[PlannedLesson] = []
        query = LessonQuery(start=TERM[0], end=TERM[1], limit=7, **which)
        while True:
            page = await self.planned.page(query)
            found += page.items
            if page.after is None:
                return found
            query = msgspec.structs.replace(query, after=page.after)


@pytest.fixture
def clock() -> Clock:
    return Clock(MONDAY)


@pytest.fixture
async def office(database_url: str, clock: Clock) -> AsyncIterator[Office]:
    async with Database.open(database_url, clock.now) as database:
        timetable = Timetable(database, ZONE)
        term_begins = Clock(TERM[0])
        database.now = term_begins.now
        county = await make_county(database)
        await timetable.generate(SERVER, county.id("学期"), county["绿水县"].scope)
        database.now = clock.now
        yield Office(county, PlannedLessons(database), timetable)


@pytest.fixture
async def art(office: Office) -> County:
    """Art on Tuesdays in the second period, from 青山小学 to 石桥教学点."""
    county = office.county
    await office.add(
        "美术",
        "pairings",
        name="美术专递",
        subject="art",
        term=county.id("学期"),
        classroom=county.id("青山小学教室"),
        lecturer=county.id("青山小学老师"),
        receivers=[{"classroom": county.id("石桥教学点教室")}],
    )
    await office.add(
        "周二第二节", "slots", pairing=county.id("美术"), weekday=2, start="09:20", end="10:00"
    )
    return county


def codes(refused: pytest.ExceptionInfo[Conflicts]) -> list[str]:
    return sorted({conflict.code for conflict in refused.value.conflicts})


# ------------------------------------------------------------------ planned with the register


async def test_a_slot_is_a_term_of_lessons(office: Office) -> None:
    lessons = await office.all()

    assert len(lessons) == 21
    assert lessons[0].starts_at == at("2026-09-01", "10:10")
    assert await office.lesson(TUESDAY) in lessons


async def test_every_part_of_a_lesson_finds_it(office: Office) -> None:
    county = office.county

    for which in (
        {"classroom": county.id("中心小学教室")},
        {"classroom": county.id("青山小学教室")},
        {"person": county.id("中心小学老师")},
        {"person": county.id("青山小学老师")},
        {"scope": county["石桥教学点"].scope},
        {"scope": county["绿水县"].scope},
    ):
        assert len(await office.all(**which)) == 21
    assert await office.all(scope=county["远山县"].scope) == []
    assert await office.all(classroom=county.id("远山小学教室")) == []


async def test_a_school_sees_the_lessons_it_takes_part_in_and_no_others(office: Office) -> None:
    query = LessonQuery(start=TERM[0], end=TERM[1])
    mine, other = office.county.sight("青山小学"), office.county.sight("远山小学")

    assert (await office.planned.page(query, mine)).items
    assert not (await office.planned.page(query, other)).items
    id = (await office.lesson(TUESDAY)).id
    assert (await office.planned.get(id, mine)).id == id
    with pytest.raises(Refused, match="not_found"):
        await office.planned.get(id, other)


async def test_what_is_going_on_belongs_to_the_hours_asked_for(office: Office) -> None:
    start = at(TUESDAY, "10:30")
    page = await office.planned.page(LessonQuery(start=start, end=start + 60))
    after = await office.planned.page(LessonQuery(start=start + 1200, end=start + 1260))

    assert [lesson.day for lesson in page.items] == [TUESDAY]
    assert after.items == []


@pytest.mark.parametrize("after", ["rubbish", "nan~x", "~"])
async def test_a_page_that_cannot_be_is_a_bad_message(office: Office, after: str) -> None:
    with pytest.raises(BadMessage, match="bad_page"):
        await office.planned.page(LessonQuery(start=1.0, end=2.0, after=after))


async def test_what_is_past_is_never_planned_anew(office: Office) -> None:
    await office.replace("周二第三节", "slots", start="14:00", end="14:40")

    times = {lesson.day: lesson.starts_at for lesson in await office.all()}
    assert times["2026-10-06"] == at("2026-10-06", "10:10")
    assert times[TUESDAY] == at(TUESDAY, "14:00")


async def test_a_slot_that_goes_takes_its_coming_lessons_with_it(office: Office) -> None:
    await office.remove("周二第三节", "slots")

    assert [lesson.day for lesson in await office.all()][-1] == "2026-10-06"


async def test_a_slot_that_begins_today_makes_no_lessons_of_the_past(office: Office) -> None:
    await office.add(
        "周五", "slots", pairing=office.county.id("音乐"), weekday=5, start="09:20", end="10:00"
    )

    held = [lesson.day for lesson in await office.all()]
    assert "2026-10-16" in held
    assert "2026-10-09" not in held


async def test_a_holiday_takes_its_day_s_lessons_and_leaves_the_others(office: Office) -> None:
    before = await office.all()

    day = await office.add(
        "校庆",
        "calendar_days",
        region=office.county.id("绿水县"),
        day=TUESDAY,
        kind="holiday",
        name="校庆",
    )

    assert day.version == 1
    assert await office.all() == [lesson for lesson in before if lesson.day != TUESDAY]


async def test_a_holiday_of_a_receiving_school_leaves_it_out(office: Office) -> None:
    await office.add(
        "校庆",
        "calendar_days",
        school=office.county.id("青山小学"),
        day=TUESDAY,
        kind="holiday",
        name="校庆",
    )

    assert len((await office.lesson(TUESDAY)).receivers) == 1
    assert len((await office.lesson(NEXT)).receivers) == 2


async def test_a_pairing_s_new_lecturer_teaches_from_now_on(office: Office) -> None:
    county = office.county
    await office.add(
        "李老师",
        "people",
        school=county.id("中心小学"),
        number="T02",
        real_name="李明",
        display_name="李老师",
    )

    await office.replace("音乐", "pairings", lecturer=county.id("李老师"))

    taught = await office.all(person=county.id("李老师"))
    assert (len(taught), taught[0].day) == (15, TUESDAY)


async def test_bells_move_the_lessons_of_a_period(office: Office) -> None:
    county = office.county
    await office.add(
        "铃",
        "bell_schedules",
        school=county.id("中心小学"),
        name="全年",
        periods=[{"start": "08:30", "end": "09:10"}],
    )
    await office.add("周三", "slots", pairing=county.id("音乐"), weekday=3, period=1)

    await office.replace("铃", "bell_schedules", periods=(Period("08:40", "09:20"),))

    assert (await office.lesson("2026-10-14", "周三")).starts_at == at("2026-10-14", "08:40")


async def test_a_longer_term_has_more_lessons(office: Office) -> None:
    await office.replace("学期", "terms", last_day="2027-01-29")

    assert (await office.all())[-1].day == "2027-01-26"


async def test_writing_what_changes_nothing_writes_no_lesson(office: Office) -> None:
    await office.replace("周二第三节", "slots")

    assert office.outcome == Replanned()


# ------------------------------------------------------------------ exceptions


async def test_exceptions_do_what_they_say_and_undo_it_when_they_go(
    office: Office, art: County
) -> None:
    usual = await office.lesson(TUESDAY)
    other = {"other": art.id("周二第二节"), "other_day": NEXT}

    for change, fields in (
        ("cancelled", {}),
        ("moved", {"to_day": "2026-10-14", "start": "14:00", "end": "14:40"}),
        ("swapped", other),
        ("merged", other),
    ):
        await office.change(TUESDAY, change, **fields)
        assert await office.lesson(TUESDAY) != usual
        await office.remove(f"周二第三节 {TUESDAY}", "slot_exceptions")
        assert await office.lesson(TUESDAY) == usual
    assert len((await office.lesson(NEXT, "周二第二节")).receivers) == 1


async def test_a_merge_joins_the_classrooms_and_keeps_the_lesson_in_the_list(
    office: Office, art: County
) -> None:
    await office.change(
        TUESDAY, "merged", "周二第二节", other=art.id("周二第三节"), other_day=TUESDAY
    )

    guest = await office.lesson(TUESDAY, "周二第二节")
    host = await office.lesson(TUESDAY)
    assert (guest.state, guest.into, host.merged_from) == (
        PlannedState.MERGED,
        host.id,
        (guest.id,),
    )


@pytest.mark.parametrize(
    ("day", "change", "fields", "code"),
    [
        ("2026-10-14", "cancelled", {}, "no_lesson_that_day"),
        ("2026-10-06", "cancelled", {}, "already_over"),
        (
            TUESDAY,
            "moved",
            {"to_day": "2026-10-09", "start": "14:00", "end": "14:40"},
            "already_over",
        ),
        (TUESDAY, "swapped", {"other": "周二第二节", "other_day": "2026-10-14"}, "no_such_lesson"),
        (TUESDAY, "merged", {"other": "周二第二节", "other_day": "2026-10-06"}, "already_over"),
    ],
)
async def test_an_exception_that_cannot_be_is_refused_and_nothing_kept(
    office: Office, art: County, day: str, change: str, fields: dict[str, str], code: str
) -> None:
    before = await office.all()
    if "other" in fields:
        fields = fields | {"other": art.id(fields["other"])}

    with pytest.raises(Conflicts) as refused:
        await office.change(day, change, **fields)

    assert codes(refused) == [code]
    assert await office.all() == before


# ------------------------------------------------------------------ conflicts


async def test_a_slot_that_collides_is_refused_with_what_who_and_when(
    office: Office, art: County
) -> None:
    with pytest.raises(Conflicts) as refused:
        await office.replace("周二第二节", "slots", start="10:30", end="11:10")

    assert codes(refused) == ["classroom_taken", "lecturer_taken"]
    taken = next(c for c in refused.value.conflicts if c.code == "lecturer_taken")
    assert taken.who == art.id("青山小学老师")
    assert taken.times == 15
    assert taken.lesson is not None
    assert taken.other is not None
    assert (taken.lesson.title, taken.other.title) == ("美术专递", "音乐专递")
    assert (taken.starts_at, taken.ends_at) == (at(TUESDAY, "10:30"), at(TUESDAY, "10:50"))
    slot = await art.registry.get(KINDS["slots"], art.id("周二第二节"), EVERYTHING)
    assert slot.start == "09:20"


async def test_a_make_up_day_that_makes_lessons_collide_is_refused(
    office: Office, art: County
) -> None:
    await office.change(TUESDAY, "moved", to_day="2026-10-17", start="09:20", end="10:00")

    with pytest.raises(Conflicts) as refused:
        await office.add(
            "调休",
            "calendar_days",
            region=art.id("绿水县"),
            day="2026-10-17",
            kind="make_up",
            follows=2,
            name="调休",
        )

    assert codes(refused) == ["classroom_taken", "lecturer_taken"]
    assert {c.day for c in refused.value.conflicts} == {"2026-10-17"}


async def test_what_belongs_to_others_is_not_named_in_a_conflict(
    office: Office, art: County
) -> None:
    """Another county may know that a classroom is taken, and not by what."""

    async def pair_up(sight: Sight) -> None:
        async with office.changing(sight) as changing:
            pairing = await changing.add(
                "pairings",
                name="体育专递",
                subject="pe",
                term=art.id("学期"),
                classroom=art.id("远山小学教室"),
                lecturer=art.id("远山小学老师"),
                receivers=[{"classroom": art.id("中心小学教室")}],
            )
            await changing.add("slots", pairing=pairing.id, weekday=2, start="10:10", end="10:50")

    async def clash(sight: Sight) -> list[Conflict]:
        with pytest.raises(Conflicts) as refused:
            await pair_up(sight)
        return refused.value.conflicts

    (named,) = await clash(art.sight("中心小学"))
    (hidden,) = await clash(art.sight("远山县"))

    assert named.other is not None
    assert named.other.title == "音乐专递"
    assert (hidden.code, hidden.who, hidden.other) == (
        "classroom_taken",
        art.id("中心小学教室"),
        None,
    )


async def test_two_slots_exchange_their_places_in_one_go(office: Office, art: County) -> None:
    async with office.changing() as changing:
        await changing.replace("slots", art["周二第二节"], start="10:10", end="10:50")
        await changing.replace("slots", art["周二第三节"], start="09:20", end="10:00")

    assert (await office.lesson(TUESDAY)).starts_at == at(TUESDAY, "09:20")


# ------------------------------------------------------------------ a whole term


async def test_a_term_is_generated_with_its_progress_and_again_without_effect(
    office: Office, clock: Clock
) -> None:
    county = office.county
    term, scope = county.id("学期"), county["绿水县"].scope
    await county.add(  # by somebody who does not ask the timetable
        "周五", "slots", pairing=county.id("音乐"), weekday=5, start="09:20", end="10:00"
    )
    steps: list[tuple[int, int]] = []

    first = await office.timetable.generate(
        SERVER, term, scope, lambda done, of: steps.append((done, of))
    )
    again = await office.timetable.generate(SERVER, term, scope)

    assert first == (14, 0, 0)
    assert again == (0, 0, 0)
    assert steps == [(2, 2)]
