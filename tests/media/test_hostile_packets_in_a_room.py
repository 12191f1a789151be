"""RTP and RTCP made to hurt: whatever comes, other packets go on."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from classroom.failures import BadMessage
from classroom.media_messages import Direction, Source
from media import rtp
from tests.media.wires import (
    CC_ID,
    H264_DELTA,
    H264_KEYFRAME,
    LEVEL_ID,
    Lesson,
    Receiver,
    Sender,
    h264,
    simulcast,
)

NUMBER = st.integers(0, 0xFFFF)
LONG = st.integers(0, 0xFFFFFFFF)

RTP = st.one_of(
    st.binary(max_size=80),
    st.builds(
        lambda head, block, rest: head + block + rest,
        st.sampled_from([b"\x90\x6c", b"\xb0\xec", b"\x9f\x6d", b"\x80\x6c", b"\xa0\x6d"]),
        st.binary(min_size=10, max_size=10),
        st.binary(max_size=60),
    ),
    st.builds(
        lambda second, number, stamp, ssrc, ext, payload: rtp.build(
            payload_type=second,
            sequence=number,
            timestamp=stamp,
            ssrc=ssrc,
            payload=payload,
            extensions=ext,
        ),
        st.sampled_from([108, 109, 100]),
        NUMBER,
        LONG,
        st.sampled_from([1000, 1001, 77, 78]),
        st.dictionaries(st.integers(1, 14), st.binary(min_size=1, max_size=16), max_size=5),
        st.binary(max_size=40),
    ),
)


@given(st.lists(RTP, max_size=30), st.booleans())
async def test_no_packet_stops_the_next(packets: list[bytes], layers: bool) -> None:
    lesson = Lesson()
    wire = lesson.join("a", Direction.SEND)
    Sender(lesson, wire, "a", Source.CAMERA, simulcast(h264()) if layers else h264())
    receiving = lesson.join("b", Direction.RECV)
    other = Sender(
        lesson,
        wire,
        "a",
        Source.DOCUMENT,
        h264(mid="9", encodings=[{"ssrc": 4000, "rtx": {"ssrc": 4001}}]),
        (4000,),
    )
    receiver = Receiver(lesson, receiving, "b", other.producer)
    receiver.consumer.resume(0.5)
    other.packet(H264_KEYFRAME, 1.0)

    for packet in packets:
        with suppress(BadMessage):  # which the gate counts
            wire.listener.on_rtp(packet, 1.01)
    other.packet(H264_DELTA, 1.04)

    assert [p.payload for p in receiver.packets][-1] == H264_DELTA
    lesson.room.close()


@given(st.lists(st.binary(max_size=80), max_size=10), st.lists(NUMBER, max_size=60))
async def test_no_report_stops_the_next(compounds: list[bytes], numbers: list[int]) -> None:
    lesson = Lesson()
    wire = lesson.join("a", Direction.SEND)
    sender = Sender(lesson, wire, "a", Source.CAMERA, h264())
    receiving = lesson.join("b", Direction.RECV)
    receiver = Receiver(lesson, receiving, "b", sender.producer)
    receiver.consumer.resume(0.5)
    sender.packet(H264_KEYFRAME, 1.0)

    for compound in compounds:
        for to in (wire, receiving):
            with suppress(BadMessage):
                to.listener.on_rtcp(b"\x81\xcd" + compound, 1.01)
                to.listener.on_rtcp(compound, 1.01)
    if numbers:
        receiver.asks_again(numbers, 1.02)
    receiver.asks_again([65530], 1.1)

    assert len(receiver.again) <= 2
    assert any(p.payload.endswith(H264_KEYFRAME) for p in receiver.again)
    lesson.room.close()


async def test_strangers_cost_a_bounded_table() -> None:
    lesson = Lesson()
    wire = lesson.join("a", Direction.SEND)
    sender = Sender(lesson, wire, "a", Source.CAMERA, simulcast(h264()), (10, 20, 30))
    (inbound,) = lesson.room.peer("a").inbound.values()

    for ssrc in range(100_000, 105_000):
        wire.listener.on_rtp(
            rtp.build(
                payload_type=108,
                sequence=1,
                timestamp=1,
                ssrc=ssrc,
                payload=H264_DELTA,
                extensions={CC_ID: b"\0\1", LEVEL_ID: b"\5"},
            ),
            1.0,
        )
    sender.packet(H264_KEYFRAME, 1.1)

    assert inbound.strangers == 5000
    assert lesson.room.producer("a", sender.producer).streams[0].ssrc == 10
