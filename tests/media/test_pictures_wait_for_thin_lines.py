"""The leaky bucket before a thin line, and what becomes of what waits too long."""

import asyncio
from itertools import pairwise

from classroom.media_messages import Direction, Source
from media.downstream.pacing import CREDIT, STEP, PaceClock, Pacer
from tests.media.layers import ALL_DELTA, ALL_KEY, Layers, watch
from tests.media.wires import H264_DELTA, H264_KEYFRAME, RECEIVER, Lesson, Receiver, Sender, h264


class Counter:
    """A transport that only counts."""

    def __init__(self) -> None:
        self.bytes_out = 0
        self.sent: list[int] = []

    def send_rtp(
        self, b1: int, seq: int, timestamp: int, ssrc: int, payload: bytes, droppable: bool = True
    ) -> bool:
        self.bytes_out += len(payload)
        self.sent.append(seq)
        return True


def steps(pacer: Pacer, seconds: float, start: float = 0.0) -> None:
    for step in range(int(seconds / STEP)):
        pacer.step(start + step * STEP)


def test_a_burst_leaves_in_order_at_the_lines_rate() -> None:
    transport = Counter()
    pacer = Pacer(transport, lambda: None)
    pacer.rate = 800_000
    for number in range(200):
        pacer.send_rtp(102, number, 0, 7, bytes(1000))

    steps(pacer, 1.0, start=100.0)

    assert transport.sent == list(range(len(transport.sent)))
    assert 95_000 <= transport.bytes_out <= 100_000 + 800_000 / 8 * CREDIT + 1000


def test_sound_that_passed_at_once_is_taken_from_what_pictures_may_have() -> None:
    transport = Counter()
    pacer = Pacer(transport, lambda: None)
    pacer.rate = 800_000
    for number in range(200):
        pacer.send_rtp(102, number, 0, 7, bytes(1000))

    for step in range(200):
        if step % 4 == 0:
            transport.bytes_out += 1000  # 50 kB a second of something else
        pacer.step(100.0 + step * STEP)

    assert transport.bytes_out <= 100_000 + 3000
    assert len(transport.sent) >= 45


def test_a_pause_gives_no_right_to_a_flood() -> None:
    transport = Counter()
    pacer = Pacer(transport, lambda: None)
    pacer.rate = 800_000
    pacer.send_rtp(102, 0, 0, 7, bytes(1000))
    steps(pacer, 0.1, start=100.0)
    transport.bytes_out += 5_000_000  # while nothing waited

    for number in range(1, 50):
        pacer.send_rtp(102, number, 0, 7, bytes(1000))
    pacer.step(200.0)
    pacer.step(200.0 + STEP)

    assert 1 <= len(transport.sent) - 1 <= 3


async def test_what_waited_too_long_goes_whole_and_the_track_goes_on_without_a_gap() -> None:
    lesson = Lesson()
    layers = Layers(lesson, h264())
    layers.seconds(1.5, ALL_KEY)
    receiver = watch(lesson, layers.sender.producer)
    layers.frames(ALL_KEY)
    pacer = Pacer(lesson.wires.made[receiver.wire.id], lambda: None)
    receiver.consumer.send = pacer.send_rtp
    sent = len(receiver.packets)
    for _ in range(5):
        layers.frames(ALL_DELTA)

    dropped = pacer.drop()
    receiver.consumer.overflowed(dropped[receiver.ssrc], layers.at)
    receiver.consumer.send = receiver.wire.send_rtp
    layers.seconds(0.5, ALL_DELTA)
    assert len(receiver.packets) == sent, "nothing before a keyframe, and not at once"
    layers.seconds(1.5, ALL_KEY)

    assert len(receiver.packets) > sent
    assert all((b - a) & 0xFFFF == 1 for a, b in pairwise(receiver.numbers))


async def test_no_number_is_ever_of_two_packets_where_what_is_missed_has_no_other_numbers() -> None:
    lesson = Lesson()
    camera = lesson.join("a", Direction.SEND)
    sender = Sender(lesson, camera, "a", Source.CAMERA, h264())
    codecs = [c for c in RECEIVER["codecs"] if not c["mimeType"].endswith("/rtx")]
    wire = lesson.join("b", Direction.RECV)
    receiver = Receiver(lesson, wire, "b", sender.producer, device={**RECEIVER, "codecs": codecs})
    receiver.consumer.resume(0.0)
    pacer = Pacer(lesson.wires.made[wire.id], lambda: None)
    sender.packet(H264_KEYFRAME, 1.0)
    for number in range(5):
        sender.packet(H264_DELTA + bytes([number]), 1.04)
    receiver.consumer.send = pacer.send_rtp
    receiver.asks_again(receiver.numbers[1:2], 1.1)
    sender.packet(H264_DELTA + b"waits", 1.2)

    for ssrc, first in pacer.drop().items():
        assert ssrc == receiver.ssrc
        receiver.consumer.overflowed(first, 1.3)
    receiver.consumer.send = wire.send_rtp
    receiver.consumer.retarget(10.0)
    for number in range(5):
        sender.packet(H264_KEYFRAME + bytes([number]), 10.0)

    said: dict[int, set[bytes]] = {}
    for packet in receiver.packets:
        said.setdefault(packet.number, set()).add(packet.payload)
    assert len(receiver.packets) == 12, "one of them twice"
    assert {len(payloads) for payloads in said.values()} == {1}


class Steps:
    """Something that steps so often, and then has nothing left to do."""

    def __init__(self, count: int, broken: bool = False) -> None:
        self.left = count
        self.broken = broken
        self.done = asyncio.Event()

    def step(self, now: float) -> bool:
        self.left -= 1
        if self.left <= 0:
            self.done.set()
        if self.broken:
            raise RuntimeError("a bug")
        return self.left > 0


async def test_one_timer_steps_all_and_ends_with_the_last_of_them() -> None:
    clock = PaceClock()
    short, long, broken = Steps(2), Steps(5), Steps(9, broken=True)
    for each in (short, long, broken):
        clock.start(each)

    async with asyncio.timeout(5):
        await long.done.wait()

    assert (short.left, long.left, broken.left) == (0, 0, 8)
    assert clock._timer is None
