"""Planned lessons, and who and what takes part in each.

Rule: a row of `planned_lessons` is a slot's lesson; one of `planned_seats` a classroom's place in
it, the delivering one's first. A seat repeats the lesson's times, since that is what everybody
asks by: what has this classroom, this person, this school between these hours. The last columns of
both are the tally, filled in when the lesson is over.
"""

import sqlalchemy as sa

from classroom.store.tables.columns import ID, SCOPE, text
from classroom.store.tables.metadata import metadata

lessons = sa.Table(
    "planned_lessons",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("scope", SCOPE, nullable=False),
    sa.Column("term", ID, nullable=False),
    sa.Column("pairing", ID, nullable=False),
    sa.Column("slot", ID, nullable=False),
    sa.Column("day", text(10), nullable=False),
    sa.Column("starts_at", sa.Float, nullable=False),
    sa.Column("ends_at", sa.Float, nullable=False),
    sa.Column("usual_at", sa.Float, nullable=False),
    sa.Column("title", text(60), nullable=False),
    sa.Column("subject", text(32), nullable=False),
    sa.Column("mode", text(16), nullable=False),
    sa.Column("cap", sa.Integer, nullable=False),
    sa.Column("state", text(16), nullable=False),
    sa.Column("into", text(32), nullable=False),
    sa.Column("merged_from", sa.JSON, nullable=False),
    sa.Column("reason", text(200), nullable=False),
    sa.Column("held", sa.Boolean),
    sa.Column("late_minutes", sa.Float),
    sa.Column("lost_minutes", sa.Float),
    sa.Index("ix_planned_lessons_slot", "slot", "day"),
    sa.Index("ix_planned_lessons_state", "state", "starts_at", "ends_at"),
    sa.Index("ix_planned_lessons_scope", "scope", "starts_at"),
    sa.Index("ix_planned_lessons_term", "term", "scope"),
)

seats = sa.Table(
    "planned_seats",
    metadata,
    sa.Column(
        "lesson", ID, sa.ForeignKey("planned_lessons.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("place", sa.Integer, primary_key=True),  # 0: delivers
    sa.Column("classroom", ID, nullable=False),
    sa.Column("person", ID),  # lecturer or assistant
    sa.Column("school_class", ID),
    sa.Column("scope", SCOPE, nullable=False),  # the classroom's school's
    sa.Column("region", SCOPE, nullable=False),  # the scope around that: of its county, mostly
    sa.Column("starts_at", sa.Float, nullable=False),
    sa.Column("ends_at", sa.Float, nullable=False),
    sa.Column("reached", sa.Boolean),
    sa.Column("lost_minutes", sa.Float),
    sa.Index("ix_planned_seats_classroom", "classroom", "starts_at"),
    sa.Index("ix_planned_seats_person", "person", "starts_at"),
    sa.Index("ix_planned_seats_school_class", "school_class", "starts_at"),
    sa.Index("ix_planned_seats_scope", "scope", "starts_at", "lesson"),
    # For regions, by whichever is shorter: the lessons of these, or all in the order of lists.
    sa.Index("ix_planned_seats_region", "region", "starts_at", "lesson"),
    sa.Index("ix_planned_seats_time", "starts_at", "lesson", "region", "ends_at"),
)
