"""Incidents: lessons of which a package is made; the packages themselves are files.

Rule: a row is written in the transaction in which its lesson is shut down.
"""

import sqlalchemy as sa

from classroom.store.tables.columns import HASH, ID, SCOPE, text
from classroom.store.tables.metadata import metadata

incidents = sa.Table(
    "incidents",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("lesson", text(64), nullable=False, index=True),
    sa.Column("title", text(200), nullable=False),
    sa.Column("scope", SCOPE, nullable=False),
    sa.Column("why", text(16), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("state", text(16), nullable=False, index=True),
    sa.Column("made_at", sa.Float),
    sa.Column("sha256", HASH, nullable=False, server_default=""),
    sa.Column("pictures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("authorised_at", sa.Float),
    sa.Column("authorised_by", text(64), nullable=False, server_default=""),
    sa.Column("receiver", text(200), nullable=False, server_default=""),
    sa.Column("reason", text(500), nullable=False, server_default=""),
    sa.Column("sent_at", sa.Float),
    sa.Index("ix_incidents_scope", "scope", "at"),
)
