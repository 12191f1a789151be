"""The C kernel and the Python path send the same datagrams, byte for byte, whatever comes."""

import dataclasses
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.downstream.fan_out import FanOut
from media.downstream.sent_log import MASK, SentLog
from media.downstream.sink import NEVER
from media.kernel.binding import Kernel, Outlet, Sink, load
from media.paths import Address, UdpPath
from media.srtp import MAX_PACKET, PROFILES, OutboundSrtp, Scratch, SrtpKeys
from tests.media.conftest import BUILT, KERNEL_CASES

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


@pytest.mark.parametrize("segments", KERNEL_CASES)
@given(receivers=st.lists(receiving, min_size=1, max_size=3), packets=packets_of_a_stream())
@settings(max_examples=120, deadline=None)
def test_whatever_comes_both_send_the_same(
    segments: int, receivers: list[Receiver], packets: list[Packet]
) -> None:
    again = [dataclasses.replace(receiver) for receiver in receivers]

    by_hand = sent(receivers, packets, None)
    by_kernel = sent(again, packets, load(BUILT, segments))

    assert by_kernel == by_hand


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


if BUILT:

    def kernel() -> Kernel:
        made = load(True)
        assert made is not None
        return made

    def test_packets_of_a_frame_go_in_one_call() -> None:
        made = kernel()

        arrived, _ = sent([receiver(), receiver()], frame(1, [1000] * 6 + [400]), made)

        assert [len(packets) for packets in arrived] == [7, 7]
        assert made.calls == 2

    def test_a_larger_packet_begins_another_call() -> None:
        made = kernel()

        arrived, _ = sent([receiver()], frame(1, [1000, 1000, 1001, 1001, 900]), made)

        assert [len(packet) for packet in arrived[0]] == [1028, 1028, 1029, 1029, 928]
        assert made.calls == 2

    def test_where_the_system_takes_no_segments_they_go_one_by_one() -> None:
        made = kernel()
        one = receiver()
        with everybody([one], made) as (fan_out, sockets):
            # IPPROTO_UDP, UDP_SEGMENT refuses with EINVAL where a datagram has no checksum.
            out = socket.socket(fileno=one.path.fd)
            out.setsockopt(socket.SOL_SOCKET, 11, 1)  # SO_NO_CHECK
            out.detach()
            made.hold()
            for p in frame(1, [1000] * 4):
                fan_out.send(p.number, p.timestamp, p.second, p.payload, -1, -1, 0.0, p.hold)
            made.release()

            assert [len(packet) for packet in waiting(sockets)[0]] == [1028] * 4
            assert one.quick is not None
            assert (one.quick.packets, one.quick.refusals) == (4, 0)

    @pytest.mark.parametrize("ip", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
    def test_frames_go_to_every_kind_of_address(ip: str) -> None:
        made = kernel()
        mapped = ip.startswith("::ffff:")
        family = socket.AF_INET6 if ":" in ip else socket.AF_INET
        with (
            socket.socket(family, socket.SOCK_DGRAM) as out,
            socket.socket(socket.AF_INET if mapped else family, socket.SOCK_DGRAM) as into,
        ):
            if mapped:
                out.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            into.bind(("127.0.0.1" if mapped else ip, 0))
            into.setblocking(False)
            port = into.getsockname()[1]
            key = bytes(28)
            srtp = OutboundSrtp(SrtpKeys(PROFILES[0], key, key), Scratch())
            outlet = Outlet(made)
            address = (ip, port, 0, 0) if ":" in ip else (ip, port)
            outlet.open(srtp.session_address, out.fileno(), cast(Address, address))
            one = receiver()
            one.quick = Sink(outlet, 7, False)
            stream: FanOut[Any] = FanOut()
            stream.sinks = (one,)

            made.hold()
            for p in frame(1, [1000] * 4):
                stream.send(p.number, p.timestamp, p.second, p.payload, -1, -1, 0.0, p.hold)
            made.release()

            assert [len(packet) for packet in waiting([into])[0]] == [1028] * 4
            assert made.calls == 1
            stream.sinks = ()

    def test_who_is_paced_in_the_middle_of_a_frame_gets_every_packet_once() -> None:
        """Twice under other transport-wide numbers would break AES-GCM."""
        made = kernel()
        one = receiver(numbered=True)
        with everybody([one], made) as (fan_out, sockets):
            made.hold()
            assert one.quick is not None
            for number, paced in enumerate([False, True, True, False, False]):
                one.quick.by_hand(paced)
                fan_out.send(number, 9, 102, bytes(100), -1, -1, 0.0, True)
            made.release()

            numbers = [int.from_bytes(packet[2:4]) for packet in waiting(sockets)[0]]
            assert numbers == [0, 1, 2, 3, 4]
            assert (one.quick.packets, one.packets_by_hand) == (3, 2)
            assert one.log.next == 5

    def test_what_the_system_does_not_take_is_counted_and_hurts_nobody_else() -> None:
        made = kernel()
        nowhere, other = receiver(), receiver()
        with everybody([nowhere, other], made) as (fan_out, sockets):
            assert nowhere.quick is not None
            assert other.quick is not None
            nowhere.quick.outlet.open(nowhere.srtp.session_address, nowhere.path.fd, ("0.0.0.0", 0))
            made.hold()
            for p in frame(1, [1000] * 4):
                fan_out.send(p.number, p.timestamp, p.second, p.payload, -1, -1, 0.0, p.hold)
            made.release()

            assert [len(packets) for packets in waiting(sockets)] == [0, 4]
            assert (nowhere.quick.packets, nowhere.quick.refusals) == (0, 4)
            assert (other.quick.packets, other.quick.refusals) == (4, 0)
            assert made.refused() == (4, 0)
            assert made.refused() == (0, 0)

    def test_who_was_out_of_reach_is_sent_whole_frames_again() -> None:
        made = kernel()
        one = receiver()
        with everybody([one], made) as (fan_out, sockets):
            assert one.quick is not None
            address = one.path.address
            frames = frame(1, [1000] * 4), frame(5, [1000] * 4)
            for packets, reached in zip(frames, (("255.255.255.255", 9), address), strict=True):
                # A broadcast needs leave (EACCES), as a route that is gone would be EHOSTUNREACH.
                single = one.quick.outlet.state.single
                one.quick.outlet.open(one.srtp.session_address, one.path.fd, reached)
                one.quick.outlet.state.single = single  # a new address is tried anew otherwise
                made.hold()
                for p in packets:
                    fan_out.send(p.number, p.timestamp, p.second, p.payload, -1, -1, 0.0, p.hold)
                made.release()

            assert [len(packet) for packet in waiting(sockets)[0]] == [1028] * 4
            assert made.calls == 2

    def test_what_waits_goes_out_before_its_receiver_leaves() -> None:
        made = kernel()
        stays, leaves = receiver(), receiver()
        with everybody([stays, leaves], made) as (fan_out, sockets):
            made.hold()
            fan_out.send(1, 9, 102, bytes(100), -1, -1, 0.0, True)
            assert waiting(sockets) == [[], []]

            fan_out.sinks = cast(Any, (stays,))
            fan_out.send(2, 9, 102, bytes(100), -1, -1, 0.0, True)
            made.release()

            assert [len(packets) for packets in waiting(sockets)] == [2, 1]

    def test_an_outlet_that_closes_in_a_batch_gets_what_came_before() -> None:
        made = kernel()
        one = receiver()
        with everybody([one], made) as (fan_out, sockets):
            made.hold()
            fan_out.send(1, 9, 102, bytes(100), -1, -1, 0.0, True)
            assert one.quick is not None
            one.quick.outlet.close()
            assert len(waiting(sockets)[0]) == 1
            # From now on Python is asked, which knows whether there is another way.
            fan_out.send(2, 9, 102, bytes(100), -1, -1, 0.0, True)
            assert len(waiting(sockets)[0]) == 1
            made.release()

            assert (one.quick.packets, one.packets_by_hand) == (1, 1)

    def test_a_stream_that_vanishes_leaves_nothing_in_the_kernel() -> None:
        made = kernel()
        one = receiver()
        with everybody([one], made) as (fan_out, sockets):
            other: FanOut[Any] = FanOut()
            other.sinks = cast(Any, (one,))
            made.hold()
            other.send(1, 9, 102, bytes(100), -1, -1, 0.0, True)
            del other
            made.release()

            assert len(waiting(sockets)[0]) == 1
            assert not made._fans
            assert not fan_out._fan

    def test_a_stream_may_vanish_on_any_thread() -> None:
        """A search for cycles runs where it runs, perhaps while C works for the event loop."""
        made = kernel()
        one = receiver()
        with everybody([one], made) as (_, sockets):
            streams: list[FanOut[Any]] = [FanOut()]
            streams[0].sinks = cast(Any, (one,))
            made.hold()
            streams[0].send(1, 9, 102, bytes(100), -1, -1, 0.0, True)
            elsewhere = threading.Thread(target=streams.clear)
            elsewhere.start()
            elsewhere.join()
            assert waiting(sockets) == [[]]
            made.release()

            assert len(waiting(sockets)[0]) == 1
            assert not made._fans

    def test_more_than_may_wait_goes_on_its_way() -> None:
        made = kernel()
        streams: list[FanOut[Any]] = [FanOut() for _ in range(20)]
        with everybody([receiver(ssrc=n) for n in range(1, 21)], made) as (fan_out, sockets):
            for stream, sink in zip(streams, fan_out.sinks, strict=True):
                stream.sinks = (sink,)
            made.hold()
            for number in range(30):
                for stream in streams:
                    stream.send(number, 9, 102, bytes(1200), -1, -1, 0.0, True)
            made.release()

            assert [len(packets) for packets in waiting(sockets)] == [30] * 20
            for stream in streams:
                stream.sinks = ()
