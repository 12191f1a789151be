"""How long a classroom hears nothing when its line breaks, and how soon it hears again.

A real server, a Chromium with a lecturer beside it, and a classroom's page at the far end of a line
that is cut for 5, 30 and 90 seconds, whose connections a router forgets, and whose server or media
worker is killed; each three times. The page counts when bytes of sound come; nobody reloads it.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench import report
from tests.journeys.classroom_page import ClassroomPage, open_page
from tools.broken_line import BESIDE, SETTINGS, BrokenLine, open_line
from tools.chromium import chromium
from tools.live_server import Server

RUNS = 3
CUTS = (5, 30, 90)
SETTLED = 6.0  # seconds of sound before each break, and after it
PATIENCE = 60.0
GAP = 0.7  # seconds without a byte of sound: it is gone

# Keeps when bytes of sound came, every 50 ms, by the page's clock.
LISTEN = """() => {
  window.heard = [];
  let before = "";
  setInterval(async () => {
    const { consumers } = await __sanketang.stats();
    const sound = consumers.filter(({ kind, bytes }) => kind === "audio" && bytes > 0);
    const now = JSON.stringify(sound.map(({ consumer, bytes }) => [consumer, bytes]));
    if (sound.length && now !== before) window.heard.push(Date.now() / 1000);
    before = now;
  }, 50);
}"""


class Listening:
    """The classroom's page, and what it heard."""

    def __init__(self, page: ClassroomPage) -> None:
        """Ask this page."""
        self._page = page

    async def times(self) -> list[float]:
        """Return when sound came."""
        found: list[float] = await self._page.page.evaluate("window.heard")
        return found

    async def settled(self, since: float) -> list[float]:
        """Wait until sound has come again for a while; return when it came since then."""
        async with asyncio.timeout(PATIENCE + SETTLED):
            while True:
                times = [at for at in await self.times() if at >= since]
                going = [at for at in times if time.time() - at < SETTLED]
                if len(going) > SETTLED * 5 and _longest(going) < GAP:
                    return times
                await asyncio.sleep(0.5)


def _longest(times: list[float]) -> float:
    return max((b - a for a, b in pairwise(times)), default=float("inf"))


async def silence(listening: Listening, break_it: Callable[[], Awaitable[float]]) -> dict[str, Any]:
    """Break something; return the seconds from when it was whole again, and of silence."""
    before = time.time()
    await asyncio.sleep(SETTLED)
    whole = await break_it()  # when the line, or the server, was whole again
    await asyncio.sleep(1.0)
    times = await listening.settled(before)
    await asyncio.sleep(SETTLED)
    times = await listening.settled(before)
    pairs = [(b - a, b) for a, b in pairwise(times) if b - a >= GAP]
    longest, back = max(pairs, default=(0.0, whole))
    return {"back": max(0.0, back - whole), "silent": longest}


async def measured(runs: int, cuts: list[int]) -> dict[str, Any]:
    """Return the figures of so many runs."""
    figures: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as data:
        server = Server(Path(data), **SETTINGS)
        await server.start()
        async with chromium(fps=5) as browser, open_line(server) as line:
            links = await server.new_lesson("青山小学")
            lecturer = await (await open_page(browser, links[0], init_script=BESIDE)).join()
            room = await (await open_page(browser, line.over(links[1]))).join()
            await lecturer.start()
            await room.hears(source="microphone")
            await room.page.evaluate(LISTEN)
            listening = Listening(room)
            for name, break_it in breaks(server, line, cuts).items():
                for _ in range(runs):
                    for what, seconds in (await silence(listening, break_it)).items():
                        figures[name][what].append(seconds)
                print(name, json.dumps(figures[name]), file=sys.stderr)
        await server.stop()
    return {
        name: {what: report.spread(values, 2) for what, values in found.items()}
        for name, found in figures.items()
    }


def breaks(
    server: Server, line: BrokenLine, cuts: list[int]
) -> dict[str, Callable[[], Awaitable[float]]]:
    """Return what can break, each returning when it was whole again."""

    def cut(seconds: int) -> Callable[[], Awaitable[float]]:
        async def broken() -> float:
            line.cut()
            await asyncio.sleep(seconds)
            line.mend()
            return time.time()

        return broken

    async def media_forgotten() -> float:
        line.media.forget()
        return time.time()

    async def signaling_forgotten() -> float:
        line.web.forget()
        return time.time()

    async def worker_killed() -> float:
        server.kill_media_worker()
        return time.time()

    async def server_killed() -> float:
        await server.kill()
        await server.start()
        return time.time()

    return {
        **{f"cut for {seconds} s": cut(seconds) for seconds in cuts},
        "media forgotten by a router": media_forgotten,
        "signaling forgotten by a router": signaling_forgotten,
        "media worker killed": worker_killed,
        "server killed and started": server_killed,
    }


def main() -> None:
    """Measure and publish."""
    parser = report.arguments(__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--cuts", type=int, nargs="*", default=list(CUTS))
    args = parser.parse_args()
    report.publish("outage", asyncio.run(measured(args.runs, args.cuts)), args.json)


if __name__ == "__main__":
    main()
