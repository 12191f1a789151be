"""The sound test: the verdict on what was measured, and what a lesson knows of it."""

import pytest

from classroom.commands import NoteSound, ReportSound
from classroom.events import SoundTested
from classroom.sound_test import Measured, SoundTest, verdict
from classroom.states import SoundVerdict
from tests.classroom.school import NINE, QINGSHAN, live


def room(noise: float = -60.0, speech: float | None = -25.0, returned: float = -58.0) -> Measured:
    return Measured(noise=noise, speech=speech, played=-12.0, returned=returned, delay_ms=None)


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (room(), SoundVerdict.GOOD),
        (room(returned=-30.0), SoundVerdict.ECHO),
        (room(returned=-30.0, speech=-2.0), SoundVerdict.ECHO),  # what concerns all comes first
        (room(returned=-50.0), SoundVerdict.GOOD),  # it stands out, and is faint enough
        (room(noise=-35.0, returned=-34.0), SoundVerdict.NOISY),  # noise is no echo
        (room(speech=-2.0), SoundVerdict.LOUD),
        (room(speech=-50.0), SoundVerdict.QUIET),
        (room(noise=-42.0, speech=-40.0, returned=-41.0), SoundVerdict.QUIET),
        (room(speech=None), SoundVerdict.QUIET),
    ],
)
def test_the_verdict_says_what_to_do_first(measured: Measured, expected: SoundVerdict) -> None:
    assert verdict(measured) is expected


def test_a_test_is_judged_here_and_told() -> None:
    lesson = live(QINGSHAN)

    events = lesson.handle(
        ReportSound(by=QINGSHAN, measured=room(returned=-20.0), person="p1", device="v1"), NINE
    )

    assert events == [
        SoundTested(
            at=NINE,
            classroom=QINGSHAN,
            verdict=SoundVerdict.ECHO,
            measured=room(returned=-20.0),
            person="p1",
            device="v1",
        )
    ]


def test_what_was_measured_last_counts_whenever_it_becomes_known() -> None:
    lesson = live(QINGSHAN)
    before = SoundTest(at=NINE - 86400, verdict=SoundVerdict.ECHO, measured=room())

    assert lesson.handle(NoteSound(classroom=QINGSHAN, sound=before), NINE) == []
    seat = lesson.record.seat(QINGSHAN)
    assert seat is not None
    assert seat.sound == before
    lesson.handle(ReportSound(by=QINGSHAN, measured=room()), NINE)
    lesson.handle(NoteSound(classroom=QINGSHAN, sound=before), NINE)

    seat = lesson.record.seat(QINGSHAN)
    assert seat is not None
    assert seat.sound is not None
    assert seat.sound.verdict is SoundVerdict.GOOD
