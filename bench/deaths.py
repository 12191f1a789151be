"""What a lesson loses when a part of the server dies: kill −9 of each, and a worker that hangs.

A lesson of Chromium pages, lecturer and classroom, on a real server with two media workers, and a
second lesson of synthetic classrooms on the other worker. What is counted is what the pages get:
the longest stretch without a packet of sound at either page, 0.1 s fine. Rule: every run has a
server of its own; what restarts the server stands in for systemd, a second after its end.
"""

import asyncio
import os
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from bench import processes, report
from bench.control_media import Lesson as Others
from bench.control_media import lesson as others
from bench.lesson import PATIENCE_MS, join, open_page, teach
from media.addresses import interface_addresses, listen_addresses
from tools import postgres
from tools.chromium import NO_UDP, chromium
from tools.live_server import Server, free_port
from tools.relay import Relay, certificate

HEARING = (Path(__file__).parent / "hearing.js").read_text(encoding="utf-8")
SAMPLE = 0.1  # seconds between two looks of hearing.js
SETTLED, AFTER = 7.0, 12.0  # seconds of lesson before and after
AWAY = 6.0  # seconds that the database stays away
PAUSE, RESUME = "[data-testid=pause]", "[data-testid=resume]"


@dataclass
class Scene:
    """A lesson that is going on, and what it runs on."""

    server: Server
    pages: list[Page]
    others: Others
    extra: dict[str, float]
    cluster: postgres.Cluster | None = None
    relay: Relay | None = None


async def worker_of(scene: Scene) -> int:
    """Return the media worker of the pages' lesson: they were started in the order of their ports,
    and a spare after them.
    """
    port = await scene.pages[1].evaluate("window.mediaPort()")
    found = processes.children(scene.server.pid)
    workers = sorted(p for p in found if "media.worker" in processes.command_line(p))
    return workers[int(port) - scene.server.media_port]


async def kill_worker(scene: Scene) -> None:
    """Kill the worker of the pages' lesson."""
    os.kill(await worker_of(scene), signal.SIGKILL)


async def stop_worker(scene: Scene) -> None:
    """Let it hang."""
    os.kill(await worker_of(scene), signal.SIGSTOP)


async def kill_control(scene: Scene) -> None:
    """Kill the control process, with which its workers end, and start it again."""
    await scene.server.kill()
    await asyncio.sleep(1.0)
    began = time.monotonic()
    await scene.server.start()
    scene.extra["started_in"] = time.monotonic() - began


async def kill_database(scene: Scene) -> None:
    """Kill it; press a key while it is away, which is refused in words, and when it is back."""
    assert scene.cluster is not None
    await asyncio.to_thread(scene.cluster.kill)
    began, lecturer = time.monotonic(), scene.pages[0]
    await lecturer.click(PAUSE, timeout=PATIENCE_MS)
    await lecturer.wait_for_selector("[data-testid=notice]", timeout=PATIENCE_MS)
    scene.extra["refused_in"] = time.monotonic() - began
    await asyncio.sleep(AWAY - scene.extra["refused_in"])
    await asyncio.to_thread(scene.cluster.start)
    began = time.monotonic()
    paused = "[data-testid=phase][data-phase=paused]"
    while await lecturer.locator(paused).count() == 0:
        if await lecturer.locator(PAUSE).is_enabled():
            await lecturer.click(PAUSE, timeout=PATIENCE_MS)
        await asyncio.sleep(0.1)
    scene.extra["taken_again_in"] = time.monotonic() - began


async def kill_relay(scene: Scene) -> None:
    """Kill coturn, through which both pages' media goes, and start it again."""
    assert scene.relay is not None
    await scene.relay.kill()
    await asyncio.sleep(1.0)
    await scene.relay.start()


async def nothing(_: Scene) -> None:
    """Leave them alone: what the others are compared with."""


DEATHS: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "nothing": nothing,
    "worker": kill_worker,
    "worker hangs": stop_worker,
    "control": kill_control,
    "database": kill_database,
    "relay": kill_relay,
}


class Gaps:
    """The longest stretch without a packet in a lesson of synthetic classrooms."""

    def __init__(self, lesson: Others) -> None:
        """Look at this one."""
        self._lesson = lesson
        self._last = 0.0
        self.longest = 0.0

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            last = max(self._lesson.last.values(), default=0.0)
            self.longest = max(self.longest, time.monotonic() - last if last else 0.0)
            await asyncio.sleep(SAMPLE / 2)


def silences(heard: list[list[Any]]) -> tuple[float, float]:
    """Return the longest stretch in which no sound's bytes grew, and when it ended, in seconds."""
    seen: dict[str, float] = {}
    grew: list[float] = []
    for at, sounds in heard:
        if any(count > seen.get(consumer, 0) for consumer, count in sounds.items()):
            grew.append(at / 1000)
        seen = sounds
    gaps = [(b - a - SAMPLE, b) for a, b in pairwise(grew)]
    # What has not come back is missing until the end.
    gaps.append((heard[-1][0] / 1000 - grew[-1] - SAMPLE, float("inf")))
    return max(gaps)


@asynccontextmanager
async def scene(name: str) -> AsyncIterator[Scene]:
    """Begin both lessons, on what is to die."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = {"MEDIA_WORKERS": "2", "MEDIA_SPARE": "true"}
        cluster, relay, flags = None, None, list[str]()
        if name == "database":
            cluster = stack.enter_context(postgres.running(synced=True))
            settings["STORE_URL"] = cluster.new_database()
        if name == "relay":  # nothing but TLS passes
            flags = [NO_UDP, "--ignore-certificate-errors"]
            settings |= _behind_a_relay(folder)
        server = Server(folder, **settings)
        if name == "relay":
            relay = Relay(folder, server.environment)
            await relay.start()
            stack.push_async_callback(relay.stop)
        await server.start()
        stack.push_async_callback(server.stop)
        browser = await stack.enter_async_context(chromium(*flags))
        links = await server.new_lesson("青山小学")
        lecturer = await teach(browser, links[0], HEARING)
        room = await open_page(browser, links[1], HEARING)
        await join(room)
        other = await stack.enter_async_context(others(server))
        yield Scene(server, [lecturer, room], other, {}, cluster, relay)


def _behind_a_relay(folder: Path) -> dict[str, str]:
    host = listen_addresses("0.0.0.0", interface_addresses())[0]  # relays serve no loopback
    cert, key = certificate(folder, host)
    return {
        "MEDIA_LISTEN": host,
        "MEDIA_TCP": "false",
        "TURN_URLS": f"turns:{host}:{free_port()}?transport=tcp",
        "TURN_SECRET": secrets.token_urlsafe(32),
        "TURN_CERTIFICATE": str(cert),
        "TURN_KEY": str(key),
    }


async def run(name: str) -> dict[str, float]:
    """Return the figures of one death."""
    async with scene(name) as going:
        await asyncio.sleep(SETTLED)
        pages, other = going.pages, Gaps(going.others)
        for page in pages:
            await page.evaluate("window.heard.length = 0")
        watching = asyncio.create_task(other.run())
        await asyncio.sleep(1.0)
        began = time.time()
        await DEATHS[name](going)
        acted = time.time()
        if name != "database":  # there the lesson is paused by now, and sound rests
            await asyncio.sleep(max(0.0, AFTER - (acted - began)))
        watching.cancel()
        found = [silences(await page.evaluate("window.heard")) for page in pages]
    missing = max(gap for gap, _ in found)
    return {
        "sound_missing": missing,
        "whole_after": max(end - began for _, end in found) if missing > 2 * SAMPLE else 0.0,
        "others_missing": other.longest,
        **going.extra,
    }


async def measured(runs: int, names: list[str]) -> dict[str, Any]:
    """Return the figures of all deaths."""
    figures: dict[str, Any] = {}
    for name in names:
        each = [await run(name) for _ in range(runs)]
        print(name, each, file=sys.stderr)
        figures[name] = {
            key: report.spread([one[key] for one in each if key in one], 2) for key in each[0]
        }
    return figures


def main() -> None:
    """Measure and publish."""
    parser = report.arguments(__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=list(DEATHS), nargs="*", default=list(DEATHS))
    args = parser.parse_args()
    report.publish("deaths", asyncio.run(measured(args.runs, args.only)), args.json)


if __name__ == "__main__":
    main()
