"""How classrooms sounded when they were tested.

Rule: the last few of each classroom (`classroom.sound_test.KEPT`); written with the lesson's event.
"""

import sqlalchemy as sa

from classroom.store.tables.columns import ID, text
from classroom.store.tables.metadata import metadata

sounds = sa.Table(
    "sound_tests",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("classroom", ID, sa.ForeignKey("classrooms.id"), nullable=False),
    sa.Column("lesson", sa.String(64), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("verdict", text(16), nullable=False),
    sa.Column("measured", sa.Text, nullable=False),  # as JSON
    sa.Column("person", text(64), nullable=False),
    sa.Column("device", text(64), nullable=False),
    sa.Index("ix_sound_tests_last", "classroom", "number"),
)
