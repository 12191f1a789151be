"""What administrators set while the server runs, in the database: only what differs from the
defaults in the structs.

Rule: a key that is not known any more is passed over; a value that is not allowed any more counts
as its default.
"""

from typing import TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.failures import Refused
from classroom.store.tables.accounts import settings

T = TypeVar("T", bound=msgspec.Struct)


async def read(connection: AsyncConnection, name: str, type: type[T]) -> tuple[T, int]:
    """Return the setting and its version, 0 while it is the default."""
    query = sa.select(settings.c.value, settings.c.version).where(settings.c.name == name)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return type(), 0
    known = {
        key: value
        for key, value in msgspec.json.decode(row.value).items()
        if key in type.__struct_fields__
    }
    try:
        return msgspec.convert(known, type), row.version
    except msgspec.ValidationError:
        return type(), row.version


async def write(connection: AsyncConnection, name: str, value: msgspec.Struct, version: int) -> int:
    """Replace the setting, which is of this version still; return its new version.

    Raises:
        Refused: `changed_meanwhile`.
    """
    values = {"value": msgspec.json.encode(value).decode(), "version": version + 1}
    current = settings.c.name == name
    if version == 0:
        there = (await connection.execute(sa.select(settings.c.version).where(current))).first()
        if there is None:
            await connection.execute(sa.insert(settings).values(name=name, **values))
            return version + 1
    updated = await connection.execute(
        sa.update(settings).where(current, settings.c.version == version).values(values)
    )
    if updated.rowcount != 1:
        raise Refused("changed_meanwhile", name)
    return version + 1
