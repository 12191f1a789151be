"""Lessons, their events and their joining links."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first three tables."""
    op.create_table(
        "lessons",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("phase", sa.String(16), nullable=False),
        sa.Column("starts_at", sa.Float, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("ix_lessons_phase", "lessons", ["phase"])
    op.create_index("ix_lessons_starts_at", "lessons", ["starts_at"])
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("lesson", sa.String(64), sa.ForeignKey("lessons.id"), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
    )
    op.create_index("ix_events_lesson", "events", ["lesson"])
    op.create_table(
        "links",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("lesson", sa.String(64), sa.ForeignKey("lessons.id"), nullable=False),
        sa.Column("classroom", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
    )
    op.create_index("ix_links_lesson", "links", ["lesson"])


def downgrade() -> None:
    """Take them away again."""
    for table in ("links", "events", "lessons"):
        op.drop_table(table)
