"""Things of the register as rows, and back.

Rule: a row's columns are the struct's fields under their own names; `natural` is the thing's
natural key as text, with what it is unique within in front.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from classroom.register.resource import Kind, Resource, Within
from classroom.store.tables.register import TABLES

R = TypeVar("R", bound=Resource)


def thing(kind: Kind[R], row: sa.Row[Any]) -> R:
    """Return the row as the thing it is."""
    fields = kind.type.__struct_fields__
    return msgspec.convert({name: row._mapping[name] for name in fields}, kind.type)


def values(kind: Kind[R], thing: R) -> dict[str, Any]:
    """Return a thing as its row, `removed_at` excepted."""
    row: dict[str, Any] = msgspec.to_builtins(thing)
    return row | {"natural": natural(kind, within_of(kind, thing), row)}


def natural(kind: Kind[Any], within: str, key: Mapping[str, Any]) -> str:
    """Return the natural key as text."""
    return msgspec.json.encode([within, *(key.get(name) for name in kind.key)]).decode()


def within_of(kind: Kind[Any], thing: Resource) -> str:
    """Return what the thing's natural key is unique within."""
    match kind.within:
        case Within.SERVER:
            return ""
        case Within.SCOPE:
            return thing.scope
        case Within.UNDER:
            return under(kind, thing) or ""


def under(kind: Kind[Any], thing: Resource) -> str | None:
    """Return the id of what the thing lies in; None at the top."""
    for field in kind.under:
        if (id := getattr(thing, field)) is not None:
            return str(id)
    return None


def under_kind(kind: Kind[Any], thing: Resource) -> str:
    """Return the name of the kind of what the thing lies in."""
    field = next((f for f in kind.under if getattr(thing, f) is not None), kind.under[0])
    return kind.refers[field]


def references(kind: Kind[Any], thing: Resource) -> Iterator[tuple[str, str, str]]:
    """Yield field, kind and id of everything the thing refers to."""
    for field, other in kind.refers.items():
        name, _, inner = field.partition(".")
        value = getattr(thing, name)
        ids = [getattr(each, inner) for each in value] if inner else [value]
        yield from ((field, other, id) for id in ids if id is not None)


def referrers(kind: Kind[Any], kinds: Mapping[str, Kind[Any]]) -> Iterator[tuple[str, str]]:
    """Yield table and column of everything that may refer to a thing of this kind."""
    for other in kinds.values():
        for field, named in other.refers.items():
            if named == kind.name:
                name, _, inner = field.partition(".")
                yield ("pairing_receivers", inner) if inner else (other.name, name)


def table(kind: Kind[Any]) -> sa.Table:
    """Return the kind's table."""
    return TABLES[kind.name]
