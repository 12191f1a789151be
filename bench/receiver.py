"""A receiver of the forwarding bench: it counts, finds gaps, and answers as a browser does.

Rule: what a receiver does must cost little, since one core serves all of them: only sampled ones
decrypt, and all it reads of the others is in the clear. Arrivals are the system's own stamps, so
that this process's delays are nobody's.
"""

import asyncio
import random
import socket
import struct
import time

from media import rtcp
from media.client import ClientTransport
from media.client_wires import UdpWire
from media.upstream.twcc import Arrivals

SO_TIMESTAMPNS = 35  # socket(7); Python has no name for it
BATCH = 64
FEEDBACK_SECONDS = 0.08  # browsers: 50 to 100 ms
STAMP = struct.Struct("!Q")  # nanoseconds of the system's clock when a packet was sent
STAMP_AT = 2  # in the payload: behind an FU-A header; sound has room there too
_TIMESPEC = struct.Struct("@ll")
_HEADER = struct.Struct("!BBHII")


class Receiver:
    """Takes over the socket of a connected client."""

    def __init__(self, client: ClientTransport, *, sampled: bool) -> None:
        """Read from now on; `sampled`: open packets and note how long they were under way."""
        wire = client._wire
        assert isinstance(wire, UdpWire)  # the bench connects by UDP
        self.received = 0
        self.delays: list[float] = []  # seconds
        self._client = client
        self._sampled = sampled
        self._sock = wire.sock
        self._hand_on = wire._on_datagram
        self.arrivals: dict[int, list[float]] = {}  # of the streams asked for, by SSRC
        self._numbers: dict[int, list[int]] = {}  # by SSRC: first, highest (unwrapped), received
        self._feedback = Arrivals(1)
        self._loop = asyncio.get_running_loop()
        self._sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._loop.remove_reader(self._sock.fileno())
        self._loop.add_reader(self._sock.fileno(), self._on_readable)
        self._timer = self._loop.call_later(random.random() * FEEDBACK_SECONDS, self._answer)
        if sampled:
            client.on_rtp = self._opened

    def lost(self) -> int:
        """Return how many numbers are missing between the first and the highest."""
        return sum(highest - first + 1 - n for first, highest, n in self._numbers.values())

    def close(self) -> None:
        """Answer nothing more."""
        self._timer.cancel()
        self._loop.remove_reader(self._sock.fileno())

    def _on_readable(self) -> None:
        for _ in range(BATCH):
            try:
                data, notes, _, _ = self._sock.recvmsg(2048, 64)
            except OSError:
                return
            if not 128 <= data[0] <= 191 or 192 <= data[1] <= 223:
                self._hand_on(data, self._loop.time())
                continue
            seconds, nanoseconds = _TIMESPEC.unpack(notes[0][2])
            self._take(data, seconds + nanoseconds / 1e9)

    def _take(self, data: bytes, arrival: float) -> None:
        self.received += 1
        first, _, number, _, ssrc = _HEADER.unpack_from(data)
        seen = self._numbers.get(ssrc)
        if seen is None:
            self._numbers[ssrc] = [number, number, 1]
        else:
            ahead = (number - seen[1]) & 0xFFFF
            if ahead < 0x8000:
                seen[1] += ahead
            seen[2] += 1
        if ssrc in self.arrivals:
            self.arrivals[ssrc].append(arrival)
        if first & 0x10 and data[12:14] == b"\xbe\xde":
            self._feedback.record(data[17] << 8 | data[18], arrival)
        if self._sampled:
            self._hand_on(data, arrival)

    def _opened(self, packet: bytes, arrival: float) -> None:
        at = (20 if packet[0] & 0x10 else 12) + STAMP_AT
        if len(packet) >= at + STAMP.size:
            self.delays.append(arrival - STAMP.unpack_from(packet, at)[0] / 1e9)

    def _answer(self) -> None:
        self._timer = self._loop.call_later(FEEDBACK_SECONDS, self._answer)
        for feedback in self._feedback.take():
            self._client.send_rtcp(rtcp.transport_feedback(feedback))


def stamped(payload: bytes) -> bytes:
    """Return the payload with the time of its sending in it."""
    return payload[:STAMP_AT] + STAMP.pack(time.time_ns()) + payload[STAMP_AT + STAMP.size :]


def direct_delay(packets: int = 2000) -> float:
    """Return the median seconds of a datagram that goes straight from socket to socket."""
    delays = []
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
    ):
        receiver.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        receiver.bind(("127.0.0.1", 0))
        for _ in range(packets):
            sender.sendto(stamped(bytes(1100)), receiver.getsockname())
            data, notes, _, _ = receiver.recvmsg(2048, 64)
            seconds, nanoseconds = _TIMESPEC.unpack(notes[0][2])
            delays.append(seconds + nanoseconds / 1e9 - STAMP.unpack_from(data, STAMP_AT)[0] / 1e9)
    return float(sorted(delays)[packets // 2])
