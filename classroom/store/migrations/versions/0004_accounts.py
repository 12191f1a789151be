"""Accounts, sessions and their second factors."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import HASH, ID, SCOPE, text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "accounts",
    "passwords_before",
    "recovery_codes",
    "sessions",
    "one_time_links",
    "attempts",
    "changes_asked_for",
    "pictures",
    "settings",
)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "accounts",
        sa.Column("person", ID, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("login", text(64), nullable=False, unique=True),
        sa.Column("password", text(200), nullable=False),
        sa.Column("password_at", sa.Float, nullable=False),
        sa.Column("totp", text(64), nullable=False),
        sa.Column("totp_step", sa.BigInteger, nullable=False),
        sa.Column("totp_offered", text(64), nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
    )
    op.create_table(
        "passwords_before",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("password", text(200), nullable=False),
    )
    op.create_index("ix_passwords_before_person", "passwords_before", ["person"])
    op.create_table(
        "recovery_codes",
        sa.Column("hash", HASH, primary_key=True),
        sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False),
    )
    op.create_index("ix_recovery_codes_person", "recovery_codes", ["person"])
    op.create_table(
        "sessions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("secret_hash", HASH, nullable=False, unique=True),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("seen_at", sa.Float, nullable=False),
        sa.Column("half", sa.Boolean, nullable=False),
        sa.Column("strong", sa.Boolean, nullable=False),
        sa.Column("address", text(64), nullable=False),
        sa.Column("agent", text(200), nullable=False),
    )
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.create_index("ix_sessions_made_at", "sessions", ["made_at"])
    op.create_index("ix_sessions_seen_at", "sessions", ["seen_at"])
    op.create_table(
        "one_time_links",
        sa.Column("token_hash", HASH, primary_key=True),
        sa.Column("purpose", text(16), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
    )
    op.create_index("ix_one_time_links_person", "one_time_links", ["person"])
    op.create_index("ix_one_time_links_expires_at", "one_time_links", ["expires_at"])
    op.create_table(
        "attempts",
        sa.Column("login_hash", HASH, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last", sa.Float, nullable=False),
        sa.Column("until", sa.Float, nullable=False),
        sa.Column("locked", sa.Boolean, nullable=False),
    )
    op.create_index("ix_attempts_last", "attempts", ["last"])
    op.create_table(
        "changes_asked_for",
        sa.Column("id", ID, primary_key=True),
        sa.Column("person", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("field", text(16), nullable=False),
        sa.Column("value", text(60), nullable=False),
        sa.Column("picture", sa.LargeBinary, nullable=True),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("state", text(16), nullable=False),
        sa.Column("decided_at", sa.Float, nullable=False),
        sa.Column("reason", text(200), nullable=False),
    )
    op.create_index("ix_changes_asked_for_person", "changes_asked_for", ["person"])
    op.create_index("ix_changes_asked_for_scope", "changes_asked_for", ["scope"])
    op.create_table(
        "pictures",
        sa.Column("person", ID, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("kind", text(16), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("version", text(16), nullable=False),
    )
    op.create_table(
        "settings",
        sa.Column("name", text(32), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(TABLES):
        op.drop_table(table)
