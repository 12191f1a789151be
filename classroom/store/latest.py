"""Rows by when they were made, the latest first, page by page.

Rule: whose scope is out of sight is left out by the database, before anything is counted or cut
off; so no other county's rows can push one's own off a page.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.store.visibility import Condition

Rows = Sequence[sa.Row[Any]]


async def latest(
    connection: AsyncConnection, table: sa.Table, where: Condition, *, after: str, limit: int
) -> tuple[Rows, str | None]:
    """Return some of the table's rows, and the id after which the next page begins.

    `after` is the id of the last row of the page before this one, or "".
    """
    query = sa.select(table).where(where)
    if after:
        last = sa.select(table.c.made_at).where(table.c.id == after, where).scalar_subquery()
        same = sa.and_(table.c.made_at == last, table.c.id > after)
        query = query.where(sa.or_(table.c.made_at < last, same))
    query = query.order_by(table.c.made_at.desc(), table.c.id).limit(limit + 1)
    rows = (await connection.execute(query)).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None
