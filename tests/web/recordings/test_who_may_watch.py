"""Who may know of a recording, read its proofs, and watch it; and who looked is known."""

import pytest

from tests.web.api.county import CENTRE, IN, VILLAGE, County
from tests.web.api.shut_lesson import Clock
from tests.web.recordings.taught import TEACHER, lesson, recorded, said

LISTED, PROOF, WATCHED = "recordings/l1", "recordings/l1/manifest", "recordings/l1/files/1-1.mp4"
SEES_IT = ("lecturer", "clerk", "neighbour", "inspector", "village_inspector")
KNOWS_OF_IT = ("county", "operator", "auditor", "unsure")
KNOWS_NOTHING = ("stranger", "far_inspector", "colleague", "researcher")


async def test_each_sees_as_much_as_is_theirs(county: County) -> None:
    await recorded(county, "l1")
    got = {}

    for who in (*SEES_IT, *KNOWS_OF_IT, *KNOWS_NOTHING):
        answers = [await county.ask(who, "GET", path) for path in (LISTED, PROOF, WATCHED)]
        got[who] = tuple(each.status for each in answers)
        listed = (await county.ask(who, "GET", "recordings")).body["items"]
        assert [each["id"] for each in listed] == ([] if who in KNOWS_NOTHING else ["l1"]), who
        if who not in KNOWS_NOTHING:
            assert answers[0].body["may_watch"] is (who in SEES_IT)

    assert got == {
        **dict.fromkeys(SEES_IT, (200, 200, 200)),
        **dict.fromkeys(KNOWS_OF_IT, (200, 200, 403)),
        **dict.fromkeys(KNOWS_NOTHING, (404, 404, 404)),
    }


@pytest.mark.parametrize("what", ["index", "files/1-1.mp4", "tracks/1/playlist.m3u8"])
async def test_no_program_and_nobody_watches(county: County, what: str) -> None:
    await recorded(county, "l1")

    for who, status in (("token", 403), ("nobody", 401), ("auditor", 403), ("county", 403)):
        answer = await county.ask(who, "GET", f"recordings/l1/{what}")
        assert answer.status == status, who
    assert "watch_recording" not in [action for _, action in await said(county, "l1")]


async def test_a_lesson_by_links_is_for_those_who_see_everything(county: County) -> None:
    await recorded(county, "l1", planned=False)

    assert (await county.ask("operator", "GET", LISTED)).status == 200
    for who in ("county", "clerk", "inspector", "lecturer"):
        assert (await county.ask(who, "GET", LISTED)).status == 404


async def test_a_look_is_on_record_once_an_hour_and_the_school_sees_it(
    county: County, clock: Clock
) -> None:
    await recorded(county, "l1")

    for _ in range(3):
        await county.ask("lecturer", "GET", "recordings/l1/index")
        await county.ask("clerk", "GET", WATCHED)
    clock.now += 3600
    await county.ask("lecturer", "GET", WATCHED)

    looks = [each for each in await said(county, "l1") if each[1] == "watch_recording"]
    assert looks == [
        (TEACHER, "watch_recording"), ("clerk", "watch_recording"), (TEACHER, "watch_recording")
    ]  # fmt: skip
    told = await county.ask("neighbour", "GET", "recordings/l1/views?limit=2")
    assert [each["person"] for each in told.body["items"]] == [TEACHER, TEACHER]
    assert told.body["labels"][TEACHER] == "李老师"
    after = told.body["after"]
    rest = await county.ask("neighbour", "GET", f"recordings/l1/views?limit=2&after={after}")
    assert [each["person"] for each in rest.body["items"]] == ["clerk"]
    assert (await county.ask("inspector", "GET", "recordings/l1/views")).code == "not_allowed"


async def test_lists_are_narrowed_and_come_page_by_page(county: County) -> None:
    for number in range(3):
        await recorded(county, f"l{number}", at=1_788_228_000.0 + number * 60)
    await lesson(county, "live", at=1_788_229_000.0)
    await county.recordings.rows.begun("live", 1_788_229_000.0)

    async def ids(query: str, who: str = "clerk") -> list[str]:
        found = await county.ask(who, "GET", f"recordings?{query}")
        return [each["id"] for each in found.body["items"]]

    first = await county.ask("clerk", "GET", "recordings?limit=3")
    after = first.body["after"]
    assert [each["id"] for each in first.body["items"]] == ["live", "l2", "l1"]
    assert await ids(f"limit=3&after={after}") == ["l0"]
    assert await ids("state=recording") == ["live"]
    assert await ids("search=L2") == ["l2"]
    assert await ids("subject=music&from=1788228060&to=1788228120") == ["l1"]
    assert await ids("subject=art") == []
    assert await ids(f"within={VILLAGE}", "inspector") == ["live", "l2", "l1", "l0"]
    assert await ids("own=true", "lecturer") == ["live", "l2", "l1", "l0"]
    assert await ids("own=true", "clerk") == []
    assert (await county.ask("clerk", "GET", f"recordings?within={VILLAGE}")).status == 404
    assert (await county.ask("clerk", "GET", "recordings?after=x")).code == "bad_page"
    assert first.body["labels"][CENTRE] == f"{CENTRE}小学"
    assert first.body["items"][0]["schools"] == [IN[CENTRE], IN[VILLAGE]]
