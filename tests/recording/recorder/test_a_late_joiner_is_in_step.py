"""Two classrooms over lines of their own play the demo film at the same time; in the recording its
clock and its sound say the same of both, from the first second, whatever their first reports were.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from classroom.media_messages import Source
from classroom.packet_messages import Packet, Report, ToRecorder
from demo.frame_number import read_frame_number
from media.clocks import PeerClock, WallClock, to_ntp
from media.upstream.sender_clock import SenderClock
from recording.manifest.entries import Mark
from recording.manifest.index import IndexedTrack, index
from tests.recording.recorder.desk import Desk
from tests.recording.recorder.films import DEMO, SOUND, VIDEO, Line, Sent, pictures, sounds
from tests.recording.recorder.plane import WALL

TOGETHER = 0.040  # seconds
JOINED = 3.0  # the other one, seconds after the lecturer
FILM = 5.0


class _Wall(WallClock):
    def __init__(self) -> None:
        """Loop time is the desk's."""
        self._offset = WALL


class Peer:
    """A sender whose clock is years off, whose reports are `held_up` for so many seconds each and
    whose packets come after `delay` and what a busy line and machine add.
    """

    def __init__(self, name: str, joined: float, held_up: tuple[float, ...], delay: float) -> None:
        self.dice = random.Random(name)
        self.clock, self.joined = PeerClock(), joined
        self.held_up, self.delay = list(held_up), delay
        self.lines = {
            rate: (Line(f"{name}-{rate}", rate), SenderClock(rate, self.clock, _Wall()))
            for rate in (VIDEO, SOUND)
        }

    def way(self) -> float:
        return self.delay + self.dice.expovariate(1 / 0.008)

    def says(self) -> Iterator[tuple[float, float, int, Sent | None]]:
        """Yield what arrives: when, when it was captured, of which rate; None: a report of it.

        A browser reports of its picture each second, of its sound every five.
        """
        for rate, film in ((VIDEO, pictures(FILM)), (SOUND, sounds(FILM))):
            arrival = 0.0
            for sent in film:
                at = self.joined + sent.at
                # A picture is encoded first, sound is a packet long.
                arrival = max(arrival, at + (0.03 if rate == VIDEO else 0.02) + self.way())
                yield arrival, at, rate, sent
        seconds = [(VIDEO, 0.7 + n) for n in range(int(FILM))]
        for rate, after in sorted([*seconds, (SOUND, 2.6), (SOUND, 7.6)], key=lambda each: each[1]):
            queue = self.held_up.pop(0) if self.held_up else 0.0
            yield self.joined + after + self.way() + queue, self.joined + after, rate, None

    def takes(self, arrival: float, at: float, rate: int, sent: Sent | None) -> list[ToRecorder]:
        """Return what the media plane tells the recorder of it."""
        line, clock = self.lines[rate]
        if sent is None:
            clock.report(to_ntp(1e6 + at), line.ticks(at), arrival)
            return [
                Report(each.consumer, WALL + arrival, on.rtp_at(WALL + arrival) & 0xFFFFFFFF)
                for each, on in self.lines.values()
                if on.known
            ]
        clock.came(line.ticks(at), arrival)
        told: list[ToRecorder] = [Packet(line.consumer, p) for p in line.packets(sent, self.joined)]
        if not clock.known and sent.at % 1 < 0.014:
            told.append(Report(line.consumer, WALL + arrival, line.ticks(at), exact=False))
        return told


@pytest.fixture
async def recording(tmp_path: Path) -> tuple[Path, dict[tuple[str, Source], IndexedTrack], Desk]:
    lecturer = Peer("lecturer", 0.0, (0.0,), 0.003)
    late = Peer("late", JOINED, (0.09, 0.085, 0.06), 0.012)
    desk = Desk(tmp_path)
    async with desk.open():
        for peer, leading in ((lecturer, True), (late, False)):
            for source, rate in ((Source.CAMERA, VIDEO), (Source.MICROPHONE, SOUND)):
                desk.take(peer.lines[rate][0].consumer, source, leading=leading)
        says = [(*said, peer) for peer in (lecturer, late) for said in peer.says()]
        for arrival, at, rate, sent, peer in sorted(says, key=lambda each: each[0]):
            desk.now = max(desk.now, arrival)
            for message in peer.takes(arrival, at, rate, sent):
                desk.recording.message(message, desk.now, 0.0)
            await desk.recording.drained()
        entries = await desk.end()
    assert any(isinstance(each, Mark) and each.what == "aligned" for each in entries)
    tracks = index(entries).tracks
    return desk.folder, {(track.seat, track.source): track for track in tracks}, desk


def off_of_pictures(folder: Path, track: IndexedTrack) -> list[float]:
    """Return how much later than it was captured each picture is said to be, by its number."""
    found = []
    for part in track.parts:
        assert part.wall is not None
        with av.open(str(folder / part.file)) as film:
            for frame in film.decode(video=0):
                number = read_frame_number(frame.to_ndarray(format="gray"))
                assert number is not None
                at = next(
                    p.wall / 1000 + t for p, t in placed(part, float(frame.time)) if t >= -0.001
                )
                found.append(part.wall + at - WALL - number / 25)
    return found


def placed(part: Any, time: float) -> Iterator[tuple[Any, float]]:
    """Yield segments from the last, with how far into each this time of the file is."""
    begins, starts = 0.0, []
    for piece in part.segments:
        starts.append(begins)
        begins += piece.duration / 1000
    for piece, start in reversed(list(zip(part.segments, starts, strict=True))):
        yield piece, time - start


def off_of_sound(folder: Path, track: IndexedTrack) -> float:
    """Return how much later than it was captured the first seconds of sound are said to be."""
    (part,) = track.parts
    assert part.wall is not None
    heard, film = heard_in(folder / part.file), heard_in(DEMO / "lesson.mp4")
    piece = heard[SOUND // 2 : 3 * SOUND]
    found = np.correlate(film[: 4 * SOUND : 8], piece[::8], "valid")
    return part.wall - WALL + 0.5 - int(found.argmax()) * 8 / SOUND


def heard_in(path: Path) -> "np.ndarray[Any, np.dtype[np.float32]]":
    with av.open(str(path)) as film:
        frames = [f.to_ndarray().mean(axis=0) for f in film.decode(audio=0)]
    sound = np.concatenate(frames)
    assert sound.dtype == np.float32
    return sound


async def test_what_was_captured_together_is_together_from_the_first_second(
    recording: tuple[Path, dict[tuple[str, Source], IndexedTrack], Desk],
) -> None:
    folder, tracks, _ = recording

    for seat, joined in (("d1", 0.0), ("r1", JOINED)):
        seen = [off - joined for off in off_of_pictures(folder, tracks[seat, Source.CAMERA])]
        heard = off_of_sound(folder, tracks[seat, Source.MICROPHONE]) - joined
        assert len(seen) == FILM * 25
        assert max(abs(off) for off in seen) < TOGETHER / 2, seat
        assert abs(heard) < TOGETHER / 2, seat
