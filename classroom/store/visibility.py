"""Which rows of the register somebody sees, as SQL.

Rule: the only place where a `Sight` becomes a condition. Down: everything in a scope of theirs. Up:
what a region around them says for all inside it (terms, holidays). Across: pairings their schools
take part in.
"""

from typing import Any

import sqlalchemy as sa

from classroom.register.resource import Kind
from classroom.register.scope import ROOT, Sight
from classroom.store.tables.columns import next_after
from classroom.store.tables.register import TABLES, receivers

Condition = sa.ColumnElement[bool]


def inside(column: sa.ColumnElement[Any], scope: str) -> Condition:
    """Rows whose scope lies in `scope`; a range of the column's index."""
    if scope == ROOT:
        return sa.true()
    return sa.and_(column >= scope, column < next_after(scope))


def covered(column: sa.ColumnElement[Any], sight: Sight) -> Condition:
    """Rows whose scope the sight covers."""
    return sa.or_(sa.false(), *(inside(column, scope) for scope in sight.scopes))


def touching(column: sa.Column[Any], sight: Sight) -> Condition:
    """Rows whose scope the sight covers, and what is said around it for all inside."""
    return sa.or_(covered(column, sight), column.in_(_around(sight)))


def owned(kind: Kind[Any], sight: Sight) -> Condition:
    """What lies in the sight's scopes: what may be written, if the action is allowed at all."""
    return covered(TABLES[kind.name].c.scope, sight)


def seen(kind: Kind[Any], sight: Sight, *, few: bool = False) -> Condition:
    """What may be read. `few`: the sight owns little, so that it is quicker to gather what it owns
    and what it takes part in than to go through all there is; the result is the same.
    """
    if ROOT in sight.scopes:
        return sa.true()
    if kind.inherited:
        return touching(TABLES[kind.name].c.scope, sight)
    if kind.paired and sight.scopes:
        mine, others = owned(kind, sight), _takes_part(kind, sight)
        if not few:
            return sa.or_(mine, others)
        id = TABLES[kind.name].c.id
        return id.in_(sa.union(sa.select(id).where(_here(kind), mine), sa.select(id).where(others)))
    return owned(kind, sight)


def referable(kind: Kind[Any], sight: Sight) -> Condition:
    """What something that is written may refer to: what may be read, but of lessons only one's own.
    An exception that swaps or merges two lessons changes both.
    """
    return owned(kind, sight) if kind.paired else seen(kind, sight)


def named(word: str, *columns: sa.Column[Any]) -> Condition:
    """Rows that have the word in one of their names; every row, if there is none."""
    if not word:
        return sa.true()
    return sa.or_(*(column.icontains(word, autoescape=True) for column in columns))


def _here(kind: Kind[Any]) -> Condition:
    """Not taken away: said where an index holds only those."""
    return TABLES[kind.name].c.removed_at.is_(None)


def _around(sight: Sight) -> list[str]:
    """Return every scope that contains one of the sight's."""
    around = {ROOT} if sight.scopes else set()
    for scope in sight.scopes:
        parts = scope.strip("/").split("/")
        around |= {"/" + "/".join(parts[:n]) + "/" for n in range(1, len(parts))}
    return sorted(around)


def _takes_part(kind: Kind[Any], sight: Sight) -> Condition:
    mine = sa.or_(*(inside(receivers.c.scope, scope) for scope in sight.scopes))
    pairings = sa.select(receivers.c.pairing).where(mine)
    match kind.name:
        case "pairings":
            return TABLES["pairings"].c.id.in_(pairings)
        case "slots":
            return TABLES["slots"].c.pairing.in_(pairings)
        case _:  # slot_exceptions
            slots = TABLES["slots"]
            return TABLES[kind.name].c.slot.in_(
                sa.select(slots.c.id).where(slots.c.pairing.in_(pairings))
            )
