"""CPU microseconds of what every forwarded packet needs: SRTP by profile, `sendto`, the fan-out;
and of one feedback on 18 of them.

1,200 bytes of payload, one process, this thread's own CPU time; the fan-out sends frames of seven
packets to 60 receivers, in Python, and by the kernel with and without segmentation. The receiving
sockets are drained in between, outside the measured time, and nobody waits on them. Rule: the same
code as in a worker is measured.
"""

import os
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from bench import report
from bench.listening import listening
from media.downstream.fan_out import FanOut
from media.downstream.sink import PacketSink
from media.kernel.binding import SEGMENTS, Kernel, Outlet, load
from media.paths import UdpPath
from media.srtp import PROFILES, OutboundSrtp, Scratch, SrtpKeys

PAYLOAD = bytes(1200)
BATCH = 50  # fits the receiving buffer, so that nothing is dropped
RECEIVERS, FRAME = 60, 7


def _microseconds(work: Callable[[int], object], after: Callable[[], None], packets: int) -> float:
    used = 0.0
    for start in range(0, packets, BATCH):
        before = time.thread_time()
        for number in range(start, start + BATCH):
            work(number & 0xFFFF)
        used += time.thread_time() - before
        after()
    return used / packets * 1e6


class _Transport:
    """What a sink sends through: a transport without ICE and DTLS."""

    connected = True
    protocol: str | None = "udp"

    def __init__(self, path: UdpPath, scratch: Scratch, kernel: Kernel | None) -> None:
        profile = PROFILES[0]
        key = os.urandom(profile.key_length + profile.salt_length)
        self._path = path
        self._srtp = OutboundSrtp(SrtpKeys(profile, key, key), scratch)
        self.outlet = None if kernel is None else Outlet(kernel)
        if self.outlet is not None:
            self.outlet.open(self._srtp.session_address, path.fd, path.address)

    def send_rtp(
        self, b1: int, seq: int, timestamp: int, ssrc: int, payload: bytes,
        droppable: bool = True, padded: bool = False,
    ) -> bool:  # fmt: skip
        """Send as `WebRtcTransport` does."""
        data = self._srtp.rtp(b1, seq, timestamp, ssrc, payload)
        return data is not None and self._path.send(data)


def fan_out(frames: int, kernel: Kernel | None) -> float:
    """Return the microseconds of one packet to one of the receivers."""
    with ExitStack() as stack:
        out = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        out.setblocking(False)
        scratch, sinks, receivers = Scratch(), [], []
        for number in range(RECEIVERS):
            receiver = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            receiver.bind(("127.0.0.1", 0))
            path = UdpPath(receiver.getsockname(), out.sendto, {}, lambda: None, out.fileno())
            transport = _Transport(path, scratch, kernel)
            sink = PacketSink(transport, ssrc=number + 1, numbered=False, droppable=True)
            sink.first = 0
            sinks.append(sink)
            receivers.append(receiver)
        stream: FanOut[PacketSink] = FanOut()
        stream.sinks = tuple(sinks)
        used = 0.0
        for frame in range(frames):
            before = time.thread_time()
            if kernel is not None:
                kernel.hold()
            for part in range(FRAME):
                number, last = frame * FRAME + part, part == FRAME - 1
                stream.send(number, frame, 102 | last << 7, PAYLOAD, -1, -1, 0.0, not last)
            if kernel is not None:
                kernel.release()
            used += time.thread_time() - before
            for receiver in receivers:
                for _ in range(FRAME):
                    receiver.recv(2048)
        stream.sinks = ()
    return used / frames / FRAME / RECEIVERS * 1e6


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
    ways: dict[str, Kernel | None] = {"fan_out_python": None}
    if load() is not None:
        ways["fan_out_kernel_one_by_one"] = load(True, 1)
        ways["fan_out_kernel"] = load(True, SEGMENTS)
    frames = packets // FRAME // RECEIVERS
    for name, kernel in ways.items():
        figures[name] = report.spread([fan_out(frames, kernel) for _ in range(runs)], 2)
    for name, kernel in {"feedback_python": None, "feedback_kernel": load()}.items():
        if name == "feedback_python" or kernel is not None:
            few = packets // 10
            figures[name] = report.spread([listening(few, kernel) for _ in range(runs)], 2)
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
