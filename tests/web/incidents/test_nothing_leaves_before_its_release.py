"""A package leaves only once a manager who had no part in it has said to whom and why."""

import pytest

from classroom.accounts.principal import Principal
from classroom.audit.record import Actor, ActorKind
from classroom.audit.seals import Signing
from classroom.incidents.archive import verify
from classroom.permissions import Role
from classroom.register.people import Grant
from classroom.store.audit_key import AuditKey, Keys
from tests.web.api.county import CENTRE, IN, Answer, County
from tests.web.api.shut_lesson import Clock, incident
from tests.web.incidents.test_a_package_is_made import trail

TO = {"receiver": "绿水县公安局网安大队", "reason": "立案调查，公函〔2026〕15 号"}


async def release(county: County, id: str, who: str = "clerk", **other: str) -> Answer:
    return await county.ask(who, "POST", f"incidents/{id}/release", TO | other)


async def take(county: County, id: str, who: str = "clerk") -> Answer:
    return await county.ask(who, "GET", f"incidents/{id}/file")


@pytest.fixture
async def id(county: County, clock: Clock) -> str:
    return await incident(county, clock)


async def test_before_it_every_way_out_is_closed(county: County, id: str) -> None:
    for who in ("clerk", "county", "operator"):
        assert (await take(county, id, who)).code == "not_authorised"
    head = await county.ask("clerk", "HEAD", f"incidents/{id}/file")

    assert head.status == 403
    lesson = (await county.ask("clerk", "GET", "incidents")).body["items"][0]["lesson"]
    assert "take_incident" not in {action for action, _, _ in await trail(county, lesson)}


async def test_after_it_the_signed_file_is_given_and_each_time_recorded(
    county: County, id: str
) -> None:
    released = await release(county, id)
    assert released.status == 200, released.body

    first, again = await take(county, id), await take(county, id, "county")

    assert first.headers["Content-Type"] == "application/zip"
    key: Signing = AuditKey.read(county.key)
    manifest, by = verify(first.body, Keys({key.public}), believe=False)
    assert (manifest.incident, by) == (id, key.public)
    assert again.body == first.body
    found = (await county.ask("clerk", "GET", "incidents")).body["items"][0]
    assert found["state"] == "sent"
    lines = await trail(county, found["lesson"])
    sha = {"incident": id, "sha256": found["sha256"]}
    assert [(a, d) for a, _, d in lines if a.endswith("_incident")] == [
        ("assemble_incident", sha),
        ("release_incident", sha | {"receiver": TO["receiver"], "why": TO["reason"]}),
        ("take_incident", sha),
        ("take_incident", sha),
    ]


async def test_who_when_to_whom_and_why_stand_there(county: County, id: str, clock: Clock) -> None:
    clock.now += 60

    told = (await release(county, id)).body

    assert (told["authorised_by"], told["authorised_at"]) == ("clerk", clock.now)
    assert (told["receiver"], told["reason"]) == (TO["receiver"], TO["reason"])


async def test_nobody_releases_the_package_of_a_lesson_they_took_part_in(
    county: County, id: str
) -> None:
    refused = await release(county, id, "teacher")

    assert refused.code == "took_part"
    assert (await take(county, id)).code == "not_authorised"


async def test_a_person_answers_for_it_and_no_program(county: County, id: str) -> None:
    grants = (Grant(Role.SCHOOL_ADMIN, IN[CENTRE]),)
    program = Actor(kind=ActorKind.TOKEN, id="t1")
    county.who["program"] = Principal(actor=program, grants=grants, verified=True)

    refused = await release(county, id, "program")

    assert refused.code == "not_allowed"


async def test_nobody_else_s_school_sees_or_releases_it(county: County, id: str) -> None:
    for who in ("neighbour", "stranger"):
        assert (await county.ask(who, "GET", "incidents")).body["items"] == []
        for answer in (
            await release(county, id, who),
            await take(county, id, who),
            await county.ask(who, "GET", f"incidents/{id}"),
            await county.ask(who, "GET", f"incidents/{id}/pictures/1"),
        ):
            assert answer.status == 404
    for answer in (await release(county, id, "only_teaches"), await take(county, id, "nobody")):
        assert answer.status in (401, 403)


async def test_it_is_released_once(county: County, id: str) -> None:
    await release(county, id)

    again = await release(county, id, receiver="别的单位")

    assert again.code == "made_already"


@pytest.mark.parametrize("bad", ["", " ", "x", "长" * 201])
async def test_a_release_says_to_whom_and_why(county: County, id: str, bad: str) -> None:
    for field in ("receiver", "reason"):
        assert (await release(county, id, **{field: bad})).status in (400, 422)

    assert (await take(county, id)).code == "not_authorised"


async def test_a_package_that_is_not_what_was_made_does_not_leave(county: County, id: str) -> None:
    await release(county, id)
    path = county.incidents_in / f"{id}.zip"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    altered = await take(county, id)
    path.unlink()

    missing = await take(county, id)

    assert (altered.code, missing.code) == ("incident_damaged", "incident_damaged")
