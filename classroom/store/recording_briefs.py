"""What a list says of the recordings that its items are about."""

from collections.abc import Collection

import msgspec
import sqlalchemy as sa

from classroom.recording.values import RecordingState
from classroom.store.tables.recordings import recordings
from classroom.store.transactions import Database


class RecordingBrief(msgspec.Struct, frozen=True, kw_only=True):
    """A recording in a line."""

    id: str
    scope: str  # of the delivering school
    title: str
    subject: str
    began_at: float
    seconds: float
    state: RecordingState


async def briefs(database: Database, ids: Collection[str]) -> dict[str, RecordingBrief]:
    """Return these recordings, by their ids; whoever asks may know of them."""
    names = RecordingBrief.__struct_fields__
    query = sa.select(*(recordings.c[name] for name in names))
    query = query.where(recordings.c.id.in_(sorted(ids)))
    async with database.reading() as connection:
        return {
            row.id: msgspec.convert({name: row._mapping[name] for name in names}, RecordingBrief)
            for row in await connection.execute(query)
        }
