"""What leaves, closes or vanishes gets what waited for it from the C kernel, and stays nowhere."""

import threading
from typing import Any, cast

from media.downstream.fan_out import FanOut
from tests.media.conftest import BUILT
from tests.media.receivers import everybody, kernel, receiver, waiting

if BUILT:

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
