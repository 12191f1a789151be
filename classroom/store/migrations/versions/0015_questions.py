"""Question sets, and what pupils have chosen."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import ID, SCOPE, text

revision = "0015"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "question_sets",
        sa.Column("id", ID, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("owner", ID, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("title", text(60), nullable=False),
        sa.Column("subject", text(32), nullable=False),
        sa.Column("grade", sa.Integer),
        sa.Column("questions", sa.JSON, nullable=False),
        sa.Column("changed_at", sa.Float, nullable=False),
    )
    op.create_index("ix_question_sets_owner", "question_sets", ["owner", "title"])
    op.create_index("ix_question_sets_shared", "question_sets", ["scope", "shared", "title"])
    op.create_table(
        "pupil_answers",
        sa.Column("lesson", sa.String(64), sa.ForeignKey("lessons.id"), primary_key=True),
        sa.Column("question", text(16), primary_key=True),
        sa.Column("pupil", ID, primary_key=True),
        sa.Column("classroom", sa.String(64), nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("ix_pupil_answers_pupil", "pupil_answers", ["pupil"])
    op.create_index("ix_pupil_answers_at", "pupil_answers", ["at"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("pupil_answers")
    op.drop_table("question_sets")
