"""Checkpoints of the audit trail, and triggers that refuse to change what is in it.

Whoever owns the database can take a trigger away: it stops mistakes and stolen statements. That
nothing was changed is proven by the chain and its seals, not by these.
"""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import HASH, text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("audit", "audit_heads", "audit_checkpoints")
REFUSED = "the audit trail is only added to"
DROPPED = "OLD.number <= (SELECT COALESCE(MAX(number), 0) FROM audit_checkpoints)"


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "audit_checkpoints",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", text(10), nullable=False),
        sa.Column("hash", HASH, nullable=False),
        sa.Column("key", text(64), nullable=False),
        sa.Column("signature", text(200), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        _postgresql()
    else:
        _sqlite()


def downgrade() -> None:
    """Take them away again."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in TABLES:
        names = [f"{table}_kept", f"{table}_whole"] if postgresql else [f"{table}_same"]
        for name in [*names, f"{table}_there"]:
            op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION refuse_audit_change")
    op.drop_table("audit_checkpoints")


def _sqlite() -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    for table in TABLES:
        when = "" if table == "audit_checkpoints" else f"WHEN NOT ({DROPPED})"
        op.execute(f"CREATE TRIGGER {table}_same BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_there BEFORE DELETE ON {table} {when} {refuse}")


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_LEVEL = 'ROW' AND TG_OP = 'DELETE' AND TG_TABLE_NAME <> 'audit_checkpoints' THEN "
        f"IF {DROPPED} THEN RETURN OLD; END IF; END IF; "
        f"RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    call = "EXECUTE FUNCTION refuse_audit_change()"
    for table in TABLES:
        op.execute(f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} FOR EACH ROW {call}")
        op.execute(f"CREATE TRIGGER {table}_there BEFORE DELETE ON {table} FOR EACH ROW {call}")
        op.execute(f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} {call}")
