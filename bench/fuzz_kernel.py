"""The C kernel, if it is built, under payloads that strangers made; for bench.fuzz_targets.

Rule: it is held to Python's path, which must send the same datagrams. To see what it reads and
writes beyond its room, build it with sanitizers (docs/develop/benches.md says how).
"""

import atexit
import socket
from functools import cache
from typing import Any, cast

from bench.fuzz_rules import must
from media.downstream.fan_out import FanOut
from media.downstream.sent_log import SentLog
from media.downstream.sink import PacketSink
from media.kernel.binding import Kernel, Outlet, load
from media.paths import UdpPath
from media.srtp import PROFILES, OutboundSrtp, Scratch, SrtpKeys

RECEIVERS = 2
MOST = 70  # packets: more than may wait of one stream
SSRC = 7


class _Way:
    """A transport without ICE and DTLS: keys, a socket, an outlet of the kernel or none."""

    def __init__(self, kernel: Kernel | None, out: socket.socket, into: socket.socket) -> None:
        key = bytes(PROFILES[0].key_length + PROFILES[0].salt_length)
        self._srtp = OutboundSrtp(SrtpKeys(PROFILES[0], key, key), Scratch())
        self._path = UdpPath(into.getsockname(), out.sendto, {}, lambda: None, out.fileno())
        self._log = SentLog(3)
        self.outlet: Outlet | None = None
        if kernel is not None:
            self.outlet = Outlet(kernel)
            self.outlet.number(self._log)
            self.outlet.open(self._srtp.session_address, out.fileno(), self._path.address)

    def send_rtp(
        self, b1: int, seq: int, timestamp: int, ssrc: int, payload: bytes,
        droppable: bool = True, padded: bool = False,
    ) -> bool:  # fmt: skip
        data = self._srtp.numbered(b1, seq, timestamp, ssrc, payload, self._log.element())
        if data is None or not self._path.send(data):
            return False
        self._log.note(len(data))
        return True


@cache
def _kernel() -> Kernel | None:
    return load()


@cache
def _sockets() -> tuple[socket.socket, list[socket.socket]]:
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    into = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(RECEIVERS)]
    for each in into:
        each.bind(("127.0.0.1", 0))
    for each in (out, *into):
        each.setblocking(False)
        atexit.register(each.close)
    return out, into


def read_forwarded(data: bytes) -> None:
    """Payloads to two receivers, one of which has other picture numbers: five bytes say what is
    added, then for each payload two bytes how it goes and how long it is.
    """
    head = data[:5].ljust(5, b"\0")
    packets: list[tuple[int, bytes]] = []
    at = 5
    while at + 2 < len(data) and len(packets) < MOST:
        # Lengths about 2,048 bytes are of interest; no fuzzer comes to them by itself.
        payload = data[at + 2 : at + 2 + data[at + 1]]
        if data[at] & 0x40:
            payload += bytes(2048 - 30 + (data[at] & 0x3F) - len(payload))
        packets.append((data[at], payload))
        at += 2 + data[at + 1]
    must(_sent(_kernel(), head, packets) == _sent(None, head, packets), "the kernel differs")


def _sent(
    kernel: Kernel | None, head: bytes, packets: list[tuple[int, bytes]]
) -> tuple[list[list[bytes]], list[tuple[int, int, int]]]:
    out, into = _sockets()
    stream: FanOut[PacketSink] = FanOut()
    sinks = []
    for place, sock in enumerate(into):
        way = cast(Any, _Way(kernel, out, sock))
        sink = PacketSink(way, ssrc=SSRC, numbered=True, droppable=True)
        sink.first, sink.seq_shift, sink.ts_shift = place * head[0], head[1] << 12, -head[2] << 26
        sink.picture_shift, sink.tl0_shift = place * head[3], place * head[4]
        sink.renumbers = bool(sink.picture_shift or sink.tl0_shift)
        sinks.append(sink)
    stream.sinks = tuple(sinks)
    if kernel is not None:
        kernel.hold()
    for number, (how, payload) in enumerate(packets):
        stream.send(number, number << 8, how, payload, how << 8, how, 0.0, bool(how & 0x80))
    if kernel is not None:
        kernel.release()
    counted = [(sink.packets, sink.octets, sink.refusals) for sink in sinks]
    stream.sinks = ()
    return [_arrived(sock) for sock in into], counted


def _arrived(sock: socket.socket) -> list[bytes]:
    found = []
    while True:
        try:
            found.append(sock.recv(4096))
        except BlockingIOError:
            return found
