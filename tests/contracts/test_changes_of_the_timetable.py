"""What differs for once, and what cannot be, on both databases."""

from collections.abc import AsyncIterator

import pytest

from classroom.register.kinds import KINDS
from classroom.register.scope import EVERYTHING, Sight
from classroom.timetable.conflicts import Conflict, Conflicts
from classroom.timetable.planned import PlannedState
from tests.classroom.county import County
from tests.classroom.timetable.autumn import at
from tests.contracts.office import NEXT, TUESDAY, Office, add_art, open_office, planned
from tests.copies import Fill


@pytest.fixture
def filled_with() -> Fill:
    return planned


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    async with open_office(database_url) as opened:
        yield opened


@pytest.fixture
async def art(office: Office) -> County:
    return await add_art(office)


def codes(refused: pytest.ExceptionInfo[Conflicts]) -> list[str]:
    return sorted({conflict.code for conflict in refused.value.conflicts})


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
