"""Neither the log nor the audit trail holds what opens a door, or who people are."""

import logging

import pytest
import sqlalchemy as sa

from classroom.store.tables import accounts as tables
from classroom.store.tables import audit
from tests.web.signin.house import PASSWORD, House, enrol

REAL_NAME = "李晓云"


async def test_whatever_was_typed_or_made_is_in_no_log_and_no_trail(
    town: House, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)  # as `config.logs` has other libraries
    page = town.browser()
    await page.refused("POST", "/session", {"login": "head", "password": "typed-by-mistake"})
    await page.refused("POST", "/session", {"login": "typed-in-the-wrong-field", "password": "x"})
    await page.sign_in("head")
    half = page.cookie
    secret, codes = await enrol(town, page)
    new = "another-mountain-43"
    await page.ask("PUT", "/account/password", {"password": PASSWORD, "new": new})
    told = await page.ask("POST", f"/people/{await town.id('newcomer')}/invitation", status=201)
    again = town.browser()
    await again.sign_in("head", new)
    await again.ask("POST", "/session/second-factor", {"code": codes[0]})
    await town.desk.holding.go_round()
    secrets = [
        PASSWORD, new, "typed-by-mistake", "typed-in-the-wrong-field", half, page.cookie, page.csrf,
        again.cookie, secret, *codes, told["path"].removeprefix("/activate#"), REAL_NAME,
    ]  # fmt: skip

    async with town.database.reading() as connection:
        trail = str((await connection.execute(sa.select(audit.records))).all())
        kept = [
            str((await connection.execute(sa.select(table))).all())
            for table in (tables.sessions, tables.one_time_links, tables.recovery_codes)
        ]
    log = "".join(capfd.readouterr()) + caplog.text

    assert [each for each in secrets if each in log] == []
    assert [each for each in secrets if each in trail] == []
    assert [each for each in secrets if any(each in text for text in kept)] == []
