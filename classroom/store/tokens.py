"""API tokens in the database.

Rule: whose scope is not in sight is not there; what is made or revoked stands in the audit trail.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from classroom.accounts.principal import Principal
from classroom.accounts.tokens import Token, TokenOrder, digest, make
from classroom.audit.record import Actor, Note
from classroom.failures import Refused
from classroom.permissions import Action
from classroom.register.scope import Sight
from classroom.store.tables.api import tokens
from classroom.store.tables.columns import next_after
from classroom.store.transactions import Database, Transaction

MOST_IN_A_SCOPE = 100  # that are in force


class DatabaseTokens:
    """Tokens, as kept."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def make(self, order: TokenOrder, scope: str, maker: Principal) -> tuple[str, Token]:
        """Make and keep a new one; return the token itself, which is kept nowhere.

        Raises:
            Invalid: see `classroom.accounts.tokens.make`.
            Refused: `too_many`.
        """
        now = self._database.now()
        secret, token = make(order, scope, maker.person, maker.grants, now)
        async with self._database.writing(maker.actor) as transaction:
            in_force = (
                sa.select(sa.func.count())
                .select_from(tokens)
                .where(
                    tokens.c.scope == token.scope,
                    tokens.c.revoked_at.is_(None),
                    tokens.c.expires_at > transaction.now,
                )
            )
            if (await transaction.connection.scalar(in_force) or 0) >= MOST_IN_A_SCOPE:
                raise Refused("too_many", "revoke tokens that nobody needs")
            row = {
                "id": token.id,
                "hash": digest(secret),
                "name": token.name,
                "person": token.person,
                "scope": token.scope,
                "actions": [str(action) for action in token.actions],
                "made_at": token.made_at,
                "expires_at": token.expires_at,
            }
            await transaction.connection.execute(sa.insert(tokens).values(row))
            await transaction.note(_note("add", token))
        return secret, token

    async def all(self, sight: Sight) -> Sequence[Token]:
        """Return those of the sight, latest first."""
        query = (
            sa.select(tokens)
            .where(_covered(sight))
            .order_by(tokens.c.made_at.desc(), tokens.c.id)
            .limit(1000)
        )
        async with self._database.reading() as connection:
            return [_token(row) for row in await connection.execute(query)]

    async def find(self, secret: str) -> Token | None:
        """Return the token of this secret, in force or not, or None."""
        query = sa.select(tokens).where(tokens.c.hash == digest(secret))
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _token(row)

    async def revoke(self, id: str, sight: Sight, by: Actor) -> None:
        """Let it open nothing any more; it may be so already.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.writing(by) as transaction:
            query = sa.select(tokens).where(tokens.c.id == id, _covered(sight))
            row = (await transaction.connection.execute(query)).one_or_none()
            if row is None:
                raise Refused("not_found", "tokens")
            if row.revoked_at is None:
                await _revoke(transaction, [_token(row)])


async def revoke_of_person(transaction: Transaction, person: str) -> None:
    """Let no token of this person's making open anything any more."""
    query = sa.select(tokens).where(tokens.c.person == person, tokens.c.revoked_at.is_(None))
    rows = (await transaction.connection.execute(query)).all()
    await _revoke(transaction, [_token(row) for row in rows])


async def _revoke(transaction: Transaction, some: Sequence[Token]) -> None:
    for token in some:
        change = sa.update(tokens).where(tokens.c.id == token.id)
        await transaction.connection.execute(change.values(revoked_at=transaction.now))
        await transaction.note(_note("revoke", token))


def _covered(sight: Sight) -> sa.ColumnElement[bool]:
    scope = tokens.c.scope
    return sa.or_(
        sa.false(),
        *(sa.and_(scope >= each, scope < next_after(each)) for each in sight.scopes),
    )


def _token(row: sa.Row[tuple[object, ...]]) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        person=row.person,
        scope=row.scope,
        actions=tuple(Action(name) for name in row.actions if name in set(Action)),
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )


def _note(change: str, token: Token) -> Note:
    return Note(
        action=Action.WRITE_TOKENS,
        kind="tokens",
        object=token.id,
        scope=token.scope,
        detail=f'{{"change":"{change}"}}',
    )
