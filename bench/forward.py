"""CPU microseconds a forwarded packet, ours and Janus's, under the same load in the same run.

One publisher sends 720p at 1.5 Mbit/s and Opus to 60 subscribers. Each server is measured alone and
in turns (ours, Janus, ours, ...); the ratio of a turn compares neighbours in time, since a shared
machine is noisy. Rule: only the server process's own CPU counts, divided by the packets that
arrived at the receivers.
"""

import asyncio
import statistics
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from bench import namespace, report
from bench.generator import Generator, generator
from bench.janus import Janus, Local, janus
from bench.ours import Ours, ours
from bench.processes import cpu_seconds

AUDIO_SSRC, VIDEO_SSRC = 0x1111, 0x2222
SETTLE_SECONDS = 2.0


@dataclass
class Turn:
    """One measured stretch of one server."""

    microseconds: float  # of server CPU a packet delivered
    packets_per_second: float
    delivered: float  # share of what ought to have arrived


async def _janus_session(server: Janus, load: Generator, subscribers: int) -> None:
    await server.create_room()

    async def local(name: str, role: str = "client") -> Local:
        opened = await load.order("open", id=name, role=role)
        fingerprint = opened["dtls"]["fingerprints"][0]["value"]
        return Local(opened["fragment"], opened["password"], fingerprint)

    half = await local("publisher")
    description, feed = await server.publish(half, (AUDIO_SSRC, VIDEO_SSRC))
    await load.order("connect", id="publisher", description=description.as_json())
    await load.order("publish", id="publisher", ssrcs=[AUDIO_SSRC, VIDEO_SSRC])
    for index in range(subscribers):
        name = f"subscriber{index}"
        description = await server.subscribe(feed, await local(name))
        await load.order("connect", id=name, description=description.as_json())
        await load.order("report", id=name, ssrcs=[AUDIO_SSRC, VIDEO_SSRC])


async def _measure(load: Generator, pid: int, subscribers: int, seconds: float) -> Turn:
    await asyncio.sleep(SETTLE_SECONDS)
    before, used = await load.order("count"), cpu_seconds(pid)
    await asyncio.sleep(seconds)
    after, used = await load.order("count"), cpu_seconds(pid) - used
    received = after["received"] - before["received"]
    sent = after["sent"] - before["sent"]
    return Turn(
        microseconds=used / received * 1e6,
        packets_per_second=received / (after["at"] - before["at"]),
        delivered=received / (sent * subscribers),
    )


async def _turn(server: Ours | Janus, subscribers: int, seconds: float) -> Turn:
    async with generator() as load:
        if isinstance(server, Janus):
            await _janus_session(server, load, subscribers)
        else:
            await server.session(load, subscribers, (AUDIO_SSRC, VIDEO_SSRC))
        turn = await _measure(load, server.pid, subscribers, seconds)
        await load.order("close")
        return turn


async def measure(subscribers: int, seconds: float, runs: int, against: bool) -> dict[str, Any]:
    """Run the turns and return the figures."""
    address = namespace.ADDRESS if against else "127.0.0.1"
    turns: dict[str, list[Turn]] = {"ours": [], "janus": []}
    for run in range(runs):
        # A fresh server each time: Janus's rooms and our worker start with nothing left over.
        async with AsyncExitStack() as stack:
            turns["ours"].append(
                await _turn(await stack.enter_async_context(ours(address)), subscribers, seconds)
            )
        if against:
            async with AsyncExitStack() as stack:
                server = await stack.enter_async_context(janus(8190 + run))
                turns["janus"].append(await _turn(server, subscribers, seconds))
    figures: dict[str, Any] = {"subscribers": subscribers, "seconds": seconds}
    for name, measured in turns.items():
        if measured:
            figures[name] = {
                "cpu_us_a_packet": report.spread([turn.microseconds for turn in measured], 2),
                "packets_a_second": report.spread([t.packets_per_second for t in measured], 0),
                "delivered": report.spread([turn.delivered for turn in measured], 4),
            }
    if against:
        ratios = [
            mine.microseconds / theirs.microseconds
            for mine, theirs in zip(turns["ours"], turns["janus"], strict=True)
        ]
        figures["ratio"] = {**report.spread(ratios, 3), "median": statistics.median(ratios)}
    return figures


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--subscribers", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=10.0, help="measured, each turn")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--against", choices=["janus", "nobody"], default="janus", help="whom to compare with"
    )
    options = parser.parse_args()
    against = options.against == "janus"
    if against:
        namespace.reenter()
    figures = asyncio.run(measure(options.subscribers, options.seconds, options.runs, against))
    report.publish("forward", figures, options.json)


if __name__ == "__main__":
    main()
