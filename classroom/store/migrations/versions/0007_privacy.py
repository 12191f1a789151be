"""Notices, the consent ledger, requests, holds and the tokens of calendar feeds."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import HASH, ID, SCOPE, text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "notices",
        sa.Column("id", ID, primary_key=True),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("zh", sa.JSON, nullable=False),
        sa.Column("en", sa.JSON, nullable=False),
        sa.Column("published_at", sa.Float, nullable=False),
        sa.Column("published_by", ID, nullable=False),
    )
    op.create_index("ux_notices_version", "notices", ["scope", "version"], unique=True)
    op.create_table(
        "consents",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", ID, nullable=False, unique=True),
        sa.Column("pupil", ID, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("said", text(16), nullable=False),
        sa.Column("guardian", text(60), nullable=False),
        sa.Column("relation", text(16), nullable=False),
        sa.Column("notice", ID, nullable=False),
        sa.Column("basis", text(16), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("recorded_by", ID, nullable=False),
    )
    op.create_index("ix_consents_pupil", "consents", ["pupil", "number"])
    op.create_table(
        "pupil_requests",
        sa.Column("id", ID, primary_key=True),
        sa.Column("pupil", ID, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("wish", text(16), nullable=False),
        sa.Column("reason", text(500), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("decided_by", ID, nullable=False),
    )
    op.create_index("ix_pupil_requests_pupil", "pupil_requests", ["pupil"])
    op.create_table(
        "holds",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", text(16), nullable=False),
        sa.Column("object", ID, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("reason", text(500), nullable=False),
        sa.Column("until", text(10), nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("lifted_at", sa.Float),
    )
    op.create_index("ix_holds_object", "holds", ["object"])
    op.create_table(
        "feeds",
        sa.Column("id", ID, primary_key=True),
        sa.Column("hash", HASH, nullable=False, unique=True),
        sa.Column("kind", text(16), nullable=False),
        sa.Column("object", ID, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("language", text(2), nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("revoked_at", sa.Float),
    )
    op.create_index("ix_feeds_scope", "feeds", ["scope"])


def downgrade() -> None:
    """Take them away again."""
    for table in ("feeds", "holds", "pupil_requests", "consents", "notices"):
        op.drop_table(table)
