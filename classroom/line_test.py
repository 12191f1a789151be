"""A classroom's line test: what was measured over real media, and what that is enough for.

Rule: pure. Figures come from a browser, so that they are checked where they come in; those that our
own side has measured take their place, and the verdict is ours. A line is as good as its worst
figure, and better for nothing than its sound.
"""

from enum import StrEnum
from typing import Annotated, Literal

import msgspec

Kbps = Annotated[float, msgspec.Meta(ge=0.0, le=1e6)]  # neither inf nor nan
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Milliseconds = Annotated[float, msgspec.Meta(ge=0.0, le=60_000.0)]

KEPT = 20  # of one classroom
WAYS = 24  # of one test

# What each level of the ladder takes, in kbit/s down (the lecturer, or the slides, and two others)
# and up (one's own, when on stage), and a third more for what else is on the line.
NEEDS = ((0, 100.0, 100.0), (1, 250.0, 150.0), (2, 500.0, 350.0), (3, 1200.0, 800.0),
         (4, 3000.0, 2200.0))  # fmt: skip
# The loss, left after nothing was repaired, up to which a level is any good.
LOSSES = ((4, 0.03), (3, 0.06), (2, 0.12), (1, 0.20))
SLOW_MS = 400.0  # a round trip above it is heard: people talk into each other (ITU-T G.114)
SHAKY_MS = 120.0  # jitter above it is heard as gaps


class WayKind(StrEnum):
    """How the media gets to us."""

    UDP = "udp"
    TCP = "tcp"
    TURN_UDP = "turn_udp"
    TURN_TCP = "turn_tcp"
    TURN_TLS = "turn_tls"


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One address of ours, tried by itself."""

    kind: WayKind
    address: Annotated[str, msgspec.Meta(max_length=100)]  # ours, with the port
    works: bool
    rtt_ms: Milliseconds | None = None


class LineFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured. Rates are the best that held for some seconds; None: not measured."""

    up_kbps: Kbps
    down_kbps: Kbps
    up_loss: Share
    down_loss: Share
    jitter_ms: Milliseconds | None
    rtt_ms: Milliseconds | None
    path: WayKind | None  # the way that the media took; None: none at all
    http_up_kbps: Kbps | None = None  # the second opinion: what a web page gets through
    http_down_kbps: Kbps | None = None
    short: bool = False  # a quick look, whose rates are too low rather than too high
    ways: Annotated[tuple[Way, ...], msgspec.Meta(max_length=WAYS)] = ()


class LineLimit(StrEnum):
    """What keeps the line from a better level."""

    NO_WAY = "no_way"
    DOWN = "down"
    UP = "up"
    LOSS = "loss"
    DELAY = "delay"
    JITTER = "jitter"


class LineVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the line is enough for: a level of the ladder (0 sound … 4 720p), None: no lesson."""

    level: Literal[0, 1, 2, 3, 4] | None
    limit: LineLimit | None  # what a better one would need; None at the top


class LineTest(msgspec.Struct, frozen=True, kw_only=True):
    """A test that is kept."""

    at: float  # seconds since the epoch, UTC
    verdict: LineVerdict
    measured: LineFigures


def verdict(measured: LineFigures) -> LineVerdict:
    """Return what the line is enough for."""
    if measured.path is None:
        return LineVerdict(level=None, limit=LineLimit.NO_WAY)
    loss = max(measured.up_loss, measured.down_loss)
    reaches = {
        LineLimit.DOWN: max((n for n, down, _ in NEEDS if measured.down_kbps >= down), default=-1),
        LineLimit.UP: max((n for n, _, up in NEEDS if measured.up_kbps >= up), default=-1),
        LineLimit.LOSS: next((n for n, most in LOSSES if loss <= most), 0),
        LineLimit.DELAY: 4 if (measured.rtt_ms or 0.0) <= SLOW_MS else 3,
        LineLimit.JITTER: 4 if (measured.jitter_ms or 0.0) <= SHAKY_MS else 3,
    }
    limit = min(reaches, key=lambda each: reaches[each])  # of equals the first
    level = reaches[limit]
    if level < 0:
        return LineVerdict(level=None, limit=limit)
    return LineVerdict(level=level, limit=None if level == 4 else limit)  # type: ignore[arg-type]
