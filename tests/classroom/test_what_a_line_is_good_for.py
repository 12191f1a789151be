"""A line is as good as its worst figure."""

from typing import Any

import pytest

from classroom.line_test import LineFigures, LineLimit, LineVerdict, WayKind, verdict


def figures(**other: Any) -> LineFigures:
    good: dict[str, Any] = {
        "up_kbps": 4000.0,
        "down_kbps": 8000.0,
        "up_loss": 0.0,
        "down_loss": 0.0,
        "jitter_ms": 5.0,
        "rtt_ms": 40.0,
        "path": WayKind.UDP,
    }
    return LineFigures(**(good | other))


@pytest.mark.parametrize(
    ("other", "level", "limit"),
    [
        ({}, 4, None),
        ({"path": WayKind.TURN_TLS}, 4, None),  # how it gets there says nothing of how well
        ({"down_kbps": 2000.0}, 3, LineLimit.DOWN),
        ({"down_kbps": 900.0, "up_kbps": 900.0}, 2, LineLimit.DOWN),
        ({"up_kbps": 200.0}, 1, LineLimit.UP),
        ({"down_kbps": 120.0}, 0, LineLimit.DOWN),
        ({"down_kbps": 20.0}, None, LineLimit.DOWN),
        ({"down_loss": 0.05}, 3, LineLimit.LOSS),
        ({"up_loss": 0.15}, 1, LineLimit.LOSS),
        ({"up_loss": 0.5}, 0, LineLimit.LOSS),
        ({"rtt_ms": 600.0}, 3, LineLimit.DELAY),
        ({"jitter_ms": 150.0}, 3, LineLimit.JITTER),
        ({"rtt_ms": None, "jitter_ms": None}, 4, None),
        ({"path": None}, None, LineLimit.NO_WAY),
    ],
)
def test_the_worst_figure_says_what_it_is_good_for(
    other: dict[str, Any], level: int | None, limit: LineLimit | None
) -> None:
    assert verdict(figures(**other)) == LineVerdict(level=level, limit=limit)  # type: ignore[arg-type]
