"""CPU microseconds of what every forwarded packet needs: SRTP by profile, and `sendto`.

1,200 bytes of payload, one process, this thread's own CPU time. The receiving socket is drained in
between, outside the measured time. Rule: the same code as in a worker, `OutboundSrtp`, is measured.
"""

import os
import socket
import time
from collections.abc import Callable
from typing import Any

from bench import report
from media.srtp import PROFILES, OutboundSrtp, Scratch, SrtpKeys

PAYLOAD = bytes(1200)
BATCH = 50  # fits the receiving buffer, so that nothing is dropped


def _microseconds(work: Callable[[int], object], after: Callable[[], None], packets: int) -> float:
    used = 0.0
    for start in range(0, packets, BATCH):
        before = time.thread_time()
        for number in range(start, start + BATCH):
            work(number & 0xFFFF)
        used += time.thread_time() - before
        after()
    return used / packets * 1e6


def measure(packets: int, runs: int) -> dict[str, Any]:
    """Measure each step `runs` times over so many packets."""
    figures: dict[str, Any] = {"packets": packets, "payload_bytes": len(PAYLOAD)}
    times: dict[str, list[float]] = {profile.name.decode(): [] for profile in PROFILES}
    for run in range(runs + 1):  # in turns, since the machine is noisy; the first warms up
        for profile in PROFILES:
            key = os.urandom(profile.key_length + profile.salt_length)
            srtp = OutboundSrtp(SrtpKeys(profile, key, key), Scratch())

            def protect(number: int, srtp: OutboundSrtp = srtp) -> object:
                return srtp.rtp(102, number, number, 1, PAYLOAD)

            took = _microseconds(protect, lambda: None, packets)
            if run:
                times[profile.name.decode()].append(took)
    figures |= {name: report.spread(measured, 2) for name, measured in times.items()}
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
    ):
        receiver.bind(("127.0.0.1", 0))
        address = receiver.getsockname()

        def drain() -> None:
            for _ in range(BATCH):
                receiver.recv(2048)

        figures["sendto"] = report.spread(
            [
                _microseconds(lambda _: sender.sendto(PAYLOAD, address), drain, packets)
                for _ in range(runs)
            ],
            2,
        )
    return figures


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--packets", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    report.publish("packet", measure(options.packets, options.runs), options.json)


if __name__ == "__main__":
    main()
