"""Whoever else is to watch: asked for and granted by somebody else, or published, for a time."""

from typing import Any

import pytest
import sqlalchemy as sa

from classroom.register.people import Consent
from classroom.store.tables import audit
from classroom.store.tables.planned import seats
from classroom.store.tables.register import TABLES
from tests.web.api.county import CENTRE, VILLAGE, Answer, County
from tests.web.api.shut_lesson import Clock
from tests.web.recordings.taught import DAY, ENDED, recorded, said

ONE, INDEX = "recordings/l1", "recordings/l1/index"
LECTURERS, HALLS = "recordings/l1/files/1-1.mp4", "recordings/l1/files/2-1.webm"
WHAT_FOR = {"purpose": "下学期音乐课的教研备课参考", "days": 7}
YES, NO = {"approve": True}, {"approve": False, "reason": "与工作无关"}
TO_ALL: dict[str, Any] = {"audience": "everybody", "until": ENDED + 30 * DAY}


async def ask(county: County, who: str, id: str = "l1") -> Answer:
    return await county.ask(who, "POST", f"recordings/{id}/grants", WHAT_FOR)


async def statuses(county: County, who: str) -> list[int]:
    """Return what somebody is answered who asks for the recording, and for each track's bytes."""
    paths = (ONE, INDEX, LECTURERS, HALLS)
    return [(await county.ask(who, "GET", path)).status for path in paths]


async def granted(county: County, who: str, by: str = "clerk") -> str:
    id = str((await ask(county, who)).body["grant"]["id"])
    answer = await county.ask(by, "POST", f"recordings/grants/{id}/decision", YES)
    assert (answer.status, answer.body["state"]) == (200, "granted")
    return id


async def published(county: County, **more: Any) -> Answer:
    assert (await county.ask("inspector", "POST", f"{ONE}/review")).status == 200
    return await county.ask("clerk", "PUT", f"{ONE}/publication", TO_ALL | more)


async def test_a_grant_opens_it_for_its_time_and_the_trail_has_who_approved(
    county: County, clock: Clock
) -> None:
    await recorded(county, "l1")
    assert await statuses(county, "researcher") == [404] * 4
    waiting = (await ask(county, "researcher")).body
    assert (waiting["state"], waiting["title"]) == ("asked", "")
    assert await statuses(county, "researcher") == [404] * 4
    (listed,) = (await county.ask("neighbour", "GET", "recordings/grants?which=waiting")).body[
        "items"
    ]
    assert listed["grant"]["purpose"] == WHAT_FOR["purpose"]
    assert (listed["title"], listed["may_decide"]) == ("音乐 l1", True)

    id = waiting["grant"]["id"]
    decided = await county.ask("neighbour", "POST", f"recordings/grants/{id}/decision", YES)

    assert decided.body["grant"]["until"] == clock.now + 7 * DAY
    assert await statuses(county, "researcher") == [200] * 4
    told = (await county.ask("researcher", "GET", ONE)).body
    assert (told["sees"], told["until"], told["recording"]["shelf"]) == (
        "all",
        clock.now + 7 * DAY,
        "",
    )
    looks = (await county.ask("clerk", "GET", f"{ONE}/views")).body["items"]
    assert [(each["person"], each["under"]) for each in looks] == [("researcher", id)]
    assert await said(county, "l1") == [
        ("", "seal_recording"), ("researcher", "ask_to_watch"),
        ("neighbour", "decide_watching"), ("researcher", "watch_recording"),
    ]  # fmt: skip
    assert f'"grant":"{id}"' in await detail(county, "decide_watching")
    assert '"asked_by":"researcher"' in await detail(county, "decide_watching")
    assert f'"under":"{id}"' in await detail(county, "watch_recording")
    assert (await county.ask("researcher", "GET", f"{ONE}/manifest")).code == "not_allowed"

    clock.now += 7 * DAY
    assert await statuses(county, "researcher") == [404] * 4
    (own,) = (await county.ask("researcher", "GET", "recordings/grants")).body["items"]
    assert (own["state"], own["title"]) == ("expired", "音乐 l1")


async def detail(county: County, action: str) -> str:
    query = sa.select(audit.records.c.detail).where(audit.records.c.action == action)
    async with county.database.reading() as connection:
        return str(await connection.scalar(query))


@pytest.mark.parametrize("who", ["county", "auditor", "colleague", "stranger"])
async def test_no_office_but_watching_sees_pictures_without_a_grant(
    county: County, who: str
) -> None:
    await recorded(county, "l1")
    before = await statuses(county, who)
    assert before[1:] in ([403] * 3, [404] * 3)

    id = await granted(county, who)

    assert await statuses(county, who) == [200] * 4
    assert (await county.ask("clerk", "DELETE", f"recordings/grants/{id}")).body[
        "state"
    ] == "revoked"
    assert await statuses(county, who) == before  # with the next request
    assert (await ask(county, who)).status == 201  # they may ask again


async def test_nobody_decides_on_their_own_and_only_who_may(county: County) -> None:
    await recorded(county, "l1")
    id = (await ask(county, "county")).body["grant"]["id"]
    decision = f"recordings/grants/{id}/decision"

    own = await county.ask("county", "POST", decision, YES)
    assert (own.status, own.code) == (403, "not_oneself")
    for who in ("stranger", "inspector", "auditor", "researcher", "lecturer"):
        assert (await county.ask(who, "POST", decision, YES)).status == 404, who
        assert (await county.ask(who, "DELETE", f"recordings/grants/{id}")).status == 404
    assert (await county.ask("operator", "POST", decision, {"approve": False})).code == (
        "reason_needed"
    )
    refused = await county.ask("operator", "POST", decision, NO)
    assert (refused.body["state"], refused.body["grant"]["reason"]) == ("refused", NO["reason"])
    assert (await county.ask("clerk", "POST", decision, YES)).code == "grant_decided"
    assert await statuses(county, "county") == [200, 403, 403, 403]
    waits = await county.ask("clerk", "GET", "recordings/grants?which=waiting")
    over = await county.ask("clerk", "GET", "recordings/grants?which=decided")
    assert (waits.body["items"], len(over.body["items"])) == ([], 1)


async def test_asking_tells_nobody_which_recordings_there_are(county: County) -> None:
    await recorded(county, "l1")

    there, nowhere = await ask(county, "researcher"), await ask(county, "researcher", "l-none")

    def known(answer: Answer) -> dict[str, Any]:
        told = dict(answer.body)
        told["grant"] = told["grant"] | {"id": "", "recording": ""}
        return told

    assert (there.status, known(there)) == (nowhere.status, known(nowhere))
    own = (await county.ask("researcher", "GET", "recordings/grants")).body["items"]
    assert [each["title"] for each in own] == ["", ""]
    assert [(await ask(county, "researcher", id)).code for id in ("l1", "l-none")] == (
        ["grant_open"] * 2
    )
    waits = (await county.ask("operator", "GET", "recordings/grants?which=waiting")).body["items"]
    assert [each["grant"]["recording"] for each in waits] == ["l1"]


async def test_asking_has_its_limits(county: County) -> None:
    await recorded(county, "l1")

    assert (await ask(county, "clerk")).code == "no_need"
    assert (await ask(county, "unsure")).code == "not_verified"
    assert (await county.ask("token", "POST", f"{ONE}/grants", WHAT_FOR)).code == "not_allowed"
    short = await county.ask("researcher", "POST", f"{ONE}/grants", WHAT_FOR | {"purpose": "看看"})
    long = await county.ask("researcher", "POST", f"{ONE}/grants", WHAT_FOR | {"days": 31})
    assert (short.code, long.code) == ("invalid", "invalid")
    for number in range(10):
        assert (await ask(county, "researcher", f"x{number}")).status == 201
    assert (await ask(county, "researcher")).code == "too_many_open"
    page = await county.ask("researcher", "GET", "recordings/grants?limit=6")
    rest = await county.ask(
        "researcher", "GET", f"recordings/grants?limit=6&after={page.body['after']}"
    )
    assert len({each["grant"]["id"] for p in (page, rest) for each in p.body["items"]}) == 10
    back = page.body["items"][0]["grant"]["id"]
    ended = await county.ask("researcher", "DELETE", f"recordings/grants/{back}")
    assert ended.body["state"] == "withdrawn"
    assert (await ask(county, "researcher")).status == 201


async def test_what_is_published_has_no_pupils_in_it(county: County, clock: Clock) -> None:
    await recorded(county, "l1")
    early = await county.ask("clerk", "PUT", f"{ONE}/publication", TO_ALL)
    assert early.code == "not_reviewed"
    assert (await county.ask("teacher", "POST", f"{ONE}/review")).code == "took_part"
    whole = (await county.ask("lecturer", "GET", INDEX)).body

    assert (await published(county)).body["state"] == "published"

    for who in ("colleague", "stranger", "far_inspector", "researcher", "county", "auditor"):
        assert await statuses(county, who) == [200, 200, 200, 404], who
    index = (await county.ask("researcher", "GET", INDEX)).body
    assert [track["track"] for track in index["tracks"]] == [1]
    assert [track["track"] for track in whole["tracks"]] == [1, 2]
    assert 0 < index["bytes"] < whole["bytes"]
    told = (await county.ask("researcher", "GET", ONE)).body
    assert (told["sees"], [t["track"] for t in told["tracks"]]) == ("without_pupils", [1])
    assert (
        await county.ask("researcher", "GET", f"{ONE}/tracks/2/playlist.m3u8")
    ).code == "not_found"
    assert await statuses(county, "unsure") == [200, 403, 403, 403]
    assert await statuses(county, "inspector") == [200] * 4
    listed = (await county.ask("stranger", "GET", "recordings?published=true")).body["items"]
    assert [each["id"] for each in listed] == ["l1"]
    assert (await county.ask("stranger", "GET", "recordings")).body["items"] == []
    assert (await county.ask("unsure", "GET", "recordings?published=true")).body["items"] == []

    clock.now = TO_ALL["until"]
    assert await statuses(county, "researcher") == [404] * 4
    assert (await county.ask("stranger", "GET", "recordings?published=true")).body["items"] == []
    state = (await county.ask("county", "GET", f"{ONE}/publication")).body["state"]
    assert state == "expired"


async def test_it_is_closed_by_any_school_that_took_part_with_the_next_request(
    county: County,
) -> None:
    await recorded(county, "l1")
    to_schools = await published(county, audience="schools")
    assert to_schools.body["publication"]["published_by"] == "clerk"
    assert await statuses(county, "colleague") == [200, 200, 200, 404]
    assert await statuses(county, "researcher") == [404] * 4  # of no school that took part
    assert (await county.ask("neighbour", "PUT", f"{ONE}/publication", TO_ALL)).status == 403

    closed = await county.ask("neighbour", "DELETE", f"{ONE}/publication")

    assert (closed.body["state"], closed.body["may_withdraw"]) == ("withdrawn", True)
    assert await statuses(county, "colleague") == [404] * 4
    steps = [each for each in await said(county, "l1") if each[0]]
    assert [each for each in steps if each[1] != "watch_recording"] == [
        ("inspector", "review_recording"), ("clerk", "publish_recording"),
        ("neighbour", "withdraw_publication"),
    ]  # fmt: skip


async def test_what_was_deleted_is_open_to_nobody(county: County) -> None:
    await recorded(county, "l1")
    await published(county)
    await granted(county, "researcher")

    await county.ask("county", "DELETE", ONE, {"reason": "保存期满，提前删除"})

    assert await statuses(county, "researcher") == [404] * 4
    assert await statuses(county, "clerk") == [200, 410, 410, 410]


async def test_what_becomes_an_incident_is_published_no_more(county: County) -> None:
    await recorded(county, "l1")
    await published(county)
    assert await statuses(county, "researcher") == [200, 200, 200, 404]

    kept = await county.ask("county", "PATCH", ONE, {"keeping": "incident"})

    assert kept.status == 200, kept.body
    assert await statuses(county, "researcher") == [404] * 4
    listed = await county.ask("stranger", "GET", "recordings?published=true")
    assert listed.body["items"] == []
    assert await statuses(county, "inspector") == [200] * 4


async def test_a_wish_for_no_recording_is_forgotten_when_nobody_can_decide_on_it(
    county: County, clock: Clock
) -> None:
    await recorded(county, "l1")
    for id in ("l1", "l-none"):
        await ask(county, "researcher", id)

    for days, left in ((29, {"l1", "l-none"}), (1, {"l1"})):
        clock.now += days * DAY
        await county.recordings.keeper.look()
        own = (await county.ask("researcher", "GET", "recordings/grants")).body["items"]
        assert {each["grant"]["recording"] for each in own} == left


class TestPupilsByPolicyAndConsent:
    """The server allows pupils' tracks in what is published."""

    @pytest.fixture
    def publish_pupils(self) -> bool:
        return True

    async def test_they_are_in_while_every_guardian_agrees(self, county: County) -> None:
        await recorded(county, "l1")
        await sit(county)
        await say(county, Consent.UNASKED)
        assert (await published(county, pupils=True)).code == "pupils_not_agreed"
        await say(county, Consent.GIVEN)

        told = await published(county, pupils=True)

        assert told.body["pupils_may"] is True
        assert await statuses(county, "researcher") == [200, 200, 200, 200]
        await say(county, Consent.WITHDRAWN)
        assert await statuses(county, "researcher") == [200, 200, 200, 404]


async def test_without_the_policy_no_consent_is_enough(county: County) -> None:
    await recorded(county, "l1")
    await sit(county)
    await say(county, Consent.GIVEN)

    assert (await published(county, pupils=True)).code == "pupils_not_agreed"
    assert await statuses(county, "researcher") == [404] * 4


async def sit(county: County) -> None:
    """Let the village's class have sat in the hall."""
    async with county.database.engine.begin() as connection:
        hall = sa.update(seats).where(seats.c.lesson == "l1", seats.c.place == 1)
        await connection.execute(hall.values(school_class=f"{VILLAGE}-class"))


async def say(county: County, consent: Consent) -> None:
    pupils = TABLES["pupils"]
    async with county.database.engine.begin() as connection:
        for school in (CENTRE, VILLAGE):
            one = sa.update(pupils).where(pupils.c.id == f"{school}-pupil")
            await connection.execute(one.values(consent=consent.value))
