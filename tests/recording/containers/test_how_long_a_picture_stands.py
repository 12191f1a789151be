"""The last picture of a segment that was ended before the next one came."""

from recording.containers.spans import Spans
from recording.tracks.samples import Sample


def picture(ticks: int) -> Sample:
    return Sample(
        data=b"",
        ticks=ticks,
        duration=None,
        keyframe=False,
        lost_before=0,
        restarted=False,
        begins=None,
    )


def test_it_stands_as_long_as_the_longest_since_what_comes_is_late() -> None:
    spans = Spans(None, 3_600)

    durations = spans.durations([picture(0), picture(9_000), picture(12_600)], None)

    assert durations == [9_000, 3_600, 9_000]
