"""Clients, ICE, DTLS and SRTP around a room: what one sends arrives at the other."""

import asyncio
import gc
import struct
from collections import Counter

import pytest

from classroom.media_messages import (
    ClosePeer,
    Direction,
    MediaEvent,
    PreferLayer,
    Source,
    Speaking,
)
from media import rtcp, rtp
from media.downstream.consumer import Consumer
from media.downstream.transport import OutboundTransport
from media.peer import Peer
from media.producer import Producer
from media.transport_feedback import TransportFeedback
from media.upstream.stream import ProducerStream
from media.upstream.transport import InboundTransport
from tests.media.class_over_network import classroom
from tests.media.wires import (
    CC_ID,
    H264_DELTA,
    H264_KEYFRAME,
    LEVEL_ID,
    MID_ID,
    REPAIRED_ID,
    RID_ID,
    h264,
    opus,
    simulcast,
)


@pytest.mark.parametrize("protocol", ["udp", "tcp"])
async def test_a_picture_goes_from_one_to_the_other(protocol: str) -> None:
    async with classroom() as lesson:
        sender = await lesson.join("a", Direction.SEND, protocol)
        receiver = await lesson.join("b", Direction.RECV, protocol)
        producer = sender.produce(Source.CAMERA, h264())
        receiver.consume(producer)

        sender.client.send_packet(
            rtp.build(payload_type=108, sequence=7, timestamp=9, ssrc=1000, payload=H264_KEYFRAME)
        )

        assert (await receiver.receives(H264_KEYFRAME)).payload_type == 102
        await sender.client.close()
        await receiver.client.close()


async def test_simulcast_is_learned_switched_repaired_and_reported() -> None:
    async with classroom() as lesson:
        sender = await lesson.join("a", Direction.SEND)
        receiver = await lesson.join("b", Direction.RECV)
        producer = sender.produce(Source.CAMERA, simulcast(h264()))
        consumed = receiver.consume(producer)
        cc = 0

        def send(layer: int, number: int, payload: bytes, repaired: bool = False) -> None:
            nonlocal cc
            cc += 1
            rid = f"r{layer}".encode()
            sender.client.send_packet(
                rtp.build(
                    payload_type=109 if repaired else 108,
                    sequence=number,
                    timestamp=number * 3000,
                    ssrc=100 + layer + (50 if repaired else 0),
                    payload=payload,
                    extensions={
                        MID_ID: b"0",
                        REPAIRED_ID if repaired else RID_ID: rid,
                        CC_ID: struct.pack("!H", cc),
                    },
                )
            )

        for layer in range(3):
            send(layer, 1, H264_KEYFRAME + bytes([layer]))
        first = await receiver.receives(H264_KEYFRAME + b"\0")
        feedback = await sender.hears(TransportFeedback)
        lesson.rooms.handle(PreferLayer(room="r", peer="b", consumer=consumed.consumer, layer=0))
        send(0, 3, H264_DELTA)
        await receiver.receives(H264_DELTA)
        nack = await sender.hears(rtcp.Nack)
        send(0, 9, struct.pack("!H", 2) + b"\x61 repaired", repaired=True)
        repaired = await receiver.receives(b"\x61 repaired")

        assert [a is not None for a in feedback.arrivals] == [True] * 3
        assert (nack.media_ssrc, nack.sequences) == (100, (2,))
        assert repaired.sequence == (first.sequence + 1) & 0xFFFF
        await sender.client.close()
        await receiver.client.close()


async def test_who_speaks_is_told() -> None:
    async with classroom() as lesson:
        sender = await lesson.join("a", Direction.SEND)
        sender.produce(Source.MICROPHONE, opus())
        loud = 20

        for number in range(20):
            sender.client.send_packet(
                rtp.build(
                    payload_type=111,
                    sequence=number,
                    timestamp=number * 960,
                    ssrc=1000,
                    payload=b"\xfc",
                    extensions={LEVEL_ID: bytes([loud])},
                )
            )
        async with asyncio.timeout(10):
            while not (told := [e for e in drained(lesson.events) if isinstance(e, Speaking)]):
                lesson.rooms.tick()
                await asyncio.sleep(0)

        assert told[0].peers == ["a"]
        await sender.client.close()


def drained(queue: "asyncio.Queue[MediaEvent]") -> list[MediaEvent]:
    return [queue.get_nowait() for _ in range(queue.qsize())]


OURS = (Consumer, Producer, ProducerStream, Peer, InboundTransport, OutboundTransport)


def living() -> Counter[str]:
    gc.collect()
    return Counter(type(o).__name__ for o in gc.get_objects() if isinstance(o, OURS))


async def test_nothing_is_left_of_peers_that_left() -> None:
    async with classroom() as lesson:
        before = living()
        for _ in range(3):
            sender = await lesson.join("a", Direction.SEND)
            receiver = await lesson.join("b", Direction.RECV)
            receiver.consume(sender.produce(Source.CAMERA, h264()))
            for number in range(100):
                sender.client.send_packet(
                    rtp.build(
                        payload_type=108,
                        sequence=number,
                        timestamp=number,
                        ssrc=1000,
                        payload=H264_KEYFRAME,
                    )
                )
            await receiver.receives(H264_KEYFRAME)
            await sender.client.close()
            await receiver.client.close()
            for peer in ("a", "b"):
                lesson.rooms.handle(ClosePeer(room="r", peer=peer))
        lesson.rooms.tick()

        assert living() == before
