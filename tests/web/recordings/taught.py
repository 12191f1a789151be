"""A lesson of two schools that was recorded: the centre delivers, the village receives."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from classroom.commands import Arrive, Command, EndLesson, Enter, ShutDown, StartLesson
from classroom.lesson import Lesson
from classroom.media_messages import Source
from classroom.record import LessonRecord
from classroom.recording.recording import Recording
from classroom.seats import Seat
from classroom.states import Part
from classroom.store.database import DatabaseStore
from classroom.store.tables import audit
from classroom.store.tables.planned import lessons, seats
from recording.manifest.entries import Ended, PartOpened, Segment, TrackOpened
from recording.manifest.lines import Appending
from recording.manifest.names import MANIFEST
from tests.recording.recordings import BEGAN, Recorder
from tests.web.api.county import CENTRE, IN, VILLAGE, County

ENDED = BEGAN + 60
ROOM, HALL = f"{CENTRE}-room", f"{VILLAGE}-hall"
TEACHER, ASSISTANT = f"{CENTRE}-teacher", f"{VILLAGE}-assistant"
DAY = 86_400.0


async def lesson(
    county: County, id: str, *, planned: bool = True, shut: bool = False, at: float = BEGAN
) -> None:
    """Let a lesson be taught that is over."""
    places = [(ROOM, Part.DELIVERING, CENTRE, TEACHER), (HALL, Part.RECEIVING, VILLAGE, ASSISTANT)]
    parts = tuple(Seat(id=room, name=room, part=part) for room, part, _, _ in places)
    record = LessonRecord(
        id=id, title=f"音乐 {id}", subject="music", starts_at=at, ends_at=at + 2400, seats=parts
    )
    live = Lesson(record)
    await DatabaseStore(county.database.engine).create(live, [], [])
    end: Command = ShutDown(by=ROOM) if shut else EndLesson(by=ROOM)
    said: list[Command] = [Arrive(by=ROOM, session="s"), Enter(by=ROOM), StartLesson(by=ROOM), end]
    events = [event for each in said for event in live.handle(each, at)]
    await DatabaseStore(county.database.engine).save(live, events)
    if not planned:
        return
    times: dict[str, Any] = {"starts_at": at, "ends_at": at + 2400}
    row = times | {
        "id": id, "scope": IN[CENTRE], "term": "t", "pairing": "p", "slot": "s",
        "day": "2026-09-01", "usual_at": at, "title": "音乐", "subject": "music", "cap": 3,
        "mode": "dedicated",
        "state": "opened", "into": "", "merged_from": [], "reason": "",
    }  # fmt: skip
    async with county.database.engine.begin() as connection:
        await connection.execute(sa.insert(lessons).values(row))
        for number, (room, _, school, person) in enumerate(places):
            place = times | {
                "lesson": id, "place": number, "classroom": room, "person": person,
                "scope": IN[school], "region": IN[school].removesuffix(f"{school}/"),
            }  # fmt: skip
            await connection.execute(sa.insert(seats).values(place))


def written(folder: Path, id: str, *, ended: bool = True) -> dict[str, bytes]:
    """Record eight seconds of the lecturer's camera, in two parts, and of a WebM from the hall;
    return the files.
    """
    made = Recorder(folder / id, id)
    made.track(1, "a", Source.CAMERA)
    made.part(1, 1)
    for n in range(2):
        made.segment(1, 1, n)
    made.part(1, 2)
    made.segment(1, 2, 0)
    made.manifest.append(
        TrackOpened(
            at=BEGAN, track=2, seat="b", classroom=HALL, source=Source.CAMERA, leading=False
        )
    )
    _webm(made.manifest, folder / id / "2-1.webm")
    if ended:
        made.manifest.append(Ended(at=BEGAN + 8))
    made.manifest.close()
    files = (path for path in (folder / id).iterdir() if path.name != MANIFEST)
    return {path.name: path.read_bytes() for path in files}


def grow(folder: Path, id: str) -> bytes:
    """Record two seconds more of the camera's second part; return all of its file."""
    made = Recorder.resumed(folder / id)
    made.segment(1, 2, 1)
    made.manifest.close()
    return (folder / id / "1-2.mp4").read_bytes()


def _webm(manifest: Appending, path: Path) -> None:
    init, data = b"webm", b"a cluster of frames" * 40
    path.write_bytes(init + data)
    manifest.append(
        PartOpened(
            at=BEGAN, track=2, part=1, file=path.name, mime='video/webm; codecs="vp8"', rate=90_000,
            bytes=len(init), sha256=hashlib.sha256(init).hexdigest(), width=640, height=360,
        ),
        Segment(
            at=BEGAN + 2, track=2, part=1, offset=len(init), bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(), ticks=0, duration=180_000, wall=BEGAN,
            samples=50, keyframe=True,
        ),
    )  # fmt: skip


async def recorded(county: County, id: str, **more: Any) -> dict[str, bytes]:
    """Let a lesson be taught, recorded and closed; return its files."""
    await lesson(county, id, **more)
    rows, at = county.recordings.rows, more.get("at", BEGAN)
    assert await rows.begun(id, at)
    files = written(county.recordings_in, id)
    await rows.ended(id, at + 60)
    await county.recordings.closer.look()
    return files


async def row(county: County, id: str) -> Recording:
    (found,) = await county.recordings.rows.known([id])
    return found


async def said(county: County, id: str) -> list[tuple[str, str]]:
    """Return who did what with a recording, by the trail."""
    column = audit.records.c
    query = sa.select(column.actor_id, column.action).where(
        column.kind == "recordings", column.object == id
    )
    async with county.database.reading() as connection:
        found = await connection.execute(query.order_by(column.number))
        return [(each.actor_id, each.action) for each in found]


def lose(county: County, id: str) -> None:
    """Let a recording's folder go, as a failing disk does."""
    shutil.rmtree(county.recordings_in / id)
