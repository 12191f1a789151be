"""Classroom devices, and those that wait for their code to be typed.

Rule: at most one device of a classroom is not revoked; the index says so.
"""

import sqlalchemy as sa

from classroom.store.tables.columns import ID, SCOPE, text
from classroom.store.tables.metadata import metadata

_ACTIVE = sa.text("revoked_at IS NULL")

enrolments = sa.Table(
    "device_enrolments",
    metadata,
    sa.Column("device", ID, primary_key=True),  # the id it will have
    sa.Column("x", text(43), nullable=False),
    sa.Column("y", text(43), nullable=False),
    sa.Column("code", text(8), nullable=False, unique=True),
    sa.Column("agent", text(200), nullable=False),
    sa.Column("address", text(64), nullable=False, index=True),
    sa.Column("asked_at", sa.Float, nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False, index=True),
)

devices = sa.Table(
    "devices",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("classroom", ID, sa.ForeignKey("classrooms.id"), nullable=False, index=True),
    sa.Column("scope", SCOPE, nullable=False),
    sa.Column("x", text(43), nullable=False),
    sa.Column("y", text(43), nullable=False),
    sa.Column("name", text(60), nullable=False),
    sa.Column("agent", text(200), nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("seen_at", sa.Float, nullable=False),
    sa.Column("revoked_at", sa.Float),
    sa.Index("ix_devices_order", "scope", "id"),
    sa.Index(
        "ux_devices_active",
        "classroom",
        unique=True,
        sqlite_where=_ACTIVE,
        postgresql_where=_ACTIVE,
    ),
)
