"""What the timetable as kept promises, on both databases."""

from collections.abc import AsyncIterator

import msgspec
import pytest
import sqlalchemy as sa

from classroom.audit.record import SERVER
from classroom.failures import BadMessage, Refused
from classroom.register.scope import Sight, below
from classroom.store.replanning import Replanned
from classroom.store.tables import audit
from classroom.store.transactions import last_record
from classroom.timetable.calendar import Period
from classroom.timetable.conflicts import Conflicts
from classroom.timetable.ports import LessonQuery
from tests.classroom.timetable.autumn import at
from tests.contracts.office import NEXT, TERM, TUESDAY, Office, open_office, planned
from tests.copies import Fill


@pytest.fixture
def filled_with() -> Fill:
    return planned


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    async with open_office(database_url) as opened:
        yield opened


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


async def test_a_sight_that_names_another_countys_school_as_if_it_were_its_own_sees_nothing(
    office: Office,
) -> None:
    query = LessonQuery(start=TERM[0], end=TERM[1])
    theirs = office.county.id("青山小学")
    invented = Sight((below(office.county["远山县"].scope, theirs),))

    assert (await office.planned.page(query, office.county.sight("青山小学"))).items
    assert not (await office.planned.page(query, invented)).items


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


async def test_a_term_is_generated_with_its_progress_and_again_without_effect(
    office: Office,
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


async def test_what_was_planned_before_a_conflict_is_kept_and_recorded(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classroom.store.timetable.SLOTS_AT_ONCE", 1)
    county = office.county
    term, scope = county.id("学期"), county["绿水县"].scope
    for name in ("周五", "周五又一次"):  # by somebody who does not ask the timetable
        start = "09:20" if name == "周五" else "09:30"
        pairing = county.id("音乐")
        await county.add(name, "slots", pairing=pairing, weekday=5, start=start, end="10:00")
    async with office.database.reading() as connection:
        last = await last_record(connection)
    assert last is not None

    with pytest.raises(Conflicts):
        await office.timetable.generate(SERVER, term, scope)

    async with office.database.reading() as connection:
        query = sa.select(audit.records).where(audit.records.c.number > last.number)
        records = (await connection.execute(query.order_by(audit.records.c.number))).all()
    fridays = [lesson for lesson in await office.all() if lesson.slot != county.id("周二第三节")]
    assert {(r.action, r.kind, r.object, r.scope) for r in records} == {
        ("plan_lessons", "terms", term, scope)
    }
    assert sum(msgspec.json.decode(r.detail)["made"] for r in records) == len(fridays) == 14
