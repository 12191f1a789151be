"""Recordings, a row each for the lists; and who watched them.

Rule: which schools and whose lesson it was is asked of `planned_seats`; a lesson that no timetable
knows has no row there, and its recording is seen by those who see everything.
"""

import sqlalchemy as sa

from classroom.store.tables.columns import HASH, ID, SCOPE, text
from classroom.store.tables.metadata import metadata

recordings = sa.Table(
    "recordings",
    metadata,
    sa.Column("id", text(64), primary_key=True),  # the lesson's
    sa.Column("scope", SCOPE, nullable=False),
    sa.Column("title", text(200), nullable=False),
    sa.Column("subject", text(200), nullable=False),
    sa.Column("starts_at", sa.Float, nullable=False),
    sa.Column("began_at", sa.Float, nullable=False),
    sa.Column("ended_at", sa.Float),
    sa.Column("state", text(16), nullable=False),
    sa.Column("keeping", text(16), nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("seconds", sa.Float, nullable=False, server_default="0"),
    sa.Column("tracks", sa.Integer, nullable=False, server_default="0"),
    sa.Column("gap_seconds", sa.Float, nullable=False, server_default="0"),
    sa.Column("alarms", sa.Integer, nullable=False, server_default="0"),
    sa.Column("head", HASH, nullable=False, server_default=""),
    sa.Column("shelf", text(400), nullable=False, server_default=""),
    sa.Column("why", text(500), nullable=False, server_default=""),
    sa.Column("delete_after", sa.Float),
    sa.Column("deleted_at", sa.Float),
    sa.Column("gone_at", sa.Float),
    sa.Index("ix_recordings_began", "began_at", "id"),
    sa.Index("ix_recordings_scope", "scope", "began_at"),
    sa.Index("ix_recordings_state", "state", "delete_after"),
)

views = sa.Table(
    "recording_views",
    metadata,
    sa.Column("recording", text(64), sa.ForeignKey("recordings.id"), primary_key=True),
    sa.Column("hour", sa.Integer, primary_key=True),  # since the epoch
    sa.Column("person", ID, primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
)
