"""What was opened of recordings, who asked to watch, and under what they looked."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import ID, text

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "recording_publications",
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
    )
    op.create_index(
        "ix_recording_publications_audience", "recording_publications", ["audience", "until"]
    )
    op.create_table(
        "recording_grants",
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
    )
    op.create_index("ix_recording_grants_person", "recording_grants", ["person", "made_at"])
    op.create_index("ix_recording_grants_recording", "recording_grants", ["recording", "made_at"])
    op.add_column("recording_views", sa.Column("under", ID, nullable=False, server_default=""))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("recording_views", "under")
    op.drop_table("recording_grants")
    op.drop_table("recording_publications")
