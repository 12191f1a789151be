"""An unmodified client of mediasoup's (pymediasoup, on aiortc) talks to a room of ours."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction
from typing import Any, cast

import numpy as np
import pytest
from aiortc.mediastreams import MediaStreamTrack
from av import AudioFrame, VideoFrame
from pymediasoup import AiortcHandler, Device  # type: ignore[import-untyped]
from pymediasoup.models.transport import (  # type: ignore[import-untyped]
    DtlsParameters,
    IceCandidate,
    IceParameters,
)
from pymediasoup.rtp_parameters import RtpCapabilities, RtpParameters  # type: ignore[import-untyped]
from pymediasoup.transport import Transport  # type: ignore[import-untyped]

from classroom.media_messages import (
    ConnectTransport,
    Consume,
    Consumed,
    CreateTransport,
    Described,
    Direction,
    MediaEvent,
    OpenRoom,
    Produce,
    Produced,
    ResumeConsumer,
    RoomOpened,
    Source,
)
from media.rooms import Rooms
from tests.media.network import endpoint

WIDTH, HEIGHT = 160, 120
SECONDS = 30.0


class Picture(MediaStreamTrack):
    """A small grey picture that grows lighter, frame by frame."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    async def recv(self) -> VideoFrame:
        await asyncio.sleep(0.04)
        self._count += 1
        grey = np.full((HEIGHT, WIDTH, 3), 40 + self._count * 2 % 180, dtype=np.uint8)
        frame = VideoFrame.from_ndarray(grey, format="rgb24")
        frame.pts, frame.time_base = self._count * 3600, Fraction(1, 90000)
        return frame


class Tone(MediaStreamTrack):
    """A loud square wave."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    async def recv(self) -> AudioFrame:
        await asyncio.sleep(0.02)
        wave = np.where(np.arange(960) // 60 % 2, 12000, -12000).astype(np.int16)
        frame = AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = 48000
        frame.pts, frame.time_base = self._count * 960, Fraction(1, 48000)
        self._count += 1
        return frame


class Client:
    """A mediasoup device and the signaling it needs."""

    def __init__(self, rooms: Rooms, peer: str, tracks: list[MediaStreamTrack]) -> None:
        self._rooms = rooms
        self._peer = peer
        self._transports: list[Transport] = []
        self.device = Device(handlerFactory=AiortcHandler.createFactory(tracks=tracks))

    async def load(self) -> None:
        opened = self._rooms.handle(OpenRoom(room="r"))
        assert isinstance(opened, RoomOpened)
        await self.device.load(RtpCapabilities(**opened.rtp_capabilities))

    def transport(self, direction: Direction) -> Transport:
        described = self._rooms.handle(
            CreateTransport(room="r", peer=self._peer, direction=direction)
        )
        assert isinstance(described, Described)
        make = (
            self.device.createSendTransport
            if direction is Direction.SEND
            else self.device.createRecvTransport
        )
        given = described.description
        transport = make(
            id=given["id"],
            iceParameters=IceParameters(**given["iceParameters"]),
            iceCandidates=[IceCandidate(**c) for c in given["iceCandidates"]],
            dtlsParameters=DtlsParameters(**given["dtlsParameters"]),
            sctpParameters=None,
        )

        @transport.on("connect")  # type: ignore[untyped-decorator]
        async def on_connect(dtls_parameters: Any) -> None:
            self._rooms.handle(
                ConnectTransport(
                    room="r",
                    peer=self._peer,
                    transport=transport.id,
                    dtls_parameters=dtls_parameters.model_dump(mode="json"),
                )
            )

        @transport.on("produce")  # type: ignore[untyped-decorator]
        async def on_produce(kind: str, rtp_parameters: RtpParameters, app_data: Any) -> str:
            reply = self._rooms.handle(
                Produce(
                    room="r",
                    peer=self._peer,
                    transport=transport.id,
                    source=Source.CAMERA if kind == "video" else Source.MICROPHONE,
                    rtp_parameters=rtp_parameters.model_dump(mode="json"),
                )
            )
            assert isinstance(reply, Produced)
            return reply.producer

        self._transports.append(transport)
        return transport

    async def consume(self, transport: Transport, producer: str) -> MediaStreamTrack:
        reply = self._rooms.handle(
            Consume(
                room="r",
                peer=self._peer,
                transport=transport.id,
                producer=producer,
                rtp_capabilities=self.device.rtpCapabilities.model_dump(mode="json"),
            )
        )
        assert isinstance(reply, Consumed)
        consumer = await transport.consume(
            id=reply.consumer,
            producerId=reply.producer,
            kind=reply.kind.value,
            rtpParameters=RtpParameters(**reply.rtp_parameters),
        )
        self._rooms.handle(ResumeConsumer(room="r", peer=self._peer, consumer=reply.consumer))
        track: MediaStreamTrack = consumer.track
        return track

    async def close(self) -> None:
        for transport in self._transports:
            await transport.close()


@asynccontextmanager
async def two_clients(
    tracks: list[MediaStreamTrack],
) -> AsyncIterator[tuple[Client, Client]]:
    events: list[MediaEvent] = []
    async with endpoint() as opened:
        rooms = Rooms(opened, events.append)
        sender, receiver = Client(rooms, "a", tracks), Client(rooms, "b", [])
        await sender.load()
        await receiver.load()
        try:
            yield sender, receiver
        finally:
            await receiver.close()
            await sender.close()
            for track in tracks:
                track.stop()
            await rooms.close()


@pytest.mark.parametrize("codec", ["video/H264", "video/VP8"])
async def test_a_picture_arrives_decodable_and_moves(codec: str) -> None:
    async with two_clients([Picture()]) as (sender, receiver):
        track = Picture()
        sending = sender.transport(Direction.SEND)
        codecs = sender.device.rtpCapabilities.codecs
        chosen = next(c for c in codecs if c.mimeType.lower() == codec.lower())
        produced = await sending.produce(track=track, codec=chosen, stopTracks=False)

        picture = await receiver.consume(receiver.transport(Direction.RECV), produced.id)
        async with asyncio.timeout(SECONDS):
            frames = [cast(VideoFrame, await picture.recv()) for _ in range(12)]

        assert {(f.width, f.height) for f in frames} == {(WIDTH, HEIGHT)}
        greys = [int(f.to_ndarray(format="gray").mean()) for f in frames]
        assert len(set(greys)) > 4
        track.stop()


async def test_sound_arrives_with_its_energy() -> None:
    async with two_clients([Tone()]) as (sender, receiver):
        track = Tone()
        sending = sender.transport(Direction.SEND)
        produced = await sending.produce(track=track, stopTracks=False)

        sound = await receiver.consume(receiver.transport(Direction.RECV), produced.id)
        async with asyncio.timeout(SECONDS):
            while np.abs(cast(AudioFrame, await sound.recv()).to_ndarray()).mean() < 1000:
                pass

        track.stop()
