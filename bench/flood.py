"""Whether a running lesson hears a flood: gaps in its sound with one and without, in one run.

One publisher (sound every 20 ms, 720p) and receivers over one media worker. Beside it: 50,000 junk
datagrams a second to the same port; a thousand transports that were made and checked and never
begin DTLS; both. Rule: arrivals are stamped by the system, and a gap counts for as much as it is
longer than the one that the publisher itself left, so that a busy machine's own pauses are
nobody's; what is asked is how the lesson does with the flood against without it.
"""

import asyncio
import json
import resource
import socket
import statistics
import sys
from bisect import bisect_left
from contextlib import AsyncExitStack
from itertools import pairwise
from typing import Any

from bench import report, silent
from bench.forward import AUDIO_SSRC, VIDEO_SSRC
from bench.generator import Generator, generator
from bench.load import SOUND_SECONDS
from bench.ours import Ours, ours
from bench.processes import cpu_seconds, resident_megabytes
from classroom.media_messages import ClosePeer, CreateTransport, Described, Direction, OpenRoom
from media import stun

ADDRESS = "127.0.0.1"
AUDIBLE_SECONDS = 0.06
SETTLE_SECONDS = 3.0
OF_A_PEER = 8  # transports: as many as the worker allows
CHECK_EVERY = 2.0  # seconds, by each that is half open
ROOM = "flood"


class HalfOpen:
    """Transports that answer to checks, and begin nothing."""

    def __init__(self, server: Ours, count: int) -> None:
        """Have none yet."""
        self._server, self._count = server, count
        self._checks: list[tuple[socket.socket, dict[str, Any]]] = []
        self._checking: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Make them, each with a port of its own, and check them again and again."""
        await self._server.pool.ask(OpenRoom(room=ROOM))
        for index in range(self._count):
            peer = f"p{index // OF_A_PEER}"
            made = await self._server.pool.ask(
                CreateTransport(room=ROOM, peer=peer, direction=Direction.RECV)
            )
            assert isinstance(made, Described)
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            candidate = made.description["iceCandidates"][0]
            sock.connect((candidate["ip"], candidate["port"]))
            self._checks.append((sock, made.description["iceParameters"]))
            self._check(*self._checks[-1])
        self._checking = asyncio.create_task(self._again())

    def _check(self, sock: socket.socket, parameters: dict[str, Any]) -> None:
        sock.send(
            stun.binding_request(
                transaction=stun.new_transaction(),
                username=f"{parameters['usernameFragment']}:half",
                password=parameters["password"].encode(),
                priority=1,
                tie_breaker=1,
                nominate=True,
            )
        )

    async def _again(self) -> None:
        while True:
            for each in self._checks:
                self._check(*each)
                await asyncio.sleep(CHECK_EVERY / len(self._checks))

    async def close(self) -> None:
        """Let all of them go."""
        if self._checking is not None:
            self._checking.cancel()
            await asyncio.gather(self._checking, return_exceptions=True)
        for sock, _ in self._checks:
            sock.close()
        for index in range(-(-len(self._checks) // OF_A_PEER)):
            await self._server.pool.ask(ClosePeer(room=ROOM, peer=f"p{index}"))
        self._checks.clear()


def gaps(sent: list[float], arrivals: list[float]) -> tuple[float, float, int]:
    """Return of one receiver: the longest stretch without sound; the longest by which such a
    stretch was longer than the publisher's own at that time; how many stretches of that excess
    were audible. Seconds.
    """
    longest = excess = 0.0
    audible = 0
    own = [b - a for a, b in pairwise(sent)]
    for a, b in pairwise(arrivals):
        longest = max(longest, b - a)
        if b - a <= AUDIBLE_SECONDS:
            continue
        # What was sent around it, with a packet's slack on either side.
        around = own[max(0, bisect_left(sent, a) - 3) : bisect_left(sent, b) + 1]
        more = b - a - max(around, default=SOUND_SECONDS)
        excess = max(excess, more)
        audible += more + SOUND_SECONDS > AUDIBLE_SECONDS
    return longest, excess, audible


async def phase(server: Ours, load: Generator, seconds: float) -> dict[str, float]:
    """Watch the lesson for so long."""
    await load.order("arrivals")
    used, lost = cpu_seconds(server.pid), await load.order("delays")
    await asyncio.sleep(seconds)
    heard, found = await load.order("arrivals"), await load.order("delays")
    each = [gaps(heard["sent"], times) for times in heard["arrivals"]]
    expected = len(heard["sent"]) * len(each)
    came = sum(len(times) for times in heard["arrivals"])
    return {
        "longest_ms": max(one[0] for one in each) * 1000,
        "excess_ms": max(one[1] for one in each) * 1000,
        "audible_gaps": sum(one[2] for one in each),
        "sound_missing_percent": max(0.0, 100 * (1 - came / expected)),
        "packets_lost": found["lost"] - lost["lost"],
        "delay_p99_ms": report.percentile(found["delays"], 0.99) * 1000,
        "worker_cpu": (cpu_seconds(server.pid) - used) / seconds,
        "worker_mb": resident_megabytes(server.pid),
    }


async def junk(port: int, rate: float, seconds: float) -> asyncio.subprocess.Process:
    """Start the flood."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.junk", ADDRESS, str(port), str(rate), str(seconds),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def one_run(receivers: int, rate: float, joins: int, seconds: float) -> dict[str, Any]:
    """Begin a lesson and let it be quiet, flooded, half-opened, both, and quiet again."""
    found: dict[str, Any] = {}
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(ours(ADDRESS))
        load = await stack.enter_async_context(generator())
        await server.session(load, receivers, (AUDIO_SSRC, VIDEO_SSRC))
        await asyncio.sleep(SETTLE_SECONDS)
        port = server.port
        for name in ("quiet", "junk", "half_open", "both", "quiet_again"):
            half = HalfOpen(server, joins)
            flooding = None
            if name in ("junk", "both"):
                flooding = await junk(port, rate, seconds + SETTLE_SECONDS)
                await asyncio.sleep(SETTLE_SECONDS / 2)
            watching = asyncio.create_task(phase(server, load, seconds))
            await asyncio.sleep(0.1)
            if name in ("half_open", "both"):
                await half.open()
            found[name] = await watching
            await half.close()
            if flooding is not None:
                said, _ = await flooding.communicate()
                found[name]["junk_a_second"] = json.loads(said)["a_second"]
        await load.order("close")
    return found


async def measure(
    receivers: int, rate: float, joins: int, seconds: float, runs: int
) -> dict[str, Any]:
    """Run it all several times and return the figures."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    each = [await one_run(receivers, rate, joins, seconds) for _ in range(runs)]
    figures: dict[str, Any] = {
        name: {key: report.spread([one[name][key] for one in each], 2) for key in each[0][name]}
        for name in each[0]
    }
    usual = max(one["quiet"]["excess_ms"] for one in each)
    flooded = statistics.median(
        max(one[name]["excess_ms"] for name in ("junk", "half_open", "both")) for one in each
    )
    return {
        "receivers": receivers,
        "junk_a_second": rate,
        "half_open_joins": joins,
        "seconds": seconds,
        **figures,
        "door": await silent.measure(joins),
        "passed": flooded <= max(usual, AUDIBLE_SECONDS * 1000 - SOUND_SECONDS * 1000),
    }


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--receivers", type=int, default=6)
    parser.add_argument("--rate", type=float, default=50_000.0, help="junk datagrams a second")
    parser.add_argument("--joins", type=int, default=1000, help="that stay half open")
    parser.add_argument("--seconds", type=float, default=15.0, help="each phase")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    figures = asyncio.run(
        measure(options.receivers, options.rate, options.joins, options.seconds, options.runs)
    )
    report.publish("flood", figures, options.json)


if __name__ == "__main__":
    main()
