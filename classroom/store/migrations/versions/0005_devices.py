"""Enrolled classroom devices."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import ID, SCOPE, text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "device_enrolments",
        sa.Column("device", ID, primary_key=True),
        sa.Column("x", text(43), nullable=False),
        sa.Column("y", text(43), nullable=False),
        sa.Column("code", text(8), nullable=False, unique=True),
        sa.Column("agent", text(200), nullable=False),
        sa.Column("address", text(64), nullable=False),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
    )
    op.create_index("ix_device_enrolments_address", "device_enrolments", ["address"])
    op.create_index("ix_device_enrolments_expires_at", "device_enrolments", ["expires_at"])
    op.create_table(
        "devices",
        sa.Column("id", ID, primary_key=True),
        sa.Column("classroom", ID, sa.ForeignKey("classrooms.id"), nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("x", text(43), nullable=False),
        sa.Column("y", text(43), nullable=False),
        sa.Column("name", text(60), nullable=False),
        sa.Column("agent", text(200), nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("seen_at", sa.Float, nullable=False),
        sa.Column("revoked_at", sa.Float),
    )
    op.create_index("ix_devices_classroom", "devices", ["classroom"])
    op.create_index("ix_devices_order", "devices", ["scope", "id"])
    active = sa.text("revoked_at IS NULL")
    op.create_index(
        "ux_devices_active",
        "devices",
        ["classroom"],
        unique=True,
        sqlite_where=active,
        postgresql_where=active,
    )


def downgrade() -> None:
    """Take them away again."""
    for table in ("devices", "device_enrolments"):
        op.drop_table(table)
