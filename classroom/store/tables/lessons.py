"""Lessons, their events and their joining links.

Rule: `events` and `ink` only grow. `lessons.state` is the record as JSON; the columns beside it,
and `events.kind` beside the event, are copies for queries, written in the same statement.
"""

import sqlalchemy as sa

from classroom.store.tables.columns import text
from classroom.store.tables.metadata import metadata

lessons = sa.Table(
    "lessons",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("phase", sa.String(16), nullable=False, index=True),
    sa.Column("starts_at", sa.Float, nullable=False, index=True),
    sa.Column("state", sa.Text, nullable=False),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("lesson", sa.String(64), sa.ForeignKey("lessons.id"), nullable=False, index=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("kind", text(32), nullable=False, server_default=""),
    sa.Index("ix_events_kind", "lesson", "kind", "number"),
)

ink = sa.Table(
    "ink",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("lesson", sa.String(64), sa.ForeignKey("lessons.id"), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Index("ix_ink_lesson", "lesson", "number"),
)

links = sa.Table(
    "links",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("lesson", sa.String(64), sa.ForeignKey("lessons.id"), nullable=False, index=True),
    sa.Column("classroom", sa.String(64), nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False),
)
