"""A bad line between a browser and a server on one machine: a relay that delays, thins and loses.

It stands in for `tc netem` where the kernel has none. Rule: both ways are alike; a datagram waits
its turn behind those before it, and is lost when the queue is longer than `QUEUE` or by chance.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

QUEUE = 0.4  # seconds
HEADERS = 28  # bytes of IPv4 and UDP

Address = tuple[str, int]


@dataclass(slots=True)
class Line:
    """What the line is; it may be changed while it is in use."""

    rate: float = float("inf")  # bit/s each way, headers included
    delay: float = 0.0  # seconds each way
    jitter: float = 0.0  # seconds more, at most
    loss: float = 0.0  # share each way


class _Way:
    """One direction."""

    def __init__(self, line: Line, chance: random.Random) -> None:
        self._line = line
        self._chance = chance
        self._free_at = 0.0
        self.passed = self.lost = self.bytes = 0

    def carry(self, data: bytes, send: Callable[[bytes], None]) -> None:
        """Call `send` when the datagram is through, or never."""
        loop = asyncio.get_running_loop()
        now, line = loop.time(), self._line
        if self._free_at - now > QUEUE or self._chance.random() < line.loss:
            self.lost += 1
            return
        self._free_at = max(self._free_at, now) + (len(data) + HEADERS) * 8 / line.rate
        self.passed += 1
        self.bytes += len(data) + HEADERS
        at = self._free_at + line.delay + self._chance.random() * line.jitter
        loop.call_at(at, send, data)


class Relay(asyncio.DatagramProtocol):
    """Takes datagrams from browsers at `port` and passes them to the server, and back."""

    def __init__(self, server: Address, line: Line, seed: int = 1) -> None:
        """Use `open` instead."""
        chance = random.Random(seed)
        self._server = server
        self._up, self.down = _Way(line, chance), _Way(line, chance)
        self._behind: dict[Address, asyncio.DatagramTransport] = {}
        self._opening: set[asyncio.Task[None]] = set()
        self._front: asyncio.DatagramTransport | None = None
        self.port = 0

    @classmethod
    async def open(cls, server: Address, line: Line) -> "Relay":
        """Listen on any port of loopback."""
        relay = cls(server, line)
        loop = asyncio.get_running_loop()
        front, _ = await loop.create_datagram_endpoint(lambda: relay, local_addr=("127.0.0.1", 0))
        relay._front = front
        relay.port = front.get_extra_info("sockname")[1]
        return relay

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Take one from a browser."""
        self._up.carry(data, lambda late: self._pass_up(late, addr))

    def _pass_up(self, data: bytes, browser: Address) -> None:
        behind = self._behind.get(browser)
        if behind is not None:
            behind.sendto(data)
            return
        task = asyncio.get_running_loop().create_task(self._connect(data, browser))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _connect(self, data: bytes, browser: Address) -> None:
        loop = asyncio.get_running_loop()
        behind, _ = await loop.create_datagram_endpoint(
            lambda: _Behind(self, browser), remote_addr=self._server
        )
        self._behind.setdefault(browser, behind)
        self._behind[browser].sendto(data)

    def pass_down(self, data: bytes, browser: Address) -> None:
        """Take one from the server for a browser."""
        front = self._front
        if front is not None:
            self.down.carry(data, lambda late: front.sendto(late, browser))

    def through(self, description: dict[str, Any]) -> dict[str, Any]:
        """Return a transport's description that leads through here."""
        candidates = [c for c in description["iceCandidates"] if c["protocol"] == "udp"][:1]
        return description | {
            "iceCandidates": [c | {"ip": "127.0.0.1", "port": self.port} for c in candidates]
        }

    def close(self) -> None:
        """Pass nothing more."""
        for transport in [self._front, *self._behind.values()]:
            if transport is not None:
                transport.close()


class _Behind(asyncio.DatagramProtocol):
    def __init__(self, relay: Relay, browser: Address) -> None:
        self._relay = relay
        self._browser = browser

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._relay.pass_down(data, self._browser)
