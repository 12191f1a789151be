"""Question sets that people have prepared, and what pupils have chosen in lessons.

Rule: a pupil's answer is a row with the pupil's id, never an event of the lesson: it goes when the
pupil does. `at` is when it was last changed; it is kept for so long (`privacy.answers_days`).
"""

import sqlalchemy as sa

from classroom.store.tables.columns import ID, SCOPE, text
from classroom.store.tables.metadata import metadata

sets = sa.Table(
    "question_sets",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("owner", ID, nullable=False),  # id of the person
    sa.Column("scope", SCOPE, nullable=False),  # the owner's school or region
    sa.Column("shared", sa.Boolean, nullable=False),  # with all of the very same scope
    sa.Column("title", text(60), nullable=False),
    sa.Column("subject", text(32), nullable=False),
    sa.Column("grade", sa.Integer),
    sa.Column("questions", sa.JSON, nullable=False),
    sa.Column("changed_at", sa.Float, nullable=False),
    sa.Index("ix_question_sets_owner", "owner", "title"),
    sa.Index("ix_question_sets_shared", "scope", "shared", "title"),
)

answers = sa.Table(
    "pupil_answers",
    metadata,
    sa.Column("lesson", sa.String(64), sa.ForeignKey("lessons.id"), primary_key=True),
    sa.Column("question", text(16), primary_key=True),
    sa.Column("pupil", ID, primary_key=True, index=True),
    sa.Column("classroom", sa.String(64), nullable=False),
    sa.Column("scope", SCOPE, nullable=False),  # the pupil's school's
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("at", sa.Float, nullable=False, index=True),
)
