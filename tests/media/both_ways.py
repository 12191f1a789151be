"""Receivers to whom a stream is sent by the C kernel or by hand, and what came to them."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, cast

from hypothesis import strategies as st

from media.downstream.fan_out import FanOut
from media.downstream.sent_log import MASK, SentLog
from media.downstream.sink import NEVER
from media.kernel.binding import Kernel, Outlet, Sink
from media.paths import UdpPath
from media.srtp import MAX_PACKET, PROFILES, OutboundSrtp, Scratch, SrtpKeys

U16, U32 = 0xFFFF, 0xFFFFFFFF


@dataclass
class Receiver:
    """One consumer with its transport: what `FanOut` reads of it, and the socket it sends to."""

    first: int
    seq_shift: int
    ts_shift: int
    picture_shift: int
    tl0_shift: int
    ssrc: int
    numbered: bool
    profile: int
    next_wide: int

    def __post_init__(self) -> None:
        self.renumbers = bool(self.picture_shift or self.tl0_shift)
        self.droppable = True
        self.packets_by_hand = self.octets_by_hand = self.refusals_by_hand = 0
        self.quick: Sink | None = None

    def connect(self, out: socket.socket, scratch: Scratch, kernel: Kernel | None) -> socket.socket:
        """Open the socket that receives; send by `kernel`, or by hand."""
        socket_in = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        socket_in.bind(("127.0.0.1", 0))
        socket_in.setblocking(False)
        profile = PROFILES[self.profile]
        key = bytes(range(profile.key_length + profile.salt_length))
        self.srtp = OutboundSrtp(SrtpKeys(profile, key, key), scratch)
        self.log = SentLog(5)
        self.log.count[0] = self.next_wide
        self.path = UdpPath(socket_in.getsockname(), out.sendto, {}, lambda: None, out.fileno())
        if kernel is not None:
            outlet = Outlet(kernel)
            outlet.number(self.log)
            outlet.open(self.srtp.session_address, self.path.fd, self.path.address)
            self.quick = Sink(outlet, self.ssrc, self.numbered)
        return socket_in

    def send(
        self, b1: int, seq: int, timestamp: int, ssrc: int, payload: bytes, droppable: bool
    ) -> bool:
        """Send as `WebRtcTransport.send_rtp` does."""
        if self.numbered:
            data = self.srtp.numbered(b1, seq, timestamp, ssrc, payload, self.log.element())
        else:
            data = self.srtp.rtp(b1, seq, timestamp, ssrc, payload)
        if data is None or not self.path.send(data):
            return False
        if self.numbered:
            self.log.note(len(data))
        return True

    def refused(self, number: int, now: float) -> None:
        self.refusals_by_hand += 1


@dataclass
class Packet:
    number: int
    timestamp: int
    second: int
    payload: bytes
    picture: int
    tl0: int
    hold: bool


@contextmanager
def everybody(
    receivers: list[Receiver], kernel: Kernel | None
) -> Iterator[tuple[FanOut[Any], list[socket.socket]]]:
    """Connect all of them behind one fan-out."""
    with ExitStack() as stack:
        out = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        out.setblocking(False)
        scratch = Scratch()
        sockets = [stack.enter_context(r.connect(out, scratch, kernel)) for r in receivers]
        fan_out: FanOut[Any] = FanOut()
        fan_out.sinks = cast(Any, tuple(receivers))
        yield fan_out, sockets
        fan_out.sinks = ()


def waiting(sockets: list[socket.socket]) -> list[list[bytes]]:
    """Return the datagrams that each has received; loopback delivers within the sending call."""
    found: list[list[bytes]] = []
    for one in sockets:
        here: list[bytes] = []
        while True:
            try:
                here.append(one.recv(4096))
            except BlockingIOError:
                break
        found.append(here)
    return found


def sent(
    receivers: list[Receiver], packets: list[Packet], kernel: Kernel | None
) -> tuple[list[list[bytes]], list[Any]]:
    """Send all packets as one batch; return what arrived, and what was counted."""
    with everybody(receivers, kernel) as (fan_out, sockets):
        if kernel is not None:
            kernel.hold()
        for p in packets:
            fan_out.send(p.number, p.timestamp, p.second, p.payload, p.picture, p.tl0, 0.0, p.hold)
        if kernel is not None:
            kernel.release()
        counted = [
            (
                r.packets_by_hand + (r.quick.packets if r.quick else 0),
                r.octets_by_hand + (r.quick.octets if r.quick else 0),
                r.refusals_by_hand + (r.quick.refusals if r.quick else 0),
                r.log.next,
                list(r.log.sizes),
                [bool(time) for time in r.log.times],
            )
            for r in receivers
        ]
        return waiting(sockets), counted


shifts = st.integers(-(1 << 33), 1 << 33)
receiving = st.builds(
    Receiver,
    first=st.one_of(st.just(0), st.just(NEVER), st.integers(0, 1 << 17)),
    seq_shift=shifts,
    ts_shift=shifts,
    picture_shift=st.one_of(st.just(0), st.integers(0, 0x7FFF)),
    tl0_shift=st.one_of(st.just(0), st.integers(0, 0xFF)),
    ssrc=st.integers(1, U32),
    numbered=st.booleans(),
    profile=st.integers(0, len(PROFILES) - 1),
    next_wide=st.one_of(st.just(0), st.just(U16), st.just(MASK), st.integers(0, 1 << 20)),
)
payloads = st.one_of(
    st.binary(max_size=40),  # any VP8 descriptor, whole or cut off
    st.integers(0, MAX_PACKET + 2).map(bytes),
    st.builds(lambda head, n: head + bytes(n), st.binary(min_size=1, max_size=6), st.just(1100)),
)


@st.composite
def packets_of_a_stream(draw: st.DrawFn) -> list[Packet]:
    number = draw(st.integers(0, 1 << 17))
    made = []
    for _ in range(draw(st.integers(1, 40))):
        number += draw(st.sampled_from([1, 1, 1, 1, 2, 300]))
        made.append(
            Packet(
                number=number,
                timestamp=draw(st.integers(0, U32)),
                second=draw(st.integers(0, 255)),
                payload=draw(payloads),
                picture=draw(st.integers(-1, 1 << 17)),
                tl0=draw(st.integers(-1, 255)),
                hold=draw(st.booleans()),
            )
        )
    return made


def receiver(**changes: Any) -> Receiver:
    plain: dict[str, Any] = {
        "first": 0, "seq_shift": 0, "ts_shift": 0, "picture_shift": 0, "tl0_shift": 0, "ssrc": 7,
        "numbered": False, "profile": 0, "next_wide": 0,
    }  # fmt: skip
    return Receiver(**plain | changes)


def frame(first: int, sizes: list[int]) -> list[Packet]:
    last = len(sizes) - 1
    return [
        Packet(first + i, 9, 102 | (0x80 if i == last else 0), bytes(size), -1, -1, i != last)
        for i, size in enumerate(sizes)
    ]
