"""Idempotency-Keys: a request that is repeated after a lost line makes nothing twice.

Rule: a key is looked up and kept in the transaction of what it made, so that two requests with one
key, even at once, make one thing.
"""

import hashlib

import msgspec
import sqlalchemy as sa

from classroom.failures import Refused
from classroom.store.tables.api import keys
from classroom.store.transactions import Transaction

KEPT_SECONDS = 24 * 3600.0
MOST_OF_ONE = 20_000  # keys of one person or token that are kept at a time


class Made(msgspec.Struct, frozen=True):
    """What a key has made."""

    object: str
    scope: str


class Once(msgspec.Struct, frozen=True):
    """A request that may come again under one key; without a key, each makes its own."""

    owner: str = ""
    key: str | None = None
    request: str = ""  # see `request_hash`

    async def made(self, transaction: Transaction) -> Made | None:
        """Return what it has made already, or None.

        Raises:
            Refused: `idempotency_reused`, `too_many_keys`.
        """
        if self.key is None:
            return None
        return await made_by(transaction, self.owner, self.key, self.request)

    async def secret(self, transaction: Transaction) -> None:
        """Let it make something with a secret, which is in one answer only.

        Raises:
            Refused: `made_already`: nothing is kept that could be told again; and as `made` does.
        """
        if await self.made(transaction) is not None:
            raise Refused("made_already", "revoke it, and make another under another key")

    async def keep(self, transaction: Transaction, object: str, scope: str) -> None:
        """Keep what it has made."""
        if self.key is not None:
            await keep(transaction, self.owner, self.key, self.request, object, scope)


EVERY_TIME = Once()


def request_hash(path: str, body: bytes) -> str:
    """Return what tells one request from another."""
    return hashlib.sha256(path.encode() + b"\n" + body).hexdigest()


async def made_by(transaction: Transaction, owner: str, key: str, request: str) -> Made | None:
    """Return what the key has made already, or None.

    Raises:
        Refused: `idempotency_reused`, by another request; `too_many_keys`.
    """
    old = keys.c.at <= transaction.now - KEPT_SECONDS
    await transaction.connection.execute(sa.delete(keys).where(old))
    query = sa.select(keys).where(keys.c.owner == owner, keys.c.key == key)
    row = (await transaction.connection.execute(query)).one_or_none()
    if row is not None:
        if row.request != request:
            raise Refused("idempotency_reused", "the key was sent with another request before")
        return Made(row.object, row.scope)
    theirs = sa.select(sa.func.count()).select_from(keys).where(keys.c.owner == owner)
    if (await transaction.connection.scalar(theirs) or 0) >= MOST_OF_ONE:
        raise Refused("too_many_keys", f"more than {MOST_OF_ONE} in 24 hours; go on without")
    return None


async def keep(
    transaction: Transaction, owner: str, key: str, request: str, object: str, scope: str
) -> None:
    """Keep what the key has made."""
    row = {
        "owner": owner,
        "key": key,
        "request": request,
        "object": object,
        "scope": scope,
        "at": transaction.now,
    }
    await transaction.connection.execute(sa.insert(keys).values(row))
