"""Notes on recordings, inspection forms and sheets, and samplings.

Rule: a form's versions, a sheet's signed steps and what was drawn only grow. `document` of a sheet
is the text that was signed; what the other columns say of it is a copy, for lists.
"""

import sqlalchemy as sa

from classroom.store.tables.columns import HASH, ID, SCOPE, text
from classroom.store.tables.metadata import metadata

RECORDING = text(64)

notes = sa.Table(
    "recording_notes",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("recording", RECORDING, sa.ForeignKey("recordings.id"), nullable=False),
    sa.Column("author", ID, nullable=False),
    sa.Column("visibility", text(16), nullable=False),
    sa.Column("kind", text(16), nullable=False),
    sa.Column("track", text(64), nullable=False),
    sa.Column("start", sa.Float, nullable=False),
    sa.Column("end", sa.Float),
    sa.Column("text", text(2000), nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("changed_at", sa.Float, nullable=False),
    sa.Index("ix_recording_notes_recording", "recording", "start", "id"),
)

forms = sa.Table(
    "inspection_forms",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("scope", SCOPE, nullable=False, index=True),
    sa.Column("made_by", ID, nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("retired", sa.Boolean, nullable=False),
)

form_versions = sa.Table(
    "inspection_form_versions",
    metadata,
    sa.Column("form", ID, sa.ForeignKey("inspection_forms.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("made_by", ID, nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("content", sa.Text, nullable=False),  # JSON
)

inspections = sa.Table(
    "inspections",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("recording", RECORDING, sa.ForeignKey("recordings.id"), nullable=False, index=True),
    sa.Column("scope", SCOPE, nullable=False),
    sa.Column("form", ID, nullable=False),
    sa.Column("form_version", sa.Integer, nullable=False),
    sa.Column("inspector", ID, nullable=False),
    sa.Column("lecturer", ID, nullable=False),
    sa.Column("state", text(16), nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("changed_at", sa.Float, nullable=False),
    sa.Column("filed_at", sa.Float),
    sa.Column("result", sa.Float),
    sa.Column("corrects", ID, nullable=False),
    sa.Column("why", text(500), nullable=False),
    sa.Column("replaced_by", ID, nullable=False),
    sa.Column("content", sa.Text, nullable=False),  # JSON of a draft
    sa.Column("document", sa.Text, nullable=False),  # what was filed; "" of a draft
    sa.Index("ix_inspections_inspector", "inspector", "state", "made_at"),
    sa.Index("ix_inspections_lecturer", "lecturer", "state", "made_at"),
    sa.Index("ix_inspections_scope", "scope", "made_at"),
)

steps = sa.Table(
    "inspection_steps",
    metadata,
    sa.Column("sheet", ID, sa.ForeignKey("inspections.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("what", text(16), nullable=False),
    sa.Column("by", ID, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("text", text(4000), nullable=False),
    sa.Column("before", HASH, nullable=False),
    sa.Column("key", HASH, nullable=False),
    sa.Column("signature", text(128), nullable=False),
)

samplings = sa.Table(
    "samplings",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("scope", SCOPE, nullable=False, index=True),
    sa.Column("made_by", ID, nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("retired", sa.Boolean, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),  # of the inspectors, whose is next
    sa.Column("content", sa.Text, nullable=False),  # JSON
)

draws = sa.Table(
    "sampling_draws",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("sampling", ID, sa.ForeignKey("samplings.id"), nullable=False, index=True),
    sa.Column("made_by", ID, nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("first_day", text(10), nullable=False),
    sa.Column("last_day", text(10), nullable=False),
    sa.Column("seed", HASH, nullable=False),
    sa.Column("framed", sa.Integer, nullable=False),
    sa.Column("drawn_before", sa.Integer, nullable=False),
    sa.Column("wanted", sa.Integer, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),  # before it
    sa.Column("rule", sa.Text, nullable=False),  # JSON of the rule, as it was
    sa.Column("frame", sa.Text, nullable=False),  # JSON: ids of what it drew from
    sa.Column("before", sa.Text, nullable=False),  # JSON: those of them that were drawn before
)

drawn = sa.Table(
    "sampling_drawn",
    metadata,
    sa.Column("sampling", ID, sa.ForeignKey("samplings.id"), primary_key=True),
    sa.Column("recording", RECORDING, sa.ForeignKey("recordings.id"), primary_key=True),
    sa.Column("draw", ID, sa.ForeignKey("sampling_draws.id"), nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("inspector", ID, nullable=False),  # "": nobody could take it
    sa.Column("sheet", ID, nullable=False),  # that was begun for it; ""
    sa.Index("ix_sampling_drawn_inspector", "inspector", "sheet"),
    sa.Index("ix_sampling_drawn_draw", "draw", "place"),
    sa.Index("ix_sampling_drawn_recording", "recording"),
)
