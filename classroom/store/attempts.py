"""Failures to sign in, by what was typed, in the database.

Rule: whatever is written here takes what is out of date with it, so that nothing piles up.
"""

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts.attempts import FORGOTTEN_AFTER, NONE, Attempts
from classroom.store.tables.accounts import attempts


async def of(connection: AsyncConnection, key: str) -> Attempts:
    """Return the failures under this key."""
    columns = [attempts.c[name] for name in Attempts.__struct_fields__]
    query = sa.select(*columns).where(attempts.c.login_hash == key)
    row = (await connection.execute(query)).one_or_none()
    return NONE if row is None else Attempts(**row._mapping)


async def keep(connection: AsyncConnection, key: str, tried: Attempts) -> None:
    """Replace the failures under this key."""
    old = tried.last - FORGOTTEN_AFTER
    await connection.execute(
        sa.delete(attempts).where(sa.or_(attempts.c.login_hash == key, attempts.c.last < old))
    )
    values = {"login_hash": key, **msgspec.structs.asdict(tried)}
    await connection.execute(sa.insert(attempts).values(values))


async def forget(connection: AsyncConnection, key: str) -> None:
    """Forget the failures under this key."""
    await connection.execute(sa.delete(attempts).where(attempts.c.login_hash == key))
