"""Signing in: by password, by second factor; what a wrong one costs; what a session is."""

import pytest
import sqlalchemy as sa
from yarl import URL

from classroom.accounts.sessions import hash_secret
from classroom.permissions import Role
from classroom.store.tables import accounts as tables
from classroom.store.tables.register import TABLES
from tests.web.signin.house import PASSWORD, House, cheap, enrol, house
from web.signin.hashing import Hasher


async def rows(town: House, table: sa.Table) -> int:
    async with town.database.reading() as connection:
        query = sa.select(sa.func.count()).select_from(table)
        return int((await connection.execute(query)).scalar_one())


async def test_a_teacher_signs_in_and_is_known(town: House) -> None:
    page = town.browser()

    told = await page.sign_in("teacher")

    assert (told["step"], told["name"]) == ("done", "老师teacher")
    assert [grant["role"] for grant in told["grants"]] == ["lecturer"]
    assert (await page.session())["person"] == told["person"]
    assert (await page.session())["zone"] == "Asia/Shanghai"  # pages keep the schools' time


async def test_a_login_is_found_however_the_keyboard_spelt_it(town: House) -> None:
    assert (await town.browser().sign_in(" ＴＥＡＣＨＥＲ "))["step"] == "done"


async def test_nobody_is_signed_in_without_a_session(town: House) -> None:
    page = town.browser()

    assert (await page.session())["step"] == "password"
    assert await page.refused("GET", "/account") == "not_signed_in"


async def test_the_cookie_is_for_the_browser_alone(town: House) -> None:
    page = town.browser()
    entry = {"login": "teacher", "password": PASSWORD}

    async with page.http.post("/api/v1/session", json=entry) as answer:
        cookie = answer.headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


async def test_only_a_hash_of_the_secret_is_kept(town: House) -> None:
    page = town.browser()
    await page.sign_in("teacher")

    async with town.database.reading() as connection:
        kept = (await connection.execute(sa.select(tables.sessions.c.secret_hash))).scalar_one()

    assert kept == hash_secret(page.cookie)
    assert page.cookie not in kept


async def test_unknown_and_wrong_get_the_same_answer_for_the_same_work(town: House) -> None:
    work = []
    answers = []
    for login in ("teacher", "nobody-of-this-name"):
        compared, tried = town.desk.hasher.compared, await rows(town, tables.attempts)
        noted = len(await town.audited("sign_in"))

        page = town.browser()
        entry = {"login": login, "password": "wrong-wrong-wrong"}
        async with page.http.post("/api/v1/session", json=entry) as answer:
            answers.append((answer.status, await answer.text()))

        work.append(
            (
                town.desk.hasher.compared - compared,
                await rows(town, tables.attempts) - tried,
                len(await town.audited("sign_in")) - noted,
            )
        )

    assert answers[0] == answers[1]
    assert work == [(1, 1, 1), (1, 1, 1)]


@pytest.mark.parametrize("login", ["teacher", "nobody-of-this-name"])
async def test_wrong_passwords_wait_and_lock_alike(town: House, login: str) -> None:
    page = town.browser()
    entry = {"login": login, "password": "wrong-wrong-wrong"}
    for _ in range(3):
        assert await page.refused("POST", "/session", entry) == "wrong_sign_in"

    assert await page.refused("POST", "/session", entry) == "too_soon"

    for _ in range(7):
        town.clock.go(61)
        assert await page.refused("POST", "/session", entry) == "wrong_sign_in"
    town.clock.go(61)
    assert await page.refused("POST", "/session", entry) == "locked"


async def test_a_lock_holds_for_the_right_password_too_and_then_opens(town: House) -> None:
    page = town.browser()
    for _ in range(10):
        await page.refused("POST", "/session", {"login": "teacher", "password": "wrong-wrong"})
        town.clock.go(61)
    compared = town.desk.hasher.compared

    right = {"login": "teacher", "password": PASSWORD}
    assert await page.refused("POST", "/session", right) == "locked"
    assert town.desk.hasher.compared == compared  # nothing is tried out meanwhile
    town.clock.go(900)
    assert (await page.sign_in("teacher"))["step"] == "done"


async def test_signing_in_forgets_the_failures(town: House) -> None:
    page = town.browser()
    for _ in range(2):
        await page.refused("POST", "/session", {"login": "teacher", "password": "wrong-wrong"})

    await page.sign_in("teacher")

    assert await rows(town, tables.attempts) == 0


async def test_a_session_planted_before_is_worth_nothing_after(town: House) -> None:
    attacker, victim = town.browser(), town.browser()
    await attacker.sign_in("teacher")
    planted = attacker.cookie
    victim.http.cookie_jar.update_cookies({"sanketang": planted}, response_url=_url(town))

    await victim.sign_in("assistant")

    assert victim.cookie != planted
    assert (await attacker.session())["step"] == "password"


async def test_an_invented_session_is_never_taken_up(town: House) -> None:
    page = town.browser()
    page.http.cookie_jar.update_cookies({"sanketang": "a" * 43}, response_url=_url(town))

    await page.sign_in("teacher")

    assert page.cookie != "a" * 43


async def test_where_a_role_enforces_it_a_password_opens_nothing(town: House) -> None:
    page = town.browser()

    told = await page.sign_in("head")

    assert (told["step"], told["grants"]) == ("enrol", [])
    assert await page.refused("GET", "/account") == "second_factor_needed"
    assert await page.refused("GET", "/pupils-of-mine") == "second_factor_needed"
    assert (
        await town.desk.holding.who({"sanketang": page.cookie}, "") is None
    )  # nor a lesson's door


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
    old.http.cookie_jar.update_cookies({"sanketang": before}, response_url=_url(town))
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
    assert await thief.refused("PUT", "/account/totp", {"code": "123456"}) == "exists"


async def test_a_role_given_later_asks_for_its_second_factor_at_once(town: House) -> None:
    page = town.browser()
    told = await page.sign_in("teacher")
    async with town.database.engine.begin() as connection:
        people = TABLES["people"]
        grants = [{"role": Role.SCHOOL_ADMIN.value, "scope": told["grants"][0]["scope"]}]
        await connection.execute(
            sa.update(people).where(people.c.id == told["person"]).values(grants=grants)
        )

    assert await page.refused("GET", "/pupils-of-mine") == "second_factor_needed"


async def test_an_idle_session_ends_and_whoever_holds_sockets_is_told(town: House) -> None:
    page = town.browser()
    told = await page.sign_in("teacher")
    town.clock.go(29 * 60)
    await page.session()
    town.clock.go(29 * 60)
    assert (await page.session())["step"] == "done"

    town.clock.go(30 * 60)

    assert (await page.session())["step"] == "password"
    await town.desk.holding.go_round()
    assert town.ended == [told["session"]]
    assert await town.audited("session_ended") == [(told["session"], "ok")]


async def test_a_page_that_asks_by_itself_is_not_use(town: House) -> None:
    page = town.browser()
    await page.sign_in("teacher")

    for _ in range(3):
        town.clock.go(10 * 60)
        told = await page.ask("GET", "/session", headers={"X-Unattended": "1"})

    assert told["step"] == "password"


async def test_being_in_a_lesson_is_use_until_the_longest_time(town: House) -> None:
    page = town.browser()
    session = (await page.sign_in("teacher"))["session"]

    for _ in range(23):
        town.clock.go(29 * 60)
        assert not await town.desk.holding.ended([session])
        await town.desk.holding.go_round()
    assert (await page.session())["step"] == "done"

    town.clock.go(60 * 60)
    assert (await page.session())["step"] == "password"
    await town.desk.holding.go_round()
    assert await town.desk.holding.ended([session]) == {session}


async def test_signing_out_ends_the_session_everywhere(town: House) -> None:
    page, copy = town.browser(), town.browser()
    told = await page.sign_in("teacher")
    copy.http.cookie_jar.update_cookies({"sanketang": page.cookie}, response_url=_url(town))

    await page.ask("DELETE", "/session")

    assert page.cookie == ""
    assert (await copy.session())["step"] == "password"
    assert town.ended == [told["session"]]


async def test_somebody_who_has_left_is_signed_out(town: House) -> None:
    page = town.browser()
    told = await page.sign_in("teacher")
    async with town.database.engine.begin() as connection:
        people = TABLES["people"]
        await connection.execute(
            sa.update(people).where(people.c.id == told["person"]).values(removed_at=1.0)
        )

    assert (await page.session())["step"] == "password"
    await town.desk.holding.go_round()
    assert town.ended == [told["session"]]
    assert (
        await page.refused("POST", "/session", {"login": "teacher", "password": PASSWORD})
        == "wrong_sign_in"
    )


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"X-CSRF-Token": ""}, "bad_csrf"),
        ({"X-CSRF-Token": "0" * 64}, "bad_csrf"),
        ({"Origin": "https://evil.example"}, "bad_origin"),
        ({"Sec-Fetch-Site": "cross-site"}, "bad_origin"),
    ],
)
async def test_another_sites_page_changes_nothing(
    town: House, headers: dict[str, str], code: str
) -> None:
    page = town.browser()
    await page.sign_in("teacher")

    assert await page.refused("DELETE", "/session", headers=headers) == code
    assert (await page.session())["step"] == "done"


async def test_the_token_of_one_session_is_worth_nothing_in_another(town: House) -> None:
    page, other = town.browser(), town.browser()
    await page.sign_in("teacher")
    await other.sign_in("assistant")
    page.csrf = other.csrf

    assert await page.refused("DELETE", "/session") == "bad_csrf"


async def test_guessing_from_one_address_is_slowed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('slow')}/s.db"
    async with house(url, guesses_per_minute_address=3) as slow:
        page = slow.browser()
        for number in range(3):
            entry = {"login": f"somebody{number}", "password": "guessed-it"}
            assert await page.refused("POST", "/session", entry) == "wrong_sign_in"

        async with page.http.post("/api/v1/session", json=entry) as answer:
            assert answer.status == 429
            assert 0 < int(answer.headers["Retry-After"]) <= 60


async def test_a_password_hashed_at_another_cost_is_hashed_anew(town: House) -> None:
    async with town.database.reading() as connection:
        query = sa.select(tables.accounts.c.password).where(tables.accounts.c.login == "teacher")
        before = (await connection.execute(query)).scalar_one()
    town.desk.hasher.__exit__(None, None, None)
    town.desk.hasher = Hasher(cheap(hash_memory_kib=16))
    with town.desk.hasher:
        await town.browser().sign_in("teacher")

    async with town.database.reading() as connection:
        after = (await connection.execute(query)).scalar_one()
    assert "m=8," in before
    assert "m=16," in after


async def test_a_person_has_no_more_sessions_than_is_sensible(town: House) -> None:
    first = town.browser()
    told = await first.sign_in("teacher")
    for _ in range(20):
        town.clock.go(1)
        await town.browser().sign_in("teacher")

    assert await rows(town, tables.sessions) == 20
    assert town.ended == [told["session"]]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"login": "teacher"},
        {"login": 1, "password": "x"},
        {"login": "a" * 5000, "password": "x"},
        {"login": "teacher", "password": "x" * 5000},
        {"login": "teacher", "password": "x", "role": "system_admin"},
        [],
    ],
)
async def test_what_is_no_entry_is_refused_before_anything_is_looked_at(
    town: House, body: object
) -> None:
    compared = town.desk.hasher.compared

    assert await town.browser().refused("POST", "/session", body) in ("invalid", "bad_json")
    assert town.desk.hasher.compared == compared


def _url(town: House) -> URL:
    return URL(town.url)
