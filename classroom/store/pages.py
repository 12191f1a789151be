"""Lists of the register, page by page.

Rule: a page is found by where the one before ended (never by counting from the start), so that the
hundredth comes as fast as the first, and a list that changes meanwhile skips nothing.
"""

import base64
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.failures import BadMessage
from classroom.register.ports import COUNTED, MOST_ON_A_PAGE, Page, Query
from classroom.register.resource import Kind, Resource
from classroom.register.scope import ROOT, Sight
from classroom.store import rows
from classroom.store.tables.columns import next_after
from classroom.store.tables.register import TABLES
from classroom.store.visibility import owned, seen

R = TypeVar("R", bound=Resource)

FEW = 50_000  # so many are gone through in the scope's index; more are found by the word first

_LABEL = {"people": "display_name"}  # what a thing is called in lists of others; else `name`
_LARGEST = 2**31 - 1  # of PostgreSQL's integers
_NOT_IN_A_LABEL = {"pupils"}


async def page(connection: AsyncConnection, kind: Kind[R], sight: Sight, query: Query) -> Page[R]:
    """Return one page; see `classroom.register.ports.Reading.page`."""
    table = TABLES[kind.name]
    if "within" in query.where:
        sight = sight.within(str(query.where["within"]))
    if not 1 <= query.limit <= MOST_ON_A_PAGE:
        raise BadMessage("bad_page", f"limit is 1 to {MOST_ON_A_PAGE}")
    if query.removed:
        matching = sa.and_(table.c.removed_at.is_not(None), owned(kind, sight))
        order: list[sa.ColumnElement[Any]] = [-table.c.removed_at, table.c.id]
    else:
        few = await _few(connection, kind, sight)
        matching = sa.and_(table.c.removed_at.is_(None), seen(kind, sight, few=few))
        order = _order(kind, query, few)
        if query.search:
            matching = sa.and_(matching, _search(kind, query.search, few))
    matching = sa.and_(matching, *_filters(kind, query))
    place = [expression.label(f"_{n}") for n, expression in enumerate(order)]
    found = sa.select(table, *place).where(matching).order_by(*order).limit(query.limit + 1)
    if query.after:
        found = found.where(sa.tuple_(*order) > sa.tuple_(*_read(query.after, order)))
    got = (await connection.execute(found)).all()
    shown = got[: query.limit]
    counted = sa.select(sa.literal(1)).select_from(table).where(matching).limit(COUNTED + 1)
    count = sa.select(sa.func.count()).select_from(counted.subquery())
    total = await connection.scalar(count) if query.counted else 0
    items = [rows.thing(kind, row) for row in shown]
    more = len(got) > query.limit
    return Page(
        items=items,
        after=_write([got[-2]._mapping[label.name] for label in place]) if more else None,
        total=total or 0,
        labels=await labels(connection, kind, items),
    )


async def labels(
    connection: AsyncConnection, kind: Kind[Any], things: Sequence[Resource]
) -> dict[str, str]:
    """Return the names of what these things refer to, by id."""
    wanted: dict[str, set[str]] = {}
    for thing in things:
        for _, other, id in rows.references(kind, thing):
            wanted.setdefault(other, set()).add(id)
    found: dict[str, str] = {}
    for other, ids in wanted.items():
        table = TABLES[other]
        if other in _NOT_IN_A_LABEL or _LABEL.get(other, "name") not in table.c:
            continue
        query = sa.select(table.c.id, _called(other)).where(table.c.id.in_(sorted(ids)))
        if other == "classrooms":
            query = query.join(TABLES["schools"], TABLES["schools"].c.id == table.c.school)
        found |= {id: str(label) for id, label in await connection.execute(query)}
    return found


def _called(kind: str) -> sa.ColumnElement[Any]:
    """Return what a thing is called where others refer to it: many schools have a 多媒体教室."""
    if kind == "classrooms":
        return TABLES["schools"].c.name + " " + TABLES["classrooms"].c.name
    return TABLES[kind].c[_LABEL.get(kind, "name")]


async def _few(connection: AsyncConnection, kind: Kind[Any], sight: Sight) -> bool:
    """Tell whether the sight owns few things of a kind that is then found in another way."""
    if ROOT in sight.scopes or not (kind.large or kind.paired):
        return False
    table = TABLES[kind.name]
    own = sa.select(sa.literal(1)).where(table.c.removed_at.is_(None), owned(kind, sight))
    limited = own.select_from(table).limit(FEW + 1).subquery()
    return (await connection.scalar(sa.select(sa.func.count()).select_from(limited)) or 0) <= FEW


def _order(kind: Kind[Any], query: Query, few: bool) -> list[sa.ColumnElement[Any]]:
    table = TABLES[kind.name]
    names = list(kind.order)
    if kind.large and query.search and not few:
        names = [_searched(kind, query.search)]
    elif kind.grouped:
        names = ["scope", *names]
    return [*(_never_null(table.c[name]) for name in names), table.c.id]


def _never_null(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """Return the column so that it can be compared: nothing comes first."""
    if not column.nullable:
        return column
    nothing: Any = 0 if isinstance(column.type, sa.Integer) else ""
    return sa.func.coalesce(column, nothing)


def _filters(kind: Kind[Any], query: Query) -> list[sa.ColumnElement[bool]]:
    table = TABLES[kind.name]
    allowed = {*kind.under, *kind.filters}
    conditions = []
    for name, value in query.where.items():
        if name == "within":  # has limited the sight
            continue
        if name not in allowed or name not in table.c:
            raise BadMessage("bad_filter", f"{kind.name} cannot be limited by {name}")
        conditions.append(table.c[name] == _typed(kind, name, value))
    return conditions


def _typed(kind: Kind[Any], name: str, value: Any) -> Any:
    if isinstance(TABLES[kind.name].c[name].type, sa.Integer):
        try:
            return int(value)
        except (TypeError, ValueError):
            raise BadMessage("bad_filter", f"{name} is a number") from None
    return str(value)


def _searched(kind: Kind[Any], word: str) -> str:
    """Return the field in which a word is looked for among very many: a number, or a name."""
    return "number" if word.isascii() and "number" in kind.search else kind.search[0]


def _search(kind: Kind[Any], word: str, few: bool) -> sa.ColumnElement[bool]:
    table = TABLES[kind.name]
    if kind.large:
        column: sa.ColumnElement[Any] = table.c[_searched(kind, word)]
        if few:  # through what the scope's index holds, not through all who are called so
            column = sa.func.coalesce(column, "")
        return sa.and_(column >= word, column < next_after(word))
    return sa.or_(
        sa.false(), *(table.c[name].icontains(word, autoescape=True) for name in kind.search)
    )


def _write(place: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _read(after: str, order: Sequence[sa.ColumnElement[Any]]) -> list[Any]:
    try:
        place: Any = msgspec.json.decode(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, msgspec.DecodeError, RecursionError):
        raise BadMessage("bad_page", "`after` is none of ours") from None
    if not (
        isinstance(place, list)
        and len(place) == len(order)
        and all(_fits(value, column.type) for value, column in zip(place, order, strict=True))
    ):
        raise BadMessage("bad_page", "`after` is none of ours")
    return place


def _fits(value: Any, type: sa.types.TypeEngine[Any]) -> bool:
    """Whether a place somebody names can stand in a column of this type at all."""
    if isinstance(type, sa.Integer):
        return isinstance(value, int) and -_LARGEST <= value <= _LARGEST
    if isinstance(type, sa.Float):
        return isinstance(value, int | float) and abs(value) < 1e12
    return isinstance(value, str) and "\0" not in value
