"""Accounts in the database: read over a connection, written within a transaction.

Rule: the account of a person who was taken away is not there.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts.account import Account
from classroom.accounts.passwords import REMEMBERED
from classroom.failures import Refused
from classroom.permissions import Role
from classroom.register.people import PEOPLE, Grant, Person
from classroom.register.scope import ROOT, Sight
from classroom.store import rows
from classroom.store.tables import accounts as tables
from classroom.store.tables.register import TABLES
from classroom.store.visibility import owned

_people = TABLES["people"]
_accounts = tables.accounts
_JOINED = (
    sa.select(
        _people,
        _accounts.c.login,
        _accounts.c.password,
        _accounts.c.password_at,
        _accounts.c.totp,
        _accounts.c.totp_step,
        _accounts.c.totp_offered,
    )
    .join_from(_accounts, _people, _accounts.c.person == _people.c.id)
    .where(_people.c.removed_at.is_(None))
)


async def by_login(connection: AsyncConnection, login: str) -> Account | None:
    """Return the account of this login (as `logins.normal` spells it), or None."""
    return await _one(connection, _JOINED.where(_accounts.c.login == login))


async def of_person(connection: AsyncConnection, person: str) -> Account | None:
    """Return the person's account, or None."""
    return await _one(connection, _JOINED.where(_people.c.id == person))


async def person_in(connection: AsyncConnection, person: str, sight: Sight) -> Person:
    """Return a person within the sight.

    Raises:
        Refused: `not_found`.
    """
    query = sa.select(_people).where(
        _people.c.id == person, _people.c.removed_at.is_(None), owned(PEOPLE, sight)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("not_found", "people")
    return rows.thing(PEOPLE, row)


async def there_is_an_administrator(connection: AsyncConnection) -> bool:
    """Tell whether somebody can sign in who may do everything on this server."""
    everything = Grant(Role.SYSTEM_ADMIN, ROOT)
    query = _JOINED.where(sa.cast(_people.c.grants, sa.Text).contains(Role.SYSTEM_ADMIN.value))
    found = await connection.execute(query)
    return any(everything in rows.thing(PEOPLE, row).grants for row in found)


async def open_account(
    connection: AsyncConnection, *, person: str, login: str, password: str, now: float
) -> None:
    """Make the person's account, or give the one they have a new login and password.

    Raises:
        Refused: `login_taken`.
    """
    await _remember(connection, person)
    values = {"login": login, "password": password, "password_at": now}
    try:
        async with connection.begin_nested():
            updated = await connection.execute(
                sa.update(_accounts).where(_accounts.c.person == person).values(values)
            )
            if updated.rowcount == 0:
                fresh = {"person": person, "totp": "", "totp_step": 0, "totp_offered": ""}
                await connection.execute(
                    sa.insert(_accounts).values(values | fresh | {"made_at": now})
                )
    except IntegrityError:
        raise Refused("login_taken") from None


async def set_password(
    connection: AsyncConnection, person: str, password: str, now: float | None
) -> None:
    """Replace the password's hash; `now` is None when the password itself stays."""
    values: dict[str, Any] = {"password": password}
    if now is not None:
        await _remember(connection, person)
        values["password_at"] = now
    await connection.execute(
        sa.update(_accounts).where(_accounts.c.person == person).values(values)
    )


async def earlier_passwords(connection: AsyncConnection, person: str) -> list[str]:
    """Return the hashes of those the person may not have again, today's included."""
    before = tables.passwords_before
    query = (
        sa.select(before.c.password)
        .where(before.c.person == person)
        .order_by(before.c.number.desc())
        .limit(REMEMBERED - 1)
    )
    current = sa.select(_accounts.c.password).where(_accounts.c.person == person)
    return [
        *(await connection.execute(current)).scalars(),
        *(await connection.execute(query)).scalars(),
    ]


async def set_totp(
    connection: AsyncConnection,
    person: str,
    *,
    secret: str | None = None,
    step: int | None = None,
    offered: str | None = None,
) -> None:
    """Replace what is given of the second factor."""
    given = {"totp": secret, "totp_step": step, "totp_offered": offered}
    values = {name: value for name, value in given.items() if value is not None}
    await connection.execute(
        sa.update(_accounts).where(_accounts.c.person == person).values(values)
    )


async def replace_recovery_codes(
    connection: AsyncConnection, person: str, hashes: Sequence[str]
) -> None:
    """Keep these recovery codes instead of all there were."""
    codes = tables.recovery_codes
    await connection.execute(sa.delete(codes).where(codes.c.person == person))
    if hashes:
        await connection.execute(
            sa.insert(codes), [{"hash": each, "person": person} for each in hashes]
        )


async def use_recovery_code(connection: AsyncConnection, person: str, hash: str) -> bool:
    """Use a recovery code up; False when there is no such one any more."""
    codes = tables.recovery_codes
    used = await connection.execute(
        sa.delete(codes).where(codes.c.person == person, codes.c.hash == hash)
    )
    return used.rowcount == 1


async def recovery_codes_left(connection: AsyncConnection, person: str) -> int:
    """Return how many recovery codes there are."""
    codes = tables.recovery_codes
    query = sa.select(sa.func.count()).select_from(codes).where(codes.c.person == person)
    return (await connection.execute(query)).scalar_one()


async def _one(connection: AsyncConnection, query: sa.Select[Any]) -> Account | None:
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Account(
        person=rows.thing(PEOPLE, row),
        login=row.login,
        password=row.password,
        password_at=row.password_at,
        totp=row.totp,
        totp_step=row.totp_step,
        totp_offered=row.totp_offered,
    )


async def _remember(connection: AsyncConnection, person: str) -> None:
    """Keep today's password among those that may not come back, and no more of them than needed."""
    before = tables.passwords_before
    current = sa.select(_accounts.c.person, _accounts.c.password).where(
        _accounts.c.person == person
    )
    await connection.execute(sa.insert(before).from_select(["person", "password"], current))
    kept = (
        sa.select(before.c.number)
        .where(before.c.person == person)
        .order_by(before.c.number.desc())
        .limit(REMEMBERED - 1)
    )
    numbers = list((await connection.execute(kept)).scalars())
    await connection.execute(
        sa.delete(before).where(before.c.person == person, before.c.number.not_in(numbers))
    )


async def close_account(connection: AsyncConnection, person: str) -> None:
    """Take the person's account away, with all that opened it."""
    before, codes = tables.passwords_before, tables.recovery_codes
    for table in (before, codes, _accounts):
        await connection.execute(sa.delete(table).where(table.c.person == person))
