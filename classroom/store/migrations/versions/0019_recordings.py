"""Recordings, and who watched them."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import HASH, ID, SCOPE, text

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "recordings",
        sa.Column("id", text(64), primary_key=True),
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
    )
    op.create_index("ix_recordings_began", "recordings", ["began_at", "id"])
    op.create_index("ix_recordings_scope", "recordings", ["scope", "began_at"])
    op.create_index("ix_recordings_state", "recordings", ["state", "delete_after"])
    op.create_table(
        "recording_views",
        sa.Column("recording", text(64), sa.ForeignKey("recordings.id"), primary_key=True),
        sa.Column("hour", sa.Integer, primary_key=True),
        sa.Column("person", ID, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
    )


def downgrade() -> None:
    """Take them away again."""
    for table in ("recording_views", "recordings"):
        op.drop_table(table)
