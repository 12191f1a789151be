"""The lines that are tried, and what happens to them while a lesson goes on."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bench.netem_line import Line
from bench.netem_network import GOOD, SCHOOL, Network

CUT_SECONDS = 30.0
LEASE_SECONDS = 1.0  # without any address, between the old one and the new

Happening = Callable[[Network], Awaitable[float]]


async def cut(network: Network) -> float:
    """Cut the line whole and mend it; nobody is told of either. Return when it was whole again."""
    await network.set(replace(GOOD, cut=True))
    await asyncio.sleep(CUT_SECONDS)
    await network.set(GOOD)
    return time.time()


async def move(network: Network) -> float:
    """Give the school its other address; return when it had it."""
    await network.move_to(next(a for a in SCHOOL if a != network.address), LEASE_SECONDS)
    return time.time()


async def shut(network: Network) -> float:
    """Let no UDP pass any more; return since when."""
    await network.set(replace(GOOD, udp=False))
    return time.time()


@dataclass(frozen=True)
class Case:
    """A line, on which the classroom joins, and what happens to it when it has settled."""

    name: str
    line: Line = field(default=GOOD)
    happening: Happening | None = None


CASES = {
    "300k": Case("300 kbit/s", Line(rate=300e3)),
    "1m5": Case("1 Mbit/s, 5 % lost", Line(rate=1e6, loss=0.05)),
    "loss10": Case("10 % lost", Line(loss=0.10)),
    "rtt600": Case("600 ms round trip", Line(delay=0.3)),
    "jitter150": Case("150 ms jitter", Line(jitter=0.15)),
    "cut30": Case("cut for 30 s", happening=cut),
    "address": Case("change of address", happening=move),
    "noudp": Case("UDP blocked", Line(udp=False)),
    "udpgone": Case("UDP blocked meanwhile", happening=shut),
}
