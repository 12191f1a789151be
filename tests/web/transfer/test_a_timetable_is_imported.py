"""Calendar, bells, pairings and slots by table: the timetable has its say before they are kept."""

from datetime import datetime

from tests.web.api.county import ZONE, County
from tests.web.transfer.clerk import Clerk, xlsx

PAIRING_HEADS = [
    "学校代码", "学期", "学科", "结对名称", "主讲教室", "主讲教师工号",
    "听讲学校代码", "听讲教室", "辅助教师工号",
]  # fmt: skip
SLOT_HEADS = ["学校代码", "学期", "学科", "结对名称", "星期", "开始时间", "结束时间"]
ART = ["centre", "秋季学期", "美术", "三年级美术", "阶梯教室", "t2"]


def at(local: str) -> float:
    return datetime.fromisoformat(local).replace(tzinfo=ZONE).timestamp()


async def art(clerk: Clerk) -> None:
    rows = [[*ART, "village", "阶梯教室", "t2"], [*ART, "village", "多媒体教室", ""]]
    await clerk.take_in("pairings", xlsx([PAIRING_HEADS, *rows]))


async def test_a_pairing_has_a_row_for_each_receiving_classroom(county: County) -> None:
    clerk = Clerk(county)

    await art(clerk)

    (pairing,) = [p for p in await clerk.all("pairings") if p["subject"] == "art"]
    assert pairing["classroom"] == "centre-hall"
    assert [(r["classroom"], r["assistant"]) for r in pairing["receivers"]] == [
        ("village-hall", "village-assistant"),
        ("village-room", None),
    ]


async def test_rows_of_one_pairing_must_agree(county: County) -> None:
    clerk = Clerk(county)
    other = [*ART[:-1], "t1", "village", "多媒体教室", ""]

    looked = await clerk.look(
        "pairings", xlsx([PAIRING_HEADS, [*ART, "village", "阶梯教室", "t2"], other])
    )

    assert await clerk.problems(looked) == [
        (2, "school.code", "other_row_wrong"),
        (3, "lecturer.number", "differs_from_row"),
    ]


async def test_a_pairing_with_itself_is_told_at_its_row(county: County) -> None:
    clerk = Clerk(county)

    looked = await clerk.look("pairings", xlsx([PAIRING_HEADS, [*ART, "centre", "阶梯教室", ""]]))

    assert await clerk.problems(looked) == [(2, "receivers.classroom", "paired_with_itself")]


async def test_a_pairing_that_asks_for_more_than_the_server_allows_is_told_at_its_row(
    county: County,
) -> None:
    clerk, heads = Clerk(county), [*PAIRING_HEADS, "听讲教室上限"]
    rows = [[*ART, "village", "阶梯教室", "t2", 9], [*ART, "village", "多媒体教室", "", 9]]

    looked = await clerk.look("pairings", xlsx([heads, *rows]))

    assert (2, "cap", "too_large") in await clerk.problems(looked)


async def test_slots_become_planned_lessons(county: County) -> None:
    county.database.now = lambda: at("2026-08-20T12:00")
    clerk = Clerk(county)
    await art(clerk)
    rows = [[*ART[:4], "周三", "15:00", "15:40"], [*ART[:4], "Friday", "8:05", "8:45"]]

    await clerk.take_in("slots", xlsx([SLOT_HEADS, *rows]))

    week = f"lessons?from={at('2026-09-07T00:00')}&to={at('2026-09-14T00:00')}"
    lessons = [item["lesson"] for item in (await clerk.ask("GET", week)).body["items"]]
    starts = [lesson["starts_at"] for lesson in lessons if lesson["title"] == "三年级美术"]
    assert starts == [at("2026-09-09T15:00"), at("2026-09-11T08:05")]


async def test_conflicts_stand_at_their_rows_before_anything_is_kept(county: County) -> None:
    county.database.now = lambda: at("2026-08-20T12:00")
    clerk = Clerk(county)
    await art(clerk)
    music = ["centre", "秋季学期", "音乐", "centre 音乐"]
    rows = [
        [*ART[:4], "周三", "15:00", "15:40"],
        [*music, "周四", "15:00", "15:40"],
        [*ART[:4], "周四", "15:20", "16:00"],  # both need the hall
    ]

    looked = await clerk.look("slots", xlsx([SLOT_HEADS, *rows]))

    assert looked["counts"]["error"] >= 1
    problems = await clerk.problems(looked)
    assert {number for number, _, _ in problems} <= {3, 4}
    assert "classroom_taken" in {code for _, _, code in problems}
    assert len(await clerk.all("slots")) == 2


async def test_a_slot_across_midnight_is_no_slot(county: County) -> None:
    clerk = Clerk(county)
    await art(clerk)

    looked = await clerk.look("slots", xlsx([SLOT_HEADS, [*ART[:4], "周三", "23:30", "0:10"]]))

    assert await clerk.problems(looked) == [(2, "end", "across_midnight")]


async def test_holidays_of_a_region_and_of_a_school_are_told_apart(county: County) -> None:
    clerk = Clerk(county)
    heads = ["学校代码", "地区代码", "日期", "安排", "按周几上课", "名称"]
    rows = [
        ["", "990101", "2026-12-31", "放假", "", "元旦"],
        ["centre", "", "2026-10-10", "调休上课", "周四", "国庆调休"],
        ["centre", "990101", "2026-10-11", "放假", "", "都写了"],
        ["", "", "2026-10-12", "放假", "", "都没写"],
        ["centre", "", "2026-02-30", "放假", "", "没有这天"],
    ]

    looked = await clerk.look("calendar_days", xlsx([heads, *rows]))

    assert [row["outcome"] for row in await clerk.rows(looked)] == ["new", "new", *["error"] * 3]
    assert [code for _, _, code in await clerk.problems(looked)] == [
        "region_or_school",
        "region_or_school",
        "no_such_day",
    ]
