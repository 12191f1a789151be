"""The audit trail.

Rule: rows are added and read; triggers (step 0008) refuse to change or remove one, but for what a
signed checkpoint says was dropped because of its age.
"""

import sqlalchemy as sa

from classroom.store.tables.columns import HASH, SCOPE, text
from classroom.store.tables.metadata import metadata

records = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Float, nullable=False, index=True),
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
    # What is looked for comes as the list has it, the latest first, without reading the records.
    *(sa.Index(f"ix_audit_{name}", name, "number") for name in ("actor_id", "object", "scope")),
    *(
        sa.Index(f"ix_audit_{name}", name, "number", "scope")
        for name in ("action", "kind", "result")
    ),
)

# A day's last record, signed: whoever holds the public key can tell that nothing before it changed.
heads = sa.Table(
    "audit_heads",
    metadata,
    sa.Column("day", text(10), primary_key=True),  # UTC
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("hash", HASH, nullable=False),
    sa.Column("key", text(64), nullable=False),  # which key signed
    sa.Column("signature", text(200), nullable=False),
)

# Everything up to this record was dropped, being older than it has to be kept.
checkpoints = sa.Table(
    "audit_checkpoints",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("day", text(10), nullable=False),  # UTC, on which it was dropped
    sa.Column("hash", HASH, nullable=False),
    sa.Column("key", text(64), nullable=False),
    sa.Column("signature", text(200), nullable=False),
)
