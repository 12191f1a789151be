"""The register and the timetable: one table a Kind, its columns named as the struct's fields.

Rule: besides its fields each row has `scope`, `natural` (its natural key as text, unique among what
is not removed) and `removed_at`: what is taken away stays, so that it can be brought back.
"""

from typing import Any

import sqlalchemy as sa

from classroom.register.kinds import KINDS
from classroom.store.tables.columns import ID, SCOPE, text
from classroom.store.tables.metadata import metadata


def _table(kind: str, *columns: sa.Column[Any], indexes: tuple[str, ...] = ()) -> sa.Table:
    grouped = ["scope"] if KINDS[kind].grouped else []
    # Many are searched within their scope without a look at the rows themselves.
    searched = [name for name in KINDS[kind].search if KINDS[kind].large]
    searched = [name for name in searched if name not in KINDS[kind].order]
    return sa.Table(
        kind,
        metadata,
        sa.Column("id", ID, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("natural", text(600), nullable=False),
        sa.Column("removed_at", sa.Float),
        *columns,
        # Two kinds of lists, each with its own rows only: a condition on all rows misleads SQLite.
        _index(kind, "order", *grouped, *KINDS[kind].order, "id", *searched),
        _index(kind, "removed", "removed_at", where="removed_at IS NOT NULL"),
        _index(kind, "natural", "natural", unique=True),
        *([] if grouped else [_index(kind, "scope", "scope")]),
        *(_index(kind, name, name, "id") for name in indexes),
    )


def _index(
    kind: str, name: str, *columns: str, unique: bool = False, where: str = "removed_at IS NULL"
) -> sa.Index:
    condition = sa.text(where)
    return sa.Index(
        f"ix_{kind}_{name}",
        *columns,
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def _id(name: str, kind: str, *, needed: bool = True) -> sa.Column[Any]:
    return sa.Column(name, ID, sa.ForeignKey(f"{kind}.id"), nullable=not needed, index=True)


def _name(name: str = "name") -> sa.Column[Any]:
    return sa.Column(name, text(60), nullable=False)


def _word(name: str, *, needed: bool = True) -> sa.Column[Any]:
    return sa.Column(name, text(32), nullable=not needed)


def _number(name: str, *, needed: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, nullable=not needed)


TABLES: dict[str, sa.Table] = {
    table.name: table
    for table in (
        _table(
            "regions",
            _id("parent", "regions", needed=False),
            _name(),
            _word("kind"),
            _word("code"),
        ),
        _table("schools", _id("region", "regions"), _name(), _word("code"), _word("kind")),
        _table(
            "classrooms",
            _id("school", "schools"),
            _name(),
            _number("cameras"),
            _word("loudspeaker"),
            _word("line"),
            sa.Column("box_url", text(200), nullable=False),
        ),
        _table(
            "people",
            _id("region", "regions", needed=False),
            _id("school", "schools", needed=False),
            _word("number"),
            _name("real_name"),
            _name("display_name"),
            _word("phone"),
            _word("verified_by"),
            sa.Column("grants", sa.JSON, nullable=False),
        ),
        _table("classes", _id("school", "schools"), _name(), _number("grade"), _number("year")),
        _table(
            "pupils",
            _id("school_class", "classes"),
            _name(),
            _word("number"),
            _word("consent"),
            indexes=("name", "number"),
        ),
        _table("terms", _id("region", "regions"), _name(), _word("first_day"), _word("last_day")),
        _table(
            "calendar_days",
            _id("region", "regions", needed=False),
            _id("school", "schools", needed=False),
            _word("day"),
            _word("kind"),
            _number("follows", needed=False),
            _name(),
        ),
        _table(
            "bell_schedules",
            _id("school", "schools"),
            _name(),
            sa.Column("periods", sa.JSON, nullable=False),
            _word("first_day", needed=False),
            _word("last_day", needed=False),
        ),
        _table(
            "pairings",
            _name(),
            _word("subject"),
            _id("term", "terms"),
            _word("mode"),
            _id("classroom", "classrooms"),
            _id("lecturer", "people"),
            _id("school_class", "classes", needed=False),
            sa.Column("receivers", sa.JSON, nullable=False),
            _number("cap"),
        ),
        _table(
            "slots",
            _id("pairing", "pairings"),
            _number("weekday"),
            _number("period", needed=False),
            _word("start", needed=False),
            _word("end", needed=False),
            _word("first_day", needed=False),
            _word("last_day", needed=False),
            _number("every"),
        ),
        _table(
            "slot_exceptions",
            _id("slot", "slots"),
            _word("day"),
            _word("change"),
            _word("to_day", needed=False),
            _word("start", needed=False),
            _word("end", needed=False),
            _id("other", "slots", needed=False),
            _word("other_day", needed=False),
            sa.Column("reason", text(200), nullable=False),
        ),
    )
}

# Who receives, row by row: what a pairing's `receivers` says, for queries. `scope` is the
# classroom's school's, which may therefore read the pairing.
receivers = sa.Table(
    "pairing_receivers",
    metadata,
    sa.Column("pairing", ID, sa.ForeignKey("pairings.id"), primary_key=True),
    sa.Column("classroom", ID, sa.ForeignKey("classrooms.id"), primary_key=True),
    sa.Column("assistant", ID, sa.ForeignKey("people.id"), index=True),
    sa.Column("school_class", ID, sa.ForeignKey("classes.id"), index=True),
    sa.Column("scope", SCOPE, nullable=False, index=True),
    sa.Index("ix_pairing_receivers_classroom", "classroom"),
)
