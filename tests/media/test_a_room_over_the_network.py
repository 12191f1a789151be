"""Clients, ICE, DTLS and SRTP around a room: what one sends arrives at the other."""

import asyncio
import gc
import struct
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from classroom.media_messages import (
    ClosePeer,
    ConnectTransport,
    Consume,
    Consumed,
    CreateTransport,
    Described,
    Direction,
    MediaEvent,
    OpenRoom,
    PreferLayer,
    Produce,
    Produced,
    ResumeConsumer,
    Source,
    Speaking,
)
from media import rtcp, rtp
from media.client import ClientTransport
from media.downstream.consumer import Consumer
from media.downstream.transport import OutboundTransport
from media.peer import Peer
from media.producer import Producer
from media.rooms import Rooms
from media.transport_feedback import TransportFeedback
from media.upstream.stream import ProducerStream
from media.upstream.transport import InboundTransport
from tests.media.network import endpoint, soon
from tests.media.wires import (
    CC_ID,
    H264_DELTA,
    H264_KEYFRAME,
    LEVEL_ID,
    MID_ID,
    RECEIVER,
    REPAIRED_ID,
    RID_ID,
    h264,
    opus,
    simulcast,
)


class Class:
    """A room behind a real endpoint."""

    def __init__(self, rooms: Rooms, events: "asyncio.Queue[MediaEvent]") -> None:
        self.rooms = rooms
        self.events = events
        rooms.handle(OpenRoom(room="r"))

    async def join(self, peer: str, direction: Direction, protocol: str = "udp") -> "Page":
        described = self.rooms.handle(CreateTransport(room="r", peer=peer, direction=direction))
        assert isinstance(described, Described)
        page = Page(self.rooms, peer, described.description["id"])
        self.rooms.handle(
            ConnectTransport(
                room="r",
                peer=peer,
                transport=page.transport,
                dtls_parameters=page.client.dtls_parameters(),
            )
        )
        await page.client.connect(described.description, protocol=protocol)
        return page


class Page:
    """One transport of a peer, from the browser's side."""

    def __init__(self, rooms: Rooms, peer: str, transport: str) -> None:
        self.rooms = rooms
        self.peer = peer
        self.transport = transport
        self.client = ClientTransport()
        self.rtp: asyncio.Queue[bytes] = asyncio.Queue()
        self.rtcp: asyncio.Queue[Any] = asyncio.Queue()
        self.client.on_rtp = lambda packet, arrival: self.rtp.put_nowait(packet)
        self.client.on_rtcp = self._on_rtcp

    def _on_rtcp(self, compound: bytes, arrival: float) -> None:
        for item in rtcp.parse(compound):
            self.rtcp.put_nowait(item)

    async def hears(self, kind: type[Any]) -> Any:
        """Return the next RTCP packet of one kind."""
        while not isinstance(item := await soon(self.rtcp), kind):
            pass
        return item

    async def receives(self, payload: bytes) -> rtp.RtpView:
        """Wait until a packet with this payload has come."""
        while True:
            packet = await soon(self.rtp)
            view = rtp.view(packet)
            if packet[view.payload_start : view.payload_end] == payload:
                return view

    def produce(self, source: Source, parameters: dict[str, Any]) -> str:
        reply = self.rooms.handle(
            Produce(
                room="r",
                peer=self.peer,
                transport=self.transport,
                source=source,
                rtp_parameters=parameters,
            )
        )
        assert isinstance(reply, Produced)
        return reply.producer

    def consume(self, producer: str) -> Consumed:
        reply = self.rooms.handle(
            Consume(
                room="r",
                peer=self.peer,
                transport=self.transport,
                producer=producer,
                rtp_capabilities=RECEIVER,
            )
        )
        assert isinstance(reply, Consumed)
        self.rooms.handle(ResumeConsumer(room="r", peer=self.peer, consumer=reply.consumer))
        return reply


@asynccontextmanager
async def classroom() -> AsyncIterator[Class]:
    events: asyncio.Queue[MediaEvent] = asyncio.Queue()
    async with endpoint() as opened:
        rooms = Rooms(opened, events.put_nowait)
        yield Class(rooms, events)
        await rooms.close()


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
