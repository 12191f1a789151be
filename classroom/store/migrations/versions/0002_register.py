"""The register, the timetable, and the audit trail."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import HASH, ID, SCOPE, text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = (
    "regions",
    "schools",
    "classrooms",
    "people",
    "classes",
    "pupils",
    "terms",
    "calendar_days",
    "bell_schedules",
    "pairings",
    "slots",
    "slot_exceptions",
)


def upgrade() -> None:
    """Make them."""
    _register()
    op.create_table(
        "pairing_receivers",
        sa.Column("pairing", ID, sa.ForeignKey("pairings.id"), primary_key=True),
        sa.Column("classroom", ID, sa.ForeignKey("classrooms.id"), primary_key=True),
        sa.Column("assistant", ID, sa.ForeignKey("people.id")),
        sa.Column("school_class", ID, sa.ForeignKey("classes.id")),
        sa.Column("scope", SCOPE, nullable=False),
    )
    op.create_index("ix_pairing_receivers_assistant", "pairing_receivers", ["assistant"])
    op.create_index("ix_pairing_receivers_school_class", "pairing_receivers", ["school_class"])
    op.create_index("ix_pairing_receivers_scope", "pairing_receivers", ["scope"])
    op.create_index("ix_pairing_receivers_classroom", "pairing_receivers", ["classroom"])
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("actor_kind", text(16), nullable=False),
        sa.Column("actor_id", text(64), nullable=False),
        sa.Column("session", text(64), nullable=False),
        sa.Column("device", text(64), nullable=False),
        sa.Column("address", text(64), nullable=False),
        sa.Column("action", text(64), nullable=False),
        sa.Column("kind", text(64), nullable=False),
        sa.Column("object", text(64), nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("result", text(64), nullable=False),
        sa.Column("detail", text(4000), nullable=False),
        sa.Column("before", HASH, nullable=False),
        sa.Column("hash", HASH, nullable=False),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    for name in ("actor_id", "object", "scope"):
        op.create_index(f"ix_audit_{name}", "audit", [name, "number"])
    for name in ("action", "kind", "result"):
        op.create_index(f"ix_audit_{name}", "audit", [name, "number", "scope"])
    op.create_table(
        "audit_heads",
        sa.Column("day", text(10), primary_key=True),  # UTC
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("hash", HASH, nullable=False),
        sa.Column("key", text(64), nullable=False),  # which key signed
        sa.Column("signature", text(200), nullable=False),
    )


def downgrade() -> None:
    """Take them away again."""
    for table in ("audit_heads", "audit", "pairing_receivers", *reversed(KINDS)):
        op.drop_table(table)


def _register() -> None:
    _make(
        "regions",
        ["code", "id"],
        _id("parent", "regions", needed=False),
        _name(),
        _word("kind"),
        _word("code"),
    )
    _make(
        "schools",
        ["name", "id"],
        _id("region", "regions"),
        _name(),
        _word("code"),
        _word("kind"),
    )
    _make(
        "classrooms",
        ["scope", "name", "id"],
        _id("school", "schools"),
        _name(),
        _number("cameras"),
        _word("loudspeaker"),
        _word("line"),
        sa.Column("box_url", text(200), nullable=False),
    )
    _make(
        "people",
        ["scope", "display_name", "id"],
        _id("region", "regions", needed=False),
        _id("school", "schools", needed=False),
        _word("number"),
        _name("real_name"),
        _name("display_name"),
        _word("phone"),
        _word("verified_by"),
        sa.Column("grants", sa.JSON, nullable=False),
    )
    _make(
        "classes",
        ["scope", "grade", "name", "id"],
        _id("school", "schools"),
        _name(),
        _number("grade"),
        _number("year"),
    )
    _make(
        "pupils",
        ["scope", "number", "id", "name"],
        _id("school_class", "classes"),
        _name(),
        _word("number"),
        _word("consent"),
        indexes=("name", "number"),
    )
    _make(
        "terms",
        ["scope", "first_day", "id"],
        _id("region", "regions"),
        _name(),
        _word("first_day"),
        _word("last_day"),
    )
    _make(
        "calendar_days",
        ["scope", "day", "id"],
        _id("region", "regions", needed=False),
        _id("school", "schools", needed=False),
        _word("day"),
        _word("kind"),
        _number("follows", needed=False),
        _name(),
    )
    _make(
        "bell_schedules",
        ["scope", "name", "id"],
        _id("school", "schools"),
        _name(),
        sa.Column("periods", sa.JSON, nullable=False),
        _word("first_day", needed=False),
        _word("last_day", needed=False),
    )
    _make(
        "pairings",
        ["scope", "name", "id"],
        _name(),
        _word("subject"),
        _id("term", "terms"),
        _word("mode"),
        _id("classroom", "classrooms"),
        _id("lecturer", "people"),
        _id("school_class", "classes", needed=False),
        sa.Column("receivers", sa.JSON, nullable=False),
        _number("cap"),
    )
    _make(
        "slots",
        ["scope", "weekday", "period", "start", "id"],
        _id("pairing", "pairings"),
        _number("weekday"),
        _number("period", needed=False),
        _word("start", needed=False),
        _word("end", needed=False),
        _word("first_day", needed=False),
        _word("last_day", needed=False),
        _number("every"),
    )
    _make(
        "slot_exceptions",
        ["scope", "day", "id"],
        _id("slot", "slots"),
        _word("day"),
        _word("change"),
        _word("to_day", needed=False),
        _word("start", needed=False),
        _word("end", needed=False),
        _id("other", "slots", needed=False),
        _word("other_day", needed=False),
        sa.Column("reason", text(200), nullable=False),
    )


def _make(
    kind: str, order: Sequence[str], *columns: sa.Column[Any], indexes: tuple[str, ...] = ()
) -> None:
    op.create_table(
        kind,
        sa.Column("id", ID, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("natural", text(600), nullable=False),
        sa.Column("removed_at", sa.Float),
        *columns,
    )
    for column in columns:
        if column.foreign_keys:
            op.create_index(f"ix_{kind}_{column.name}", kind, [column.name])
    _index(kind, "order", *order)
    _index(kind, "removed", "removed_at", where="removed_at IS NOT NULL")
    _index(kind, "natural", "natural", unique=True)
    if "scope" not in order:
        _index(kind, "scope", "scope")
    for name in indexes:
        _index(kind, name, name, "id")


def _index(
    kind: str, name: str, *columns: str, unique: bool = False, where: str = "removed_at IS NULL"
) -> None:
    condition = sa.text(where)
    op.create_index(
        f"ix_{kind}_{name}",
        kind,
        list(columns),
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def _id(name: str, kind: str, *, needed: bool = True) -> sa.Column[Any]:
    return sa.Column(name, ID, sa.ForeignKey(f"{kind}.id"), nullable=not needed)


def _name(name: str = "name") -> sa.Column[Any]:
    return sa.Column(name, text(60), nullable=False)


def _word(name: str, *, needed: bool = True) -> sa.Column[Any]:
    return sa.Column(name, text(32), nullable=not needed)


def _number(name: str, *, needed: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, nullable=not needed)
