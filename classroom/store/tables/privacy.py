"""Notices, the consent ledger, requests and legal holds; and the tokens of calendar feeds.

Rule: `notices` and `consents` only grow, until a pupil is erased. Every table that says something
of a pupil names it in a column called `pupil`, so that `classroom.store.subject` finds them all.
"""

import sqlalchemy as sa

from classroom.store.tables.columns import HASH, ID, SCOPE, text
from classroom.store.tables.metadata import metadata

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("scope", SCOPE, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("zh", sa.JSON, nullable=False),
    sa.Column("en", sa.JSON, nullable=False),
    sa.Column("published_at", sa.Float, nullable=False),
    sa.Column("published_by", ID, nullable=False),
    sa.Index("ux_notices_version", "scope", "version", unique=True),
)

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", ID, nullable=False, unique=True),
    sa.Column("pupil", ID, nullable=False),
    sa.Column("scope", SCOPE, nullable=False),
    sa.Column("said", text(16), nullable=False),
    sa.Column("guardian", text(60), nullable=False),
    sa.Column("relation", text(16), nullable=False),
    sa.Column("notice", ID, nullable=False),
    sa.Column("basis", text(16), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("recorded_by", ID, nullable=False),
    sa.Index("ix_consents_pupil", "pupil", "number"),
)

# What a guardian asked for and was refused, with the reason given to them in writing.
requests = sa.Table(
    "pupil_requests",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("pupil", ID, nullable=False, index=True),
    sa.Column("scope", SCOPE, nullable=False),
    sa.Column("wish", text(16), nullable=False),
    sa.Column("reason", text(500), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("decided_by", ID, nullable=False),
)

holds = sa.Table(
    "holds",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("kind", text(16), nullable=False),
    sa.Column("object", ID, nullable=False, index=True),
    sa.Column("scope", SCOPE, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("reason", text(500), nullable=False),
    sa.Column("until", text(10), nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("made_by", ID, nullable=False),
    sa.Column("lifted_at", sa.Float),
)

feeds = sa.Table(
    "feeds",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("hash", HASH, nullable=False, unique=True),
    sa.Column("kind", text(16), nullable=False),
    sa.Column("object", ID, nullable=False),
    sa.Column("scope", SCOPE, nullable=False, index=True),
    sa.Column("language", text(2), nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("made_by", ID, nullable=False),
    sa.Column("revoked_at", sa.Float),
)
