"""Resident memory: after start, with participants, and after they left.

The control process and its worker are a real `serve`. A worker's participants are the load
generator's clients, with media, as in `bench.forward`; the control process's are signaling clients,
who come back to the same lessons in every round. Rule: what is asked is what the operating system
counts (RSS), not what Python thinks it holds.
"""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from bench import report
from bench.clients import Clients, receiving_links
from bench.forward import AUDIO_SSRC, VIDEO_SSRC
from bench.generator import generator
from bench.ours import ours
from bench.processes import children, command_line, resident_megabytes
from tools.live_server import Server

SETTLE_SECONDS = 5.0


async def _after_start() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        await server.start()
        try:
            await asyncio.sleep(1)
            workers = [p for p in children(server.pid) if "media.worker" in command_line(p)]
            return {
                "control": resident_megabytes(server.pid),
                "worker": max(resident_megabytes(pid) for pid in workers),
            }
        finally:
            await server.stop()


async def _in_control(count: int, rounds: int) -> dict[str, Any]:
    """Let `count` pages come and go at the control process."""
    peak: list[float] = []
    after: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        await server.start()
        try:
            start = resident_megabytes(server.pid)
            links = await receiving_links(server, count)
            for _ in range(rounds):
                clients = Clients()
                await clients.join(server, links)
                await asyncio.sleep(SETTLE_SECONDS)
                peak.append(resident_megabytes(server.pid))
                await clients.leave()
                await asyncio.sleep(SETTLE_SECONDS)
                after.append(resident_megabytes(server.pid))
        finally:
            await server.stop()
    return _figures("control", start, peak, after, count)


def _figures(
    name: str, start: float, peak: list[float], after: list[float], count: int
) -> dict[str, Any]:
    return {
        f"{name}_at_start_mb": round(start, 1),
        f"{name}_with_participants_mb": report.spread(peak),
        f"{name}_after_they_left_mb": report.spread(after),
        f"{name}_mb_a_participant": round((peak[0] - start) / count, 3),
        f"{name}_mb_a_participant_kept_a_round": round(
            (after[-1] - after[0]) / (len(after) - 1) / count, 4
        ),
    }


async def _in_a_worker(count: int, rounds: int) -> dict[str, Any]:
    """Let `count` participants come and go; the second round shows what is kept for good."""
    peak: list[float] = []
    after: list[float] = []
    async with ours("127.0.0.1") as server:
        start = resident_megabytes(server.pid)
        for _ in range(rounds):
            async with generator() as load:
                await server.session(load, count, (AUDIO_SSRC, VIDEO_SSRC))
                await asyncio.sleep(SETTLE_SECONDS)
                peak.append(resident_megabytes(server.pid))
                await server.leave()
                await load.order("close")
            await asyncio.sleep(SETTLE_SECONDS)
            after.append(resident_megabytes(server.pid))
    return _figures("worker", start, peak, after, count + 1)


async def measure(participants: int, rounds: int, runs: int) -> dict[str, Any]:
    """Start the server several times and return the figures."""
    starts = [await _after_start() for _ in range(runs)]
    return {
        "control_after_start_mb": report.spread([start["control"] for start in starts]),
        "worker_after_start_mb": report.spread([start["worker"] for start in starts]),
        "participants": participants,
        **await _in_a_worker(participants, rounds),
        **await _in_control(participants, rounds),
    }


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--participants", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    figures = asyncio.run(measure(options.participants, options.rounds, options.runs))
    report.publish("memory", figures, options.json)


if __name__ == "__main__":
    main()
