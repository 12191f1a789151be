"""Whether anything is left over: pages come and go for a long time while media flows.

A real server with two lessons, both recorded: one that stands, to which somebody comes and from
which they go, and one after the other that begin, play and end. Rule: what is asked is what the
operating system counts (memory, files, sockets), and the tasks of both event loops as the server's
own figures tell them; each is compared between two times at which nobody was there, after the same
warm-up.
"""

import asyncio
import re
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bench import growth, report
from bench.control_media import FILM
from bench.processes import children, command_line, cpu_seconds, files, resident_megabytes
from classroom.failures import Failure
from demo.looped_film import LoopedFilm
from demo.peer import SyntheticClassroom
from signaling import messages as s
from tools.live_server import Server, free_port

SAMPLE_SECONDS = 2.0
PATIENCE_SECONDS = 180.0  # it may well run beside other work, and come after it
PLAY_SECONDS = 1.5  # media flows for so long in each lesson that begins
WARM_ROUNDS = 60  # until the caches are full: each connection to the database has its own
EMPTY_SECONDS = 45.0  # a page that is gone is closed after 30 s, an ended lesson before that
MOST_MEGABYTES_AN_HOUR = 1.0
JOINS_A_ROUND = 3
TASKS = re.compile(r"^sanketang_(?:control|worker)_tasks(?:\{.*\})? (\S+)$", re.MULTILINE)


class Soak:
    """The server, and who comes to it."""

    def __init__(self, server: Server, metrics: str) -> None:
        """Watch a started server, whose figures are told at `metrics`."""
        self.joins = 0
        self.failed = 0  # rounds, on a machine too busy for the server's own limits of time
        self.samples: dict[str, list[tuple[float, float]]] = {}
        self._server = server
        self._metrics = metrics
        self._film = LoopedFilm(FILM)
        self._began = time.monotonic()

    def processes(self) -> dict[str, int]:
        """Return the server's processes by what they are."""
        found = {"control": self._server.pid}
        for pid in children(self._server.pid):
            words = command_line(pid).split()
            module = words[words.index("-m") + 1] if "-m" in words else "other"
            found[module if module not in found else f"{module} {pid}"] = pid
        return found

    def cpu(self) -> float:
        """Return what all of the server's processes have used, seconds."""
        return sum(cpu_seconds(pid) for pid in self.processes().values())

    def sample(self) -> None:
        """Note the memory of each process."""
        now = time.monotonic() - self._began
        for name, pid in self.processes().items():
            self.samples.setdefault(name, []).append((now, resident_megabytes(pid)))

    async def held(self) -> dict[str, int]:
        """Return what is open: files and sockets of each process, tasks of each event loop."""
        held: dict[str, int] = {}
        for name, pid in self.processes().items():
            opened = files(pid)
            held[f"{name} sockets"] = sum(each.startswith("socket:") for each in opened)
            held[f"{name} files"] = len(opened) - held[f"{name} sockets"]
        async with aiohttp.ClientSession() as http, http.get(self._metrics) as answer:
            told = TASKS.findall(await answer.text())
        return held | {f"tasks {place}": int(float(n)) for place, n in enumerate(told)}

    @asynccontextmanager
    async def present(self, *links: str) -> AsyncIterator[list[SyntheticClassroom]]:
        """Let classrooms come by these links, all playing, and go at the end of the block."""
        tokens = [link.partition("#")[2] for link in links]
        classrooms = [SyntheticClassroom(self._server.url, token, self._film) for token in tokens]
        running = [asyncio.create_task(classroom.run()) for classroom in classrooms]
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                for classroom in classrooms:
                    await classroom.playing.wait()
                    self.joins += 1
            yield classrooms
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def round(self, visitor: str) -> None:
        """Begin a lesson and end it, while somebody visits the one that stands."""
        links = await self._server.new_lesson("河口教学点")
        async with self.present(*links, visitor) as (lecturer, *_):
            await start(lecturer)
            await asyncio.sleep(PLAY_SECONDS)
            await end(lecturer)

    async def empty(self) -> dict[str, int]:
        """Wait until nobody is there and the server knows it; return what is open."""
        await asyncio.sleep(EMPTY_SECONDS)
        return await self.held()

    async def sampling(self) -> None:
        """Sample until cancelled."""
        while True:
            self.sample()
            await asyncio.sleep(SAMPLE_SECONDS)

    async def lessons(self, *, rounds: int, seconds: float = 0, pause: float = 0) -> None:
        """Go on for so many rounds and so long, whichever takes longer; rest between rounds."""
        until = time.monotonic() + seconds
        links = await self._server.new_lesson("青山小学", "石桥村小")
        async with self.present(*links[:2]) as (lecturer, *_):
            await start(lecturer)
            while rounds > 0 or time.monotonic() < until:
                try:
                    await self.round(links[2])
                except (Failure, TimeoutError, aiohttp.ClientError):
                    self.failed += 1
                await asyncio.sleep(pause)
                rounds -= 1
            await end(lecturer)


async def start(lecturer: SyntheticClassroom) -> None:
    """Start the lecturer's lesson."""
    assert lecturer.line is not None  # it plays
    await lecturer.line.ask(s.StartLesson(), s.Ok)


async def end(lecturer: SyntheticClassroom) -> None:
    """End the lecturer's lesson; the goodbye may overtake the answer."""
    line = lecturer.line
    assert line is not None  # it plays
    asking = asyncio.create_task(line.ask(s.EndLesson(), s.Ok))
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while line.goodbye is None and not line.ended:  # noqa: ASYNC110 - the peer's own event
                await asyncio.sleep(0.05)
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)


async def measure(minutes: float, joins: int, pause: float, warm: int) -> dict[str, Any]:
    """Return what grew and what was left."""
    with tempfile.TemporaryDirectory() as folder:
        where = f"127.0.0.1:{free_port()}"
        recorded = "lecturer,classrooms"
        server = Server(Path(folder), OPERATE_METRICS=where, LESSON_RECORDED=recorded)
        await server.start()
        try:
            soak = Soak(server, f"http://{where}/metrics")
            await soak.lessons(rounds=warm)
            before = await soak.empty()
            soak.joins = soak.failed = 0
            used, began = soak.cpu(), time.monotonic()
            sampling = asyncio.create_task(soak.sampling())
            try:
                rounds = -(-joins // JOINS_A_ROUND)
                await soak.lessons(rounds=rounds, seconds=minutes * 60, pause=pause)
            finally:
                sampling.cancel()
                await asyncio.gather(sampling, return_exceptions=True)
            cpu = (soak.cpu() - used) / (time.monotonic() - began)
            after = await soak.empty()
        finally:
            await server.stop()
    return {"cpu_of_a_core": round(cpu, 3), **_figures(soak, minutes, before, after)}


def _figures(
    soak: Soak, minutes: float, before: dict[str, int], after: dict[str, int]
) -> dict[str, Any]:
    grown: dict[str, dict[str, float]] = {}
    flat = True
    for name, samples in soak.samples.items():
        if len(samples) < 3:
            continue
        # The first quarter: allocators and caches are still filling up.
        slope, error = growth.slope_an_hour(samples[len(samples) // 4 :])
        flat = flat and slope - 2 * error <= MOST_MEGABYTES_AN_HOUR
        grown[name] = {
            "mb_an_hour": round(slope, 2),
            "standard_error": round(error, 2),
            "first_mb": round(samples[0][1], 1),
            "last_mb": round(samples[-1][1], 1),
        }
    left = {
        name: count - before.get(name, 0)
        for name, count in after.items()
        if count > before.get(name, 0)
    }
    return {
        "minutes": minutes,
        "joins": soak.joins,
        "rounds_failed": soak.failed,
        "memory": grown,
        "open_when_empty": {"before": before, "after": after},
        "left_over": left,
        "passed": flat and not left,
    }


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=20.0, help="at least so long")
    parser.add_argument("--joins", type=int, default=500, help="at least so many")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between rounds")
    parser.add_argument("--warm", type=int, default=WARM_ROUNDS, help="rounds before, no pauses")
    options = parser.parse_args()
    figures = asyncio.run(measure(options.minutes, options.joins, options.pause, options.warm))
    report.publish("soak", figures, options.json)


if __name__ == "__main__":
    main()
