"""A packet's way through a room, over wires without a network."""

import pytest

from classroom.failures import Refused
from classroom.media_messages import ConsumerChanged, ConsumerClosed, Direction, Source
from media import rtcp
from media.payload import vp8 as vp8_format
from tests.media.layers import ALL_DELTA, ALL_KEY, Layers, watch
from tests.media.wires import (
    H264_DELTA,
    H264_KEYFRAME,
    Lesson,
    Sender,
    Wire,
    h264,
    opus,
    vp8,
    vp8_frame,
)


def camera(lesson: Lesson) -> tuple[Wire, Sender]:
    wire = lesson.join("a", Direction.SEND)
    return wire, Sender(lesson, wire, "a", Source.CAMERA, h264())


async def test_video_begins_with_a_keyframe_that_was_asked_for() -> None:
    lesson = Lesson()
    wire, sender = camera(lesson)
    sender.packet(H264_DELTA, 1.0)
    receiver = watch(lesson, sender.producer)

    sender.packet(H264_DELTA, 1.04)
    sender.packet(H264_KEYFRAME, 1.08)
    sender.packet(H264_DELTA, 1.12)

    assert wire.said(rtcp.PictureLossIndication) == [rtcp.PictureLossIndication(1, 1000)]
    assert [p.payload for p in receiver.packets] == [H264_KEYFRAME, H264_DELTA]
    assert [p.second for p in receiver.packets] == [0x80 | 102] * 2


async def test_a_loss_upstream_stays_a_gap_and_is_filled_by_its_retransmission() -> None:
    lesson = Lesson()
    _, sender = camera(lesson)
    receiver = watch(lesson, sender.producer)
    sender.packet(H264_KEYFRAME, 1.0)
    lost = sender.packet(b"\x61 lost", 1.04, lost=True)
    sender.packet(H264_DELTA, 1.08)

    before = receiver.numbers
    sender.packet(b"\x61 lost", 1.1, repeat=lost)

    assert before == [65530, 65532]
    assert receiver.numbers == [65530, 65532, 65531]


async def test_a_packet_that_came_twice_goes_on_once() -> None:
    lesson = Lesson()
    _, sender = camera(lesson)
    receiver = watch(lesson, sender.producer)
    first = sender.packet(H264_KEYFRAME, 1.0)
    sender.packet(H264_DELTA, 1.04)

    sender.packet(H264_KEYFRAME, 1.05, repeat=first)

    assert len(receiver.packets) == 2


async def test_what_a_receiver_misses_is_sent_again_under_the_rtx_ssrc() -> None:
    lesson = Lesson()
    _, sender = camera(lesson)
    receiver = watch(lesson, sender.producer)
    sender.packet(H264_KEYFRAME, 1.0)
    sender.packet(b"\x61 missed", 1.04)

    receiver.asks_again([65531], 1.06)

    (again,) = receiver.again
    assert again.payload_type == 103
    assert again.payload == (65531).to_bytes(2) + b"\x61 missed"
    assert again.timestamp == receiver.packets[1].timestamp


async def test_asking_again_and_again_is_answered_within_a_budget() -> None:
    lesson = Lesson()
    _, sender = camera(lesson)
    receiver = watch(lesson, sender.producer)
    sender.packet(H264_KEYFRAME, 1.0)
    for i in range(200):
        sender.packet(b"\x61" + bytes(1100), 1.0 + i / 1000)

    for i in range(20):
        receiver.asks_again([(65531 + n) & 0xFFFF for n in range(200)], 1.2 + i * 0.03)

    assert sum(len(p.payload) for p in receiver.again) < 96_000 + 125_000


async def test_a_paused_consumer_goes_on_without_a_gap() -> None:
    lesson = Lesson()
    _, sender = camera(lesson)
    receiver = watch(lesson, sender.producer)
    sender.packet(H264_KEYFRAME, 1.0)
    sender.packet(H264_DELTA, 1.04)

    receiver.consumer.pause(1.05)
    sender.packet(H264_DELTA, 1.08)
    receiver.consumer.resume(2.0)
    sender.packet(H264_DELTA, 2.04)
    sender.packet(H264_KEYFRAME, 2.08)

    assert receiver.numbers == [65530, 65531, 65532]
    stamps = [p.timestamp for p in receiver.packets]
    assert stamps[2] - stamps[1] == round(1.04 * 90000)


async def test_a_paused_producer_is_forwarded_to_nobody_until_a_keyframe_after_it() -> None:
    lesson = Lesson()
    _, sender = camera(lesson)
    receiver = watch(lesson, sender.producer)
    sender.packet(H264_KEYFRAME, 1.0)

    producer = lesson.room.producer("a", sender.producer)
    producer.pause(1.01)
    sender.packet(H264_KEYFRAME, 1.04)
    producer.resume(1.05)
    sender.packet(H264_DELTA, 1.08)
    sender.packet(H264_KEYFRAME, 1.12)

    assert receiver.numbers == [65530, 65531]
    assert [e.producer_paused for e in lesson.told(ConsumerChanged)] == [False, True, False, False]


async def test_sound_begins_at_once() -> None:
    lesson = Lesson()
    wire = lesson.join("a", Direction.SEND)
    sender = Sender(lesson, wire, "a", Source.MICROPHONE, opus())
    receiver = watch(lesson, sender.producer)

    sender.packet(b"\xfc sound", 1.0, clock=48000)

    assert [(p.payload_type, p.payload) for p in receiver.packets] == [(100, b"\xfc sound")]


async def test_a_slow_receiver_loses_its_picture_and_nobody_else_does() -> None:
    lesson = Lesson()
    _, sender = camera(lesson)
    slow = watch(lesson, sender.producer, "b", "tcp")
    quick = watch(lesson, sender.producer, "c")
    slow_wire = list(lesson.wires.made.values())[1]
    sender.packet(H264_KEYFRAME, 1.0)

    slow_wire.full = True
    sender.packet(H264_DELTA, 1.04)
    slow_wire.full = False
    sender.packet(H264_DELTA, 1.08)
    lesson.room.producer("a", sender.producer).retarget(2.5)
    sender.packet(H264_KEYFRAME, 2.6)

    assert [p.payload for p in slow.packets] == [H264_KEYFRAME, H264_KEYFRAME]
    assert slow.numbers == [65530, 65531]
    assert len(quick.packets) == 4


async def test_ten_joins_ask_for_one_keyframe() -> None:
    lesson = Lesson()
    wire, sender = camera(lesson)
    sender.packet(H264_KEYFRAME, 1.0)

    for i in range(10):
        watch(lesson, sender.producer, f"peer{i}")

    assert len(wire.said(rtcp.PictureLossIndication)) == 1


async def test_simulcast_streams_are_told_apart_by_mid_and_rid() -> None:
    lesson = Lesson()
    layers = Layers(lesson, h264())

    layers.frames(ALL_KEY)

    assert [s.ssrc for s in layers.producer.streams] == [10, 20, 30]


async def test_a_layer_is_left_only_on_a_keyframe_of_the_next() -> None:
    lesson = Lesson()
    layers = Layers(lesson, h264())
    layers.seconds(1.5, ALL_DELTA)
    receiver = watch(lesson, layers.sender.producer)
    receiver.consumer.retarget(layers.at)
    layers.frames(ALL_KEY)

    receiver.consumer.prefer(0, layers.at)
    layers.frames([b"\x61 low", b"\x61 mid", b"\x61 high"])
    layers.frames(ALL_KEY)
    layers.frames([b"\x61 low", b"\x61 mid", b"\x61 high"])

    assert [p.payload for p in receiver.packets] == [
        ALL_KEY[2],
        b"\x61 high",
        ALL_KEY[0],
        b"\x61 low",
    ]
    first = receiver.numbers[0]
    assert receiver.numbers == [first, first + 1, first + 2, first + 3]
    assert [e.layer for e in lesson.told(ConsumerChanged)] == [2, 0]


async def test_timestamps_of_layers_are_aligned_by_their_sender_reports() -> None:
    lesson = Lesson()
    layers = Layers(lesson, h264())
    layers.seconds(1.5, ALL_DELTA)
    ntp = 0xE0000000 << 32
    for layer in range(3):
        layers.sender.report(1.0, ntp, layer)
    receiver = watch(lesson, layers.sender.producer)
    receiver.consumer.retarget(layers.at)
    layers.frames(ALL_KEY)

    receiver.consumer.prefer(1, layers.at)
    layers.at += 0.5
    layers.frames(ALL_KEY)

    high, middle = receiver.packets[0], receiver.packets[-1]
    assert middle.payload == ALL_KEY[1]
    assert abs((middle.timestamp - high.timestamp) - round(0.54 * 90000)) <= 2


async def test_a_layer_that_stops_is_replaced_and_taken_again_when_it_is_steady() -> None:
    lesson = Lesson()
    layers = Layers(lesson, h264())
    layers.seconds(1.5, ALL_DELTA)
    receiver = watch(lesson, layers.sender.producer)
    receiver.consumer.retarget(layers.at)
    layers.frames(ALL_KEY)

    layers.seconds(1.2, [H264_DELTA, H264_DELTA, None])
    layers.frames([H264_KEYFRAME, H264_KEYFRAME, None])
    fallen = receiver.consumer.layer
    layers.seconds(0.5, ALL_DELTA)
    layers.frames(ALL_KEY)
    too_soon = receiver.consumer.layer
    layers.seconds(1.0, ALL_DELTA)
    layers.frames(ALL_KEY)

    assert (fallen, too_soon, receiver.consumer.layer) == (1, 1, 2)


async def test_vp8_picture_numbers_run_on_across_layers() -> None:
    lesson = Lesson()
    layers = Layers(lesson, vp8())
    layers.seconds(1.2, [vp8_frame(5, 5)] * 3)
    receiver = watch(lesson, layers.sender.producer)
    receiver.consumer.retarget(layers.at)
    layers.frames([vp8_frame(100 * i + 32767, 250, key=True) for i in range(3)])
    layers.frames([vp8_frame(100 * i + 32768, 251) for i in range(3)])

    receiver.consumer.prefer(0, layers.at)
    layers.frames([vp8_frame(100 * i + 32769, 252, key=True) for i in range(3)])
    layers.frames([vp8_frame(100 * i + 32770, 253) for i in range(3)])

    numbers = [vp8_format.picture_numbers(p.payload) for p in receiver.packets]
    assert [p for p, _, _ in numbers] == [199, 200, 201, 202]
    assert [t for _, _, t in numbers] == [250, 251, 252, 253]


async def test_a_retransmission_after_a_switch_is_of_the_packet_that_was_sent() -> None:
    lesson = Lesson()
    layers = Layers(lesson, h264())
    layers.seconds(1.2, ALL_DELTA)
    receiver = watch(lesson, layers.sender.producer)
    receiver.consumer.retarget(layers.at)
    layers.frames(ALL_KEY)
    receiver.consumer.prefer(0, layers.at)
    layers.frames(ALL_KEY)
    layers.frames([b"\x61 low", b"\x61 mid", b"\x61 high"])

    receiver.asks_again(receiver.numbers, layers.at)

    assert [p.payload[2:] for p in receiver.again] == [p.payload for p in receiver.packets]
    assert [p.timestamp for p in receiver.again] == [p.timestamp for p in receiver.packets]


async def test_one_source_is_produced_once_a_peer() -> None:
    lesson = Lesson()
    wire, _ = camera(lesson)

    with pytest.raises(Refused) as refusal:
        Sender(lesson, wire, "a", Source.CAMERA, h264(encodings=[{"ssrc": 5}]))

    assert refusal.value.code == "source_taken"


async def test_closing_a_producer_closes_its_consumers_and_tells_their_peers() -> None:
    lesson = Lesson()
    _, sender = camera(lesson)
    receiver = watch(lesson, sender.producer)

    lesson.room.close_producer("a", sender.producer)

    assert lesson.told(ConsumerClosed) == [
        ConsumerClosed(room="lesson", peer="b", consumer=receiver.id)
    ]
    assert lesson.room.peer("b").consumers == {}


@pytest.mark.parametrize(
    "order",
    [
        ["consumer", "producer", "peer b", "peer a"],
        ["peer a", "consumer", "peer b"],
        ["peer b", "producer", "peer a"],
        ["producer", "producer", "consumer", "peer a", "peer b", "peer b"],
    ],
)
async def test_things_close_in_any_order(order: list[str]) -> None:
    lesson = Lesson()
    _, sender = camera(lesson)
    receiver = watch(lesson, sender.producer)
    sender.packet(H264_KEYFRAME, 1.0)

    for what in order:
        match what.split():
            case ["consumer"]:
                lesson.room.close_consumer("b", receiver.id)
            case ["producer"]:
                lesson.room.close_producer("a", sender.producer)
            case ["peer", id]:
                lesson.room.close_peer(id)
        sender.packet(H264_KEYFRAME, 1.1)

    assert lesson.room.peers == {}
    assert lesson.room.producers == {}
    assert all(wire.closed for wire in lesson.wires.made.values())


async def test_a_sender_that_starts_its_numbers_over_is_followed_from_its_next_keyframe() -> None:
    lesson = Lesson()
    _, sender = camera(lesson)
    receiver = watch(lesson, sender.producer)
    sender.packet(H264_KEYFRAME, 1.0)

    sender.numbers[0] = 20000
    sender.packet(H264_DELTA, 1.04)
    sender.packet(H264_DELTA, 1.08)
    sender.packet(H264_KEYFRAME, 1.12)
    sender.packet(H264_DELTA, 1.16)

    assert receiver.numbers == [65530, 65531, 65532]
