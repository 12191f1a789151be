"""A report from its ticket to its decision, by the API; and the sanction that follows from it."""

from typing import Any

import pytest
import sqlalchemy as sa

from classroom.store.tables import audit
from classroom.store.tables.sanctions import tickets
from tests.web.api.county import CENTRE, IN, VILLAGE, County
from tests.web.api.holdings import AUGUST

WHY = "确有辱骂"
DAY = 86_400.0


async def report(county: County, id: str, *, school: str = CENTRE, ago: float = 0.0) -> None:
    """Let somebody have reported what was said in a school."""
    row = {
        "id": id, "lesson": "l1", "scope": IN[school], "by": f"{school}-hall", "what": "remark",
        "object": "0", "reason": "abuse", "state": "new", "version": 1,
        "made_at": county.database.now() - ago,
        "evidence": '{"classroom":"centre-room","name":"多媒体教室","text":"骂人的话",'
        '"people":["centre-teacher"]}',
    }  # fmt: skip
    async with county.database.engine.begin() as connection:
        await connection.execute(sa.insert(tickets).values(row))


async def step(
    county: County, id: str, state: str, why: str = "", *, who: str = "clerk", etag: str = '"1"'
) -> Any:
    body = {"state": state, "why": why}
    headers = {"If-Match": etag}
    return await county.ask(who, "POST", f"reports/{id}/steps", body, headers=headers)


async def test_a_report_is_looked_at_and_decided_and_every_step_is_kept(county: County) -> None:
    await report(county, "t1")

    looked = await step(county, "t1", "looked_at")
    upheld = await step(county, "t1", "upheld", WHY, etag=looked.etag)

    assert (looked.status, upheld.status, upheld.etag) == (200, 200, '"3"')
    told = (await county.ask("clerk", "GET", "reports/t1")).body
    assert told["ticket"]["evidence"]["text"] == "骂人的话"
    assert [(s["state"], s["by"], s["why"]) for s in told["steps"]] == [
        ("looked_at", "clerk", ""),
        ("upheld", "clerk", WHY),
    ]
    assert told["labels"]["centre-teacher"] == "李centre"


async def test_nothing_that_was_said_is_in_the_trail(county: County) -> None:
    await report(county, "t1")

    await step(county, "t1", "upheld", WHY)

    async with county.database.reading() as connection:
        query = sa.select(audit.records.c.detail).where(audit.records.c.kind == "reports")
        assert (await connection.execute(query)).scalars().all() == ['{"state":"upheld"}']


@pytest.mark.parametrize(
    ("state", "why", "etag", "code"),
    [
        ("upheld", "", '"1"', "reason_needed"),
        ("upheld", WHY, '"2"', "changed_meanwhile"),
        ("new", WHY, '"1"', "wrong_state"),
        ("upheld", "x" * 501, '"1"', "invalid"),
        ("burned", WHY, '"1"', "invalid"),
    ],
)
async def test_a_step_that_is_none_is_refused(
    county: County, state: str, why: str, etag: str, code: str
) -> None:
    await report(county, "t1")

    assert (await step(county, "t1", state, why, etag=etag)).code == code


async def test_what_is_late_is_listed_as_overdue_until_it_is_decided(county: County) -> None:
    await report(county, "late", ago=DAY + 1)
    await report(county, "fresh")

    async def ids(query: str) -> list[str]:
        answer = await county.ask("clerk", "GET", f"reports?{query}")
        return [item["ticket"]["id"] for item in answer.body["items"]]

    assert await ids("") == ["fresh", "late"]
    assert await ids("overdue=true") == ["late"]
    await step(county, "late", "dismissed", "玩笑话，已核实")
    assert await ids("overdue=true") == []
    assert await ids("open=true") == ["fresh"]


@pytest.mark.parametrize(
    ("who", "there"), [("clerk", True), ("county", True), ("neighbour", False), ("stranger", False)]
)
async def test_a_report_is_its_school_s_and_its_county_s(
    county: County, who: str, there: bool
) -> None:
    await report(county, "t1")

    assert (await county.ask(who, "GET", "reports/t1")).status == (200 if there else 404)
    assert (await step(county, "t1", "looked_at", who=who)).status == (200 if there else 404)
    assert bool((await county.ask(who, "GET", "reports")).body["items"]) is there


async def test_a_sanction_follows_from_a_report_and_holds_in_the_lessons_at_once(
    county: County,
) -> None:
    await report(county, "t1")
    order = {
        "kind": "people", "subject": "centre-teacher", "step": "limit", "reach": "schools",
        "place": CENTRE, "reason": "举报属实", "until": county.database.now() + DAY,
        "report": "t1",
    }  # fmt: skip

    made = await county.ask("clerk", "POST", "sanctions", order)

    assert made.status == 201
    assert county.judged == 1
    listed = (await county.ask("clerk", "GET", "sanctions?in_force=true&search=李centre")).body
    assert [(each["report"], each["subject"]) for each in listed["items"]] == [
        ("t1", "centre-teacher")
    ]
    assert listed["labels"] == {"centre-teacher": "李centre", CENTRE: "centre小学"}
    assert (await county.ask("clerk", "GET", "sanctions?search=王")).body["items"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"step": "limit"}, "until"),
        ({"step": "close", "until": AUGUST * 2}, "until"),
        ({"step": "suspend", "until": 5.0}, "until"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"kind": "nicknames"}, "kind"),
        ({"kind": "devices"}, "step"),
        ({"nickname": "小明"}, ""),
    ],
)
async def test_an_order_that_makes_no_sense_says_what_is_wrong(
    county: County, wrong: dict[str, Any], field: str
) -> None:
    order = {
        "kind": "people", "subject": "centre-teacher", "step": "warn", "reach": "schools",
        "place": CENTRE, "reason": "多次辱骂",
    }  # fmt: skip

    answer = await county.ask("clerk", "POST", "sanctions", order | wrong)

    assert answer.code == "invalid"
    assert answer.problems[0][0] == field


async def test_a_place_that_is_not_one_s_own_is_not_found(county: County) -> None:
    order = {
        "kind": "people", "subject": "centre-teacher", "step": "suspend", "reach": "schools",
        "place": VILLAGE, "reason": "多次辱骂",
    }  # fmt: skip

    assert (await county.ask("clerk", "POST", "sanctions", order)).code == "not_found"
    for reach, place in [("pairings", "village-pairing"), ("regions", "north"), ("lessons", "x")]:
        answer = await county.ask(
            "clerk", "POST", "sanctions", order | {"reach": reach, "place": place}
        )
        assert answer.code == "not_found"
