"""A sheet from its first mark to its end: signed when it is filed, and not changed after that."""

import asyncio
from typing import Any

import sqlalchemy as sa

from classroom.store.tables import audit
from classroom.store.tables.review import inspections, steps
from tests.web.api.county import County
from tests.web.api.shut_lesson import Clock
from tests.web.recordings.taught import DAY, TEACHER, recorded
from tests.web.review.inspecting import FILLED, NOTE, begun, filed, form, id_of, read, step

SAID = {"text": "谢谢，下节课会注意。"}


async def trail(county: County) -> list[tuple[str, str]]:
    """Return who did what with sheets."""
    column = audit.records.c
    query = sa.select(column.actor_id, column.action).where(column.kind == "inspections")
    async with county.database.reading() as connection:
        found = await connection.execute(query.order_by(column.number))
        return [(each.actor_id, each.action) for each in found]


async def by_hand(county: County, statement: str) -> None:
    """Change the database behind the server's back."""
    async with county.database.engine.begin() as connection:
        await connection.exec_driver_sql(statement)


async def rows(county: County) -> dict[sa.Table, list[dict[str, Any]]]:
    async with county.database.reading() as connection:
        return {
            table: [dict(row._mapping) for row in await connection.execute(sa.select(table))]
            for table in (inspections, steps)
        }


async def put_back(county: County, was: dict[sa.Table, list[dict[str, Any]]]) -> None:
    async with county.database.engine.begin() as connection:
        for table in (steps, inspections):
            await connection.execute(sa.delete(table))
        for table, values in was.items():
            await connection.execute(sa.insert(table), values)


async def test_from_the_draft_to_its_end(anywhere: County) -> None:
    county = anywhere
    await recorded(county, "l1")
    await county.ask("inspector", "POST", "recordings/l1/notes", NOTE)
    await county.ask("inspector", "POST", "recordings/l1/notes", NOTE | {"visibility": "private"})

    sheet = await filed(county, "l1")
    told = sheet.body["sheet"]
    assert (told["inspection"]["state"], told["trust"]) == ("filed", "good")
    assert told["filed"]["result"] == 88.0  # (24 + 20) of 50
    assert told["filed"]["head"] == told["head_now"] != ""
    assert [each["visibility"] for each in told["filed"]["notes"]] == ["teacher"]
    assert sheet.body["may"] == ["correct"]
    assert (await step(county, "inspector", sheet, "close", SAID)).code == "not_answered"

    seen = await read(county, "lecturer", sheet)
    assert seen.body["may"] == ["answer"]
    answered = await step(county, "lecturer", seen, "answer", SAID)
    assert answered.body["may"] == []
    mine = await read(county, "inspector", sheet)
    assert mine.body["may"] == ["correct", "close"]
    closed = await step(county, "inspector", mine, "close", {"text": "已当面沟通。"})

    assert closed.body["sheet"]["inspection"]["state"] == "closed"
    assert [each["what"] for each in closed.body["sheet"]["steps"]] == [
        "filed", "answered", "closed"
    ]  # fmt: skip
    assert closed.body["sheet"]["trust"] == "good"
    assert await trail(county) == [
        ("inspector", "begin_inspection"),
        ("inspector", "file_inspection"),
        (TEACHER, "read_inspections"),
        (TEACHER, "read_inspections"),
        (TEACHER, "answer_inspection"),
        ("inspector", "close_inspection"),
    ]


async def test_who_may_read_a_sheet(county: County) -> None:
    await recorded(county, "l1")
    draft = await begun(county, "l1")
    everyone = (
        "inspector", "second", "lecturer", "clerk", "county", "auditor", "neighbour", "colleague",
        "far_inspector", "stranger", "nobody", "token",
    )  # fmt: skip

    async def statuses(sheet: Any) -> dict[str, int]:
        return {who: (await read(county, who, sheet)).status for who in everyone}

    of_a_draft = await statuses(draft)
    sheet = await step(county, "inspector", draft, "", FILLED, "PUT")
    sheet = await step(county, "inspector", sheet, "file")
    of_a_sheet = await statuses(sheet)

    hidden = dict.fromkeys(everyone, 404) | {"nobody": 401, "token": 403}
    assert of_a_draft == hidden | {"inspector": 200}
    reads = ("inspector", "second", "lecturer", "clerk", "county", "auditor")
    assert of_a_sheet == hidden | dict.fromkeys(reads, 200)
    listed = {
        who: len((await county.ask(who, "GET", "inspections")).body["items"])
        for who in ("second", "lecturer", "colleague", "neighbour")
    }
    assert listed == {"second": 1, "lecturer": 1, "colleague": 0, "neighbour": 0}


async def test_a_filed_sheet_is_not_changed_by_anybody(county: County) -> None:
    await recorded(county, "l1")
    sheet = await filed(county, "l1")

    for method, what, body in (("PUT", "", FILLED), ("DELETE", "", None), ("POST", "file", None)):
        assert (await step(county, "inspector", sheet, what, body, method)).code == "wrong_state"
    for who in ("second", "clerk", "county"):
        for what in ("answer", "close"):
            refused = await step(county, who, sheet, what, SAID)
            assert refused.code == "not_allowed", (who, what)


TAMPERED = {
    "a mark": "UPDATE inspections SET document = replace(document, '目标写在黑板上', '写得不清楚')",
    "its result in the list": "UPDATE inspections SET result = 12.0",
    "who filed it": "UPDATE inspections SET inspector = 'second'",
    "whose lesson it was": "UPDATE inspections SET lecturer = 'colleague'",
    "when": "UPDATE inspections SET filed_at = filed_at - 86400",
    "a step that was never taken": "UPDATE inspections SET state = 'closed'",
    "the signature": "UPDATE inspection_steps SET signature = replace(signature, 'a', 'b')",
    "the answer": "UPDATE inspection_steps SET text = '无意见' WHERE number = 2",
    "who answered": "UPDATE inspection_steps SET \"by\" = 'second' WHERE number = 2",
    "the answer, gone": "DELETE FROM inspection_steps WHERE number = 2",
    "all steps, gone": "DELETE FROM inspection_steps",
}


async def test_whatever_is_changed_by_hand_is_seen(county: County) -> None:
    await recorded(county, "l1")
    sheet = await filed(county, "l1")
    await step(county, "lecturer", await read(county, "lecturer", sheet), "answer", SAID)
    was, seen = await rows(county), {}

    for what, statement in TAMPERED.items():
        await by_hand(county, statement)
        seen[what] = (await read(county, "clerk", sheet)).body["sheet"]["trust"]
        await put_back(county, was)

    assert seen == dict.fromkeys(TAMPERED, "altered")
    assert (await read(county, "clerk", sheet)).body["sheet"]["trust"] == "good"


async def test_a_text_that_is_no_sheet_any_more_is_said_to_be_so(county: County) -> None:
    await recorded(county, "l1")
    sheet = await filed(county, "l1")

    await by_hand(county, "UPDATE inspections SET document = '{}'")

    assert (await read(county, "clerk", sheet)).code == "sheet_altered"


async def test_two_tabs_and_nothing_is_lost(county: County) -> None:
    await recorded(county, "l1")
    sheet = await begun(county, "l1")

    first = await step(county, "inspector", sheet, "", FILLED, "PUT")
    late = await step(county, "inspector", sheet, "", {"summary": "另一个标签页"}, "PUT")
    blind = await step(county, "inspector", sheet, "file")

    assert (late.status, late.code) == (412, "changed_meanwhile")
    assert blind.code == "changed_meanwhile"
    there = await read(county, "inspector", sheet)
    assert there.body["sheet"]["draft"]["summary"] == FILLED["summary"]
    assert there.etag == first.etag


async def test_what_is_missing_is_told_before_it_is_filed(county: County) -> None:
    await recorded(county, "l1")
    half = {"marks": [{"item": "goal", "points": 3}]}
    sheet = await step(county, "inspector", await begun(county, "l1"), "", half, "PUT")

    told = await step(county, "inspector", sheet, "file")
    off = {"marks": [{"item": "talk", "points": 7}]}

    assert told.problems == [("marks.talk", "missing"), ("summary", "missing")]
    refused = await step(county, "inspector", sheet, "", off, "PUT")
    assert refused.problems == [("marks[0].points", "not_on_the_scale")]


async def test_a_correction_stands_in_its_place_and_says_why(county: County) -> None:
    await recorded(county, "l1")
    sheet = await filed(county, "l1")
    path = f"inspections/{id_of(sheet)}/correction"
    why = {"why": "第二项误选"}

    draft = await county.ask("inspector", "POST", path, why)
    again = await county.ask("inspector", "POST", path, why)
    content = draft.body["sheet"]["draft"]
    assert again.code == "wrong_state"
    assert content["summary"] == FILLED["summary"]
    content["marks"][1]["points"] = 1
    saved = await step(county, "inspector", draft, "", content, "PUT")
    corrected = await step(county, "inspector", saved, "file")

    old, new = await read(county, "clerk", sheet), await read(county, "clerk", corrected)
    assert old.body["sheet"]["inspection"]["replaced_by"] == id_of(corrected)
    assert (old.body["sheet"]["trust"], new.body["sheet"]["trust"]) == ("good", "good")
    assert old.body["sheet"]["filed"]["result"] == 88.0
    assert new.body["sheet"]["filed"]["result"] == 68.0
    assert new.body["sheet"]["filed"]["why"] == why["why"]
    listed = (await county.ask("clerk", "GET", "inspections")).body["items"]
    assert [each["id"] for each in listed] == [id_of(corrected)]
    all = (await county.ask("clerk", "GET", "inspections?replaced=true")).body["items"]
    assert len(all) == 2
    assert (await read(county, "lecturer", sheet)).body["may"] == []


async def test_a_teacher_who_does_not_answer_holds_nothing_up(county: County, clock: Clock) -> None:
    await recorded(county, "l1")
    sheet = await filed(county, "l1")

    clock.now += 14 * DAY + 1
    closed = await step(county, "inspector", sheet, "close", {"text": "两周内未回复。"})

    assert closed.body["sheet"]["inspection"]["state"] == "closed"
    assert (await step(county, "lecturer", closed, "answer", SAID)).code == "wrong_state"


async def test_who_may_begin_one(county: County) -> None:
    await recorded(county, "l1")
    order = {"recording": "l1", "form": await form(county)}
    got = {}

    for who in ("clerk", "county", "lecturer", "far_inspector", "unsure", "village_inspector"):
        answer = await county.ask(who, "POST", "inspections", order)
        got[who] = answer.status if answer.status == 201 else answer.code

    assert got == {
        "clerk": "not_allowed", "county": "not_allowed", "lecturer": "not_allowed",
        "far_inspector": "not_found", "unsure": "not_verified", "village_inspector": 201,
    }  # fmt: skip


async def test_a_sheet_stays_with_the_form_it_was_begun_with(county: County) -> None:
    await recorded(county, "l1")
    sheet = await begun(county, "l1")
    id = sheet.body["sheet"]["form"]["id"]
    one = f"inspection-forms/{id}"
    shorter = {"zh": "新版", "items": [{"key": "goal", "zh": "目标", "weight": 5}]}

    changed = await county.ask("county", "PUT", one, shorter, headers={"If-Match": '"1"'})
    late = await county.ask("county", "PUT", one, shorter, headers={"If-Match": '"1"'})
    refused = await county.ask("inspector", "PUT", one, {"zh": "x", "items": []})
    retired = await county.ask("county", "DELETE", one, headers={"If-Match": '"2"'})

    assert (changed.body["version"], late.code, retired.status) == (2, "changed_meanwhile", 204)
    assert refused.status in (422, 428)
    saved = await step(county, "inspector", sheet, "", FILLED, "PUT")
    assert saved.body["sheet"]["form"]["version"] == 1
    order = {"recording": "l1", "form": id}
    assert (await county.ask("inspector", "POST", "inspections", order)).code == "wrong_state"
    assert (await county.ask("clerk", "GET", one)).body["retired"] is True
    assert (await county.ask("stranger", "GET", one)).code == "not_found"


async def test_of_what_is_done_at_once_one_thing_happens(anywhere: County) -> None:
    county = anywhere
    await recorded(county, "l1")
    saved = await step(county, "inspector", await begun(county, "l1"), "", FILLED, "PUT")

    filings = await asyncio.gather(*(step(county, "inspector", saved, "file") for _ in range(3)))
    (won,) = (each for each in filings if each.status == 200)
    now = await read(county, "lecturer", won)
    ends = await asyncio.gather(
        *(step(county, "lecturer", now, "answer", SAID) for _ in range(2)),
        step(county, "inspector", now, "close", SAID),
    )

    assert {each.code for each in filings if each is not won} <= {
        "changed_meanwhile",
        "wrong_state",
    }
    assert [each.status for each in ends].count(200) == 1
    told = (await read(county, "inspector", won)).body["sheet"]
    assert [each["what"] for each in told["steps"]] == ["filed", "answered"]
    assert told["trust"] == "good"


async def test_a_sheet_goes_when_its_time_is_over_and_a_hold_keeps_it(
    county: County, clock: Clock
) -> None:
    for id in ("l1", "l2"):
        await recorded(county, id)
    free, held = await filed(county, "l1"), await filed(county, "l2")
    hold = {"reason": "行政复议期间保留", "until": "2039-01-01"}
    assert (await county.ask("county", "POST", "recordings/l2/hold", hold)).status == 201
    filed_at = free.body["sheet"]["inspection"]["filed_at"]

    found = []
    for days in (1099, 1101):
        clock.now = filed_at + days * DAY
        await county.recordings.keeper.look()
        found.append([(await read(county, "inspector", each)).status for each in (free, held)])

    assert found == [[200, 200], [404, 200]]
    assert ("", "forget_inspection") in await trail(county)
