"""When a lesson is over its recording is sealed and shelved, whatever became of the server."""

import fcntl
import os
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from classroom.commands import Arrive, EndLesson, Enter, StartLesson
from classroom.media_messages import Source
from classroom.planning import plan_lesson
from classroom.recording.keeping import KeepDays
from classroom.recording.recording import Recording
from classroom.recording.values import RecordingState
from classroom.store.database import DatabaseStore
from classroom.store.recordings import DatabaseRecordings
from classroom.store.transactions import Database
from recording.closing import FIRST_PAUSE, Closer
from recording.manifest.entries import Ended
from recording.manifest.lines import read
from recording.manifest.names import MANIFEST, SEAL
from recording.reader import Folder
from recording.sealing import read_seal
from recording.shelf.shelves import Shelves
from recording.verifying import verify
from tests.recording.recordings import BEGAN, KEY, OURS, Recorder, recorded
from tests.s3 import bucket as bucket
from tests.s3 import put
from tests.s3 import s3 as s3

DAYS = KeepDays(lesson=180, research=730, open=365, incident=1100)


class House:
    """A database, a folder, and somebody who closes what is over."""

    def __init__(self, database: Database, root: Path) -> None:
        self.now = BEGAN + 60
        database.now = lambda: self.now
        self.database, self.root = database, root
        self.store = DatabaseStore(database.engine)
        self.rows = DatabaseRecordings(database, DAYS, ZoneInfo("Asia/Shanghai"))
        self.closer = self.anew()

    def anew(self, url: str = "") -> Closer:
        """Return what closes recordings after a start of the server."""
        shelves = Shelves(self.root, url)
        self.closer = Closer(self.rows, self.store, shelves, KEY, lambda: self.now)
        return self.closer

    async def taught(self, *, ended: bool = True) -> str:
        """Let a lesson be taught; return its id."""
        plan = plan_lesson(
            title="音乐", subject="音乐", deliver="实验小学", receive=["青山小学"],
            starts_at=BEGAN, now=BEGAN,
        )  # fmt: skip
        lesson = plan.lesson
        await self.store.create(lesson, plan.links, plan.events)
        for command in (Arrive(by="d", session="s"), Enter(by="d"), StartLesson(by="d"),
                        EndLesson(by="d"))[: 4 if ended else 3]:  # fmt: skip
            await self.store.save(lesson, lesson.handle(command, BEGAN))
        assert await self.rows.begun(lesson.id, BEGAN)
        return lesson.id

    async def row(self, id: str) -> Recording:
        (found,) = await self.rows.known([id])
        return found


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    url = f"sqlite+aiosqlite:///{tmp_path}/house.db"
    async with Database.open(url, lambda: BEGAN) as database:
        yield House(database, tmp_path / "recordings")


async def test_it_is_sealed_and_its_row_says_what_it_came_to(house: House) -> None:
    id = await house.taught()
    recorded(house.root / id, id)
    await house.rows.ended(id, BEGAN + 12)

    await house.closer.look()

    row = await house.row(id)
    verdict = verify(Folder(house.root / id), OURS)
    assert (row.state, row.ended_at, row.shelf) == (RecordingState.SEALED, BEGAN + 12, "")
    assert verdict.intact
    assert verdict.events > 0
    assert (row.figures.tracks, row.figures.seconds) == (3, 12.0)
    assert row.figures.gap_seconds == 1.0
    assert row.figures.bytes == verdict.bytes
    assert row.figures.head == read_seal((house.root / id / SEAL).read_bytes()).manifest.head
    assert row.delete_after == BEGAN + 12 + 180 * 86_400
    assert not await house.rows.begun(id, house.now)  # what is sealed is never written again


async def test_what_goes_on_is_left_alone(house: House) -> None:
    id = await house.taught(ended=False)
    recorded(house.root / id, id)

    await house.closer.look()

    assert (await house.row(id)).state is RecordingState.RECORDING
    assert not (house.root / id / SEAL).exists()


async def test_what_a_killed_server_has_left_is_closed_at_its_next_start(house: House) -> None:
    id = await house.taught()
    recorder = Recorder(house.root / id, id)
    recorder.track(1, "a", Source.CAMERA)
    recorder.part(1, 1)
    recorder.segment(1, 1, 0)
    with (house.root / id / MANIFEST).open("ab") as file:
        file.write(b'{"n":5,"prev":"00')
    recorder.manifest.close()

    await house.anew().look()

    row = await house.row(id)
    assert (row.state, row.figures.seconds) == (RecordingState.SEALED, 2.0)
    assert read(house.root / id / MANIFEST)[-1] == Ended(at=BEGAN + 2)
    assert verify(Folder(house.root / id), OURS).intact


async def test_it_is_not_closed_as_long_as_a_recorder_has_it_open(house: House) -> None:
    id = await house.taught()
    recorded(house.root / id, id)
    await house.rows.ended(id, BEGAN + 12)
    recorder = os.open(house.root / id, os.O_RDONLY)
    fcntl.flock(recorder, fcntl.LOCK_EX)

    await house.closer.look()
    assert (await house.row(id)).state is RecordingState.PROCESSING
    os.close(recorder)
    house.now += FIRST_PAUSE
    await house.closer.look()

    assert (await house.row(id)).state is RecordingState.SEALED


@pytest.mark.parametrize("why", ["no_manifest", "nothing_written", "manifest_broken"])
async def test_what_holds_nothing_usable_has_failed_and_is_kept(house: House, why: str) -> None:
    id = await house.taught()
    folder = house.root / id
    if why == "nothing_written":
        Recorder(folder, id).manifest.close()
    elif why == "manifest_broken":
        recorded(folder, id)
        lines = (folder / MANIFEST).read_bytes().splitlines(keepends=True)
        (folder / MANIFEST).write_bytes(b"".join(lines[:3] + lines[4:]))
    await house.rows.ended(id, BEGAN + 12)

    await house.closer.look()

    row = await house.row(id)
    assert row.state is RecordingState.FAILED
    assert row.why.startswith(why)
    assert (folder / MANIFEST).exists() is (why != "no_manifest")


async def test_a_bucket_that_cannot_be_reached_is_tried_again_later(
    house: House, bucket: str, s3: str
) -> None:
    id = await house.taught()
    recorded(house.root / id, id)
    await house.rows.ended(id, BEGAN + 12)
    late = f"late-{bucket.split('/')[2]}"
    closer = house.anew(f"s3://{late}")

    await closer.look()
    put(s3, late)
    await closer.look()  # too soon
    assert (await house.row(id)).state is RecordingState.PROCESSING
    assert (house.root / id / MANIFEST).exists()
    house.now += FIRST_PAUSE
    await closer.look()

    row = await house.row(id)
    assert (row.state, row.shelf) == (RecordingState.SEALED, f"s3://{late}")
    assert not (house.root / id).exists()
    assert SEAL in await Shelves(house.root, row.shelf).new.names(id)


async def test_a_folder_that_stands_in_a_bucket_by_now_goes_at_the_next_start(
    house: House, bucket: str
) -> None:
    id = await house.taught()
    recorded(house.root / id, id)
    await house.rows.ended(id, BEGAN + 12)
    await house.anew(bucket).look()
    recorded(house.root / id, id)  # as if the server was killed before it went
    (house.root / "other").mkdir()

    await house.anew(bucket).look()

    assert [path.name for path in house.root.iterdir()] == ["other"]
