"""Many things of a kind at once: what an import reads and keeps.

Rule: the same promises as for one, a few hundred with a statement: what they lie in
and refer to is there and in sight, versions are those that were read, natural keys are free.
"""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.failures import Refused
from classroom.register.checks import Invalid
from classroom.register.kinds import KINDS
from classroom.register.resource import Kind, Problem, Resource
from classroom.register.scope import Sight, below
from classroom.store import rows
from classroom.store.tables.register import TABLES
from classroom.store.visibility import owned, referable

R = TypeVar("R", bound=Resource)
T = TypeVar("T")

AT_ONCE = 500  # values named in one statement
_OPENS_A_SCOPE = {"regions", "schools"}
_READ = "b_"  # before the names of parameters, so that they are none of the columns' own


async def among(
    connection: AsyncConnection,
    kind: Kind[R],
    field: str,
    values: Collection[str],
    visible: sa.ColumnElement[bool],
) -> list[R]:
    """Return every one whose field is one of the values."""
    table = TABLES[kind.name]
    found: list[R] = []
    for some in chunks(sorted(set(values))):
        query = sa.select(table).where(
            table.c[field].in_(some), table.c.removed_at.is_(None), visible
        )
        found += [rows.thing(kind, row) for row in await connection.execute(query)]
    return found


async def put_all(
    connection: AsyncConnection,
    kind: Kind[R],
    new: Sequence[R],
    changed: Sequence[R],
    read: Mapping[str, int],
    sight: Sight,
) -> list[tuple[R | None, R]]:
    """Keep them; return each as it was and as it is kept. See `Writing.put_all` of the ports."""
    before = await _still_as_read(connection, kind, changed, read, sight)
    outer = await _outer_scopes(connection, kind, [*new, *changed], sight)
    put: list[tuple[R | None, R]] = []
    for some in chunks(changed):
        replaced = [_replaced(kind, thing, before[thing.id], outer) for thing in some]
        await _check_references(connection, replaced, kind, sight)
        await _write(connection, _update(kind), [_parameters(kind, thing) for thing in replaced])
        put += [(before[thing.id], thing) for thing in replaced]
    for some in chunks(new):
        added = [_made(kind, thing, outer) for thing in some]
        await _check_references(connection, added, kind, sight)
        insert = sa.insert(TABLES[kind.name])
        await _write(connection, insert, [rows.values(kind, thing) for thing in added])
        put += [(None, thing) for thing in added]
    return put


def _update(kind: Kind[Any]) -> sa.Update:
    table = TABLES[kind.name]
    names = [column.name for column in table.c if column.name not in ("id", "removed_at")]
    update = sa.update(table).where(table.c.id == sa.bindparam(f"{_READ}id"))
    return update.values({name: sa.bindparam(_READ + name) for name in names})


def _parameters(kind: Kind[R], thing: R) -> dict[str, Any]:
    return {_READ + name: value for name, value in rows.values(kind, thing).items()}


async def _write(
    connection: AsyncConnection, statement: sa.Insert | sa.Update, values: list[dict[str, Any]]
) -> None:
    try:
        await connection.execute(statement, values)
    except IntegrityError:
        raise Refused("exists", "another one has the natural key of one of them") from None


async def _still_as_read(
    connection: AsyncConnection,
    kind: Kind[R],
    changed: Sequence[R],
    read: Mapping[str, int],
    sight: Sight,
) -> dict[str, R]:
    """Return what is there now of those that change."""
    ids = read.keys() | {thing.id for thing in changed}
    there = await among(connection, kind, "id", ids, owned(kind, sight))
    versions = {thing.id: thing.version for thing in there}
    if any(versions.get(id) != read.get(id) for id in ids):
        raise Refused("changed_meanwhile", "something it was decided by has changed")
    changing = {thing.id for thing in changed}
    return {thing.id: thing for thing in there if thing.id in changing}


async def _outer_scopes(
    connection: AsyncConnection, kind: Kind[Any], things: Sequence[Resource], sight: Sight
) -> dict[str, str]:
    """Return the scope of everything they lie in, by id."""
    wanted: dict[str, set[str]] = {}
    for thing in things:
        under = rows.under(kind, thing)
        if under is None:
            raise Invalid([Problem(kind.under[0], "missing")])
        wanted.setdefault(rows.under_kind(kind, thing), set()).add(under)
    scopes: dict[str, str] = {}
    for name, ids in wanted.items():
        other = KINDS[name]
        found = await among(connection, other, "id", ids, owned(other, sight))
        if len(found) < len(ids):
            raise Refused("not_found", name)
        scopes |= {thing.id: thing.scope for thing in found}
    return scopes


def _made(kind: Kind[R], thing: R, outer: Mapping[str, str]) -> R:
    id = thing.id or secrets.token_hex(8)
    return msgspec.structs.replace(thing, id=id, version=1, scope=_scope(kind, thing, id, outer))


def _replaced(kind: Kind[R], thing: R, before: R, outer: Mapping[str, str]) -> R:
    if _scope(kind, thing, thing.id, outer) != before.scope:
        raise Refused("cannot_move", kind.name)
    kept = {name: getattr(before, name) for name in kind.kept}
    return msgspec.structs.replace(thing, version=before.version + 1, scope=before.scope, **kept)


def _scope(kind: Kind[Any], thing: Resource, id: str, outer: Mapping[str, str]) -> str:
    scope = outer[rows.under(kind, thing) or ""]
    return below(scope, id) if kind.name in _OPENS_A_SCOPE else scope


async def _check_references(
    connection: AsyncConnection, things: Sequence[Resource], kind: Kind[Any], sight: Sight
) -> None:
    wanted: dict[str, dict[str, str]] = {}
    for thing in things:
        for field, name, id in rows.references(kind, thing):
            wanted.setdefault(name, {})[id] = field
    for name, fields in wanted.items():
        table, left = TABLES[name], set(fields)
        for some in chunks(sorted(fields)):
            query = sa.select(table.c.id).where(
                table.c.id.in_(some), table.c.removed_at.is_(None), referable(KINDS[name], sight)
            )
            left -= set((await connection.execute(query)).scalars())
        if left:
            raise Invalid([Problem(fields[id], "not_found") for id in sorted(left)])


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Return the values in groups that one statement takes."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
