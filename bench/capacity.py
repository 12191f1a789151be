"""How many lessons of 1 + 3 at 720p this machine carries, and where the time goes.

A lesson: the lecturer sends 720p in three simulcast layers (1.5 M, 500 k and 150 kbit/s, 25 frames
a second) and sound; each of three classrooms sends a small picture (150 kbit/s: nobody receives a
larger one, so no larger one is asked for) and sound. Each classroom receives the lecturer's high
layer and sound, the lecturer the small pictures and the sound of all three. Every sender is sent
TWCC feedback; every receiver gives it too, every 80 ms as browsers do, and reports once a second.

One worker has a core of its own; the clients, and whoever orders, have the others. Lessons are
added until a packet in a hundred takes longer than 20 ms from client to client, or one in a
thousand is lost. That is seen by probes: in the first lessons, the lecturer and one classroom. What
two cores carry is twice what one does: a worker shares nothing with another (it is extrapolated,
and said so). Rule: the server's CPU is its process's own, in which by the way the
kernel hands each packet on to its receiver's socket; the clients' is told apart.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from bench import report
from bench.capacity_lessons import RECEIVED, Lessons
from bench.control_media import lesson as synthetic
from bench.generator import Generator, generator
from bench.processes import TICKS, cpu_seconds
from media.pool import MediaPool
from media.settings import WorkerSettings
from tools.live_server import Server

MOST_DELAY, MOST_LOSS = 20.0, 0.001  # ms of the 99th percentile, share
PROBED = 6  # lessons at most
SETTLE = 4.0  # two keyframes
TRIES = 3  # at so many lessons: what else runs on the machine has its moments, too
BUSY = 0.95  # of a core: then the clients are what is slow
CLIENTS = "bench.capacity_load"


def _used(pid: int) -> tuple[float, float]:
    """Return user and system CPU time of a process, seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / TICKS, int(fields[12]) / TICKS


def _hold(pid: int, cores: set[int]) -> None:
    """Keep a process, with all its threads, on these cores."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), cores)


class Stretch:
    """One worker, its clients, and what is measured with so many lessons."""

    def __init__(
        self, pool: MediaPool, lessons: Lessons, load: Generator, probes: Generator
    ) -> None:
        """Measure these."""
        self._pool = pool
        self.lessons = lessons
        self._load, self._probes = load, probes

    async def measure(self, seconds: float) -> dict[str, float]:
        """Return the figures of a stretch."""
        (worker,) = self._pool.workers
        assert worker.pid is not None  # it runs, or the bench is over
        await asyncio.sleep(SETTLE)
        before, own = await self._load.order("begin"), cpu_seconds(os.getpid())
        await self._probes.order("begin")
        user, system = _used(worker.pid)
        await asyncio.sleep(seconds)
        user, system = (a - b for a, b in zip(_used(worker.pid), (user, system), strict=True))
        after, own = await self._load.order("end"), cpu_seconds(os.getpid()) - own
        probed = await self._probes.order("end")
        elapsed = after["at"] - before["at"]
        packets = self.lessons.count * RECEIVED
        return {
            "lessons": self.lessons.count,
            "user": round(user / elapsed, 4),
            "kernel": round(system / elapsed, 4),
            "us_a_packet": round((user + system) / elapsed / packets * 1e6, 2),
            "p50_ms": round(report.percentile(probed["delays"], 0.5), 2),
            "p99_ms": round(report.percentile(probed["delays"], 0.99), 2),
            "loss": round(1 - probed["came"] / probed["due"], 5),
            "probed_packets": probed["came"],
            "clients": round((after["cpu"] - before["cpu"]) / elapsed, 3),
            "pool": round(own / elapsed, 4),
        }


def _fits(figures: dict[str, float]) -> bool:
    return figures["p99_ms"] <= MOST_DELAY and figures["loss"] <= MOST_LOSS


def _line(curve: list[dict[str, float]]) -> dict[str, Any]:
    """Fit CPU = a + b × lessons through what fitted."""
    if len(curve) < 2:
        return {}
    xs = [one["lessons"] for one in curve]
    ys = [one["user"] + one["kernel"] for one in curve]
    slope, intercept = statistics.linear_regression(xs, ys)
    left = [y - intercept - slope * x for x, y in zip(xs, ys, strict=True)]
    mean = statistics.fmean(ys)
    total = sum((y - mean) ** 2 for y in ys)
    return {
        "core_a_lesson": round(slope, 5),
        "core_alone": round(intercept, 5),
        "residuals": [round(each, 4) for each in left],
        "r_squared": round(1 - sum(each**2 for each in left) / total, 5) if total else None,
    }


async def climb(step: int, most: int, seconds: float) -> dict[str, Any]:
    """Add lessons to one worker until it does not carry them; return the curve and its end."""
    cores = sorted(os.sched_getaffinity(0))
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(MediaPool(WorkerSettings(workers=1, port=0)))
        load = await stack.enter_async_context(generator(CLIENTS))
        probes = await stack.enter_async_context(generator(CLIENTS))
        (worker,) = pool.workers
        assert worker.pid is not None  # it has just been started
        if len(cores) > 1:
            _hold(worker.pid, {cores[0]})
            for pid in (os.getpid(), load.pid, probes.pid):
                _hold(pid, set(cores[1:]))
            stack.callback(_hold, os.getpid(), set(cores))
        if os.geteuid() == 0:
            os.setpriority(os.PRIO_PROCESS, probes.pid, -10)
        stretch = Stretch(pool, Lessons(pool, load, probes, probed=PROBED), load, probes)
        curve, over, why = list[dict[str, float]](), None, "not reached"
        while stretch.lessons.count < most:
            for _ in range(1 if not curve else min(step, most - stretch.lessons.count)):
                await stretch.lessons.add()
            for _ in range(TRIES):
                figures = await stretch.measure(seconds)
                print(figures, file=sys.stderr)
                if _fits(figures):
                    break
            else:
                over, why = figures, "delay" if figures["p99_ms"] > MOST_DELAY else "loss"
                break
            curve.append(figures)
            if figures["clients"] > BUSY:
                why = "the clients are busy"
                break
        return {"curve": curve, "over": over, "ended_by": why, "line": _line(curve)}


async def control(server: Server, lessons: int, seconds: float) -> float:
    """Return the control process's share of a core with so many real lessons of 1 + 3."""
    async with AsyncExitStack() as stack:
        for _ in range(lessons):
            await stack.enter_async_context(synthetic(server))
        await asyncio.sleep(SETTLE)
        used = cpu_seconds(server.pid)
        await asyncio.sleep(seconds)
        return (cpu_seconds(server.pid) - used) / seconds


async def measured(options: argparse.Namespace) -> dict[str, Any]:
    """Return all figures."""
    runs = [await climb(options.step, options.most, options.seconds) for _ in range(options.runs)]
    carried = [run["curve"][-1]["lessons"] if run["curve"] else 0 for run in runs]
    shares: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        await server.start()
        try:
            for count in (0, 1, 3):
                shares[f"{count} lessons"] = round(await control(server, count, options.seconds), 4)
        finally:
            await server.stop()
    return {
        "lessons_a_core": report.spread(carried, 0),
        "lessons_on_two_cores": {"extrapolated": True, "median": 2 * statistics.median(carried)},
        "packets_a_lesson": RECEIVED,
        "runs": runs,
        "control_share_of_a_core": shares,
    }


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--step", type=int, default=4, help="lessons more each time")
    parser.add_argument("--most", type=int, default=80)
    parser.add_argument("--seconds", type=float, default=8.0, help="measured, each time")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    report.publish("capacity", asyncio.run(measured(options)), options.json)


if __name__ == "__main__":
    main()
