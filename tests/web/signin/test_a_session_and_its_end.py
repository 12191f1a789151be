"""A session: what the browser keeps of it, who can use it, and how it ends."""

import asyncio

import pytest
import sqlalchemy as sa
from yarl import URL

from classroom.accounts.sessions import hash_secret
from classroom.store.tables import accounts as tables
from classroom.store.tables.register import TABLES
from tests.web.signin.house import PASSWORD, House


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


async def test_a_session_planted_before_is_worth_nothing_after(town: House) -> None:
    attacker, victim = town.browser(), town.browser()
    await attacker.sign_in("teacher")
    planted = attacker.cookie
    victim.plant(planted)

    await victim.sign_in("assistant")

    assert victim.cookie != planted
    assert (await attacker.session())["step"] == "password"


async def test_an_invented_session_is_never_taken_up(town: House) -> None:
    page = town.browser()
    page.plant("a" * 43)

    await page.sign_in("teacher")

    assert page.cookie != "a" * 43


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
    copy.plant(page.cookie)

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


async def test_a_person_has_no_more_sessions_than_is_sensible(town: House) -> None:
    first = town.browser()
    told = await first.sign_in("teacher")
    for _ in range(20):
        town.clock.go(1)
        await town.browser().sign_in("teacher")

    assert await town.count(tables.sessions) == 20
    assert town.ended == [told["session"]]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (b"Cookie: sanketang=\xff\xfe", 401),
        (b"Cookie: sanketang=%(mine)s\r\nX-CSRF-Token: \xff", 403),
    ],
)
async def test_bytes_that_are_no_text_are_refused_without_a_trace(
    town: House, capsys: pytest.CaptureFixture[str], fields: bytes, status: int
) -> None:
    page = town.browser()
    await page.sign_in("teacher")
    fields = fields.replace(b"%(mine)s", page.cookie.encode())
    there = URL(town.url)
    reader, writer = await asyncio.open_connection(there.host, there.port)

    writer.write(b"DELETE /api/v1/session HTTP/1.1\r\nHost: x\r\n" + fields + b"\r\n\r\n")
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()

    assert answer.split()[1] == str(status).encode()
    assert "Traceback" not in capsys.readouterr().out
