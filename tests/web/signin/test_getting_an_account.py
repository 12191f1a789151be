"""How somebody gets an account: the set-up link, and links for everybody else."""

import asyncio
from typing import Any

import pytest

from classroom.register.places import REGIONS
from classroom.register.ports import Query
from classroom.register.scope import EVERYTHING
from classroom.store.registry import DatabaseRegistry
from tests.web.signin.house import PASSWORD, Browser, House, enrol
from web.signin.arriving import offer_setup

COUNTY = {"kind": "county", "name": "绿水县", "code": "510124"}


def order(token: str, **more: Any) -> dict[str, Any]:
    values = {
        "token": token,
        "regions": [COUNTY],
        "real_name": "周明",
        "display_name": "周老师",
        "number": "A001",
        "login": "zhou.ming",
        "password": PASSWORD,
    }
    return values | more


async def test_a_fresh_server_lets_nobody_in_and_says_where_to_begin(empty: House) -> None:
    page = empty.browser()

    assert (await page.session())["setup"]
    for login in ("admin", "root", "sanketang"):
        entry = {"login": login, "password": login}
        assert await page.refused("POST", "/session", entry) == "wrong_sign_in"


async def test_the_first_administrator_sets_up_the_county(empty: House) -> None:
    page = empty.browser()
    token = await empty.setup_token()

    told = await page.ask("POST", "/setup", order(token))

    assert (told["step"], told["name"]) == ("enrol", "周老师")
    await enrol(empty, page)
    told = await page.session()
    assert told["grants"] == [{"role": "system_admin", "scope": "/"}]
    assert (told["strong"], told["verified"], told["setup"]) == (True, True, False)
    regions = await DatabaseRegistry(empty.database).page(REGIONS, EVERYTHING, Query())
    assert [(r.name, r.code, r.parent) for r in regions.items] == [("绿水县", "510124", None)]


async def test_the_regions_above_the_county_are_made_too(empty: House) -> None:
    above = [
        {"kind": "province", "name": "四川省", "code": "510000"},
        {"kind": "city", "name": "成都市", "code": "510100"},
        COUNTY,
    ]

    await empty.browser().ask("POST", "/setup", order(await empty.setup_token(), regions=above))

    regions = await DatabaseRegistry(empty.database).page(REGIONS, EVERYTHING, Query())
    assert [r.scope.count("/") for r in regions.items] == [2, 3, 4]


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"regions": []}, {"regions"}),
        ({"regions": [COUNTY | {"code": "51"}]}, {"regions.0.code"}),
        (
            {"regions": [{"kind": "city", "name": "成都市", "code": "510200"}, COUNTY]},
            {"regions.1.code"},
        ),
        ({"regions": [COUNTY, COUNTY]}, {"regions"}),
        ({"password": "12345678901"}, {"password"}),
        ({"password": "zhou.ming.2026"}, {"password"}),
        ({"login": ""}, {"login"}),
        (
            {"real_name": "", "number": "工 号", "login": "x", "password": "short"},
            {"real_name", "number", "login", "password"},
        ),
    ],
)
async def test_everything_wrong_is_told_at_once_and_nothing_is_made(
    empty: House, more: dict[str, Any], fields: set[str]
) -> None:
    token = await empty.setup_token()

    told = await empty.browser().ask("POST", "/setup", order(token, **more), status=422)

    assert {problem["field"] for problem in told["problems"]} == fields
    regions = await DatabaseRegistry(empty.database).page(REGIONS, EVERYTHING, Query())
    assert regions.total == 0
    assert await empty.browser().ask("POST", "/links", {"token": token, "purpose": "setup"})


async def test_the_setup_link_works_once(empty: House) -> None:
    token = await empty.setup_token()
    await empty.browser().ask("POST", "/setup", order(token))

    again = order(token, login="other", number="A002")
    assert await empty.browser().refused("POST", "/setup", again) == "link_unknown"
    assert await offer_setup(empty.database) is None


async def test_two_who_come_at_once_do_not_both_get_in(empty: House) -> None:
    token = await empty.setup_token()
    first, second = order(token), order(token, login="other", number="A002")

    async def come(browser: Browser, body: dict[str, Any]) -> int:
        async with browser.http.post("/api/v1/setup", json=body) as answer:
            return answer.status

    statuses = await asyncio.gather(come(empty.browser(), first), come(empty.browser(), second))

    assert sorted(statuses) == [200, 403]


async def test_the_setup_link_expires_and_each_start_makes_a_new_one(empty: House) -> None:
    first = await empty.setup_token()
    second = await empty.setup_token()
    page = empty.browser()

    assert await page.refused("POST", "/setup", order(first)) == "link_unknown"
    empty.clock.go(86400)
    assert await page.refused("POST", "/setup", order(second)) == "link_expired"


async def test_a_setup_link_opens_nothing_else(empty: House) -> None:
    token = await empty.setup_token()
    body = {"token": token, "login": "somebody", "password": PASSWORD}

    assert await empty.browser().refused("POST", "/activation", body) == "link_unknown"


async def invite(town: House, number: str, by: str = "head") -> str:
    admin = await town.admin(by)
    told = await admin.ask("POST", f"/people/{await town.id(number)}/invitation", status=201)
    return str(told["path"]).removeprefix("/activate#")


async def test_a_person_chooses_login_and_password_by_their_link(town: House) -> None:
    token = await invite(town, "newcomer")
    page = town.browser()

    link = await page.ask("POST", "/links", {"token": token, "purpose": "activate"})
    body = {"token": token, "login": "newcomer@S1", "password": PASSWORD}
    told = await page.ask("POST", "/activation", body)

    assert (link["name"], link["login"]) == ("老师newcomer", "")
    assert told["step"] == "done"
    assert (await town.browser().sign_in("NEWCOMER@s1"))["step"] == "done"
    assert await page.refused("POST", "/activation", body) == "link_unknown"


async def test_a_link_gives_whoever_forgot_it_a_new_password_and_ends_their_sessions(
    town: House,
) -> None:
    page = town.browser()
    session = (await page.sign_in("teacher"))["session"]
    token = await invite(town, "teacher")
    again = town.browser()

    link = await again.ask("POST", "/links", {"token": token, "purpose": "activate"})
    body = {"token": token, "login": link["login"], "password": "another-good-one"}
    await again.ask("POST", "/activation", body)

    assert link["login"] == "teacher"
    assert session in town.ended
    assert (await page.session())["step"] == "password"
    old = {"login": "teacher", "password": PASSWORD}
    assert await town.browser().refused("POST", "/session", old) == "wrong_sign_in"


async def test_a_link_opens_also_for_somebody_who_is_locked_out(town: House) -> None:
    page = town.browser()
    for _ in range(10):
        await page.refused("POST", "/session", {"login": "teacher", "password": "wrong-wrong"})
        town.clock.go(61)
    token = await invite(town, "teacher")

    body = {"token": token, "login": "teacher", "password": "another-good-one"}
    await page.ask("POST", "/activation", body)

    assert (await town.browser().sign_in("teacher", "another-good-one"))["step"] == "done"


@pytest.mark.parametrize(
    ("login", "password", "field", "code"),
    [
        ("head", PASSWORD, "login", "login_taken"),
        ("ＨＥＡＤ", PASSWORD, "login", "login_taken"),
        ("with space", PASSWORD, "login", "bad_pattern"),
        ("newcomer@S1", "1234567890", "password", "too_common"),
        ("newcomer@S1", "老师newcomer1!", "password", "holds_name"),
    ],
)
async def test_what_was_chosen_badly_leaves_the_link_as_it_was(
    town: House, login: str, password: str, field: str, code: str
) -> None:
    token = await invite(town, "newcomer")
    page = town.browser()

    body = {"token": token, "login": login, "password": password}
    told = await page.ask("POST", "/activation", body, status=422)

    assert [(p["field"], p["code"]) for p in told["problems"]] == [(field, code)]
    await page.ask("POST", "/activation", body | {"login": "free", "password": PASSWORD})


async def test_a_newer_link_makes_the_older_one_worthless(town: House) -> None:
    admin = await town.admin("head")
    path = f"/people/{await town.id('newcomer')}/invitation"
    first = await admin.ask("POST", path, status=201)
    await admin.ask("POST", path, status=201)

    token = first["path"].removeprefix("/activate#")
    link = {"token": token, "purpose": "activate"}
    assert await town.browser().refused("POST", "/links", link) == "link_unknown"


async def test_a_link_expires(town: House) -> None:
    token = await invite(town, "newcomer")
    town.clock.go(72 * 3600)

    link = {"token": token, "purpose": "activate"}
    assert await town.browser().refused("POST", "/links", link) == "link_expired"
