"""The C kernel and the Python path send the same datagrams, byte for byte, whatever comes."""

import dataclasses
import socket
import threading
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.downstream.fan_out import FanOut
from media.kernel.binding import Kernel, Outlet, Sink, load
from media.paths import Address
from media.srtp import PROFILES, OutboundSrtp, Scratch, SrtpKeys
from tests.media.both_ways import (
    Packet,
    Receiver,
    everybody,
    frame,
    packets_of_a_stream,
    receiver,
    receiving,
    sent,
    waiting,
)
from tests.media.conftest import BUILT, KERNEL_CASES


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
