"""How classrooms' lines were when they were tested.

Rule: the last few of each classroom (`classroom.line_test.KEPT`).
"""

import sqlalchemy as sa

from classroom.store.tables.columns import ID, text
from classroom.store.tables.metadata import metadata

lines = sa.Table(
    "line_tests",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("classroom", ID, sa.ForeignKey("classrooms.id"), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("level", sa.Integer),  # None: no lesson is possible
    sa.Column("verdict", sa.Text, nullable=False),  # as JSON
    sa.Column("measured", sa.Text, nullable=False),  # as JSON
    sa.Column("person", text(64), nullable=False),
    sa.Column("device", text(64), nullable=False),
    sa.Index("ix_line_tests_last", "classroom", "number"),
)
