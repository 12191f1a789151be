"""Inspection sheets go when their time is over.

Rule: they outlive their recordings, and go by the day they were filed; a legal hold on the
recording, or on what it lies in, keeps them, too. The trail goes on telling that they were filed,
and what was drawn for them does not wait again.
"""

import sqlalchemy as sa

from classroom.store.inspection_rows import inspection_of, noted
from classroom.store.recording_rows import read
from classroom.store.tables.recordings import recordings
from classroom.store.tables.review import inspections, steps
from classroom.store.transactions import Transaction

AT_ONCE = 50  # in one transaction


async def forget_sheets(writing: Transaction, filed_before: float, today: str) -> int:
    """Delete some that were filed before then and that no hold keeps; return how many."""
    over = sa.select(inspections).where(inspections.c.filed_at <= filed_before)
    rows = (await writing.connection.execute(over.order_by(inspections.c.filed_at))).all()
    of = sorted({row.recording for row in rows})
    there = await writing.connection.execute(sa.select(recordings).where(recordings.c.id.in_(of)))
    held = {each.id for each in await read(writing.connection, there.all(), today) if each.held}
    going = [inspection_of(row) for row in rows if row.recording not in held][:AT_ONCE]
    for sheet in going:
        for table, column in ((steps, steps.c.sheet), (inspections, inspections.c.id)):
            await writing.connection.execute(sa.delete(table).where(column == sheet.id))
        await noted(writing, "forget_inspection", sheet)
    return len(going)
