"""A full board: what a classroom that comes late waits for, and a wall while five rooms draw.

Rule: everything is drawn through the protocol by the lesson's own pages, at the pace the server
allows. The wall is Chromium's, drawn without a GPU, as on an old PC; no picture is sent besides.
"""

import asyncio
import time
from typing import Any

import msgspec
from playwright.async_api import Page

from bench import ink, report
from bench.control_pages import Pages
from bench.lesson import PATIENCE_MS, join, open_page
from tools.chromium import chromium
from tools.live_server import Server

DRAWING = 40  # classrooms that fill the board
STROKES = 5_000
A_SECOND = 3.6  # strokes that a classroom finishes, below the pace of four that it is held to
PIECES = 25  # of a stroke that is being drawn, in a second
FRAME_SECONDS = 10.0

# Frames that the page shows in so many milliseconds.
FRAMES = """(wanted) => new Promise((done) => {
  const began = performance.now();
  const gaps = [];
  let last = began;
  const frame = (now) => {
    gaps.push(now - last);
    last = now;
    if (now - began < wanted) requestAnimationFrame(frame);
    else done({ fps: (gaps.length * 1000) / (now - began), longest: Math.max(...gaps.slice(1)) });
  };
  requestAnimationFrame(frame);
})"""


async def _opened(pages: Pages) -> None:
    """Open the board for everybody to draw on."""
    await pages.ask(0, "set_right", right="annotate", on=True, classroom=None)
    await pages.ask(0, "show_board", page=1)


async def _fill(pages: Pages, strokes: int) -> None:
    rooms = range(1, len(pages))

    async def draw(place: int) -> None:
        for number in range(place - 1, strokes, len(rooms)):
            began = time.monotonic()
            await pages.ask(place, "draw", **ink.drawing(number))
            await asyncio.sleep(max(0.0, began + 1 / A_SECOND - time.monotonic()))

    await asyncio.gather(*(draw(place) for place in rooms))


async def late(server: Server, joins: int) -> dict[str, Any]:
    """Fill a page of the board, then let classrooms come one after the other."""
    names = [f"教学点{number}" for number in range(1, DRAWING + joins + 1)]
    links = await server.new_lesson(*names)
    pages = Pages(lambda place, name, payload: None)
    await pages.join(server, links[: DRAWING + 1])
    await _opened(pages)
    await _fill(pages, STROKES)
    snapshots, whole, sizes = [], [], []
    for link in links[DRAWING + 1 :]:
        came = await pages.arrive(server, link)
        began = time.monotonic()
        sheet = await pages.ask(len(pages) - 1, "read_ink", surface=ink.BOARD)
        snapshots.append((time.monotonic() - began) * 1000)
        whole.append(came + snapshots[-1])
        sizes.append(len(msgspec.json.encode(sheet)) / 1e6)
        assert len(sheet["strokes"]) == STROKES
    await pages.leave()
    return {
        "strokes": STROKES,
        "board_asked_to_there_ms": report.spread(snapshots, 0),
        "connecting_to_board_there_ms": report.spread(whole, 0),
        "board_megabytes": report.spread(sizes, 3),
    }


async def frames(server: Server, rooms: int, kept: int) -> dict[str, Any]:
    """Measure frames of a wall: while nothing happens, and while the other rooms draw."""
    links = await server.new_lesson(*(f"教学点{number}" for number in range(1, rooms + 2)))
    pages = Pages(lambda place, name, payload: None)
    await pages.join(server, links[:-1])
    await _opened(pages)
    await _fill(pages, kept)
    async with chromium() as browser:
        wall = await open_page(browser, links[-1])
        await join(wall)
        await wall.wait_for_selector("[data-testid=board]", timeout=PATIENCE_MS)
        still = await wall.evaluate(FRAMES, FRAME_SECONDS * 1000)
        drawn = await _while_they_draw(pages, wall)
    await pages.leave()
    return {"rooms": rooms, "strokes_before": kept, "nobody_draws": still, "all_draw": drawn}


async def _while_they_draw(pages: Pages, wall: Page) -> Any:
    """Have every room draw one stroke after the other, piece by piece, as a hand does."""
    at = ink.POINTS // PIECES + 1

    async def draw(place: int) -> None:
        for number in range(10_000):
            seed = place * 10_000 + number
            for begin in range(0, ink.POINTS - 1, at):
                piece = ink.drawing(seed, count=min(begin + at + 1, ink.POINTS), begin=begin)
                await pages.ask(place, "sketch", **piece)
                await asyncio.sleep(1 / PIECES)
            await pages.ask(place, "draw", **ink.drawing(seed))

    hands = [asyncio.create_task(draw(place)) for place in range(1, len(pages))]
    try:
        return await wall.evaluate(FRAMES, FRAME_SECONDS * 1000)
    finally:
        for hand in hands:
            hand.cancel()
        for ended in await asyncio.gather(*hands, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended
