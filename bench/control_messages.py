"""A full lesson in which everybody sends: how long until every page has been told each message.

Each of the 1 + 60 pages sends 20 messages a second for a minute, as a classroom does that writes on
the board while the lesson goes on: in every second 16 or 17 pieces of a stroke (`sketch`), the
finished stroke (`draw`, kept), two places that it points to (`point`), and in turn a hand
(`raise_hand`, kept, another purpose each time; not the lecturer) or a remark (`say`, kept). More of
what is kept the server refuses, rightly: hands have a pace of four a second, remarks of one. All of
it reaches all 61 pages. The pages are light (`bench/control_wire.py`) and unpack what is compressed
for them, as browsers do; the server is as it is installed, but for the cap of classrooms.
"""

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from typing import Any

from bench import report
from bench.control_crowd import A_SECOND, Name
from bench.generator import Generator, generator
from bench.processes import cpu_seconds
from tools.live_server import Server

CROWDS = 2  # processes that hold the pages
RATE = 20
SECONDS = 60.0
LEAD_SECONDS = 1.0


async def measure(
    server: Server, links: list[str], seconds: float = SECONDS, *, unpack: bool = True
) -> dict[str, Any]:
    """Have everybody join, send and listen; return the figures."""
    names = ["d", *(f"r{number}" for number in range(1, len(links)))]
    tokens = {name: link.partition("#")[2] for name, link in zip(names, links, strict=True)}
    async with AsyncExitStack() as stack:
        crowds = [
            await stack.enter_async_context(generator("bench.control_crowd")) for _ in range(CROWDS)
        ]
        for number, crowd in enumerate(crowds):
            mine = names[number::CROWDS]
            await crowd.order("join", url=server.url, tokens=tokens, mine=mine, unpack=unpack)
        await crowds[0].order("begin")
        used = cpu_seconds(server.pid)
        found = await _talk(crowds, seconds)
        used = cpu_seconds(server.pid) - used
    return _figures(found, len(names), seconds) | {"server_cpu_share": round(used / seconds, 2)}


async def _talk(crowds: list[Generator], seconds: float) -> list[dict[str, Any]]:
    start = time.monotonic() + LEAD_SECONDS
    orders = (crowd.order("talk", start=start, rate=RATE, seconds=seconds) for crowd in crowds)
    return await asyncio.gather(*orders)


def _figures(found: list[dict[str, Any]], pages: int, seconds: float) -> dict[str, Any]:
    sent: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    each: Counter[int] = Counter()
    times: Counter[Name] = Counter()
    last: dict[Name, float] = {}
    for crowd in found:
        sent.update(crowd["sent"])
        refused.update(crowd["refused"])
        each.update(dict(crowd["each_ms"]))
        for kind, by, tag, told, at in crowd["told"]:
            name = kind, by, tag
            times[name] += told
            last[name] = max(last.get(name, 0.0), at - tag / A_SECOND)
    everywhere = {name: last[name] * 1000 for name, told in times.items() if told == pages}
    kinds: dict[str, list[float]] = {}
    for (kind, _, _), ms in everywhere.items():
        kinds.setdefault(kind, []).append(ms)
    answered = [ms for crowd in found for ms in crowd["answered_ms"]]
    late = [ms for crowd in found for ms in crowd["late_ms"]]
    offered = sum(sent.values())
    return {
        "pages": pages,
        "sent": dict(sent),
        "offered_a_second": round(offered / seconds),
        "accepted": sum(crowd["accepted"] for crowd in found),
        "refused": dict(refused),
        "unanswered": sum(crowd["unanswered"] for crowd in found),
        "told_to_every_page": len(everywhere),
        "told_to_some_pages_only": len(times) - len(everywhere),
        "deliveries_a_second": round(sum(each.values()) / seconds),
        "to_each_page_ms": _shares(_spread_out(each)),
        "to_the_last_page_ms": _shares(list(everywhere.values())),
        "of_each_kind_ms": {kind: _shares(ms) for kind, ms in kinds.items()},
        "to_the_answer_ms": _shares(answered),
        "sent_late_ms": _shares(late),
        "crowds_cpu_share": [round(crowd["cpu_seconds"] / seconds, 2) for crowd in found],
    }


def _spread_out(counted: Counter[int]) -> list[float]:
    """Return one value for every hundred that were counted, in order."""
    values: list[float] = []
    passed = 0
    for value, count in sorted(counted.items()):
        passed += count
        values += [float(value)] * (passed // 100 - len(values))
    return values


def _shares(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {name: round(report.percentile(values, share), 1) for name, share in shares.items()}
