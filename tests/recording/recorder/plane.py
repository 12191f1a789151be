"""The media plane's end of the recorder's socket, and requests of the control process."""

import asyncio
from types import TracebackType
from typing import Self

import msgspec

from classroom.framing import frame, read_frame
from classroom.media_messages import Source
from classroom.packet_messages import (
    Attach,
    FromRecorder,
    KeyframeWanted,
    Packet,
    Report,
    ToRecorder,
)
from classroom.recorder_messages import RecordingBegun, TakeTrack
from tests.recording.recorder.films import SOUND, VIDEO, Line, Sent

LESSON = "lesson-1"
WALL = 1_790_000_000.0


def take(consumer: str, source: Source = Source.CAMERA, *, leading: bool = True) -> TakeTrack:
    sound = source in (Source.MICROPHONE, Source.SCREEN_SOUND)
    return TakeTrack(
        lesson=LESSON,
        at=WALL,
        consumer=consumer,
        seat="d1" if leading else "r1",
        classroom=None,
        source=source,
        kind=source.kind,
        codec="audio/opus" if sound else "video/H264",
        clock_rate=SOUND if sound else VIDEO,
        payload_type=96,
        leading=leading,
    )


class Plane:
    """One room; `asked` are the consumers of which keyframes were wanted."""

    def __init__(self, begun: RecordingBegun) -> None:
        self._begun = begun
        self.asked: list[str] = []
        self.wanted = asyncio.Event()
        self.hung_up = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(FromRecorder)

    async def __aenter__(self) -> Self:
        reader, self.writer = await asyncio.open_unix_connection(self._begun.path)
        self._reading = asyncio.create_task(self._read(reader))
        self.say(Attach(self._begun.ticket))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.writer.close()
        assert self._reading is not None
        await self._reading

    def say(self, message: ToRecorder) -> None:
        self.writer.write(frame(self._encoder.encode(message)))

    async def send(self, line: Line, sent: Sent, later: float = 0.0) -> None:
        """Send one picture or sound, and once a second where its clock stands."""
        for packet in line.packets(sent, later):
            self.say(Packet(line.consumer, packet))
        if sent.at % 1 < 0.014:
            at = sent.at + later
            self.say(Report(line.consumer, line.began + at, line.ticks(at)))
        await self.writer.drain()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while (payload := await read_frame(reader)) is not None:
                wanted = self._decoder.decode(payload)
                assert isinstance(wanted, KeyframeWanted)
                self.asked.append(wanted.consumer)
                self.wanted.set()
        except ConnectionError:
            pass
        self.hung_up.set()
