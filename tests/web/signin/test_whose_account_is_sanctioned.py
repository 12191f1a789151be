"""Whose account is sanctioned: signed out at once, let in again by time or by a hand, and told."""

from typing import Any

import pytest

from classroom.audit.record import Actor, ActorKind
from classroom.register.scope import EVERYTHING
from classroom.sanctions.sanction import Reach, Sanction, Step, SubjectKind
from classroom.store.sanctions import _keep
from classroom.store.tables.accounts import one_time_links
from tests.web.signin.house import API, PASSWORD, Browser, House

DAY = 86_400.0
ENTRY = {"login": "teacher", "password": PASSWORD}
STANDING = f"{API}/account/standing"
LEFT_LINES = {
    ("POST", f"{STANDING}/warnings/{{id}}"),
    ("DELETE", f"{STANDING}/kept-out/{{id}}"),
}


@pytest.fixture
async def head(town: House) -> Browser:
    return await town.admin("head")


async def order(town: House, login: str, step: str, **more: Any) -> dict[str, Any]:
    """A sanction on somebody in the head's school."""
    teacher = await town.id("teacher")
    async with town.database.reading() as connection:
        from classroom.store import accounts

        person = await accounts.person_in(connection, teacher, EVERYTHING)
    school = person.scope.strip("/").rpartition("/")[2]
    return {
        "kind": "people",
        "subject": await town.id(login),
        "step": step,
        "reach": "schools",
        "place": school,
        "reason": "多次在课堂上辱骂学生",
    } | more


async def test_a_suspended_account_is_out_and_does_not_sign_in_until_its_time(
    town: House, head: Browser
) -> None:
    teacher = town.browser()
    signed_in = await teacher.sign_in("teacher")
    until = town.clock.now() + DAY

    await head.ask(
        "POST", "/sanctions", await order(town, "teacher", "suspend", until=until), status=201
    )

    assert signed_in["session"] in town.ended
    assert (await teacher.session())["step"] == "password"
    assert await teacher.refused("POST", "/session", ENTRY) == "suspended"
    assert await town.audited("impose_sanction") != []
    town.clock.go(DAY)
    assert (await teacher.sign_in("teacher"))["step"] == "done"


async def test_a_wrong_password_is_not_told_that_the_account_is_suspended(
    town: House, head: Browser
) -> None:
    await head.ask("POST", "/sanctions", await order(town, "teacher", "suspend"), status=201)

    wrong = ENTRY | {"password": "not-the-password"}
    assert await town.browser().refused("POST", "/session", wrong) == "wrong_sign_in"


async def test_a_closed_account_has_no_links_any_more_and_lifting_says_why(
    town: House, head: Browser
) -> None:
    teacher = town.browser()
    await head.ask("POST", f"/people/{await town.id('teacher')}/invitation", status=201)
    links = await town.count(one_time_links)

    closed = await head.ask("POST", "/sanctions", await order(town, "teacher", "close"), status=201)

    assert await town.count(one_time_links) == links - 1
    assert await teacher.refused("POST", "/session", ENTRY) == "suspended"
    path = f"/sanctions/{closed['id']}/lifting"
    assert await head.refused("POST", path, {"reason": ""}) == "invalid"
    await head.ask("POST", path, {"reason": "核实有误"}, status=204)
    await teacher.sign_in("teacher")
    [listed] = (await head.ask("GET", "/sanctions"))["items"]
    assert (listed["lift_reason"], listed["lifted_by"]) == ("核实有误", await town.id("head"))


async def test_a_limited_account_still_signs_in(town: House, head: Browser) -> None:
    until = town.clock.now() + DAY
    limit = await order(town, "teacher", "limit", until=until)
    await head.ask("POST", "/sanctions", limit, status=201)

    assert (await town.browser().sign_in("teacher"))["step"] == "done"


async def test_another_school_s_account_is_kept_out_of_ours_and_signs_in_at_home(
    town: House, head: Browser
) -> None:
    await head.ask("POST", "/sanctions", await order(town, "assistant", "suspend"), status=201)

    assert (await town.browser().sign_in("assistant"))["step"] == "done"


@pytest.mark.parametrize(("login", "code"), [("head", "not_oneself"), ("nobody", "not_found")])
async def test_nobody_sanctions_themselves_or_nobody(
    town: House, head: Browser, login: str, code: str
) -> None:
    wrong = await order(town, "head", "suspend")
    if login == "nobody":
        wrong["subject"] = "0" * 16

    assert await head.refused("POST", "/sanctions", wrong) == code


async def test_a_school_bars_nobody_above_it(town: House) -> None:
    county = await town.admin("county")
    operator = await order(town, "operator", "suspend", reach="regions")
    operator["place"] = (await town.regions())[0]

    assert await county.refused("POST", "/sanctions", operator) == "not_allowed"


@pytest.mark.parametrize("login", ["teacher", "assistant"])
async def test_teachers_sanction_nobody_and_read_of_nobody_s(town: House, login: str) -> None:
    page = town.browser()
    await page.sign_in(login)

    sanction = await order(town, "teacher", "warn")
    assert await page.refused("POST", "/sanctions", sanction) == "not_allowed"
    assert await page.refused("GET", "/sanctions") == "not_allowed"
    assert await page.refused("GET", "/reports") == "not_allowed"


async def test_a_warning_waits_until_its_person_has_read_it(town: House, head: Browser) -> None:
    warning = await head.ask("POST", "/sanctions", await order(town, "teacher", "warn"), status=201)
    teacher, other = town.browser(), town.browser()
    await teacher.sign_in("teacher")
    await other.sign_in("assistant")

    [told] = (await teacher.ask("GET", "/account/standing"))["sanctions"]
    assert (told["step"], told["reason"]) == ("warn", "多次在课堂上辱骂学生")
    path = f"/account/standing/warnings/{warning['id']}"
    assert await other.refused("POST", path) == "not_found"
    await teacher.ask("POST", path, status=204)

    assert (await teacher.ask("GET", "/account/standing"))["sanctions"] == []
    assert await town.audited("read_warning") == [(warning["id"], "ok")]
    [listed] = (await head.ask("GET", "/sanctions"))["items"]
    assert listed["seen_at"] == town.clock.now()


async def test_a_lecturer_lets_in_again_whom_they_put_out_and_nobody_else_s(town: House) -> None:
    teacher, other = town.browser(), town.browser()
    await teacher.sign_in("teacher")
    await other.sign_in("assistant")
    kept = Sanction(
        id="kept1", kind=SubjectKind.PERSON, subject=await town.id("assistant"), step=Step.SUSPEND,
        reach=Reach.PAIRING, place="p1", scope="/", reason="removed_from_lesson", until=None,
        made_at=town.clock.now(), made_by=await town.id("teacher"), lesson="l1", classroom="c1",
    )  # fmt: skip
    async with town.database.writing(Actor(kind=ActorKind.PERSON, id="teacher")) as writing:
        await _keep(writing, kept)

    [listed] = (await teacher.ask("GET", "/account/standing"))["kept_out"]
    assert listed["id"] == "kept1"
    path = "/account/standing/kept-out/kept1"
    assert await other.refused("DELETE", path) == "not_found"
    await teacher.ask("DELETE", path, status=204)

    assert (await teacher.ask("GET", "/account/standing"))["kept_out"] == []
    assert await town.audited("lift_sanction") == [("kept1", "ok")]
