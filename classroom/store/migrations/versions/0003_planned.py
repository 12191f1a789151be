"""Planned lessons."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import ID, SCOPE, text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "planned_lessons",
        sa.Column("id", ID, primary_key=True),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("term", ID, nullable=False),
        sa.Column("pairing", ID, nullable=False),
        sa.Column("slot", ID, nullable=False),
        sa.Column("day", text(10), nullable=False),
        sa.Column("starts_at", sa.Float, nullable=False),
        sa.Column("ends_at", sa.Float, nullable=False),
        sa.Column("usual_at", sa.Float, nullable=False),
        sa.Column("title", text(60), nullable=False),
        sa.Column("subject", text(32), nullable=False),
        sa.Column("mode", text(16), nullable=False),
        sa.Column("cap", sa.Integer, nullable=False),
        sa.Column("state", text(16), nullable=False),
        sa.Column("into", text(32), nullable=False),
        sa.Column("merged_from", sa.JSON, nullable=False),
        sa.Column("reason", text(200), nullable=False),
        sa.Column("held", sa.Boolean),
        sa.Column("late_minutes", sa.Float),
        sa.Column("lost_minutes", sa.Float),
    )
    for name, *columns in (
        ("slot", "slot", "day"),
        ("state", "state", "starts_at", "ends_at"),
        ("scope", "scope", "starts_at"),
        ("term", "term", "scope"),
    ):
        op.create_index(f"ix_planned_lessons_{name}", "planned_lessons", columns)
    op.create_table(
        "planned_seats",
        sa.Column(
            "lesson", ID, sa.ForeignKey("planned_lessons.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("classroom", ID, nullable=False),
        sa.Column("person", ID),
        sa.Column("school_class", ID),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("region", SCOPE, nullable=False),
        sa.Column("starts_at", sa.Float, nullable=False),
        sa.Column("ends_at", sa.Float, nullable=False),
        sa.Column("reached", sa.Boolean),
        sa.Column("lost_minutes", sa.Float),
    )
    for name, *columns in (
        ("classroom", "classroom", "starts_at"),
        ("person", "person", "starts_at"),
        ("school_class", "school_class", "starts_at"),
        ("scope", "scope", "starts_at", "lesson"),
        ("region", "region", "starts_at", "lesson"),
        ("time", "starts_at", "lesson", "region", "ends_at"),
    ):
        op.create_index(f"ix_planned_seats_{name}", "planned_seats", columns)


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("planned_seats")
    op.drop_table("planned_lessons")
