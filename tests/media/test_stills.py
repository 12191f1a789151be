"""At the level of slides a picture is one whole keyframe now and then, and nothing between."""

from itertools import pairwise

from classroom.media_messages import Direction, Level, LevelChanged, LevelReason, Quality, Source
from media import rtcp
from media.downstream.stills import MOST
from media.rounds import Rounds
from media.rtcp import PictureLossIndication
from tests.media.layers import Layers, watch
from tests.media.wires import (
    H264_DELTA,
    H264_KEYFRAME,
    Lesson,
    ManualTimers,
    Receiver,
    Sender,
    h264,
    opus,
    vp8,
)

VP8_KEYFRAME = bytes.fromhex("90e08123452010")
VP8_DELTA = bytes.fromhex("90e08124462011")
SIZES = (700, 2_500, 7_500)  # bytes a frame of each layer: 150, 500 and 1500 kbit/s


class Thin:
    """A camera with three layers that answers keyframe requests, and one who is held to a level."""

    def __init__(self, level: Level, parameters: dict[str, object] | None = None) -> None:
        self.lesson = Lesson()
        self.timers = ManualTimers()
        self.timers.now = 1.0
        self.lesson.room._loop = self.timers  # type: ignore[assignment]  # the room's clock
        self.layers = Layers(self.lesson, parameters or h264())
        self.rounds = Rounds(self.lesson.room, self.lesson.events.append)
        self.key, self.delta = (
            (VP8_KEYFRAME, VP8_DELTA) if parameters else (H264_KEYFRAME, H264_DELTA)
        )
        self.answered = 0
        self.goes_on(1.6)
        self.thin = watch(self.lesson, self.layers.sender.producer, "thin")
        self.wide = watch(self.lesson, self.layers.sender.producer, "wide")
        self.peer = self.lesson.room.peer("thin")
        self.goes_on(2.0)
        self.peer.levels.pin(level)

    @property
    def asked(self) -> int:
        return len(self.layers.wire.said(PictureLossIndication))

    def goes_on(self, seconds: float) -> None:
        """A frame of every layer each 40 ms; a keyframe when one was asked for."""
        for step in range(int(seconds / 0.04)):
            key = self.asked > self.answered
            self.answered = self.asked
            self.layers.frames([(self.key if key else self.delta) + bytes(size) for size in SIZES])
            self.timers.pass_time(self.layers.at - self.timers.now)
            if step % 6 == 0:
                self.rounds.tick(self.layers.at)

    def new(self, seconds: float) -> list[bytes]:
        """Let time pass; return the payloads that came meanwhile."""
        begin = len(self.thin.packets)
        self.goes_on(seconds)
        return [p.payload for p in self.thin.packets[begin:]]


async def test_one_keyframe_now_and_then_and_the_others_go_on() -> None:
    room = Thin(Level.SLIDES)
    room.goes_on(1.0)
    before = len(room.wide.packets)

    came = room.new(60.0)

    assert 60 / MOST <= len(came) <= 13
    assert set(came) == {H264_KEYFRAME + bytes(SIZES[0])}
    assert room.wide.consumer.layer == 2
    assert len(room.wide.packets) - before == 60 / 0.04


async def test_the_first_comes_at_once() -> None:
    room = Thin(Level.SLIDES)

    assert room.new(2.0).count(H264_KEYFRAME + bytes(SIZES[0])) == 1


async def test_numbers_and_times_run_on_through_stills_and_back_to_the_live_picture() -> None:
    for parameters in (None, vp8()):
        room = Thin(Level.SLIDES, parameters)
        room.goes_on(25.0)
        room.peer.levels.pin(None)
        room.goes_on(2.0)

        assert room.thin.consumer.layer == 2
        numbers = room.thin.numbers
        assert all((b - a) & 0xFFFF == 1 for a, b in pairwise(numbers))
        times = [p.timestamp for p in room.thin.packets]
        assert all((b - a) & 0xFFFFFFFF < 0x80000000 for a, b in pairwise(times))
        span = ((times[-1] - times[0]) & 0xFFFFFFFF) / 90000
        assert abs(span - 28.0) < 1.5  # by the clock, as long as it took


async def test_a_packet_of_a_still_is_sent_again() -> None:
    room = Thin(Level.SLIDES)
    room.goes_on(12.0)
    last = room.thin.packets[-1]

    room.thin.asks_again([last.number], room.layers.at)

    assert [p.payload[2:] for p in room.thin.again] == [last.payload]


async def test_a_large_still_is_spread_over_the_time_that_the_line_needs() -> None:
    room = Thin(Level.HIGH)
    keyframe = [H264_KEYFRAME + bytes(1000), *[bytes([0x41]) + bytes(1000)] * 9]
    for index, part in enumerate(keyframe):
        room.layers.sender.packet(part, room.layers.at, marker=index == 9)
    room.peer.levels.pin(Level.SLIDES)
    room.rounds.tick(room.layers.at)
    before = len(room.thin.packets)

    arrived: list[int] = []
    for _ in range(10):
        room.timers.pass_time(0.125)  # a packet's time at 64 kbit/s
        arrived.append(len(room.thin.packets) - before)

    assert arrived[0] <= 2
    assert arrived[4] <= 6
    assert arrived[-1] in (9, 10)


async def test_many_who_need_a_keyframe_ask_for_it_together() -> None:
    room = Thin(Level.SLIDES)
    for index in range(6):
        watch(room.lesson, room.layers.sender.producer, f"b{index}")
        room.lesson.room.peer(f"b{index}").levels.pin(Level.SLIDES)
    room.goes_on(5.0)
    before = room.asked

    room.goes_on(60.0)

    assert room.asked - before <= 3 * 15  # of three layers


async def test_at_the_level_of_sound_no_picture_goes_out_and_sound_does() -> None:
    room = Thin(Level.SOUND)
    voice = Sender(
        room.lesson, room.lesson.join("a2", Direction.SEND), "a2", Source.MICROPHONE, opus()
    )
    heard = Receiver(room.lesson, room.thin.wire, "thin", voice.producer)
    heard.consumer.resume(0.0)
    room.goes_on(1.0)

    assert room.new(20.0) == []
    voice.packet(b"\xfc sound", room.layers.at, clock=48000)
    assert len(heard.packets) == 1


async def test_a_screen_that_is_shown_comes_before_cameras() -> None:
    room = Thin(Level.LOW)
    room.goes_on(1.0)
    alone = room.thin.consumer.layer
    screen = Sender(room.lesson, room.lesson.join("a", Direction.SEND), "a", Source.SCREEN, h264())
    shown = Receiver(room.lesson, room.thin.wire, "thin", screen.producer)
    shown.consumer.resume(0.0)
    screen.packet(H264_KEYFRAME, room.layers.at)
    room.goes_on(1.0)
    screen.packet(H264_KEYFRAME, room.layers.at)

    assert alone == 0
    assert len(shown.packets) == 2
    assert room.thin.consumer.layer is None
    assert room.thin.consumer.only_stills


def reports_loss(receiver: Receiver, share: float, at: float) -> None:
    block = rtcp.ReportBlock(receiver.consumer.ssrc, round(share * 256), 0, 0, 0, 0, 0)
    receiver.wire.listener.on_rtcp(rtcp.receiver_report(1, [block]), at)


async def test_one_thin_line_is_sent_less_and_the_other_as_before() -> None:
    room = Thin(Level.HIGH)
    seen = [(room.thin.consumer.layer, room.thin.consumer.only_stills)]

    for _ in range(16):
        reports_loss(room.thin, 0.4, room.layers.at)
        reports_loss(room.wide, 0.0, room.layers.at)
        room.goes_on(1.0)
        seen.append((room.thin.consumer.layer, room.thin.consumer.only_stills))

    assert list(dict.fromkeys(seen)) == [
        (2, False),
        (1, False),
        (0, False),
        (None, True),
        (None, False),
    ]
    assert room.wide.consumer.layer == 2
    told = room.lesson.told(LevelChanged)
    assert [e.level for e in told] == [Level.MEDIUM, Level.LOW, Level.SLIDES, Level.SOUND]
    assert {(e.peer, e.reason) for e in told} == {("thin", LevelReason.LOSS)}


async def test_an_estimate_decides_and_is_told_what_would_be_needed_for_more() -> None:
    room = Thin(Level.HIGH)
    (transport,) = room.peer.outbound.values()
    estimator = transport.line.estimator
    for _ in range(5):
        estimator.estimate, estimator.lowered_at = 40_000.0, room.layers.at
        room.goes_on(1.0)

    assert room.peer.levels.ladder.level < Level.LOW
    assert transport.wanted > 40_000
    line = next(e for e in reversed(room.lesson.told(Quality)) if e.lines).lines
    thin = next(each for each in line if each.peer == "thin")
    assert (thin.level, thin.estimate_kbps) == (room.peer.levels.ladder.level, 40.0)
    assert thin.bytes_down > 0


async def test_a_line_that_is_built_anew_goes_on_at_its_level() -> None:
    room = Thin(Level.SLIDES)
    room.goes_on(2.0)

    again = watch(room.lesson, room.layers.sender.producer, "thin")
    room.goes_on(1.0)

    assert again.consumer.only_stills
