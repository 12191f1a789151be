"""What was opened of recordings: what somebody answered for, and who asked to watch.

Rule: a grant's recording need not exist, so that asking tells nobody whether it does.
"""

import sqlalchemy as sa

from classroom.store.tables.columns import ID, text
from classroom.store.tables.metadata import metadata

publications = sa.Table(
    "recording_publications",
    metadata,
    sa.Column("recording", text(64), sa.ForeignKey("recordings.id"), primary_key=True),
    sa.Column("reviewed_at", sa.Float),
    sa.Column("reviewed_by", ID, nullable=False, server_default=""),
    sa.Column("published_at", sa.Float),
    sa.Column("published_by", ID, nullable=False, server_default=""),
    sa.Column("audience", text(16)),
    sa.Column("until", sa.Float),
    sa.Column("pupils", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("withdrawn_at", sa.Float),
    sa.Column("withdrawn_by", ID, nullable=False, server_default=""),
    sa.Index("ix_recording_publications_audience", "audience", "until"),
)

grants = sa.Table(
    "recording_grants",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("recording", text(64), nullable=False),
    sa.Column("person", ID, nullable=False),
    sa.Column("purpose", text(500), nullable=False),
    sa.Column("days", sa.Integer, nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("decided_at", sa.Float),
    sa.Column("decided_by", ID, nullable=False, server_default=""),
    sa.Column("approved", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("reason", text(500), nullable=False, server_default=""),
    sa.Column("until", sa.Float),
    sa.Column("ended_at", sa.Float),
    sa.Column("ended_by", ID, nullable=False, server_default=""),
    sa.Index("ix_recording_grants_person", "person", "made_at"),
    sa.Index("ix_recording_grants_recording", "recording", "made_at"),
)
