"""What happened in a recorded lesson, for who reviews it: no pupil, and no more than is theirs."""

import json
from typing import Any

import pytest

from tests.recorded import Room, record, slides
from tests.recording.recordings import BEGAN
from tests.web.api.county import CENTRE, IN, VILLAGE, County
from tests.web.recordings.taught import TEACHER

ROOM, HALL = f"{CENTRE}-room", f"{VILLAGE}-hall"
OF_A_REVIEW = ("timeline", "ink", "slides/none")
POEM = "recordings/poem"


@pytest.fixture
async def poem(county: County) -> County:
    """The poem's lesson, recorded and closed."""
    rooms = [Room(ROOM, "中心小学", IN[CENTRE], TEACHER), Room(HALL, "青山小学", IN[VILLAGE])]
    await record(county.database, county.files_in.parent, rooms, BEGAN)
    await county.recordings.closer.look()
    return county


async def told(county: County, who: str) -> dict[str, Any]:
    answer = await county.ask(who, "GET", f"{POEM}/timeline")
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    found: dict[str, Any] = answer.body
    return found


async def test_the_lesson_is_told_moment_by_moment(poem: County) -> None:
    lesson = await told(poem, "inspector")

    assert [room["name"] for room in lesson["classrooms"]] == ["中心小学", "青山小学"]
    moments = [(each["at"] / 1000 - BEGAN, each["kind"]) for each in lesson["moments"]]
    assert moments == sorted(moments, key=lambda each: each[0])
    (answer,) = [each for each in lesson["moments"] if each["kind"] == "answer"]
    assert (answer["at"], answer["classroom"]) == ((BEGAN + 21) * 1000, HALL)
    assert answer["data"]["reply"]["options"] == [0]
    (closed,) = [each for each in lesson["moments"] if each["kind"] == "question_closed"]
    assert closed["data"]["counted"] == {HALL: [21, 3, 2]}


async def test_pupils_are_counted_and_not_named(poem: County) -> None:
    lesson = await told(poem, "clerk")

    (roll,) = [each for each in lesson["moments"] if each["kind"] == "roll"]
    assert roll["data"] == {"expected": 3, "present": 2, "late": 0, "absent": 1, "on_leave": 0}
    assert '"p2"' not in json.dumps(lesson)


async def test_what_was_taken_from_the_chat_is_for_who_reads_reports(poem: County) -> None:
    said = {}

    for who in ("lecturer", "inspector", "clerk"):
        lesson = await told(poem, who)
        remarks = [each["data"] for each in lesson["moments"] if each["kind"] == "said"]
        said[who] = [(each["text"], "gone_at" in each) for each in remarks]
        assert lesson["all_remarks"] is (who == "clerk")

    heard = ("我们听得很清楚", False)
    assert said == {
        "lecturer": [heard],
        "inspector": [heard],
        "clerk": [heard, ("不该说的话", True)],
    }


async def test_ink_and_slides_come_as_they_were(poem: County) -> None:
    ink = (await poem.ask("inspector", "GET", f"{POEM}/ink")).body["entries"]
    (file,) = (await told(poem, "inspector"))["files"]
    path = f"{POEM}/slides/{file['id']}"
    page = await poem.ask("inspector", "GET", path)
    (poem.files_in / "poem" / file["id"]).unlink()  # its time is over

    kinds = [(each["type"], each["surface"].partition(":")[0]) for each in ink]
    assert kinds == [("Drew", "slides"), ("Took", "slides"), ("Drew", "board"), ("Drew", "board")]
    assert (file["kept"], file["pages"]) == (True, 3)
    assert (page.status, page.headers["Content-Length"]) == (200, str(len(slides())))
    assert (await poem.ask("inspector", "GET", path)).status == 404
    assert not (await told(poem, "inspector"))["files"][0]["kept"]


@pytest.mark.parametrize("what", OF_A_REVIEW)
async def test_who_may_not_watch_is_told_nothing_of_it(poem: County, what: str) -> None:
    got = {
        who: (await poem.ask(who, "GET", f"{POEM}/{what}")).status
        for who in ("auditor", "county", "unsure", "token", "far_inspector", "nobody")
    }

    assert got == {
        "auditor": 403,
        "county": 403,
        "unsure": 403,
        "token": 403,
        "far_inspector": 404,
        "nobody": 401,
    }
