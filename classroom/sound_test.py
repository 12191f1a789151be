"""A classroom's sound test: what was measured, and what that means.

Rule: pure. Figures come from a browser, so that they are checked where they come in; the verdict is
ours. A room whose microphone hears its loudspeaker is everybody's echo, which is why that comes
first.
"""

from typing import Annotated

import msgspec

from classroom.states import SoundVerdict

Decibels = Annotated[float, msgspec.Meta(ge=-120.0, le=0.0)]  # of full scale; neither inf nor nan
Milliseconds = Annotated[float, msgspec.Meta(ge=0.0, le=2000.0)]

LEAST_LOSS = 30.0  # dB between what is played and what comes back of it
ABOVE_NOISE = 6.0  # dB by which what comes back has to stand out to be an echo
OVERDRIVEN = -6.0
NOISE = -40.0
FAINT = -45.0
KEPT = 20  # of one classroom


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What the page measured, in dB of full scale."""

    noise: Decibels  # of the room, when nobody speaks
    speech: Decibels | None  # None: nobody spoke
    played: Decibels  # the test sound, as it was given to the loudspeaker
    returned: Decibels  # what was left of it after the browser's echo cancellation
    delay_ms: Milliseconds | None  # None: nothing of it was found


class SoundTest(msgspec.Struct, frozen=True, kw_only=True):
    """A test that is kept."""

    at: float  # seconds since the epoch, UTC
    verdict: SoundVerdict
    measured: Measured


def verdict(measured: Measured) -> SoundVerdict:
    """Return what is to be done about the room first."""
    echo = measured.returned >= measured.noise + ABOVE_NOISE
    if echo and measured.played - measured.returned < LEAST_LOSS:
        return SoundVerdict.ECHO
    if measured.speech is not None and measured.speech > OVERDRIVEN:
        return SoundVerdict.LOUD
    if measured.noise > NOISE:
        return SoundVerdict.NOISY
    if measured.speech is None or measured.speech < max(FAINT, measured.noise + ABOVE_NOISE):
        return SoundVerdict.QUIET
    return SoundVerdict.GOOD
