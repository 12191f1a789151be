"""What kind of event each is, beside it, so that the last of some kinds are found."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and read it from the events that are there."""
    op.add_column("events", sa.Column("kind", text(32), nullable=False, server_default=""))
    postgresql = op.get_bind().dialect.name == "postgresql"
    kind = "event::json ->> 'type'" if postgresql else "json_extract(event, '$.type')"
    op.execute(f"UPDATE events SET kind = {kind}")
    op.create_index("ix_events_kind", "events", ["lesson", "kind", "number"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("ix_events_kind", "events")
    op.drop_column("events", "kind")
