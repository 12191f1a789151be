"""Milliseconds from picture to picture: a clock in the lecturer's camera, read in the class's page.

The delivering page's camera is a canvas that carries the time as a row of blocks (`clock.js`); the
receiving page reads the row in every frame it shows. Both pages are on this machine, so both read
one clock. Rule: a frame whose anchor or check sum is wrong is counted as unreadable, not guessed.
"""

import asyncio
from pathlib import Path
from typing import Any

from bench import report
from bench.lesson import PATIENCE_MS, join, lesson, open_page, teach

CLOCK = (Path(__file__).parent / "clock.js").read_text(encoding="utf-8")
MAIN = "video[data-testid=picture][data-place=main]"


async def measure(frames: int, settle_seconds: float, runs: int) -> dict[str, Any]:
    """Read so many frames in each run, after the encoder has settled."""
    delays: list[float] = []
    medians: list[float] = []
    unreadable = 0
    async with lesson("青山小学") as (_, browser, links):
        await teach(browser, links[0], CLOCK)
        room = await open_page(browser, links[1], CLOCK)
        await join(room)
        await room.wait_for_function(
            f"() => document.querySelector({MAIN!r})?.videoWidth > 0", timeout=PATIENCE_MS
        )
        await asyncio.sleep(settle_seconds)
        for _ in range(runs):
            read = await room.evaluate(
                f"count => readClock(document.querySelector({MAIN!r}), count)", frames
            )
            delays += read["delays"]
            unreadable += read["unreadable"]
            medians.append(report.spread(read["delays"])["median"])
        stats = await room.evaluate("window.__sanketang.stats()")
    heights = [c["height"] for c in stats["consumers"] if c["kind"] == "video"]
    spread = report.spread(delays, 0)
    del spread["values"]
    return {
        "glass_ms": spread,
        "median_ms_of_runs": medians,
        "unreadable_frames": unreadable,
        "height_received": heights,
    }


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--frames", type=int, default=200, help="frames read in each run")
    parser.add_argument("--settle", type=float, default=8.0, help="seconds before reading")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    figures = asyncio.run(measure(options.frames, options.settle, options.runs))
    report.publish("glass", figures, options.json)


if __name__ == "__main__":
    main()
