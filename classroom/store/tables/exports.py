"""Exports of recordings, a row each; what was burned into the film with the name of who asked."""

import sqlalchemy as sa

from classroom.store.tables.columns import ID, text
from classroom.store.tables.metadata import metadata

exports = sa.Table(
    "recording_exports",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("recording", text(64), sa.ForeignKey("recordings.id"), nullable=False),
    sa.Column("person", ID, nullable=False),
    sa.Column("layout", text(16), nullable=False),
    sa.Column("since", sa.Float, nullable=False),
    sa.Column("until", sa.Float, nullable=False),
    sa.Column("language", text(8), nullable=False),
    sa.Column("mark", text(200), nullable=False),
    sa.Column("pupils", sa.Boolean, nullable=False),
    sa.Column("state", text(16), nullable=False),
    sa.Column("asked_at", sa.Float, nullable=False),
    sa.Column("done", sa.Integer, nullable=False, server_default="0"),
    sa.Column("bytes", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("why", text(64), nullable=False, server_default=""),
    sa.Column("finished_at", sa.Float),
    sa.Column("delete_after", sa.Float),
    sa.Index("ix_recording_exports_recording", "recording", "person", "asked_at"),
    sa.Index("ix_recording_exports_state", "state", "asked_at"),
)
