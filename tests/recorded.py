"""A lesson that was taught for forty seconds, drawn in, talked in and recorded: for whoever tests
what becomes of recordings.

What there is: the lecturer's camera and microphone (the demo's film, from its beginning; its number
is in every frame, `demo/frame_number.py`), and those of one classroom while it is on stage. Frame 0
of a film was captured at `LECTURER` or `CLASSROOM`, seconds after the recording began; the
lecturer's camera has a hole of two seconds from `HOLE` on, behind which another file begins. What
happened and what was drawn is where `events` and `ink` say; three slides are kept.

Rule: files and manifest are written by the code that writes them in a lesson; only the packets come
from films instead of the line.
"""

import hashlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import av
import sqlalchemy as sa
from reportlab.pdfgen.canvas import Canvas

from classroom import events as e
from classroom.events import Event
from classroom.files.values import FileKind, Files, SharedFile
from classroom.ink.log import Drew, InkEntry, Took
from classroom.ink.points import write as points
from classroom.ink.strokes import Colour, Stroke
from classroom.lesson import Lesson
from classroom.media_messages import Source
from classroom.questions.question import QuestionKind, Reply
from classroom.record import LessonRecord
from classroom.recording.keeping import KeepDays
from classroom.recording.values import Alarm, Marked
from classroom.register.scope import ids
from classroom.seats import Seat
from classroom.states import Audience, Layout, Part, Phase, Presence, Purpose
from classroom.states import Mark as PupilMark
from classroom.store.database import DatabaseStore
from classroom.store.recordings import DatabaseRecordings
from classroom.store.tables.planned import lessons, seats
from classroom.store.transactions import Database
from recording.containers.open import writer_for
from recording.manifest.entries import (
    Begun,
    Ended,
    Mark,
    PartClosed,
    PartOpened,
    Segment,
    TrackOpened,
)
from recording.manifest.lines import Appending
from recording.manifest.names import MANIFEST
from recording.tracks.formats import OpusFormat, TrackFormat, VideoFormat
from recording.tracks.samples import Sample
from tests.web.api.county import ZONE

DEMO = Path(__file__).resolve().parents[1] / "demo"
SECONDS = 40.0
LECTURER, CLASSROOM = 0.48, 12.24  # when the films' first frames were captured, after the beginning
HOLE, WHOLE_AGAIN = 20.0, 22.0  # of the lecturer's camera, in its film
STAGE = (12.0, 26.0)
SEGMENT = 1.5  # seconds; the films have a keyframe a second, so every other segment begins with one
DAYS = KeepDays(lesson=180, research=730, open=365, incident=1100)


class Room(NamedTuple):
    """A classroom of the register."""

    id: str
    name: str
    scope: str  # of its school
    person: str | None = None  # id of the lecturer, or assistant


async def record(
    database: Database, folder: Path, rooms: Sequence[Room], at: float, id: str = "poem"
) -> str:
    """Let it have been taught at this time in these classrooms, the delivering one first, and
    recorded; return its id. It waits to be closed, as when a lesson ends. `folder` is the server's:
    its recordings and files lie in it.
    """
    pdf = slides()
    file = hashlib.sha256(pdf).hexdigest()[:32]
    shared = SharedFile(
        number=0, id=file, name="静夜思.pdf", kind=FileKind.PDF, size=len(pdf), pages=3,
        by=rooms[0].id, at=at,
    )  # fmt: skip
    parts = [Part.DELIVERING, *[Part.RECEIVING] * (len(rooms) - 1)]
    lesson = LessonRecord(
        id=id, title="古诗《静夜思》", subject="chinese", starts_at=at, ends_at=at + 2400,
        phase=Phase.ENDED, files=Files(shared=(shared,), counted=1),
        seats=tuple(
            Seat(id=room.id, name=room.name, part=part, registered=True)
            for room, part in zip(rooms, parts, strict=True)
        ),
    )  # fmt: skip
    place = folder / "files" / id / file
    place.parent.mkdir(parents=True)
    place.write_bytes(pdf)
    store = DatabaseStore(database.engine)
    await store.create(Lesson(lesson), [], events([room.id for room in rooms], at, file))
    await store.add_ink(id, ink(rooms[0].id, at, file))
    await _plan(database, lesson, rooms)
    rows = DatabaseRecordings(database, DAYS, ZONE)
    assert await rows.begun(id, at)
    write(folder / "recordings" / id, id, [room.id for room in rooms], at)
    await rows.ended(id, at + SECONDS)
    return id


# ------------------------------------------------------------------ what happened


def events(rooms: Sequence[str], at: float, file: str) -> list[Event]:
    """What happened in it."""
    teacher, first, *others = rooms
    right, wrong = Reply(options=(0,)), Reply(options=(2,))
    poem = "“举头望明月”的下一句是什么？"
    counts: dict[str, tuple[int, ...]] = {first: (21, 3, 2)}
    options = ("低头思故乡", "疑是地上霜", "床前明月光")
    shared = e.FileShared(
        at=at, file=file, by=teacher, name="静夜思.pdf", kind=FileKind.PDF, size=1, sha256=file,
        sizes=((960, 540),) * 3,
    )  # fmt: skip
    asked = e.QuestionAsked(
        at=at + 18, question="q1", kind=QuestionKind.SINGLE, text=poem, options=options,
        right=right, per_pupil=True,
    )  # fmt: skip
    said = Audience.EVERYBODY
    made: list[Event] = [
        shared,
        *(e.PresenceChanged(at=at, classroom=room, presence=Presence.PRESENT) for room in rooms),
        e.PhaseChanged(at=at + 0.5, phase=Phase.LIVE, reason="lecturer"),
        e.RollCalled(at=at + 1, roll=1, expected={first: ("p1", "p2", "p3")}),
        e.PupilMarked(at=at + 2, roll=1, classroom=first, pupil="p2", mark=PupilMark.ABSENT),
        e.RollConfirmed(at=at + 3, roll=1, classroom=first, here=True, sending=True),
        e.SlideShown(at=at + 4, file=file, page=1),
        e.Said(at=at + 6, number=0, by=first, to=said, text="我们听得很清楚"),
        e.SlideShown(at=at + 8, file=file, page=2),
        e.HandRaised(at=at + 10, classroom=first, purpose=Purpose.ANSWER),
        e.StageChanged(at=at + STAGE[0], stage=(first,)),
        e.HandLowered(at=at + STAGE[0], classroom=first, reason="called"),
        e.Said(at=at + 14, number=1, by=first, to=said, text="不该说的话"),
        e.Unsaid(at=at + 15, number=1, by=teacher),
        asked,
        e.QuestionAnswered(at=at + 21, question="q1", classroom=first, reply=right),
        *(
            e.QuestionAnswered(at=at + 22, question="q1", classroom=room, reply=wrong)
            for room in others
        ),
        e.QuestionClosed(at=at + 24, question="q1", counted=counts),
        e.QuestionRevealed(at=at + 25, question="q1"),
        e.StageChanged(at=at + STAGE[1], stage=()),
        e.BoardShown(at=at + 28, page=1),
        *(
            e.PresenceChanged(at=at + 30, classroom=room, presence=Presence.LOST)
            for room in others[:1]
        ),
        e.LayoutChanged(at=at + 31, layout=Layout.SURFACE),
        e.PhaseChanged(at=at + 33, phase=Phase.PAUSED, reason="lecturer"),
        e.PhaseChanged(at=at + 36, phase=Phase.LIVE, reason="lecturer"),
        e.PhaseChanged(at=at + SECONDS, phase=Phase.ENDED, reason="lecturer"),
    ]
    return made


def ink(by: str, at: float, file: str) -> list[InkEntry]:
    """What was drawn: a red line under the title of the second slide, which is taken off again at
    14; on the board a blue one at 29 and a red one at 31.
    """
    slide, board = f"slides:{file}:2", "board:1"

    def stroke(number: int, colour: Colour, y: int) -> Stroke:
        way = points([(2_000 + 400 * n, y) for n in range(30)])
        return Stroke(id=f"{by}/{number}", colour=colour, width=8, points=way)

    return [
        Drew(at=at + 9, surface=slide, by=by, tag=1, stroke=stroke(1, Colour.RED, 6_000)),
        Took(at=at + 14, surface=slide, by=by, strokes=(f"{by}/1",)),
        Drew(at=at + 29, surface=board, by=by, tag=2, stroke=stroke(2, Colour.BLUE, 5_000)),
        Drew(at=at + 31, surface=board, by=by, tag=3, stroke=stroke(3, Colour.RED, 9_000)),
    ]


def slides() -> bytes:
    """Three pages."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(960, 540), invariant=True)
    for number in (1, 2, 3):
        canvas.setFont("Helvetica", 96)
        canvas.drawCentredString(480, 250, f"Page {number}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


async def _plan(database: Database, lesson: LessonRecord, rooms: Sequence[Room]) -> None:
    """Put it in the timetable, which says who may see it."""
    times: dict[str, Any] = {"starts_at": lesson.starts_at, "ends_at": lesson.ends_at}
    row = times | {
        "id": lesson.id, "scope": rooms[0].scope, "term": "t", "pairing": "p", "slot": "s",
        "day": "2026-09-01", "usual_at": lesson.starts_at, "title": lesson.title,
        "subject": lesson.subject, "mode": "dedicated", "cap": 3, "state": "opened", "into": "",
        "merged_from": [], "reason": "",
    }  # fmt: skip
    async with database.engine.begin() as connection:
        await connection.execute(sa.insert(lessons).values(row))
        for number, room in enumerate(rooms):
            school = ids(room.scope)[-1]
            values = times | {
                "lesson": lesson.id, "place": number, "classroom": room.id, "person": room.person,
                "scope": room.scope, "region": room.scope.removesuffix(f"{school}/"),
            }  # fmt: skip
            await connection.execute(sa.insert(seats).values(values))


# ------------------------------------------------------------------ its files


def write(folder: Path, lesson: str, rooms: Sequence[str], at: float) -> None:
    """Write its recording into the folder."""
    folder.mkdir(parents=True)
    manifest = Appending.create(folder / MANIFEST)
    manifest.append(Begun(at=at, lesson=lesson))
    tracks = [
        (rooms[0], Source.CAMERA, "lesson.mp4", at + LECTURER, SECONDS - 1),
        (rooms[0], Source.MICROPHONE, "lesson.mp4", at + LECTURER, SECONDS - 1),
        (rooms[1], Source.CAMERA, "classroom_a.mp4", at + CLASSROOM, STAGE[1] - CLASSROOM),
        (rooms[1], Source.MICROPHONE, "classroom_a.mp4", at + CLASSROOM, STAGE[1] - CLASSROOM),
    ]
    for track, (room, source, film, wall, seconds) in enumerate(tracks, 1):
        leading = room == rooms[0]
        manifest.append(
            TrackOpened(
                at=at, track=track, seat=room, classroom=room, source=source, leading=leading
            )
        )
        path = DEMO / film
        if track == 1:
            _part(manifest, folder, (track, 1), _film(path, source, 0, HOLE), wall)
            _part(manifest, folder, (track, 2), _film(path, source, WHOLE_AGAIN, seconds), wall)
        else:
            _part(manifest, folder, (track, 1), _film(path, source, 0, seconds), wall)
    hole, end = at + LECTURER + HOLE, at + LECTURER + WHOLE_AGAIN
    manifest.append(
        Mark(at=hole + 1, what=Marked.ALARM, track=1, detail={"kind": Alarm.STALLED}),
        Mark(at=end, what=Marked.CLEARED, track=1, detail={"kind": Alarm.STALLED}),
        Mark(at=end, what=Marked.GAP, track=1, detail={"since": hole, "why": "stalled"}),
        Ended(at=at + SECONDS),
    )
    manifest.close()


class _Film(NamedTuple):
    format: TrackFormat
    rate: int
    samples: list[Sample]


def _film(path: Path, source: Source, start: float, end: float) -> _Film:
    """Return what a film has between these seconds, as a track brings it; nothing is decoded."""
    with av.open(str(path)) as film:
        format: TrackFormat
        if source is Source.CAMERA:
            stream: Any = film.streams.video[0]
            context = stream.codec_context
            extra = context.extradata
            codec = f"avc1.{extra[1:4].hex()}"
            format, rate = VideoFormat(codec, context.width, context.height, extra), 90_000
        else:
            stream, rate = film.streams.audio[0], 48_000
            format = OpusFormat(channels=stream.codec_context.channels)
        samples = []
        for packet in film.demux(stream):
            if packet.pts is None or packet.pts * packet.time_base < start:
                continue
            if packet.pts * packet.time_base >= end:
                break
            ticks = round(packet.pts * packet.time_base * rate)
            duration = round((packet.duration or 0) * packet.time_base * rate)
            samples.append(Sample(bytes(packet), ticks, duration, packet.is_keyframe))
    return _Film(format, rate, samples)


def _cut(film: _Film) -> Iterator[list[Sample]]:
    piece: list[Sample] = []
    for sample in film.samples:
        if piece and sample.ticks - piece[0].ticks >= SEGMENT * film.rate:
            yield piece
            piece = []
        piece.append(sample)
    yield piece


def _part(
    manifest: Appending, folder: Path, place: tuple[int, int], film: _Film, wall: float
) -> None:
    """Write a file, segment by segment; `wall` is when the film's first frame was captured."""
    track, part = place
    writer = writer_for(film.format)
    init = writer.init()
    pictures = film.format if isinstance(film.format, VideoFormat) else None
    path = folder / f"{track}-{part}.{writer.suffix}"
    first = film.samples[0].ticks
    manifest.append(
        PartOpened(
            at=wall + first / film.rate, track=track, part=part, file=path.name, mime=writer.mime,
            rate=film.rate, bytes=len(init), sha256=hashlib.sha256(init).hexdigest(),
            width=pictures.width if pictures else None,
            height=pictures.height if pictures else None,
        )
    )  # fmt: skip
    with path.open("wb") as file:
        file.write(init)
        for number, piece in enumerate(_cut(film), 1):
            last = piece[-1]
            until = last.ticks + (last.duration or 0)
            data = writer.segment(piece, number, until)
            begins = wall + piece[0].ticks / film.rate
            manifest.append(
                Segment(
                    at=wall + until / film.rate, track=track, part=part, offset=file.tell(),
                    bytes=len(data), sha256=hashlib.sha256(data).hexdigest(),
                    ticks=piece[0].ticks - first, duration=until - piece[0].ticks, wall=begins,
                    samples=len(piece), keyframe=piece[0].keyframe,
                )
            )  # fmt: skip
            file.write(data)
    manifest.append(
        PartClosed(at=wall + film.samples[-1].ticks / film.rate, track=track, part=part)
    )
