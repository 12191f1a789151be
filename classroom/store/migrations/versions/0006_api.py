"""API tokens and idempotency keys."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import HASH, ID, SCOPE, text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "api_tokens",
        sa.Column("id", ID, primary_key=True),
        sa.Column("hash", HASH, nullable=False, unique=True),
        sa.Column("name", text(60), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("actions", sa.JSON, nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.Column("revoked_at", sa.Float),
    )
    op.create_index("ix_api_tokens_person", "api_tokens", ["person"])
    op.create_index("ix_api_tokens_scope", "api_tokens", ["scope"])
    op.create_table(
        "idempotency_keys",
        sa.Column("owner", text(80), primary_key=True),
        sa.Column("key", text(64), primary_key=True),
        sa.Column("request", HASH, nullable=False),
        sa.Column("object", ID, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("ix_idempotency_keys_at", "idempotency_keys", ["at"])


def downgrade() -> None:
    """Take them away again."""
    for table in ("idempotency_keys", "api_tokens"):
        op.drop_table(table)
