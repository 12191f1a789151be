"""Notes pinned to a recording: who may read which, who may change which, and none is lost."""

import pytest

from classroom.permissions import Role
from tests.recording.recordings import BEGAN
from tests.web.api.county import IN, NORTH, County, person
from tests.web.recordings.taught import recorded
from tests.web.review.inspecting import NOTE

NOTES = "recordings/l1/notes"
# who: what they see of an inspector's notes of each visibility
SEEN = {
    "inspector": {"private", "teacher", "research"},  # who wrote them
    "lecturer": {"teacher"},
    "second": {"research"},  # another inspector of the county
    "village_inspector": {"research"},  # of a school that took part
    "clerk": set(),  # watches, and reads no notes
    "neighbour": set(),
}
# who: may not even ask, and what they are told
KEPT_OUT = {
    "county": "not_allowed",
    "auditor": "not_allowed",
    "unsure": "not_allowed",
    "token": "not_allowed",
    "nobody": "not_signed_in",
    "far_inspector": "not_found",
    "colleague": "not_found",
    "researcher": "not_found",
}


async def wrote(county: County) -> dict[str, str]:
    """Let an inspector write one note of each visibility; return their ids."""
    await recorded(county, "l1")
    ids = {}
    for visibility in ("private", "teacher", "research"):
        order = NOTE | {"visibility": visibility, "text": visibility}
        made = await county.ask("inspector", "POST", NOTES, order)
        assert made.status == 201, made.body
        ids[visibility] = made.body["id"]
    return ids


async def test_each_reads_what_is_for_them(county: County) -> None:
    await wrote(county)
    got = {}

    for who in (*SEEN, *KEPT_OUT):
        answer = await county.ask(who, "GET", NOTES)
        is_read = answer.status == 200
        got[who] = {each["text"] for each in answer.body["items"]} if is_read else answer.code

    assert got == SEEN | KEPT_OUT


async def test_a_researcher_who_is_let_watch_reads_the_group_s_notes(county: County) -> None:
    await wrote(county)
    county.who["member"] = person(
        "member", (Role.RESEARCHER, IN[NORTH]), (Role.SCHOOL_ADMIN, IN[NORTH])
    )

    told = (await county.ask("member", "GET", NOTES)).body

    assert [each["visibility"] for each in told["items"]] == ["research"]
    assert told["readable"] == ["research"]
    assert told["labels"]["inspector"] == "inspector老师"


@pytest.mark.parametrize("who", ["lecturer", "second", "clerk"])
async def test_nobody_else_changes_a_note(county: County, who: str) -> None:
    ids = await wrote(county)
    was_read = {"If-Match": '"1"'}

    for id in ids.values():
        one = f"{NOTES}/{id}"
        changed = await county.ask(who, "PUT", one, NOTE | {"text": "改了"}, headers=was_read)
        removed = await county.ask(who, "DELETE", one, headers=was_read)
        assert (changed.code, removed.code) == ("not_found", "not_found")

    kept = (await county.ask("inspector", "GET", NOTES)).body["items"]
    assert {each["text"] for each in kept} == {"private", "teacher", "research"}


async def test_two_tabs_do_not_overwrite_one_another(county: County) -> None:
    one = f"{NOTES}/{(await wrote(county))['private']}"
    first = NOTE | {"text": "第一个标签页写的", "start": BEGAN + 4, "end": BEGAN + 6}
    was_read = {"If-Match": '"1"'}

    kept = await county.ask("inspector", "PUT", one, first, headers=was_read)
    late = await county.ask("inspector", "PUT", one, NOTE | {"text": "第二个"}, headers=was_read)

    assert (kept.status, kept.etag) == (200, '"2"')
    assert (late.status, late.code) == (412, "changed_meanwhile")
    assert (await county.ask("inspector", "PUT", one, first)).code == "version_missing"
    there = (await county.ask("inspector", "GET", NOTES)).body["items"]
    assert [each["end"] for each in there if each["text"] == first["text"]] == [BEGAN + 6]


async def test_a_note_lies_in_the_recording_and_is_bounded(county: County) -> None:
    await wrote(county)

    async def told(**change: object) -> object:
        answer = await county.ask("inspector", "POST", NOTES, NOTE | change)
        return answer.problems if answer.status == 422 else answer.status

    assert await told(start=BEGAN - 600) == [("start", "not_recorded_then")]
    assert await told(start=BEGAN + 8 * 3600) == [("start", "not_recorded_then")]
    assert await told(end=BEGAN - 1) == [("end", "before_start")]
    assert await told(end=BEGAN + 3600) == [("end", "not_recorded_then")]
    assert await told(text="  \n") == [("text", "too_short")]
    assert await told(text="字" * 2001) == [("text", "wrong")]
    assert await told(start=None) == [("start", "wrong")]


async def test_notes_come_by_time_page_by_page_and_once_under_a_key(county: County) -> None:
    await wrote(county)
    late = NOTE | {"start": BEGAN + 9, "text": "晚"}
    key = {"Idempotency-Key": "n1"}
    made = [await county.ask("inspector", "POST", NOTES, late, headers=key) for _ in range(2)]
    early = await county.ask("inspector", "POST", NOTES, NOTE | {"start": BEGAN, "text": "早"})

    first = (await county.ask("inspector", "GET", f"{NOTES}?limit=3")).body
    rest = (await county.ask("inspector", "GET", f"{NOTES}?limit=3&after={first['after']}")).body

    assert made[0].body == made[1].body
    assert first["items"][0]["id"] == early.body["id"]
    assert [each["text"] for each in rest["items"]][-1] == "晚"
    assert len(first["items"] + rest["items"]) == 5
    assert rest["after"] is None
    only = (await county.ask("inspector", "GET", f"{NOTES}?visibility=private")).body
    assert [each["text"] for each in only["items"]] == ["private"]
    assert (await county.ask("inspector", "GET", f"{NOTES}?after=x")).code == "bad_page"


async def test_notes_go_with_their_recording(county: County) -> None:
    await wrote(county)

    gone = await county.ask("operator", "DELETE", "recordings/l1", {"reason": "录像作废"})

    assert gone.status == 200, gone.body
    assert (await county.ask("inspector", "GET", NOTES)).code == "recording_gone"
    async with county.database.reading() as connection:
        rows = await connection.exec_driver_sql("SELECT count(*) FROM recording_notes")
        assert rows.scalar() == 0
