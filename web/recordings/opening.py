"""What stands behind recordings, opened together: closed and let go by the clock."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from classroom.audit.seals import Signing
from classroom.recording.keeping import KeepDays
from classroom.store.database import DatabaseStore
from classroom.store.exports import DatabaseExports
from classroom.store.recordings import DatabaseRecordings
from classroom.store.registry import DatabaseRegistry
from classroom.store.transactions import Database
from config import sections
from recording.closing import Closer
from recording.contents import Reading
from recording.export.exporter import Exporter
from recording.export.ordering import Ordering, Sources
from recording.keeping import RecordingKeeper
from recording.shelf.shelves import Shelves
from web.api.operations import Operation
from web.recordings.asking import RecordingsList
from web.recordings.contents import RecordingContents
from web.recordings.event_files import RecordedEventFiles
from web.recordings.exporting import Exporting, RecordingExports
from web.recordings.granting import RecordingsGranting
from web.recordings.publishing import RecordingsPublishing
from web.recordings.reviewing import Reviewing
from web.recordings.seeing import Seeing
from web.recordings.staying import Kept, RecordingsStaying
from web.recordings.usage import RecordingUsage
from web.repeating import repeating

CLOSING_SECONDS, KEEPING_SECONDS = 5.0, 3600.0


class Recordings(NamedTuple):
    """What was opened."""

    rows: DatabaseRecordings  # to be told what becomes of recordings
    kept: Kept
    closer: Closer
    keeper: RecordingKeeper


@asynccontextmanager
async def opened(
    database: Database,
    settings: sections.Recording,
    root: Path,
    files: Path,
    key: Signing,
    zone: ZoneInfo,
) -> AsyncIterator[Recordings]:
    """Look after the recordings in `root` until the block ends; seals are signed with `key`, and
    `files` is where lessons' files lie.
    """
    days = KeepDays(
        lesson=settings.keep_days_lesson,
        research=settings.keep_days_research,
        open=settings.keep_days_open,
        incident=settings.keep_days_incident,
        sheets=settings.keep_days_sheets,
    )
    rows, shelves = DatabaseRecordings(database, days, zone), Shelves(root, settings.shelf)
    closer = Closer(rows, DatabaseStore(database.engine), shelves, key, database.now)
    keeper = RecordingKeeper(rows, shelves)
    reading, store = Reading(shelves), DatabaseStore(database.engine)
    exports = DatabaseExports(database, zone, settings.export_days)
    ordering = Ordering(Sources(reading, store, files, str(zone)))
    spare = settings.low_mb * 1_000_000
    exporter = Exporter(
        exports, ordering, root.with_name("exports"), at_once=settings.exports, spare=spare
    )
    exporting = Exporting(exports, exporter, settings.export_days)
    kept = Kept(rows, reading, key, keeper.sweep, files, exporting, settings.publish_pupils)
    async with AsyncExitStack() as stack:
        closing = repeating("closing_recordings", closer.look, lambda: CLOSING_SECONDS)
        keeping = repeating("keeping_recordings", keeper.look, lambda: KEEPING_SECONDS)
        await stack.enter_async_context(closing)
        await stack.enter_async_context(keeping)
        await stack.enter_async_context(exporter.serving())
        yield Recordings(rows, kept, closer, keeper)


def operations(
    database: Database, registry: DatabaseRegistry, kept: Kept, zone: ZoneInfo
) -> Sequence[Operation]:
    """Return what can be asked of recordings."""
    seeing = Seeing(database, zone, publish_pupils=kept.publish_pupils)
    return [
        *RecordingUsage(database, registry, zone).operations(),  # before what has an id there
        *RecordingsGranting(database, seeing, zone).operations(),  # and this
        *RecordingsList(seeing, kept.contents, registry).operations(),
        *RecordingContents(seeing, kept.contents).operations(),
        *RecordingsPublishing(seeing).operations(),
        *RecordingsStaying(database, seeing, kept).operations(),
        *Reviewing(database, seeing.seen, kept.files).operations(),
        *RecordingExports(seeing, kept.contents, kept.exporting, zone).operations(),
        *RecordedEventFiles(database, seeing, zone).operations(),
    ]
