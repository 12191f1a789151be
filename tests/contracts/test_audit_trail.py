"""What the audit trail promises in the database, on both of them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from classroom.audit.record import SERVER, ActorKind
from classroom.audit.seals import DAY, begin_of, day_of
from classroom.audit.walk import Break, Fault
from classroom.failures import Unavailable
from classroom.store.audit_keeping import sign_heads
from classroom.store.audit_key import AuditKey
from classroom.store.tables import audit
from tests.contracts.audit_days import CLERK, Days

ROOT = Path(__file__).parents[2]


async def test_each_day_gets_its_head_and_the_trail_is_whole(days: Days) -> None:
    await days.pass_by(3)
    await days.write(2)

    heads = await days.trail.heads()

    assert [(head.day, head.number) for head in heads] == [
        ("2026-09-01", 3),
        ("2026-09-02", 6),
        ("2026-09-03", 9),
    ]
    assert await days.verify() is None


async def test_a_record_says_what_acted_in_the_words_that_others_compare_it_with(
    days: Days,
) -> None:
    await days.write(1)

    (record,) = [record async for run in days.trail.runs() for record in run]

    assert record.actor == CLERK
    assert record.actor.kind is ActorKind.PERSON


async def test_days_on_which_the_server_was_off_are_signed_when_it_is_back(days: Days) -> None:
    for _ in range(3):
        await days.write()
        days.now = begin_of(day_of(days.now)) + 2 * DAY
    assert not await days.trail.heads()

    assert await sign_heads(days.trail, days.key, days.now) is None

    assert [head.day for head in await days.trail.heads()] == [
        "2026-09-01",
        "2026-09-03",
        "2026-09-05",
    ]


async def test_a_clock_that_was_wrong_for_a_while_stops_no_head(days: Days) -> None:
    await days.pass_by(1)
    right = days.now
    days.now = right + 3650 * DAY
    await days.write(2)
    days.now = right - 5 * DAY
    await days.write(2)
    days.now = right

    await days.pass_by(2)

    assert [(head.day, head.number) for head in await days.trail.heads()] == [
        ("2026-09-01", 3),
        ("2026-09-02", 10),
        ("2026-09-03", 13),
    ]
    assert await days.verify() is None


async def test_a_broken_trail_is_not_signed_any_further(days: Days) -> None:
    await days.write(5)
    await days.tamper(sa.update(audit.records).where(audit.records.c.number == 4).values(kind="x"))

    broken = await sign_heads(days.trail, days.key, days.now + DAY)

    assert broken is not None
    assert (broken.number, broken.fault) == (4, Fault.ALTERED)
    assert not await days.trail.heads()


async def test_one_altered_byte_of_any_column_is_found_where_it_is(days: Days) -> None:
    await days.pass_by(2)
    fifth = audit.records.c.number == 5
    async with days.trail.database.reading() as connection:
        row = (await connection.execute(sa.select(audit.records).where(fifth))).one()._asdict()
    for column, value in row.items():
        is_text = isinstance(value, str)
        altered = chr(ord(value[:1] or " ") ^ 1) + value[1:] if is_text else value + 100
        same = audit.records.c.hash == row["hash"]
        await days.tamper(sa.update(audit.records).where(same).values({column: altered}))

        broken = await days.verify()

        assert broken is not None, column
        assert broken.number == 5, column
        where = audit.records.c.hash == (altered if column == "hash" else row["hash"])
        await days.tamper(sa.update(audit.records).where(where).values({column: value}))
        assert await days.verify() is None


async def test_what_was_taken_out_cut_off_or_forged_is_found(days: Days) -> None:
    await days.pass_by(2)
    heads, records = audit.heads, audit.records

    await days.tamper(sa.delete(records).where(records.c.number == 6))
    assert (await days.verify() or Break(number=0, fault=Fault.MISSING, at=0)).number == 6
    await days.tamper(sa.update(heads).where(heads.c.number == 3).values(hash="0" * 64))
    broken = await days.verify()

    assert broken is not None
    assert (broken.number, broken.fault) == (3, Fault.FORGED)


@pytest.mark.parametrize("table", [audit.records, audit.heads, audit.checkpoints])
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
async def test_the_database_itself_refuses_to_change_the_trail(
    days: Days, table: sa.Table, verb: str
) -> None:
    await days.pass_by(2)
    await days.drop(-1)  # two checkpoints, and their own records behind them
    await days.pass_by(1)
    is_there = sa.select(sa.func.count()).select_from(table)
    before = await _scalar(days, is_there)
    assert before
    statement = sa.delete(table) if verb == "DELETE" else sa.update(table).values(hash="0" * 64)

    with pytest.raises((Unavailable, SQLAlchemyError)):
        async with days.trail.database.writing(SERVER) as transaction:
            await transaction.connection.execute(statement)

    assert await _scalar(days, is_there) == before
    assert await days.verify() is None


async def _scalar(days: Days, query: sa.Select[int]) -> int:
    async with days.trail.database.reading() as connection:
        return int((await connection.execute(query)).scalar_one())


async def test_only_whole_days_that_are_old_enough_are_dropped(days: Days) -> None:
    await days.pass_by(4)
    days.now = begin_of("2026-09-05") + 185 * DAY + 1

    assert await days.drop(187) is None

    assert await days.numbers() == [7, 8, 9, 10, 11, 12, 13, 14]  # the last two tell of it
    assert await days.verify() is None
    checkpoint = await days.trail.checkpoint()
    assert checkpoint is not None
    assert checkpoint.number == 6
    assert [head.number for head in await days.trail.heads()] == [9, 12]


async def test_a_trail_goes_on_after_something_was_dropped(days: Days) -> None:
    await days.pass_by(3)
    days.now += 200 * DAY
    await days.drop(184)

    await days.pass_by(2)

    assert (await days.numbers())[0] == 10
    assert await days.verify() is None


async def test_a_record_of_a_clock_that_ran_ahead_is_not_dropped_too_early(days: Days) -> None:
    right = days.now
    await days.write(1)
    days.now = right + 100 * DAY
    await days.write(1)
    days.now = right
    await days.pass_by(2)
    days.now = right + 200 * DAY

    assert await days.drop(184) is None

    assert (await days.numbers())[0] == 1


async def test_a_broken_trail_is_not_dropped(days: Days) -> None:
    await days.pass_by(3)
    await days.tamper(sa.update(audit.records).where(audit.records.c.number == 2).values(kind="x"))
    days.now += 200 * DAY

    broken = await days.drop(184)

    assert broken is not None
    assert broken.number == 2
    assert (await days.numbers())[0] == 1


WRITER = """
import asyncio, sys, time
from classroom.audit.record import SERVER, Note
from classroom.store.transactions import Database

async def main():
    async with Database.open(sys.argv[1], time.time) as database:
        while True:
            async with database.writing(SERVER) as transaction:
                await transaction.note_all([Note(action="x")] * 20)
            print(flush=True)

asyncio.run(main())
"""


def write_until_killed(url: str, transactions: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, url],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        for _ in range(transactions):
            assert process.stdout.readline()
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()


async def test_kill_9_in_the_middle_of_writing_leaves_a_whole_trail(
    days: Days, database_url: str
) -> None:
    for transactions in (1, 7, 12):
        write_until_killed(database_url, transactions)

    numbers = await days.numbers()

    assert len(numbers) >= 20 * 20
    assert len(numbers) % 20 == 0
    assert await days.verify() is None


async def test_a_database_signed_by_another_key_is_told_clearly(days: Days, tmp_path: Path) -> None:
    await days.pass_by(1)
    signed_by = await days.trail.signed_by()
    AuditKey.make(tmp_path / "other.key")

    for path, words in [("nowhere.key", "is not there"), ("other.key", "by another key")]:
        with pytest.raises(Unavailable, match=words) as told:
            AuditKey.of_server(tmp_path / path, signed_by)
        assert "sanketang audit key --new" in told.value.detail
    again = AuditKey.make(tmp_path / "new.key", sorted(signed_by))

    assert AuditKey.of_server(tmp_path / "audit.key", signed_by).public == days.key.public
    assert AuditKey.of_server(tmp_path / "new.key", signed_by).public == again.public
    days.key = again
    await days.pass_by(1)
    assert await days.verify() is None
