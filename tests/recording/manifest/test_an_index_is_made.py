"""A manifest becomes an index: tracks, parts and segments on one time line."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from classroom.media_messages import Source
from classroom.recording.values import Marked
from recording.manifest.chain import Broken
from recording.manifest.entries import (
    Begun,
    Ended,
    Entry,
    Mark,
    PartClosed,
    PartOpened,
    Resumed,
    Segment,
    TrackOpened,
)
from recording.manifest.index import Gap, Index, Piece, index
from recording.manifest.lines import walk
from recording.manifest.names import MANIFEST
from tests.recording.recordings import BEGAN, INIT, SEGMENT, SEGMENTS, recorded

HASH = "ab" * 32


def track(n: int, at: float = BEGAN) -> TrackOpened:
    return TrackOpened(at=at, track=n, seat="a", classroom=None, source=Source.CAMERA, leading=True)


def part(of: int, n: int = 1, at: float = BEGAN) -> PartOpened:
    return PartOpened(
        at=at, track=of, part=n, file=f"{of}-{n}.mp4", mime="m", rate=90_000, bytes=10, sha256=HASH
    )


def segment(of: int, n: int, *, set_by: float = 0.0, **more: Any) -> Segment:
    """Return the part's segment from second 2n, as a recorder writes it whose clock was set."""
    here: dict[str, Any] = {
        "at": BEGAN + 2 * n + 2.1 + set_by,
        "part": 1,
        "offset": 10 + 100 * n,
        "bytes": 100,
        "sha256": HASH,
        "ticks": 180_000 * n,
        "duration": 180_000,
        "wall": BEGAN + 2 * n + set_by,
        "samples": 50,
        "keyframe": True,
    }
    return Segment(**{"track": of, **here, **more})


def test_a_recording_is_put_in_order(tmp_path: Path) -> None:
    recorded(tmp_path)

    made = index(walk(tmp_path / MANIFEST))

    assert (made.lesson, made.began, made.ended, made.over) == ("l1", BEGAN, BEGAN + 12, True)
    assert made.bytes == sum(path.stat().st_size for path in tmp_path.glob("*.mp4"))
    assert [(each.seat, each.source, len(each.parts)) for each in made.tracks] == [
        ("a", "camera", 1), ("a", "microphone", 2), ("b", "camera", 1),
    ]  # fmt: skip
    assert made.tracks[0].parts[0].wall == BEGAN
    assert made.tracks[0].parts[0].segments == [
        Piece(INIT + n * SEGMENT, SEGMENT, 2000 * n, 2000, n % 2 == 0) for n in range(SEGMENTS)
    ]
    assert [(each.what, each.at, each.track) for each in made.marks] == [("muted", BEGAN + 8, 2)]
    assert made.gaps == [Gap(since=BEGAN + 8, until=BEGAN + 9, track=None, why="restarted")]


def test_an_index_is_json_and_comes_back(tmp_path: Path) -> None:
    recorded(tmp_path)
    made = index(walk(tmp_path / MANIFEST))

    assert msgspec.json.decode(msgspec.json.encode(made), type=Index) == made


def test_an_erased_track_is_named_and_has_nothing(tmp_path: Path) -> None:
    recorded(tmp_path)

    made = index(walk(tmp_path / MANIFEST), erased={3})

    assert [(each.erased, len(each.parts)) for each in made.tracks] == [
        (False, 1), (False, 2), (True, 0),
    ]  # fmt: skip
    assert made.bytes == 3 * INIT + (2 * SEGMENTS + 1) * SEGMENT


@pytest.mark.parametrize("hour", [-3600.0, 3600.0])
def test_a_clock_that_is_set_by_an_hour_bends_nothing(hour: float) -> None:
    before: list[Entry] = [Begun(at=BEGAN, lesson="l1"), track(1), part(1)]
    before += [segment(1, n) for n in range(3)]
    after: list[Entry] = [segment(1, n, set_by=hour) for n in range(3, 5)]
    then = BEGAN + 10 + hour
    after += [
        track(2, then),
        part(2, at=then),
        Mark(at=then + 1, what=Marked.MUTED, track=2),
        segment(2, 0, at=then + 2, wall=then),
        segment(1, 5, set_by=hour),
        Ended(at=then + 2),
    ]

    made = index([*before, *after])

    one, two = made.tracks
    assert [each.wall for each in one.parts[0].segments] == [0, 2000, 4000, 6000, 8000, 10_000]
    assert two.parts[0].wall == pytest.approx(BEGAN + 10)
    assert made.marks[0].at == pytest.approx(BEGAN + 11)
    assert made.seconds == pytest.approx(12)
    assert [each.by for each in made.clock] == [pytest.approx(hour)]


def test_one_sender_whose_clock_is_set_bends_no_other(tmp_path: Path) -> None:
    entries: list[Entry] = [Begun(at=BEGAN, lesson="l1"), track(1), part(1)]
    entries += [segment(1, n, wall=BEGAN + 2 * n + (900 if n > 1 else 0)) for n in range(4)]
    entries += [track(2), part(2), segment(2, 0, wall=BEGAN + 8)]

    made = index(entries)

    assert [each.wall for each in made.tracks[0].parts[0].segments] == [0, 2000, 4000, 6000]
    assert made.tracks[1].parts[0].wall == BEGAN + 8
    assert made.clock == []


def test_a_sender_s_drift_is_followed() -> None:
    entries: list[Entry] = [Begun(at=BEGAN, lesson="l1"), track(1), part(1)]
    entries += [segment(1, n, wall=BEGAN + 2 * n * 1.001) for n in range(2000)]

    made = index(entries)

    assert made.tracks[0].parts[0].segments[-1].wall == (1999 * 2002)


def test_what_was_aligned_afterwards_stands_where_it_was() -> None:
    late = 0.08  # the first report of its sender was held up
    entries: list[Entry] = [Begun(at=BEGAN, lesson="l1"), track(1), part(1), track(2), part(2)]
    entries += [segment(of, n, wall=BEGAN + 2 * n + late) for n in range(2) for of in (1, 2)]
    detail: dict[str, Any] = {"since": BEGAN + late, "until": BEGAN + 2 + late, "by": -late}
    aligned = Mark(at=BEGAN + 5, what=Marked.ALIGNED, track=1, detail=detail)
    nonsense = Mark(at=BEGAN, what=Marked.ALIGNED, track=2, detail={"since": "x", "by": 1e9})
    entries += [segment(of, n) for n in range(2, 4) for of in (1, 2)]

    one, two = (each.parts[0] for each in index([*entries, aligned, nonsense]).tracks)
    before, _ = (each.parts[0] for each in index([*entries[:5], aligned, *entries[5:]]).tracks)

    assert one == before  # marks are written before what waits with them
    assert one.wall == pytest.approx(BEGAN)
    assert [each.wall for each in one.segments] == [0, 2000, 4000, 6000]
    assert two.wall == pytest.approx(BEGAN + late)
    assert [each.wall for each in two.segments] == [0, 2000, 3920, 5920]


def test_segments_stand_by_their_ticks_and_never_before_one_another() -> None:
    entries: list[Entry] = [Begun(at=BEGAN, lesson="l1"), track(1), part(1)]
    entries += [
        segment(1, 0, ticks=180_000, wall=BEGAN + 2.0),
        segment(1, 1, ticks=0, wall=BEGAN),
        segment(1, 2, ticks=270_000, wall=BEGAN + 1.5),
    ]

    only = index(entries).tracks[0].parts[0]

    assert only.wall == pytest.approx(BEGAN)
    assert [(each.offset, each.wall) for each in only.segments] == [
        (110, 0), (10, 2000), (210, 2000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        segment(1, 1),  # not where the file stands
        segment(2, 0),
        part(1),
        part(1, 2).__class__(**{**msgspec.structs.asdict(part(1, 2)), "file": "1-1.MP4"}),
        track(3),
        Begun(at=BEGAN, lesson="l1"),
        segment(1, 0, wall=1e300),
        segment(1, 0, bytes=1 << 62),
        Mark(at=BEGAN, what=Marked.MUTED, track=7),
        PartClosed(at=BEGAN, track=1, part=2),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(wrong: Entry) -> None:
    entries: list[Entry] = [Begun(at=BEGAN, lesson="l1"), track(1), part(1), wrong]

    with pytest.raises(Broken) as broken:
        index(entries)

    assert broken.value.line == 4


def test_nothing_comes_after_the_end() -> None:
    with pytest.raises(Broken, match="line 3: comes after the end"):
        index([Begun(at=1, lesson="l1"), Ended(at=2), Resumed(at=3, since=2)])


def test_each_segment_takes_little_memory() -> None:
    def lesson() -> Iterator[Entry]:
        yield Begun(at=BEGAN, lesson="l1")
        for n in range(1, 6):
            yield track(n)
            yield part(n)
        for n in range(1_080):
            for of in range(1, 6):
                yield segment(of, n)
        yield Ended(at=BEGAN + 2_160)

    tracemalloc.start()
    made = index(lesson())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert made.seconds == 2_160
    assert sum(len(each.parts[0].segments) for each in made.tracks) == 5_400
    assert most < 2_000_000  # six hours of five tracks are ten times that
