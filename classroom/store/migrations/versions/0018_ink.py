"""What is drawn in lessons, on the board and over what is shown."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its table."""
    op.create_table(
        "ink",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("lesson", sa.String(64), sa.ForeignKey("lessons.id"), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
    )
    op.create_index("ix_ink_lesson", "ink", ["lesson", "number"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("ix_ink_lesson", "ink")
    op.drop_table("ink")
