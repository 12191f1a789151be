"""The second factor: what a password alone opens, and what a code opens, once."""

import sqlalchemy as sa

from classroom.permissions import Role
from classroom.store.tables.register import TABLES
from tests.web.signin.house import PASSWORD, House, enrol


async def test_where_a_role_enforces_it_a_password_opens_nothing(town: House) -> None:
    page = town.browser()

    told = await page.sign_in("head")

    assert (told["step"], told["grants"]) == ("enrol", [])
    assert await page.refused("GET", "/account") == "second_factor_needed"
    assert await page.refused("GET", "/pupils-of-mine") == "second_factor_needed"
    assert await town.desk.holding.who({"sanketang": page.cookie}, "") is None


async def test_the_second_factor_raises_the_session_with_a_new_secret(town: House) -> None:
    page = town.browser()
    await page.sign_in("head")
    before = page.cookie

    _, codes = await enrol(town, page)

    assert page.cookie != before
    assert len(codes) == 10
    assert (await page.session())["strong"]
    assert await page.ask("GET", "/pupils-of-mine")
    old = town.browser()
    old.plant(before)
    assert (await old.session())["step"] == "password"


async def test_a_code_works_once_even_in_another_browser(town: House) -> None:
    first = town.browser()
    await first.sign_in("head")
    secret, _ = await enrol(town, first)
    town.clock.go(30)
    code = {"code": town.code(secret)}
    page, thief = town.browser(), town.browser()
    assert (await page.sign_in("head"))["step"] == "second_factor"
    await thief.sign_in("head")
    before = page.cookie

    told = await page.ask("POST", "/session/second-factor", code)

    assert (told["step"], told["strong"]) == ("done", True)
    assert page.cookie != before
    assert await thief.refused("POST", "/session/second-factor", code) == "wrong_code"
    assert (await thief.session())["step"] == "second_factor"


async def test_wrong_codes_lock_as_wrong_passwords_do(town: House) -> None:
    page = town.browser()
    await page.sign_in("head")
    await enrol(town, page)
    page = town.browser()
    await page.sign_in("head")

    refusals = []
    for _ in range(10):
        refusals.append(await page.refused("POST", "/session/second-factor", {"code": "000000"}))
        town.clock.go(33)
    town.clock.go(33)

    assert "wrong_code" in refusals
    assert "too_soon" in refusals


async def test_a_recovery_code_works_once(town: House) -> None:
    page = town.browser()
    await page.sign_in("head")
    _, codes = await enrol(town, page)
    again, more = town.browser(), town.browser()
    await again.sign_in("head")
    await more.sign_in("head")

    told = await again.ask("POST", "/session/second-factor", {"code": codes[3].lower()})

    assert told["step"] == "done"
    assert await more.refused("POST", "/session/second-factor", {"code": codes[3]}) == "wrong_code"
    assert (await again.ask("GET", "/account"))["recovery_codes"] == 9


async def test_a_second_factor_is_not_replaced_by_a_password_alone(town: House) -> None:
    page = town.browser()
    await page.sign_in("head")
    await enrol(town, page)
    thief = town.browser()
    await thief.sign_in("head")

    assert await thief.refused("POST", "/account/totp", {}) == "second_factor_needed"
    take = {"code": "123456"}
    assert await thief.refused("PUT", "/account/totp", take) == "second_factor_needed"


async def test_another_phone_takes_the_place_of_the_one_before(town: House) -> None:
    page = town.browser()
    await page.sign_in("head")
    old, codes = await enrol(town, page)
    assert await page.refused("POST", "/account/totp", {"password": "no"}) == "wrong_password"

    new, _ = await enrol(town, page, PASSWORD)

    town.clock.go(60)
    again = town.browser()
    await again.sign_in("head")
    second = "/session/second-factor"
    for code in (town.code(old), codes[0]):
        assert await again.refused("POST", second, {"code": code}) == "wrong_code"
    assert (await again.ask("POST", second, {"code": town.code(new)}))["step"] == "done"


async def test_a_role_given_later_that_asks_for_more_begins_anew(town: House) -> None:
    page = town.browser()
    told = await page.sign_in("teacher")
    async with town.database.engine.begin() as connection:
        people = TABLES["people"]
        grants = [{"role": Role.SCHOOL_ADMIN.value, "scope": told["grants"][0]["scope"]}]
        await connection.execute(
            sa.update(people).where(people.c.id == told["person"]).values(grants=grants)
        )

    assert await page.refused("GET", "/pupils-of-mine") == "not_signed_in"
    assert (await page.sign_in("teacher"))["step"] == "enrol"
