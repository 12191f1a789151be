"""How classrooms' lines were when they were tested."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import ID, text

revision = "0025"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "line_tests",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("classroom", ID, sa.ForeignKey("classrooms.id"), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("level", sa.Integer),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("measured", sa.Text, nullable=False),
        sa.Column("person", text(64), nullable=False),
        sa.Column("device", text(64), nullable=False),
    )
    op.create_index("ix_line_tests_last", "line_tests", ["classroom", "number"])


def downgrade() -> None:
    """Drop it again."""
    op.drop_index("ix_line_tests_last", "line_tests")
    op.drop_table("line_tests")
