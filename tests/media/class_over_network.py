"""A room behind a real endpoint, and browsers that join it with real clients."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

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
    Source,
)
from media import rtcp, rtp
from media.client import ClientTransport
from media.rooms import Rooms
from tests.media.network import endpoint, soon
from tests.media.wires import RECEIVER


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

    async def next_of(self, ssrc: int) -> rtp.RtpView:
        """Wait for the next packet of one SSRC."""
        while (view := rtp.view(await soon(self.rtp))).ssrc != ssrc:
            pass
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

    def consume(self, producer: str, device: dict[str, Any] = RECEIVER) -> Consumed:
        reply = self.rooms.handle(
            Consume(
                room="r",
                peer=self.peer,
                transport=self.transport,
                producer=producer,
                rtp_capabilities=device,
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
