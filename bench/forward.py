"""CPU microseconds a forwarded packet: ours, Janus's, and the floor, under the same load.

One publisher sends 720p at 1.5 Mbit/s and Opus to 60 subscribers, then to 120, who report and,
where packets are numbered over the whole line, answer every 80 ms as browsers do. Each server is
measured alone and in turns (ours, Janus, floor, ours, ...); the ratio of a turn compares neighbours
in time, since a shared machine is noisy. Rule: only the server process's own CPU counts, divided by
the packets that arrived at the receivers; delays end with the arrival that the system stamped.
"""

import asyncio
from dataclasses import dataclass, replace
from typing import Any, Literal

from bench import namespace, report
from bench.floor import floor
from bench.generator import Generator, generator
from bench.janus import Janus, Local, janus
from bench.ours import Ours, ours
from bench.processes import cpu_split

AUDIO_SSRC, VIDEO_SSRC = 0x1111, 0x2222
SETTLE_SECONDS = 2.0

Kernel = Literal["auto", "c", "python"]


@dataclass
class Turn:
    """One measured stretch of one server."""

    user: float  # microseconds of the server a packet delivered
    system: float
    packets_per_second: float
    lost: int | None = None  # packets
    delays: list[float] | None = None  # milliseconds beyond a direct way, of sampled receivers

    @property
    def microseconds(self) -> float:
        """All of the server's CPU a packet delivered."""
        return self.user + self.system


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
    names = [f"subscriber{index}" for index in range(subscribers)]
    halves = [(name, await server.subscribe(feed, await local(name))) for name in names]
    # Together: Janus loses a first ClientHello, and the next comes a second later.
    descriptions = [(name, half.as_json()) for name, half in halves]
    await load.order("connect_all", descriptions=descriptions)
    for name in names:
        await load.order("report", id=name, ssrcs=[AUDIO_SSRC, VIDEO_SSRC])


async def _measure(load: Generator, pid: int, seconds: float) -> Turn:
    await asyncio.sleep(SETTLE_SECONDS)
    stood = await load.order("delays")
    before, used = await load.order("count"), cpu_split(pid)
    await asyncio.sleep(seconds)
    after, now_used = await load.order("count"), cpu_split(pid)
    found = await load.order("delays")
    received = after["received"] - before["received"]
    return Turn(
        user=(now_used[0] - used[0]) / received * 1e6,
        system=(now_used[1] - used[1]) / received * 1e6,
        packets_per_second=received / (after["at"] - before["at"]),
        lost=found["lost"] - stood["lost"],
        delays=[(delay - found["direct"]) * 1e3 for delay in found["delays"]],
    )


async def _turn(
    server: Ours | Janus, subscribers: int, seconds: float, numbered: bool = True
) -> Turn:
    async with generator() as load:
        if isinstance(server, Janus):
            await _janus_session(server, load, subscribers)
        else:
            ssrcs = AUDIO_SSRC, VIDEO_SSRC
            await server.session(load, subscribers, ssrcs, numbered=numbered)
        turn = await _measure(load, server.pid, seconds)
        await load.order("close")
        return turn


async def _floor_turn(address: str, subscribers: int, seconds: float) -> Turn:
    async with generator() as load:
        ports = (await load.order("bare", address=address, count=subscribers))["ports"]
        async with floor(address, ports) as pid:
            turn = await _measure(load, pid, seconds)
        await load.order("close")
        return replace(turn, lost=None, delays=None)


async def measure(
    subscribers: int, seconds: float, runs: int, against: bool, kernels: list[Kernel]
) -> dict[str, Any]:
    """Run the turns and return the figures."""
    address = namespace.ADDRESS if against else "127.0.0.1"
    # Janus numbers nothing towards its receivers, so ours is measured without that, too.
    mine: dict[str, tuple[Kernel, bool]] = {}
    for kernel in kernels:
        name = "ours" if kernel == "auto" else f"ours_{kernel}"
        mine |= {name: (kernel, True), f"{name}_without_feedback": (kernel, False)}
    turns: dict[str, list[Turn]] = {}
    for run in range(runs):
        # A fresh server each time: Janus's rooms and our worker start with nothing left over.
        for name, (kernel, numbered) in mine.items():
            async with ours(address, kernel) as server:
                turn = await _turn(server, subscribers, seconds, numbered)
                turns.setdefault(name, []).append(turn)
        if against:
            async with janus(8190 + run) as theirs:
                turns.setdefault("janus", []).append(await _turn(theirs, subscribers, seconds))
        turns.setdefault("floor", []).append(await _floor_turn(address, subscribers, seconds))
    figures: dict[str, Any] = {name: _figures(measured) for name, measured in turns.items()}
    for name in mine:
        for other in sorted({"janus", "floor"} & turns.keys()):
            ratios = [
                turn.microseconds / beside.microseconds
                for turn, beside in zip(turns[name], turns[other], strict=True)
            ]
            figures[f"{name}_to_{other}"] = report.spread(ratios, 3)
    return figures


def _figures(turns: list[Turn]) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "cpu_us_a_packet": report.spread([turn.microseconds for turn in turns], 2),
        "user_us": report.spread([turn.user for turn in turns], 2),
        "system_us": report.spread([turn.system for turn in turns], 2),
        "packets_a_second": report.spread([turn.packets_per_second for turn in turns], 0),
    }
    for turn in turns:
        if turn.delays:
            for name, share in (("p50", 0.5), ("p99", 0.99), ("most", 1.0)):
                value = round(report.percentile(turn.delays, share), 2)
                figures.setdefault(f"added_ms_{name}", []).append(value)
        if turn.lost is not None:
            figures.setdefault("lost", []).append(turn.lost)
    return figures


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--subscribers", type=int, nargs="+", default=[60, 120])
    parser.add_argument("--seconds", type=float, default=10.0, help="measured, each turn")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--against", choices=["janus", "nobody"], default="janus", help="whom to compare with"
    )
    parser.add_argument(
        "--kernels", choices=["auto", "c", "python"], nargs="+", default=["auto"],
        help="what ours forwards with, one after the other",
    )  # fmt: skip
    options = parser.parse_args()
    against = options.against == "janus"
    if against:
        namespace.reenter()
    figures: dict[str, Any] = {"seconds": options.seconds}
    for count in options.subscribers:
        figures[f"to_{count}"] = asyncio.run(
            measure(count, options.seconds, options.runs, against, options.kernels)
        )
    report.publish("forward", figures, options.json)


if __name__ == "__main__":
    main()
