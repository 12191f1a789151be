"""A real ingest process with the test at the other end of its socket, where the worker would be."""

import asyncio
import itertools
import signal
import socket
import struct
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import av
import msgspec
from aiortc.codecs.h264 import h264_depayload

from classroom.framing import frame, read_frame
from classroom.media_messages import IngestState
from media.ingest.messages import FromProcess, Hello, Packet, State, ToProcess, Track

PATIENCE = 40.0  # only a broken ingest takes so long


class IngestProcess:
    """What it said so far, and ways to wait for more."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.process = process
        self.heard: list[FromProcess] = []
        self._reader = reader
        self._writer = writer
        self._decoder: msgspec.msgpack.Decoder[FromProcess] = msgspec.msgpack.Decoder(FromProcess)

    @property
    def states(self) -> list[IngestState]:
        return [message.state for message in self.heard if isinstance(message, State)]

    @property
    def hellos(self) -> list[Hello]:
        return [message for message in self.heard if isinstance(message, Hello)]

    def packets(self, track: Track) -> list[Packet]:
        return [m for m in self.heard if isinstance(m, Packet) and m.track is track]

    async def until(self, enough: Callable[[], bool]) -> None:
        """Listen until `enough()`; its end before that is a failure."""
        async with asyncio.timeout(PATIENCE):
            while not enough():
                assert await self._hear(), f"ended early, having said {self.heard[-3:]}"

    async def until_state(self, state: IngestState, times: int = 1) -> State:
        await self.until(lambda: self.states.count(state) >= times)
        return next(m for m in reversed(self.heard) if isinstance(m, State))

    async def until_end(self) -> int:
        """Listen to its end and return its exit code."""
        async with asyncio.timeout(PATIENCE):
            while await self._hear():
                pass
            return await self.process.wait()

    async def _hear(self) -> bool:
        data = await read_frame(self._reader)
        if data is not None:
            self.heard.append(self._decoder.decode(data))
        return data is not None

    async def say(self, message: ToProcess) -> None:
        self._writer.write(frame(msgspec.msgpack.encode(message)))
        await self._writer.drain()

    def hang_up(self) -> None:
        self._writer.close()


@asynccontextmanager
async def ingest(url: str | Path, *, loop: bool = False) -> AsyncIterator[IngestProcess]:
    """Run an ingest process; it is gone afterwards."""
    ours, theirs = socket.socketpair()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "media.ingest.process", "--fd", str(theirs.fileno()), "--url", str(url)),
        *(["--loop"] if loop else []),
        pass_fds=[theirs.fileno()],
    )
    theirs.close()
    reader, writer = await asyncio.open_unix_connection(sock=ours, limit=1 << 22)
    try:
        yield IngestProcess(process, reader, writer)
    finally:
        writer.close()
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.wait()


def header(packet: bytes) -> tuple[bool, int, int, int, int]:
    """Return marker, payload type, sequence number, timestamp and SSRC."""
    _, second, sequence, timestamp, ssrc = struct.unpack("!BBHII", packet[:12])
    return bool(second & 0x80), second & 0x7F, sequence, timestamp, ssrc


def assert_gapless(packets: list[Packet]) -> None:
    sequences = [header(packet.rtp)[2] for packet in packets]
    for before, after in itertools.pairwise(sequences):
        assert after == (before + 1) & 0xFFFF


def timestamp_steps(packets: list[Packet]) -> list[int]:
    """The differences between timestamps, sample by sample, modulo 2**32."""
    stamps = [header(packet.rtp)[3] for packet in packets]
    steps = [(b - a) & 0xFFFFFFFF for a, b in itertools.pairwise(stamps)]
    return [step for step in steps if step]


def depacketised(packets: list[Packet]) -> list[bytes]:
    """Put access units together again, as aiortc does: Annex B, one for each marker."""
    units, unit = [], b""
    for packet in packets:
        unit += h264_depayload(packet.rtp[12:])
        if header(packet.rtp)[0]:
            units.append(unit)
            unit = b""
    return units


def decoded_pictures(units: list[bytes]) -> list[av.VideoFrame]:
    decoder = av.CodecContext.create("h264", "r")
    pictures = []
    for unit in units:
        pictures += decoder.decode(av.Packet(unit))
    return pictures + decoder.decode(None)
