"""The process that is the line between two network namespaces: `python -m bench.netem_carrier`.

It stands in for `tc netem`, which many kernels are built without: two TUN devices, and each IP
packet that one gives is written into the other when `Way` says. UDP, TCP and ICMP go alike; the
namespaces see an ordinary network interface. Rule: one thread, at real-time priority where that is
allowed, so that a busy machine does not add to the delay.

Standard input: one JSON object a line, {"down": {…}, "up": {…}} with the fields of `Line`. Each is
answered by one of what was carried so far; the first answer says that the devices are there.
"""

import fcntl
import heapq
import json
import os
import select
import struct
import sys
from contextlib import suppress
from dataclasses import asdict
from time import monotonic
from typing import Any

from bench.netem_line import Line, Way

NEAR, FAR = "line0", "line1"
TUNSETIFF = 0x400454CA  # linux/if_tun.h
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
IPV4 = 4  # the kernel asks for routers over IPv6; there is none
MOST = 2048  # bytes a read; the devices carry 1492
PRIORITY = 20


def tunnel(name: str) -> int:
    """Make a TUN device; return the file that its packets come from and go to.

    Raises:
        OSError: not allowed, or no /dev/net/tun.
    """
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return file


class Carrier:
    """Both ways, and what is on them."""

    def __init__(self, near: int, far: int) -> None:
        """Carry between these two files."""
        self._ways = {near: Way(Line(), 1), far: Way(Line(), 2)}
        self._other = {near: far, far: near}
        self._named = {"down": self._ways[near], "up": self._ways[far]}
        self._under_way: list[tuple[float, int, int, bytes]] = []
        self._count = 0

    def told(self, text: bytes) -> dict[str, Any]:
        """Be another line from now on; return what was carried so far."""
        for name, fields in json.loads(text).items():
            self._named[name].line = Line(**fields)
        return {
            name: {"passed": way.passed, "lost": way.lost, "bytes": way.bytes}
            | {"line": asdict(way.line)}
            for name, way in self._named.items()
        }

    def run(self) -> None:
        """Carry until standard input ends."""
        files = [*self._ways, 0]
        while True:
            now = monotonic()
            due = self._under_way
            while due and due[0][0] <= now:
                _, _, out, packet = heapq.heappop(due)
                with suppress(OSError):  # a device that is down just now, or full
                    os.write(out, packet)
            wait = max(0.0, due[0][0] - monotonic()) if due else None
            readable, _, _ = select.select(files, [], [], wait)
            for file in readable:
                if file == 0:
                    text = sys.stdin.buffer.readline()
                    if not text:
                        return
                    print(json.dumps(self.told(text)), flush=True)
                else:
                    self._take(file)

    def _take(self, file: int) -> None:
        way, out = self._ways[file], self._other[file]
        with suppress(BlockingIOError, OSError):  # nothing more; or the device is down
            while packet := os.read(file, MOST):
                at = way.carry(packet, monotonic()) if packet[0] >> 4 == IPV4 else None
                if at is not None:
                    self._count += 1
                    heapq.heappush(self._under_way, (at, self._count, out, packet))


def main() -> None:
    """Make the devices, say so, carry."""
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
    carrier = Carrier(tunnel(NEAR), tunnel(FAR))
    print(json.dumps(carrier.told(b"{}")), flush=True)
    carrier.run()


if __name__ == "__main__":
    main()
