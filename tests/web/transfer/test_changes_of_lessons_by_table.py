"""What differs from the week, by table: moved, called off, exchanged and merged lessons."""

import pytest

from tests.web.api.county import County
from tests.web.transfer.clerk import Clerk, cells, xlsx
from tests.web.transfer.test_a_timetable_is_imported import ART, SLOT_HEADS, art, at

HEADS = [
    "学校标识码", "学期", "学科", "结对名称", "星期", "节次", "原上课时间", "原来的日期", "变动",
    "改到哪天", "改到几点上课", "改到几点下课",
    "另一节的学校标识码", "另一节的学科", "另一节的结对名称", "另一节的星期", "另一节的节次",
    "另一节的上课时间", "另一节课的日期", "原因",
]  # fmt: skip
WEDNESDAY = [*ART[:4], "周三", "", "15:00"]
MUSIC = ["centre", "秋季学期", "音乐", "centre 音乐", "周二", "1", ""]
FRIDAY = ["centre", "美术", "三年级美术", "周五", "", "8:05"]
NOWHERE = [""] * 3
NO_OTHER = [""] * 7


@pytest.fixture
async def clerk(county: County) -> Clerk:
    """Before the term, with art on Wednesdays and Fridays."""
    county.database.now = lambda: at("2026-08-20T12:00")
    clerk = Clerk(county)
    await art(clerk)
    slots = [[*ART[:4], "周三", "15:00", "15:40"], [*ART[:4], "周五", "8:05", "8:45"]]
    await clerk.take_in("slots", xlsx([SLOT_HEADS, *slots]))
    return clerk


async def test_every_way_a_lesson_differs_goes_in_and_comes_out_the_same(clerk: Clerk) -> None:
    before = len(await clerk.all("slot_exceptions"))
    moved = ["2026-09-10", "15:00", "15:40"]
    table = xlsx(
        [
            HEADS,
            [*WEDNESDAY, "2026-09-09", "改期", *moved, *NO_OTHER, "开会"],
            [*WEDNESDAY, "2026-09-16", "停课", *NOWHERE, *NO_OTHER, ""],
            [*WEDNESDAY, "2026-09-23", "对调", *NOWHERE, *FRIDAY, "2026-09-25", ""],
            [*WEDNESDAY, "2026-09-30", "合班", *NOWHERE, *FRIDAY, "2026-10-02", ""],
            [*MUSIC, "2026-09-15", "停课", *NOWHERE, *NO_OTHER, ""],
        ]
    )

    await clerk.take_in("slot_exceptions", table)

    slots = {slot["weekday"]: slot for slot in (await clerk.ask("GET", "slots")).body["items"]}
    made = {
        exception["day"]: exception
        for exception in await clerk.all("slot_exceptions")
        if exception["slot"] == slots[3]["id"]
    }
    assert len(await clerk.all("slot_exceptions")) == before + 5
    assert [made[day]["change"] for day in sorted(made)] == [
        "moved", "cancelled", "swapped", "merged",
    ]  # fmt: skip
    first = made["2026-09-09"]
    assert [first["to_day"], first["start"], first["end"], first["reason"]] == [*moved, "开会"]
    exchanged = made["2026-09-23"]
    assert (exchanged["other"], exchanged["other_day"]) == (slots[5]["id"], "2026-09-25")
    for form in ("", "?csv=true&language=en"):
        looked = await clerk.look(
            "slot_exceptions", await clerk.download(f"exports/slot_exceptions{form}")
        )
        assert looked["counts"]["same"] == before + 5, await clerk.rows(looked)


async def test_a_moved_and_a_cancelled_lesson_are_in_the_export(clerk: Clerk) -> None:
    rows = [
        [*WEDNESDAY, "2026-09-09", "改期", "2026-09-10", "15:00", "15:40", *NO_OTHER, ""],
        [*WEDNESDAY, "2026-09-16", "停课", *NOWHERE, *NO_OTHER, ""],
    ]
    await clerk.take_in("slot_exceptions", xlsx([HEADS, *rows]))

    heads, *written = cells(await clerk.download("exports/slot_exceptions?within=centre"))

    assert heads == HEADS
    told = [[cell or "" for cell in row] for row in written if row[3] == "三年级美术"]
    assert sorted(told) == [[str(cell) for cell in row] for row in rows]


async def test_what_is_wrong_is_told_at_its_row(clerk: Clerk) -> None:
    thursday = [*ART[:4], "周四", "", "15:00"]

    looked = await clerk.look(
        "slot_exceptions",
        xlsx(
            [
                HEADS,
                [*WEDNESDAY, "2026-09-16", "改期", *NOWHERE, *NO_OTHER, ""],
                [*thursday, "2026-09-17", "停课", *NOWHERE, *NO_OTHER, ""],
                [*WEDNESDAY, "2026-09-23", "对调", *NOWHERE, *NO_OTHER, ""],
            ]
        ),
    )

    assert await clerk.problems(looked) == [
        (2, "to_day", "moved_where"),
        (3, "slot.weekday", "no_such"),
        (4, "other.weekday", "which_other_lesson"),
    ]


async def test_what_the_timetable_says_stands_at_the_row_it_is_about(clerk: Clerk) -> None:
    looked = await clerk.look(
        "slot_exceptions",
        xlsx(
            [
                HEADS,
                [*WEDNESDAY, "2026-09-16", "停课", *NOWHERE, *NO_OTHER, ""],
                [*WEDNESDAY, "2026-09-24", "停课", *NOWHERE, *NO_OTHER, ""],  # a Thursday
            ]
        ),
    )

    ((number, _, code),) = await clerk.problems(looked)
    assert (number, code) == (3, "no_lesson_that_day")
