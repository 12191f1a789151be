"""Incidents: lessons of which a package is made."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import HASH, ID, SCOPE, text

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "incidents",
        sa.Column("id", ID, primary_key=True),
        sa.Column("lesson", text(64), nullable=False),
        sa.Column("title", text(200), nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("why", text(16), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("state", text(16), nullable=False),
        sa.Column("made_at", sa.Float),
        sa.Column("sha256", HASH, nullable=False, server_default=""),
        sa.Column("pictures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("authorised_at", sa.Float),
        sa.Column("authorised_by", text(64), nullable=False, server_default=""),
        sa.Column("receiver", text(200), nullable=False, server_default=""),
        sa.Column("reason", text(500), nullable=False, server_default=""),
        sa.Column("sent_at", sa.Float),
    )
    op.create_index("ix_incidents_lesson", "incidents", ["lesson"])
    op.create_index("ix_incidents_state", "incidents", ["state"])
    op.create_index("ix_incidents_scope", "incidents", ["scope", "at"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("incidents")
