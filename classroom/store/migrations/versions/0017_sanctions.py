"""Sanctions, and report tickets with their history."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import ID, SCOPE, text

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "sanctions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", text(16), nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("step", text(16), nullable=False),
        sa.Column("reach", text(16), nullable=False),
        sa.Column("place", ID, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("reason", text(500), nullable=False),
        sa.Column("until", sa.Float),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("report", ID, nullable=False),
        sa.Column("lesson", ID, nullable=False),
        sa.Column("classroom", ID, nullable=False),
        sa.Column("lifted_at", sa.Float),
        sa.Column("lifted_by", ID, nullable=False),
        sa.Column("lift_reason", text(500), nullable=False),
        sa.Column("seen_at", sa.Float),
    )
    op.create_index("ix_sanctions_made_by", "sanctions", ["made_by"])
    op.create_index("ix_sanctions_subject", "sanctions", ["subject", "kind"])
    op.create_index("ix_sanctions_scope", "sanctions", ["scope", "made_at"])
    op.create_table(
        "tickets",
        sa.Column("id", ID, primary_key=True),
        sa.Column("lesson", text(64), nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("by", text(64), nullable=False),
        sa.Column("what", text(16), nullable=False),
        sa.Column("object", text(64), nullable=False),
        sa.Column("reason", text(16), nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("still", sa.LargeBinary),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("state", text(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_tickets_lesson", "tickets", ["lesson"])
    op.create_index("ix_tickets_scope", "tickets", ["scope", "made_at"])
    op.create_index("ix_tickets_state", "tickets", ["state", "made_at"])
    op.create_table(
        "ticket_steps",
        sa.Column("ticket", ID, sa.ForeignKey("tickets.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("state", text(16), nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("why", text(500), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )


def downgrade() -> None:
    """Take them away again."""
    for table in ("ticket_steps", "tickets", "sanctions"):
        op.drop_table(table)
