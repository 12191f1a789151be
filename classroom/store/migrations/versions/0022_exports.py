"""Exports of recordings."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import ID, text

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "recording_exports",
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
    )
    op.create_index(
        "ix_recording_exports_recording", "recording_exports", ["recording", "person", "asked_at"]
    )
    op.create_index("ix_recording_exports_state", "recording_exports", ["state", "asked_at"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("recording_exports")
