"""A recorder's end of a direct transport: a real Unix socket that reads, or does not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from classroom.framing import frame, read_frame
from classroom.packet_messages import KeyframeWanted, Packet, ToRecorder
from media import rtp
from media.room import Room
from tests.media.network import soon
from tests.media.wires import RECEIVER

TICKET = "a ticket"
_DECODER = msgspec.msgpack.Decoder(ToRecorder)


class Recorder:
    """What came, in order, in `told`; nothing is read while `reading` is cleared."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.told: asyncio.Queue[Any] = asyncio.Queue()
        self.reading = asyncio.Event()
        self.reading.set()
        self._writer: asyncio.StreamWriter | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        while (payload := await read_frame(reader)) is not None:
            self.told.put_nowait(_DECODER.decode(payload))
            await self.reading.wait()
        writer.close()

    def attach(self, room: Room) -> str:
        """Let the room connect to us; return the transport's id."""
        id = room.transports.create_direct("recorder", self.path, TICKET)["id"]
        assert isinstance(id, str)
        return id

    def consume(self, room: Room, transport: str, producer: str) -> str:
        """Have a track sent to us; return its consumer's id."""
        id = room.consume("recorder", transport, producer, RECEIVER, 2).consumer
        room.consumer("recorder", id).resume(asyncio.get_running_loop().time())
        return id

    async def hears(self, kind: type[Any], consumer: str) -> Any:
        """Return the next message of one kind about a consumer."""
        while True:
            told = await soon(self.told)
            if isinstance(told, kind) and told.consumer == consumer:
                return told

    async def receives(self, consumer: str, payload: bytes) -> rtp.RtpView:
        """Wait until a packet with this payload has come."""
        while True:
            packet = (await self.hears(Packet, consumer)).data
            view = rtp.view(packet)
            if packet[view.payload_start : view.payload_end] == payload:
                return view

    def wants_keyframe(self, consumer: str) -> None:
        self.says(msgspec.msgpack.encode(KeyframeWanted(consumer)))

    def says(self, payload: bytes) -> None:
        assert self._writer is not None
        self._writer.write(frame(payload))

    def hangs_up(self) -> None:
        assert self._writer is not None
        self._writer.transport.abort()


@asynccontextmanager
async def recorder(folder: Path) -> AsyncIterator[Recorder]:
    recorder = Recorder(str(folder / "recorder"))
    server = await asyncio.start_unix_server(recorder.serve, recorder.path)
    try:
        yield recorder
    finally:
        server.close()
        recorder.reading.set()
        if recorder._writer is not None:
            recorder._writer.close()
        await server.wait_closed()
