"""While the server runs, the trail's heads are signed and what is old is dropped."""

import asyncio
from pathlib import Path

import pytest

from classroom.audit.seals import DAY
from classroom.audit.walk import Fault
from classroom.store.audit_key import AuditKey
from classroom.store.tables import audit
from classroom.store.transactions import Database
from tests.contracts.audit_days import Days
from web.audit_keeper import AuditKeeper, kept


@pytest.fixture
async def days(database: Database) -> Days:
    return Days(database, AuditKey.generated())


def keeper_of(days: Days, keep_days: int = 184) -> AuditKeeper:
    return AuditKeeper(days.trail, days.key, keep_days, lambda: days.now)


async def test_at_its_start_the_server_signs_the_days_it_missed(days: Days, tmp_path: Path) -> None:
    await days.write(2)
    days.now += 3 * DAY

    async with kept(days.trail.database, tmp_path / "audit.key", 184) as looked_after:
        async with asyncio.timeout(20):
            await looked_after.keeper.looked.wait()

    heads = await days.trail.heads()
    assert [(head.number, head.key) for head in heads] == [(2, looked_after.key.public)]
    assert looked_after.keeper.broken is None


async def test_what_is_old_enough_is_dropped_once_a_day(days: Days) -> None:
    await days.pass_by(2)
    days.now += 200 * DAY
    keeper = keeper_of(days)

    await keeper.look()
    first = (await days.numbers())[0]
    await keeper.look()

    assert first == 7
    assert (await days.numbers())[0] == first
    assert await days.verify() is None


async def test_a_broken_trail_is_told_in_the_log_and_kept_as_it_is(
    days: Days, capsys: pytest.CaptureFixture[str]
) -> None:
    await days.pass_by(2)
    await days.write(2)
    eighth = audit.records.update().where(audit.records.c.number == 8)
    await days.tamper(eighth.values(result="x"))
    days.now += 200 * DAY
    keeper = keeper_of(days)

    await keeper.look()

    assert keeper.broken is not None
    assert (keeper.broken.number, keeper.broken.fault) == (8, Fault.ALTERED)
    assert "audit_broken" in capsys.readouterr().out
    assert (await days.numbers())[0] == 1
