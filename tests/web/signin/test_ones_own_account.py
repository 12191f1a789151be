"""What a person does with their own account, and what that takes."""

import pytest

from tests.web.signin.house import AGENT, PASSWORD, House, enrol

NEW = "a-longer-walk-upstream"


async def test_a_new_password_ends_all_other_sessions(town: House) -> None:
    page, elsewhere = town.browser(), town.browser()
    await page.sign_in("teacher")
    other = (await elsewhere.sign_in("teacher"))["session"]
    before = page.cookie

    await page.ask("PUT", "/account/password", {"password": PASSWORD, "new": NEW})

    assert page.cookie != before
    assert (await page.session())["step"] == "done"
    assert (await elsewhere.session())["step"] == "password"
    assert town.ended == [other]
    assert (await town.browser().sign_in("teacher", NEW))["step"] == "done"


async def test_a_new_password_needs_the_old_one(town: House) -> None:
    page = town.browser()
    await page.sign_in("teacher")

    wrong = {"password": "not-the-password", "new": NEW}
    assert await page.refused("PUT", "/account/password", wrong) == "wrong_password"
    assert (await town.browser().sign_in("teacher"))["step"] == "done"


async def test_guessing_the_old_password_locks_the_account(town: House) -> None:
    page = town.browser()
    await page.sign_in("teacher")
    for _ in range(10):
        await page.refused("PUT", "/account/password", {"password": "guess", "new": NEW})
        town.clock.go(61)

    right = {"password": PASSWORD, "new": NEW}
    assert await page.refused("PUT", "/account/password", right) == "locked"


async def test_the_last_five_passwords_do_not_come_back(town: House) -> None:
    page = town.browser()
    await page.sign_in("teacher")
    current = PASSWORD
    for number in range(5):
        told = await page.ask(
            "PUT", "/account/password", {"password": current, "new": PASSWORD}, status=422
        )
        assert told["problems"][0]["code"] == "used_before"
        new = f"{NEW}-{number}"
        await page.ask("PUT", "/account/password", {"password": current, "new": new})
        current = new

    await page.ask("PUT", "/account/password", {"password": current, "new": PASSWORD})


@pytest.mark.parametrize("new", ["short", "teacher-teacher", "老师teacher-!9"])
async def test_a_new_password_is_as_good_as_the_first(town: House, new: str) -> None:
    page = town.browser()
    await page.sign_in("teacher")

    body = {"password": PASSWORD, "new": new}
    assert await page.refused("PUT", "/account/password", body) == "invalid"


async def test_a_teacher_may_take_a_second_factor_and_give_it_back(town: House) -> None:
    page = town.browser()
    await page.sign_in("teacher")
    assert await page.refused("POST", "/account/totp", {"password": "no"}) == "wrong_password"

    await enrol(town, page, PASSWORD)
    told = await page.ask("GET", "/account")
    assert (told["second_factor"], told["recovery_codes"]) == (True, 10)
    assert (await town.browser().sign_in("teacher"))["step"] == "second_factor"

    await page.ask("POST", "/account/totp/removal", {"password": PASSWORD}, status=204)
    assert (await town.browser().sign_in("teacher"))["step"] == "done"


async def test_whoever_must_have_a_second_factor_keeps_it(town: House) -> None:
    page = await town.admin("head")

    body = {"password": PASSWORD}
    code = await page.refused("POST", "/account/totp/removal", body)

    assert code == "second_factor_enforced"


async def test_a_second_factor_counts_once_its_first_code_was_right(town: House) -> None:
    page = town.browser()
    await page.sign_in("teacher")
    offer = await page.ask("POST", "/account/totp", {"password": PASSWORD})

    assert await page.refused("PUT", "/account/totp", {"code": "000000"}) == "wrong_code"

    assert not (await page.ask("GET", "/account"))["second_factor"]
    assert offer["qr"]["path"].startswith("M4 4h7v1h-7z")  # the corner of every QR code
    assert offer["qr"]["size"] > 29


async def test_recovery_codes_are_made_anew_and_the_old_ones_open_nothing(town: House) -> None:
    page = town.browser()
    await page.sign_in("head")
    _, old = await enrol(town, page)

    told = await page.ask("POST", "/account/recovery-codes", {"password": PASSWORD})

    again = town.browser()
    await again.sign_in("head")
    code = "/session/second-factor"
    assert await again.refused("POST", code, {"code": old[0]}) == "wrong_code"
    await again.ask("POST", code, {"code": told["recovery_codes"][0]})


async def test_one_sees_ones_sessions_and_ends_one_or_all_others(town: House) -> None:
    page = town.browser()
    await page.sign_in("teacher")
    others = [town.browser() for _ in range(3)]
    ids = [(await other.sign_in("teacher"))["session"] for other in others]

    listed = (await page.ask("GET", "/account"))["sessions"]
    await page.ask("DELETE", f"/account/sessions/{ids[0]}", status=204)
    await page.ask("DELETE", "/account/sessions/others", status=204)

    assert len(listed) == 4
    assert {session["agent"] for session in listed} == {AGENT}
    assert [session["id"] for session in listed if session["current"]] not in ids
    assert set(town.ended) == set(ids)
    assert [len((await page.ask("GET", "/account"))["sessions"])] == [1]


async def test_nobody_ends_the_session_of_another_by_its_id(town: House) -> None:
    page, victim = town.browser(), town.browser()
    await page.sign_in("teacher")
    session = (await victim.sign_in("assistant"))["session"]

    assert await page.refused("DELETE", f"/account/sessions/{session}") == "not_found"
    assert (await victim.session())["step"] == "done"


async def test_one_is_reminded_of_an_old_password(town: House) -> None:
    page = town.browser()
    assert not (await page.sign_in("teacher"))["password_is_old"]

    town.clock.go(181 * 86400)

    assert (await town.browser().sign_in("teacher"))["password_is_old"]
