"""What a worker counts for whoever runs the server."""

from classroom.media_messages import Direction, Source
from media import rtcp
from media.counters import Counters
from media.figures import Figuring
from media.worker_messages import Figures
from tests.media.layers import watch
from tests.media.wires import H264_DELTA, H264_KEYFRAME, Lesson, Sender, h264


class Counted:
    """A room whose packets are counted when a test says that a second has passed."""

    def __init__(self) -> None:
        self.lesson = Lesson()
        wire = self.lesson.join("a", Direction.SEND)
        self.camera = Sender(self.lesson, wire, "a", Source.CAMERA, h264())
        self.figuring = Figuring(Counters(), 0.0)

    def at(self, now: float, planned: float = 0.25) -> Figures:
        told = self.figuring.tick([self.lesson.room], now, planned)
        assert told is not None
        return told


async def test_packets_of_each_kind_are_counted_in_and_out() -> None:
    room = Counted()
    watch(room.lesson, room.camera.producer)
    room.camera.packet(H264_KEYFRAME, 1.0)
    room.at(1.0)

    for index in range(10):
        room.camera.packet(H264_DELTA, 1.5, lost=index == 4)
    told = room.at(2.0).carried

    assert (told["video"].expected_in, told["video"].packets_in) == (11, 10)
    assert (told["video"].packets_out, told["audio"].packets_out) == (10, 0)
    assert told["video"].bytes_out == len(H264_KEYFRAME) + 9 * len(H264_DELTA)


async def test_what_a_receiver_reports_as_lost_is_counted() -> None:
    room = Counted()
    receiver = watch(room.lesson, room.camera.producer)
    room.camera.packet(H264_KEYFRAME, 1.0)
    room.at(1.0)

    block = rtcp.ReportBlock(receiver.ssrc, 64, 0, 0, 0, 0, 0)
    receiver.wire.listener.on_rtcp(rtcp.receiver_report(9, [block]), 1.4)
    for _ in range(8):
        room.camera.packet(H264_DELTA, 1.5)

    assert room.at(2.0).carried["video"].lost_out == 2.0


async def test_a_picture_that_stands_still_is_one_freeze_however_long() -> None:
    room = Counted()
    watch(room.lesson, room.camera.producer)
    room.camera.packet(H264_KEYFRAME, 1.0)

    counted = [room.at(now).freezes for now in (2.9, 4.0, 5.0, 9.0)]
    room.camera.packet(H264_DELTA, 9.5)
    again = [room.at(now).freezes for now in (10.0, 13.0)]

    assert (counted, again) == ([0, 1, 1, 1], [1, 2])


async def test_a_worker_says_once_by_how_much_it_was_late() -> None:
    room = Counted()
    room.figuring.tick([], 0.25, 0.25)

    late = room.at(1.75)
    after = room.at(2.85, planned=1.1)

    assert late.lag_seconds == 1.25
    assert after.lag_seconds < 0.001
    assert late.memory_bytes > 1_000_000
    assert late.cpu_seconds > 0
