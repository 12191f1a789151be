"""Rows of inspection sheets as what they are, and what the trail says of them."""

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import Note
from classroom.failures import Refused
from classroom.review.inspection import FiledSheet, Inspection, SheetStep
from classroom.store.tables.review import inspections, steps
from classroom.store.transactions import Transaction

KIND = "inspections"
_FIELDS = Inspection.__struct_fields__


async def row_of(connection: AsyncConnection, id: str) -> sa.Row[Any]:
    """Return a sheet's row.

    Raises:
        Refused: `not_found`.
    """
    query = sa.select(inspections).where(inspections.c.id == id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("not_found", KIND)
    return row


def inspection_of(row: sa.Row[Any]) -> Inspection:
    """Return a row as the sheet it is."""
    return msgspec.convert({name: row._mapping[name] for name in _FIELDS}, Inspection)


def filed_of(row: sa.Row[Any]) -> FiledSheet:
    """Return what was filed.

    Raises:
        Refused: `sheet_altered`: somebody has made it unreadable.
    """
    try:
        return msgspec.json.decode(row.document, type=FiledSheet)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused("sheet_altered", "what was filed cannot be read any more") from None


async def steps_of(connection: AsyncConnection, id: str) -> list[SheetStep]:
    """Return a sheet's signed steps, in order."""
    query = sa.select(steps).where(steps.c.sheet == id).order_by(steps.c.number)
    names = SheetStep.__struct_fields__
    return [
        msgspec.convert({name: row._mapping[name] for name in names}, SheetStep)
        for row in await connection.execute(query)
    ]


async def set_values(writing: Transaction, sheet: Inspection, **values: Any) -> Inspection:
    """Change a sheet's row: its next version."""
    values |= {"version": sheet.version + 1, "changed_at": writing.now}
    one = sa.update(inspections).where(inspections.c.id == sheet.id)
    await writing.connection.execute(one.values(**values))
    return inspection_of(await row_of(writing.connection, sheet.id))


async def noted(
    writing: Transaction, action: str, sheet: Inspection, said: Mapping[str, object] | None = None
) -> None:
    """Add what was done to a sheet to the trail; what stands in it is not."""
    detail = msgspec.json.encode({"recording": sheet.recording, **(said or {})}).decode()
    await writing.note(
        Note(action=action, kind=KIND, object=sheet.id, scope=sheet.scope, detail=detail)
    )
