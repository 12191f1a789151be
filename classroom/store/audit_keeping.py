"""What is done for the audit trail day by day: its heads are signed, and what is old is dropped.

Rule: nothing is signed or dropped that was not walked along just before. Only whole days are
dropped, and only when their every record is old enough.
"""

import msgspec
import sqlalchemy as sa

from classroom.audit.record import SERVER, Note
from classroom.audit.seals import (
    DAY,
    Position,
    Seal,
    SealPurpose,
    begin_of,
    day_after,
    day_of,
    seal,
)
from classroom.audit.walk import Break, Walk
from classroom.store.audit_key import AuditKey
from classroom.store.audit_trail import AuditTrail
from classroom.store.tables import audit
from classroom.store.transactions import Transaction

DAYS_AT_ONCE = 31  # that are dropped; the keeper does it once a day, by a clock that may be wrong


async def sign_heads(trail: AuditTrail, key: AuditKey, now: float) -> Break | None:
    """Sign the last record of every day that is over and has no head yet; the first break ends it.

    A clock may have gone back, so that a day's last record is the last before its end, not the
    last whose time lies in it.
    """
    today = day_of(now)
    heads = await trail.heads()
    last_day = heads[-1].day if heads else ""
    while (found := await _next_head(trail, last_day, today)) is not None:
        day, number, start = found
        walk = Walk(checking=key, start=start)
        if (wrong := await trail.walk(walk, until=number)) is not None:
            return wrong
        head = seal(key, SealPurpose.HEAD, day, number, walk.here.hash)
        async with trail.database.writing(SERVER) as transaction:
            await transaction.connection.execute(sa.insert(audit.heads).values(_row(head)))
        last_day = day
    return None


async def _next_head(
    trail: AuditTrail, last_day: str, today: str
) -> tuple[str, int, Position] | None:
    """Return the day of the next head, its number, and what was sealed before; None for none."""
    start = await trail.position()
    column = audit.records.c
    behind = sa.and_(column.number > start.number, column.at < begin_of(today))
    async with trail.database.reading() as connection:
        first = await connection.scalar(sa.select(sa.func.min(column.at)).where(behind))
        if first is None:
            return None
        day = day_of(first)
        if last_day:
            day = max(day, day_after(last_day))
        if day >= today:
            return None
        ended = sa.and_(column.number > start.number, column.at < begin_of(day_after(day)))
        number = await connection.scalar(sa.select(sa.func.max(column.number)).where(ended))
    return None if number is None else (day, number, start)


async def drop_old(trail: AuditTrail, key: AuditKey, now: float, keep_days: int) -> Break | None:
    """Drop whole days that are older than `keep_days`, each under a signed checkpoint."""
    oldest = begin_of(day_of(now - keep_days * DAY))
    for head in (await trail.heads())[:DAYS_AT_ONCE]:
        if begin_of(day_after(head.day)) > oldest or not await _all_before(trail, head, oldest):
            return None
        checkpoint = await trail.checkpoint()
        walk = Walk(checking=key, seals=[head], checkpoint=checkpoint)
        if (wrong := await trail.walk(walk, until=head.number)) is not None:
            return wrong
        async with trail.database.writing(SERVER) as transaction:
            await _drop(transaction, key, head, walk.taken)
    return None


async def _all_before(trail: AuditTrail, head: Seal, oldest: float) -> bool:
    """Tell whether no record up to the head is younger; a clock may have gone back."""
    column = audit.records.c
    query = sa.select(sa.func.max(column.at)).where(column.number <= head.number)
    async with trail.database.reading() as connection:
        latest = await connection.scalar(query)
    return latest is not None and latest < oldest


async def _drop(transaction: Transaction, key: AuditKey, head: Seal, count: int) -> None:
    day = day_of(transaction.now)
    checkpoint = seal(key, SealPurpose.CHECKPOINT, day, head.number, head.hash)
    connection = transaction.connection
    await connection.execute(sa.insert(audit.checkpoints).values(_row(checkpoint)))
    for table in (audit.records, audit.heads):
        await connection.execute(sa.delete(table).where(table.c.number <= head.number))
    detail = msgspec.json.encode({"day": head.day, "records": count}).decode()
    await transaction.note(
        Note(action="drop_audit", kind="audit", object=str(head.number), detail=detail)
    )


def _row(sealed: Seal) -> dict[str, object]:
    row: dict[str, object] = msgspec.structs.asdict(sealed)
    del row["purpose"]
    return row
