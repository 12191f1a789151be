"""Five in a hundred of last week's music lessons, none twice, handed out in turn."""

from typing import Any

from classroom.review.sampling import draw, hours_of
from tests.recording.recordings import BEGAN
from tests.web.api.county import CENTRE, NORTH, VILLAGE, ZONE, County
from tests.web.api.shut_lesson import Clock
from tests.web.recordings.taught import DAY, TEACHER, lesson
from tests.web.review.inspecting import begun, filed, id_of

RULE = {"title": "上周音乐课抽 40%", "share": 40.0, "subject": "music", "within": NORTH}
INSPECTORS = ["inspector", "second"]


async def taught(county: County, ids: list[str], at: float = BEGAN) -> None:
    """Let lessons be taught and their recordings sealed."""
    rows = county.recordings.rows
    for number, id in enumerate(ids):
        await lesson(county, id, at=at + number * 60)
        await rows.begun(id, at + number * 60)
        await rows.ended(id, at + number * 60 + 40)
        figures = (await rows.known([id]))[0].figures
        await rows.sealed(id, figures, "")


async def made(county: County, **more: Any) -> str:
    order = RULE | {"inspectors": INSPECTORS} | more
    answer = await county.ask("county", "POST", "samplings", order)
    assert answer.status == 201, answer.body
    return str(answer.body["id"])


async def test_a_draw_is_handed_out_and_can_be_done_again(anywhere: County, clock: Clock) -> None:
    county = anywhere
    ids = [f"m{n}" for n in range(5)]
    await taught(county, ids)
    rule, clock.now = await made(county), clock.now + 7 * DAY

    drawn = await county.ask("county", "POST", f"samplings/{rule}/draws", {})

    assert drawn.status == 201, drawn.body
    chosen = [each["recording"] for each in drawn.body["drawn"]]
    assert len(chosen) == 2  # 40 % of five
    assert [each["inspector"] for each in drawn.body["drawn"]] == INSPECTORS
    whole = await county.ask("auditor", "GET", f"samplings/{rule}/draws/{drawn.body['id']}")
    assert whole.body["frame"] == ids
    assert whole.body["repeats"] is True
    assert draw(drawn.body["seed"], ids, [], 2) == chosen
    again = await county.ask("county", "POST", f"samplings/{rule}/draws", {})
    assert again.code == "nothing_new"
    listed = await county.ask("county", "GET", f"samplings/{rule}/draws")
    assert [each["id"] for each in listed.body["items"]] == [drawn.body["id"]]
    assert listed.body["labels"]["second"] == "second老师"


async def test_none_is_drawn_twice_and_the_share_is_filled_up(county: County, clock: Clock) -> None:
    await taught(county, [f"a{n}" for n in range(5)])
    rule, clock.now = await made(county), clock.now + 7 * DAY
    seen: list[str] = []

    for more in (0, 3, 4):  # recordings that were sealed since
        clock.now += 1
        await taught(county, [f"b{more}{n}" for n in range(more)], BEGAN + 3600 * more)
        answer = await county.ask("county", "POST", f"samplings/{rule}/draws", {})
        seen += [each["recording"] for each in answer.body["drawn"]]

    assert len(seen) == len(set(seen)) == 5  # 40 % of twelve, rounded up
    turns = await county.ask("county", "GET", f"samplings/{rule}/draws")
    given = [each["inspector"] for made in reversed(turns.body["items"]) for each in made["drawn"]]
    assert given == ["inspector", "second", "inspector", "second", "inspector"]


async def test_only_what_the_rule_says_is_drawn_from(county: County, clock: Clock) -> None:
    await taught(county, ["in"])
    await taught(county, ["before"], BEGAN - 14 * DAY)
    clock.now += 7 * DAY

    async def frame(**more: Any) -> Any:
        rule = await made(county, share=100.0, **more)
        answer = await county.ask("county", "POST", f"samplings/{rule}/draws", {})
        return [each["recording"] for each in answer.body.get("drawn", [])]

    assert await frame() == ["in"]
    assert await frame(subject="") == ["in"]
    assert await frame(subject="math") == []
    assert await frame(within=CENTRE) == ["in"]
    assert await frame(within=VILLAGE) == []  # it took part; the centre delivered
    assert await frame(keeping=["incident"]) == []
    assert await frame(grade=3) == []
    old = await made(county, share=100.0)
    day = {"day": "2026-08-25"}
    asked = await county.ask("county", "POST", f"samplings/{old}/draws", day)
    assert [each["recording"] for each in asked.body["drawn"]] == ["before"]
    first, last = hours_of(asked.body["first_day"], asked.body["last_day"], ZONE)
    assert first <= BEGAN - 14 * DAY < last
    later = await county.ask("county", "POST", f"samplings/{old}/draws", {"day": "2099-01-01"})
    assert later.problems == [("day", "to_come")]


async def test_who_makes_rules_and_for_whom(county: County) -> None:
    async def told(who: str, **more: Any) -> Any:
        order = RULE | {"inspectors": INSPECTORS} | more
        answer = await county.ask(who, "POST", "samplings", order)
        return (
            answer.problems if answer.status == 422 else answer.code if answer.status > 299 else 201
        )

    assert await told("inspector") == 201
    assert await told("clerk") == "not_allowed"
    assert await told("village_inspector") == "not_allowed"  # the county is not theirs
    assert await told("county", inspectors=["far_inspector"]) == [
        ("inspectors", "not_an_inspector")
    ]
    assert await told("county", inspectors=[TEACHER]) == [("inspectors", "not_an_inspector")]
    assert await told("county", count=3) == [("share", "one_of_two")]
    listed = (await county.ask("inspector", "GET", "inspectors")).body["items"]
    assert [each["id"] for each in listed] == ["inspector", "second"]
    assert (await county.ask("stranger", "GET", "samplings")).body["items"] == []


async def test_what_was_drawn_waits_until_it_is_begun(county: County, clock: Clock) -> None:
    await taught(county, ["m1", "m2"])
    rule = await made(county, share=100.0, inspectors=["inspector"])
    clock.now += 7 * DAY
    await county.ask("county", "POST", f"samplings/{rule}/draws", {})

    async def waits(who: str) -> dict[str, list[str]]:
        told = (await county.ask(who, "GET", "waiting")).body
        lists = ("drawn", "drafts", "answered", "to_answer", "filed")
        return {
            name: sorted(each["recording"] for each in told[name]) for name in lists if told[name]
        }

    assert await waits("inspector") == {"drawn": ["m1", "m2"]}
    draft = await begun(county, "m1")
    assert await waits("inspector") == {"drawn": ["m2"], "drafts": ["m1"]}
    await county.ask(
        "inspector", "DELETE", f"inspections/{id_of(draft)}", headers={"If-Match": draft.etag}
    )
    assert await waits("inspector") == {"drawn": ["m1", "m2"]}
    await filed(county, "m1")
    assert await waits("inspector") == {"drawn": ["m2"], "filed": ["m1"]}
    assert await waits("lecturer") == {"to_answer": ["m1"]}
    assert await waits("clerk") == {"filed": ["m1"]}
    assert await waits("neighbour") == {}

    covered = await county.ask("clerk", "GET", "inspection-coverage")
    assert covered.body["items"] == [
        {"school": CENTRE, "subject": "music", "recordings": 2, "drawn": 2, "inspected": 1}
    ]
    assert (await county.ask("stranger", "GET", "inspection-coverage")).body["items"] == []
