"""Signing in by password: who gets in, and what a wrong one costs."""

import pytest
import sqlalchemy as sa

from classroom.store.tables import accounts as tables
from tests.web.signin.house import PASSWORD, House, cheap, house
from web.signin.desk import WAITED_A_MINUTE_LOGIN
from web.signin.hashing import Hasher


async def test_a_teacher_signs_in_and_is_known(town: House) -> None:
    page = town.browser()

    told = await page.sign_in("teacher")

    assert (told["step"], told["name"]) == ("done", "老师teacher")
    assert [grant["role"] for grant in told["grants"]] == ["lecturer"]
    assert (await page.session())["person"] == told["person"]
    assert (await page.session())["zone"] == "Asia/Shanghai"  # pages keep the schools' time
    assert (await page.session())["early_seconds"] == 900  # and say when a lesson opens


async def test_a_login_is_found_however_the_keyboard_spelt_it(town: House) -> None:
    assert (await town.browser().sign_in(" ＴＥＡＣＨＥＲ "))["step"] == "done"


async def test_nobody_is_signed_in_without_a_session(town: House) -> None:
    page = town.browser()

    assert (await page.session())["step"] == "password"
    assert await page.refused("GET", "/account") == "not_signed_in"


async def test_unknown_and_wrong_get_the_same_answer_for_the_same_work(town: House) -> None:
    work = []
    answers = []
    for login in ("teacher", "nobody-of-this-name"):
        compared, tried = town.desk.hasher.compared, await town.count(tables.attempts)
        noted = len(await town.audited("sign_in"))

        page = town.browser()
        entry = {"login": login, "password": "wrong-wrong-wrong"}
        async with page.http.post("/api/v1/session", json=entry) as answer:
            answers.append((answer.status, await answer.text()))

        work.append(
            (
                town.desk.hasher.compared - compared,
                await town.count(tables.attempts) - tried,
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


async def test_hammering_at_a_lock_does_not_fill_the_trail(town: House) -> None:
    page = town.browser()
    entry = {"login": "teacher", "password": "wrong-wrong"}
    for _ in range(10):
        await page.refused("POST", "/session", entry)
        town.clock.go(61)

    for _ in range(3 * WAITED_A_MINUTE_LOGIN):
        assert await page.refused("POST", "/session", entry) == "locked"

    results = [result for _, result in await town.audited("sign_in")]
    assert results == ["wrong_sign_in"] * 10 + ["locked"] * WAITED_A_MINUTE_LOGIN


async def test_signing_in_forgets_the_failures(town: House) -> None:
    page = town.browser()
    for _ in range(2):
        await page.refused("POST", "/session", {"login": "teacher", "password": "wrong-wrong"})

    await page.sign_in("teacher")

    assert await town.count(tables.attempts) == 0


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


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"login": "teacher"},
        {"login": 1, "password": "x"},
        {"login": "a" * 5000, "password": "x"},
        {"login": "teacher", "password": "x" * 5000},
        {"login": "teach\0er", "password": "x"},
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
