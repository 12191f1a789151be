"""Column types that mean the same in SQLite and PostgreSQL.

Rule: text is compared byte by byte in both, so that a scope's beginning is a range of its index and
lists come in the same order.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


def text(length: int) -> sa.types.TypeEngine[str]:
    """Return a short text's type."""
    return sa.String(length).with_variant(postgresql.VARCHAR(length, collation="C"), "postgresql")


ID = text(32)
SCOPE = text(400)
HASH = text(64)


def next_after(prefix: str) -> str:
    """Return the first text after all that begin with `prefix`, which is not empty."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
