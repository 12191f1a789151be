"""Signing in, and what people do with their own account: every step stands in the audit trail."""

from typing import Any

import sqlalchemy as sa

from classroom.store.tables import audit
from tests.web.signin.house import API, PASSWORD, Browser, House
from tests.web.signin.test_getting_an_account import order
from tests.web.signin.test_what_people_ask_to_be_called import png

NEW = "a-longer-walk-upstream"
STEPS = {
    ("POST", f"{API}/session"): "sign_in",
    ("DELETE", f"{API}/session"): "sign_out",
    ("POST", f"{API}/session/second-factor"): "second_factor",
    ("POST", f"{API}/setup"): "set_up",
    ("POST", f"{API}/activation"): "activate",
    ("PUT", f"{API}/account/password"): "change_password",
    ("DELETE", f"{API}/account/sessions/{{id}}"): "end_sessions",
    ("POST", f"{API}/account/totp"): "offer_second_factor",
    ("PUT", f"{API}/account/totp"): "take_second_factor",
    ("POST", f"{API}/account/totp/removal"): "remove_second_factor",
    ("POST", f"{API}/account/recovery-codes"): "new_recovery_codes",
    ("POST", f"{API}/account/changes"): "ask_change",
    ("DELETE", f"{API}/account/changes/{{field}}"): "withdraw_change",
    ("PUT", f"{API}/account/picture"): "ask_change",
    ("DELETE", f"{API}/account/picture"): "remove_picture",
    ("PUT", f"{API}/settings/sign_in"): "write_settings",
}


class Watched:
    """Takes steps, and looks for the line that each leaves."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.taken: set[tuple[str, str]] = set()

    async def take(
        self, page: Browser, method: str, path: str, body: Any = None, *, of: str = "", **more: Any
    ) -> dict[str, Any]:
        """Take a step; `of` is the operation's path, where it is not the request's."""
        operation = (method, API + (of or path))
        before = await self._lines()
        told = await page.ask(method, path, body, **more)
        assert STEPS[operation] in (await self._lines())[len(before) :], operation
        self.taken.add(operation)
        return told

    async def _lines(self) -> list[str]:
        query = sa.select(audit.records.c.action).order_by(audit.records.c.number)
        async with self.house.database.reading() as connection:
            return list((await connection.execute(query)).scalars())


async def test_every_step_of_a_teacher_leaves_its_line(town: House, empty: House) -> None:
    watched, page = Watched(town), town.browser()
    entry = {"login": "teacher", "password": PASSWORD}

    await watched.take(page, "POST", "/session", entry)
    await town.browser().sign_in("teacher")
    one = "/account/sessions/{id}"
    await watched.take(page, "DELETE", "/account/sessions/others", of=one, status=204)
    name = {"field": "display_name", "value": "小云老师"}
    await watched.take(page, "POST", "/account/changes", name, status=201)
    field = "/account/changes/{field}"
    await watched.take(page, "DELETE", "/account/changes/display_name", of=field, status=204)
    await watched.take(page, "PUT", "/account/picture", data=png(), status=201)
    await watched.take(page, "DELETE", "/account/picture", status=204)
    offer = await watched.take(page, "POST", "/account/totp", {"password": PASSWORD})
    code = {"code": town.code(offer["secret"])}
    await watched.take(page, "PUT", "/account/totp", code)
    made = await watched.take(page, "POST", "/account/recovery-codes", {"password": PASSWORD})
    again = town.browser()
    await again.sign_in("teacher")
    code = {"code": made["recovery_codes"][0]}
    await watched.take(again, "POST", "/session/second-factor", code)
    password = {"password": PASSWORD}
    await watched.take(again, "POST", "/account/totp/removal", password, status=204)
    await watched.take(again, "PUT", "/account/password", password | {"new": NEW})
    await watched.take(again, "DELETE", "/session")

    admin = await town.admin("operator")
    rules = (await admin.ask("GET", "/settings"))["sign_in"]
    change = "/settings/sign_in"
    match = {"If-Match": f'"{rules["version"]}"'}
    await watched.take(admin, "PUT", change, rules["value"], headers=match)
    invitation = f"/people/{await town.id('newcomer')}/invitation"
    link = await admin.ask("POST", invitation, status=201)
    chosen = {"token": link["path"].partition("#")[2], "login": "new", "password": PASSWORD}
    await watched.take(town.browser(), "POST", "/activation", chosen)

    first = Watched(empty)
    await first.take(empty.browser(), "POST", "/setup", order(await empty.setup_token()))

    assert watched.taken | first.taken == set(STEPS)
