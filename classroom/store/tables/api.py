"""API tokens, and the Idempotency-Keys of what was made by the API.

Rule: a token is kept as its hash. A key leads to the id of what was made, never to its content,
which is made again from the repeated request.
"""

import sqlalchemy as sa

from classroom.store.tables.columns import HASH, ID, SCOPE, text
from classroom.store.tables.metadata import metadata

tokens = sa.Table(
    "api_tokens",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("hash", HASH, nullable=False, unique=True),
    sa.Column("name", text(60), nullable=False),
    sa.Column("person", ID, nullable=False, index=True),
    sa.Column("scope", SCOPE, nullable=False, index=True),
    sa.Column("actions", sa.JSON, nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False),
    sa.Column("revoked_at", sa.Float),
)

keys = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("owner", text(80), primary_key=True),
    sa.Column("key", text(64), primary_key=True),
    sa.Column("request", HASH, nullable=False),
    sa.Column("object", ID, nullable=False),
    sa.Column("scope", SCOPE, nullable=False),
    sa.Column("at", sa.Float, nullable=False, index=True),
)
