"""A small recording of random bytes, made as the recorder makes one, and sealed."""

import hashlib
import random
from pathlib import Path

from classroom import events as e
from classroom.media_messages import Source
from classroom.recording.values import Marked
from classroom.states import Mark as PupilMark
from classroom.states import Phase
from classroom.store.audit_key import AuditKey, Keys
from recording.manifest.entries import (
    Begun,
    Ended,
    Mark,
    PartClosed,
    PartOpened,
    Resumed,
    Segment,
    TrackOpened,
)
from recording.manifest.lines import Appending
from recording.manifest.names import MANIFEST
from recording.sealing import Seal, seal
from recording.verdict import Verdict
from recording.verifying import verify

BEGAN = 1_788_228_000.0  # 2026-09-01 10:00:00 in Shanghai
KEY = AuditKey.generated()
OURS = Keys({KEY.public})
INIT, SEGMENT, SEGMENTS = 100, 700, 4

EVENTS: list[e.Event] = [
    e.LessonMade(at=BEGAN - 900),
    e.PhaseChanged(at=BEGAN, phase=Phase.LIVE, reason="lecturer"),
    e.RollCalled(at=BEGAN + 1, roll=1, expected={"b": ("p1", "p2")}),
    e.PupilMarked(at=BEGAN + 2, roll=1, classroom="b", pupil="p2", mark=PupilMark.ABSENT),
    e.RollConfirmed(at=BEGAN + 3, roll=1, classroom="b", here=True, sending=True),
    e.RollCorrected(
        at=BEGAN + 5, roll=1, classroom="b", version=2, reason="late", pupil="p2", mark=None
    ),
    e.PhaseChanged(at=BEGAN + 8, phase=Phase.ENDED, reason="lecturer"),
]


def name(track: int, part: int) -> str:
    return f"{track}-{part}.mp4"


class Recorder:
    """Writes files and their manifest."""

    def __init__(self, folder: Path, lesson: str = "l1", seed: int = 1) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.now = folder, BEGAN
        self._random = random.Random(seed)
        self.manifest = Appending.create(folder / MANIFEST)
        self.manifest.append(Begun(at=BEGAN, lesson=lesson))

    @classmethod
    def resumed(cls, folder: Path) -> "Recorder":
        made = cls.__new__(cls)
        made.folder, made.now, made._random = folder, BEGAN, random.Random(2)
        made.manifest, _ = Appending.resume(folder / MANIFEST)
        return made

    def track(self, track: int, seat: str, source: Source) -> None:
        self.manifest.append(
            TrackOpened(
                at=self.now,
                track=track,
                seat=seat,
                classroom=f"room-{seat}",
                source=source,
                leading=seat == "a",
            )
        )

    def part(self, track: int, part: int, *, file: str | None = None) -> None:
        init = self._random.randbytes(INIT)
        file = name(track, part) if file is None else file
        (self.folder / file).write_bytes(init)
        self.manifest.append(
            PartOpened(
                at=self.now,
                track=track,
                part=part,
                file=file,
                mime='video/mp4; codecs="avc1.42c01f"',
                rate=90_000,
                bytes=INIT,
                sha256=hashlib.sha256(init).hexdigest(),
                width=1280,
                height=720,
            )
        )

    def segment(self, track: int, part: int, n: int) -> None:
        data = self._random.randbytes(SEGMENT)
        with (self.folder / name(track, part)).open("ab") as file:
            file.write(data)
        self.manifest.append(
            Segment(
                at=BEGAN + 2 * n + 2,
                track=track,
                part=part,
                offset=INIT + n * SEGMENT,
                bytes=SEGMENT,
                sha256=hashlib.sha256(data).hexdigest(),
                ticks=n * 180_000,
                duration=180_000,
                wall=BEGAN + 2 * n,
                samples=50,
                keyframe=n % 2 == 0,
            )
        )


def recorded(folder: Path, lesson: str = "l1", seed: int = 1) -> None:
    """Record a lesson of eight seconds: a camera, a microphone that is restarted, a classroom."""
    made = Recorder(folder, lesson, seed)
    tracks = [("a", Source.CAMERA), ("a", Source.MICROPHONE), ("b", Source.CAMERA)]
    for track, (seat, source) in enumerate(tracks, 1):
        made.track(track, seat, source)
        made.part(track, 1)
    for n in range(SEGMENTS):
        for track in (1, 2, 3):
            made.segment(track, 1, n)
    made.manifest.append(Mark(at=BEGAN + 8, what=Marked.MUTED, track=2))
    made.manifest.append(
        PartClosed(at=BEGAN + 8, track=1, part=1), Resumed(at=BEGAN + 9, since=BEGAN + 8)
    )
    made.part(2, 2)
    made.segment(2, 2, 0)
    made.manifest.append(Ended(at=BEGAN + 12))
    made.manifest.close()


def sealed(folder: Path, lesson: str = "l1", seed: int = 1) -> Seal:
    """Record the lesson and seal it."""
    recorded(folder, lesson, seed)
    return seal(folder, EVENTS, KEY, BEGAN + 60)


def verified(folder: Path) -> Verdict:
    """Return the verdict of somebody who believes our key."""
    return verify(folder, OURS)
