"""One-time links in the database.

Rule: a link that was used is no row any more; one that has expired stays for a month, so that
whoever comes too late is told so.
"""

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts.one_time import OneTimeLink, Purpose
from classroom.store.tables.accounts import one_time_links as table

_MONTH = 30 * 86400.0


async def offer(connection: AsyncConnection, link: OneTimeLink, now: float) -> None:
    """Keep a new one-time link; older ones of its purpose and person open nothing any more."""
    older = sa.and_(table.c.purpose == link.purpose.value, table.c.person == link.person)
    await connection.execute(
        sa.delete(table).where(sa.or_(older, table.c.expires_at < now - _MONTH))
    )
    values = {**msgspec.structs.asdict(link), "purpose": link.purpose.value}
    await connection.execute(sa.insert(table).values(values))


async def find(connection: AsyncConnection, token_hash: str) -> OneTimeLink | None:
    """Return a one-time link, expired or not, or None: also when it was used."""
    query = sa.select(table).where(table.c.token_hash == token_hash)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return OneTimeLink(
        token_hash=row.token_hash,
        purpose=Purpose(row.purpose),
        person=row.person,
        expires_at=row.expires_at,
    )


async def use(connection: AsyncConnection, link: OneTimeLink) -> None:
    """Use a link up."""
    await connection.execute(sa.delete(table).where(table.c.token_hash == link.token_hash))


async def withdraw(connection: AsyncConnection, purpose: Purpose, person: str = "") -> None:
    """Make the links of this purpose for this person worthless."""
    await connection.execute(
        sa.delete(table).where(table.c.purpose == purpose.value, table.c.person == person)
    )
