"""What a village school gets of a lesson over eight bad lines, in real browsers and a real server.

A classroom's page runs at the far end of a line between two network namespaces (root is needed to
make them), lecturer and another classroom beside the server. For each line the classroom comes in
over it, has some seconds to settle, and is then watched: the share of time at each level, the share
of sound concealed, freezes, and how soon there is sound. The other classroom is watched, too.
"""

import asyncio
import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from bench import namespace, report
from bench.netem_cases import CASES, Case
from bench.netem_figures import Look, between, concealed, freezes, shares, sounds_again
from bench.netem_network import GOOD, SCHOOL
from bench.netem_scene import Scene, looks, scene

RUNS = 3
SETTLE, WATCH = 8.0, 45.0
AFTER = 20.0  # seconds watched after something happened
FREEZE = 2.0
HEARD_WITHIN = 60.0


def seen(parts: list[list[Look]]) -> dict[str, Any]:
    """Return what one page got while it was watched."""
    guessed, silent = concealed(parts)
    count, longest = freezes(parts, FREEZE)
    return {
        "levels": shares(parts),
        "concealed": guessed,
        "concealed_silent": silent,
        "freezes": count,
        "longest_still": longest,
    }


async def run(case: Case, lesson: Scene, keep: Path | None) -> dict[str, Any]:
    """Return the figures of one line; keep what the far page saw, if there is a place for it."""
    network = lesson.network
    await network.set(case.line)
    page, pressed = await lesson.comes()
    try:
        await _until_heard(page, pressed)
        await asyncio.sleep(SETTLE)
        before, begin = await network.set(case.line), time.time()
        broke = whole = begin
        if case.happening is None:
            await asyncio.sleep(WATCH)
        else:
            await asyncio.sleep(SETTLE)
            broke = time.time()
            whole = await case.happening(network)
            await asyncio.sleep(AFTER)
        found, end = await looks(page), time.time()
        near = between(await looks(lesson.near), begin, end)
        carried = (await network.set(GOOD))["down"]["bytes"] - before["down"]["bytes"]
    finally:
        await network.set(GOOD)
        if network.address != SCHOOL[0]:
            await network.move_to(SCHOOL[0])
        await page.context.close()
    if keep is not None:
        rows = {"begin": begin, "whole": whole, "rows": [look._asdict() for look in found]}
        await asyncio.to_thread(keep.write_text, json.dumps(rows))
    figures: dict[str, Any] = {"heard_after_join": sounds_again(found, pressed)}
    parts = [between(found, begin, end)]
    if case.happening is not None:
        back = sounds_again(found, whole)
        figures["sound_back"] = back
        # What was not there to be heard is told by its time, not among what was concealed.
        there = whole + (AFTER if back is None else back)
        parts = [between(found, begin, broke), between(found, there, end)]
    return {
        **figures,
        **seen(parts),
        "protocol": found[-1].protocol,
        "kbps_down": round(8 * carried / (end - begin) / 1000),
        "other": seen([near]),
    }


async def _until_heard(page: Page, pressed: float) -> None:
    with suppress(TimeoutError):  # then it is said so: never
        async with asyncio.timeout(HEARD_WITHIN):
            while True:
                if sounds_again(await looks(page), pressed) is not None:
                    return
                await asyncio.sleep(0.5)


async def measured(runs: int, names: list[str], rows: Path | None) -> dict[str, Any]:
    """Return each case's figures by run."""
    figures: dict[str, Any] = {}
    async with scene() as lesson:
        for turn in range(runs):
            for name in names:
                keep = rows and rows / f"{name}-{turn}.json"
                found = await run(CASES[name], lesson, keep)
                print(name, found, file=sys.stderr, flush=True)
                figures.setdefault(name, {"line": CASES[name].name, "runs": []})
                figures[name]["runs"].append(found)
    return figures


def main() -> None:
    """Measure and publish."""
    parser = report.arguments(__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--cases", choices=list(CASES), nargs="*", default=list(CASES))
    parser.add_argument("--rows", type=Path, help="a folder for what the far page saw, by case")
    args = parser.parse_args()
    if os.geteuid() != 0:
        parser.error("network namespaces with a line between them can be made by root only")
    namespace.reenter()
    report.publish("netem", asyncio.run(measured(args.runs, args.cases, args.rows)), args.json)


if __name__ == "__main__":
    main()
