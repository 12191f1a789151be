"""Notes on recordings, inspection forms and sheets, and samplings."""

import sqlalchemy as sa
from alembic import op

from classroom.store.tables.columns import HASH, ID, SCOPE, text

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

RECORDING = text(64)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "recording_notes",
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
    )
    op.create_index("ix_recording_notes_recording", "recording_notes", ["recording", "start", "id"])
    op.create_table(
        "inspection_forms",
        sa.Column("id", ID, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
    )
    op.create_index("ix_inspection_forms_scope", "inspection_forms", ["scope"])
    op.create_table(
        "inspection_form_versions",
        sa.Column("form", ID, sa.ForeignKey("inspection_forms.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "inspections",
        sa.Column("id", ID, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("recording", RECORDING, sa.ForeignKey("recordings.id"), nullable=False),
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
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_index("ix_inspections_recording", "inspections", ["recording"])
    op.create_index("ix_inspections_inspector", "inspections", ["inspector", "state", "made_at"])
    op.create_index("ix_inspections_lecturer", "inspections", ["lecturer", "state", "made_at"])
    op.create_index("ix_inspections_scope", "inspections", ["scope", "made_at"])
    op.create_table(
        "inspection_steps",
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
    op.create_table(
        "samplings",
        sa.Column("id", ID, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("scope", SCOPE, nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("ix_samplings_scope", "samplings", ["scope"])
    op.create_table(
        "sampling_draws",
        sa.Column("id", ID, primary_key=True),
        sa.Column("sampling", ID, sa.ForeignKey("samplings.id"), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("first_day", text(10), nullable=False),
        sa.Column("last_day", text(10), nullable=False),
        sa.Column("seed", HASH, nullable=False),
        sa.Column("framed", sa.Integer, nullable=False),
        sa.Column("drawn_before", sa.Integer, nullable=False),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("frame", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
    )
    op.create_index("ix_sampling_draws_sampling", "sampling_draws", ["sampling"])
    op.create_table(
        "sampling_drawn",
        sa.Column("sampling", ID, sa.ForeignKey("samplings.id"), primary_key=True),
        sa.Column("recording", RECORDING, sa.ForeignKey("recordings.id"), primary_key=True),
        sa.Column("draw", ID, sa.ForeignKey("sampling_draws.id"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("inspector", ID, nullable=False),
        sa.Column("sheet", ID, nullable=False),
    )
    op.create_index("ix_sampling_drawn_inspector", "sampling_drawn", ["inspector", "sheet"])
    op.create_index("ix_sampling_drawn_draw", "sampling_drawn", ["draw", "place"])
    op.create_index("ix_sampling_drawn_recording", "sampling_drawn", ["recording"])


def downgrade() -> None:
    """Take them away again."""
    for table in (
        "sampling_drawn",
        "sampling_draws",
        "samplings",
        "inspection_steps",
        "inspections",
        "inspection_form_versions",
        "inspection_forms",
        "recording_notes",
    ):
        op.drop_table(table)
