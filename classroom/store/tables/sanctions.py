"""Sanctions, and report tickets with their history.

Rule: a sanction is never deleted, and changes only by being acknowledged or lifted. `ticket_steps`
only grows; what `tickets` says of the state is a copy of the last step's, for queries.
"""

import sqlalchemy as sa

from classroom.store.tables.columns import ID, SCOPE, text
from classroom.store.tables.metadata import metadata

sanctions = sa.Table(
    "sanctions",
    metadata,
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
    sa.Column("made_by", ID, nullable=False, index=True),
    sa.Column("report", ID, nullable=False),
    sa.Column("lesson", ID, nullable=False),
    sa.Column("classroom", ID, nullable=False),
    sa.Column("lifted_at", sa.Float),
    sa.Column("lifted_by", ID, nullable=False),
    sa.Column("lift_reason", text(500), nullable=False),
    sa.Column("seen_at", sa.Float),
    sa.Index("ix_sanctions_subject", "subject", "kind"),
    sa.Index("ix_sanctions_scope", "scope", "made_at"),
)

tickets = sa.Table(
    "tickets",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("lesson", text(64), nullable=False, index=True),
    sa.Column("scope", SCOPE, nullable=False),  # of the school that is to decide it
    sa.Column("by", text(64), nullable=False),  # seat
    sa.Column("what", text(16), nullable=False),
    sa.Column("object", text(64), nullable=False),
    sa.Column("reason", text(16), nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),  # JSON
    sa.Column("still", sa.LargeBinary),  # a picture of it, where there is one
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("state", text(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_tickets_scope", "scope", "made_at"),
    sa.Index("ix_tickets_state", "state", "made_at"),
)

steps = sa.Table(
    "ticket_steps",
    metadata,
    sa.Column("ticket", ID, sa.ForeignKey("tickets.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("state", text(16), nullable=False),
    sa.Column("by", ID, nullable=False),  # person
    sa.Column("why", text(500), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)
