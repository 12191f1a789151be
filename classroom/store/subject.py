"""Everything that is kept of one pupil, table by table.

Rule: `OF_A_PUPIL` names every table that has a row of a pupil, and a test fails for one that it
does not name. Exporting and erasing go by it, so that neither can forget what the other finds.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.register.consent import Notice
from classroom.register.erasure import Hold
from classroom.store.tables import privacy, questions
from classroom.store.tables.register import TABLES

S = TypeVar("S", bound=msgspec.Struct)

pupils, classes, schools = TABLES["pupils"], TABLES["classes"], TABLES["schools"]

# Table → the column with the pupil's id. The pupil's own row goes last.
OF_A_PUPIL: dict[str, tuple[sa.Table, sa.Column[Any]]] = {
    "consents": (privacy.consents, privacy.consents.c.pupil),
    "pupil_requests": (privacy.requests, privacy.requests.c.pupil),
    "pupil_answers": (questions.answers, questions.answers.c.pupil),
    "pupils": (pupils, pupils.c.id),
}


async def rows_of(connection: AsyncConnection, pupil: str) -> dict[str, list[dict[str, Any]]]:
    """Return every row there is of a pupil, by table."""
    found = {}
    for name, (table, column) in OF_A_PUPIL.items():
        query = sa.select(table).where(column == pupil).order_by(*table.primary_key.columns)
        found[name] = [dict(row) for row in (await connection.execute(query)).mappings()]
    return found


async def delete(connection: AsyncConnection, name: str, pupil: str) -> int:
    """Delete a pupil's rows of one table; return how many there were."""
    table, column = OF_A_PUPIL[name]
    return (await connection.execute(sa.delete(table).where(column == pupil))).rowcount


async def holds_on(connection: AsyncConnection, pupil: Mapping[str, Any]) -> list[Hold]:
    """Return every hold that is laid on a pupil's row, its class or its school."""
    school = sa.select(classes.c.school).where(classes.c.id == pupil["school_class"])
    on_it = sa.or_(
        sa.and_(privacy.holds.c.kind == "pupils", privacy.holds.c.object == pupil["id"]),
        sa.and_(privacy.holds.c.kind == "classes", privacy.holds.c.object == pupil["school_class"]),
        sa.and_(privacy.holds.c.kind == "schools", privacy.holds.c.object.in_(school)),
    )
    query = sa.select(privacy.holds).where(on_it).order_by(privacy.holds.c.made_at)
    return [hold_of(row) for row in await connection.execute(query)]


def hold_of(row: sa.Row[Any]) -> Hold:
    """Return a row as the hold it is."""
    return _read(row, Hold)


def notice_of(row: sa.Row[Any]) -> Notice:
    """Return a row as the notice it is."""
    return _read(row, Notice)


def _read(row: sa.Row[Any], type: type[S]) -> S:
    return msgspec.convert({name: row._mapping[name] for name in type.__struct_fields__}, type)
