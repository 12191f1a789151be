"""An ingest as a peer: a process of ours sends whole RTP packets, and a room forwards them.

Rule 1: the process is another program to us: what it sends is checked like a stranger's, and its
death is a source that is lost, started again with back-off.
Rule 2: it makes no keyframes on request, so each joiner is given what came since the last one.
"""

import asyncio
import contextlib
import struct
from collections.abc import Callable
from typing import cast

import msgspec
import structlog

from classroom.failures import Failure, Refused
from classroom.framing import FrameSplitter, frame
from classroom.media_messages import (
    IngestChanged,
    IngestState,
    MediaEvent,
    ProducerClosed,
    ProducerOpened,
    Source,
)
from config import child_process
from media.clocks import PeerClock
from media.ingest.messages import (
    AUDIO_PAYLOAD_TYPE,
    VIDEO_PAYLOAD_TYPE,
    FromProcess,
    Hello,
    Keyframe,
    Packet,
    State,
    Stop,
    ToProcess,
    Track,
    VideoCodec,
)
from media.ortc.codecs import Codec
from media.ortc.producing import Incoming
from media.ortc.schema import RtpEncodingParameters
from media.producer import Producer
from media.room import Room
from media.speakers import smoothed
from media.upstream.stream import ProducerStream

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
STEADY_SECONDS = 30.0  # a process that lived so long starts the back-off over
MAX_UNSENT = 65536  # bytes that a stuck process leaves unread, before requests are dropped
FRAME_LIMIT = 65536

_HEADER = struct.Struct("!BBHII")
_DECODER = msgspec.msgpack.Decoder(FromProcess)
_CODECS = {VideoCodec.H264: Codec.H264, VideoCodec.VP8: Codec.VP8}
_LOG = structlog.get_logger()


class PlainSource(asyncio.Protocol):
    """One ingest: its process, its peer and that peer's two producers."""

    def __init__(
        self, room: Room, peer: str, url: str, loop: bool, emit: Callable[[MediaEvent], None]
    ) -> None:
        """Make the peer; `run` does the rest. Raises Refused `peer_taken`."""
        if peer in room.peers:
            raise Refused("peer_taken")
        self._own = room.add_peer(peer, PeerClock(0.0))
        self._room = room
        self._peer = peer
        # Not among the arguments, where every account of the machine could read its password.
        self._environment = {"INGEST_URL": url}
        self._arguments = ["--url", "-", *(["--loop"] if loop else [])]
        self._emit = emit
        self._loop = asyncio.get_running_loop()
        self._video: Producer | None = None
        self._audio: Producer | None = None
        self._transport: asyncio.Transport | None = None
        self._frames = FrameSplitter(FRAME_LIMIT)
        self._gone = asyncio.Event()
        self._over = False  # the source said so itself
        self.dropped = 0

    # -------------------------------------------------------------- its process

    async def run(self) -> None:
        """Keep the process running until the source is over; cancel to stop."""
        pause = FIRST_PAUSE
        try:
            self._changed(IngestState.STARTING)
            while not self._over:
                began = self._loop.time()
                try:
                    reason = f"the ingest process ended with code {await self._run_once()}"
                except OSError as error:
                    reason = f"the ingest process does not start: {error}"
                if self._over:
                    break
                if self._loop.time() - began > STEADY_SECONDS:
                    pause = FIRST_PAUSE
                self._changed(IngestState.LOST, reason)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
        finally:
            self._close_producers()

    async def _run_once(self) -> int:
        process, ours = await child_process.start(
            "media.ingest.process", *self._arguments, environment=self._environment
        )
        try:
            self._frames = FrameSplitter(FRAME_LIMIT)
            self._gone.clear()
            try:
                await self._loop.create_unix_connection(lambda: self, sock=ours)
            except BaseException:
                ours.close()
                raise
            await self._gone.wait()
        finally:
            if self._transport is not None:
                self._send(Stop())
                self._transport.close()
                self._transport = None
            code = await child_process.end(process)
        return code

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket."""
        # A stream socket's; uvloop's are not of asyncio's classes.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Take frames; whatever cannot be read ends this run of the process."""
        try:
            for payload in self._frames.feed(data):
                self._on_message(_DECODER.decode(payload))
        except (Failure, msgspec.DecodeError) as error:
            _LOG.warning("ingest_ended_by_us", peer=self._peer, detail=str(error)[:200])
            self._gone.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Know that the process has closed its end."""
        self._gone.set()

    def _send(self, message: ToProcess) -> None:
        transport = self._transport
        if transport is not None and transport.get_write_buffer_size() < MAX_UNSENT:
            with contextlib.suppress(ConnectionError):
                transport.write(frame(msgspec.msgpack.encode(message)))

    # -------------------------------------------------------------- what it sends

    def _on_message(self, message: FromProcess) -> None:
        if self._room.peers.get(self._peer) is not self._own:
            return  # the peer was closed, and its name may be another's by now
        match message:
            case Packet():
                self._on_packet(message)
            case Hello():
                self._on_hello(message)
            case State():
                self._over = message.state in (IngestState.ENDED, IngestState.FAILED)
                self._changed(message.state, message.detail[:500])
                if self._over:
                    self._close_producers()
                    self._gone.set()

    def _on_packet(self, message: Packet) -> None:
        producer = self._video if message.track is Track.VIDEO else self._audio
        packet = message.rtp
        if producer is None or len(packet) < 12 or packet[0] != 0x80:
            self.dropped += 1
            return
        _, second, number, timestamp, _ = _HEADER.unpack_from(packet)
        if second & 0x7F != producer.incoming.payload_type:
            self.dropped += 1
            return
        stream = producer.streams[0]
        stream.clock.place(message.ntp, timestamp)
        if message.level is not None:
            stream.loudness = smoothed(stream.loudness, message.level)
        stream.receive(number, timestamp, second & 0x80, packet[12:], self._loop.time())

    def _on_hello(self, hello: Hello) -> None:
        video = _CODECS[hello.video] if hello.video is not None else None
        self._video = self._track(
            self._video, Source.CAMERA, video, VIDEO_PAYLOAD_TYPE[hello.video] if hello.video else 0
        )
        audio = Codec.OPUS if hello.audio else None
        self._audio = self._track(self._audio, Source.MICROPHONE, audio, AUDIO_PAYLOAD_TYPE)

    def _track(
        self, before: Producer | None, source: Source, codec: Codec | None, payload_type: int
    ) -> Producer | None:
        if before is not None:
            if before.incoming.codec is codec:
                return before
            self._close(before)
        if codec is None:
            return None
        producer = self._room.add_plain_producer(
            self._peer, source, _plain(codec, payload_type), self._request_keyframes
        )
        self._emit(
            ProducerOpened(room=self._room.id, peer=self._peer, producer=producer.id, source=source)
        )
        return producer

    def _request_keyframes(self, streams: list[ProducerStream]) -> None:
        self._send(Keyframe())

    def _close_producers(self) -> None:
        for producer in (self._video, self._audio):
            if producer is not None:
                self._close(producer)
        self._video = self._audio = None

    def _close(self, producer: Producer) -> None:
        if producer.closed:
            return
        self._room.close_producer(self._peer, producer.id)
        self._emit(ProducerClosed(room=self._room.id, peer=self._peer, producer=producer.id))

    def _changed(self, state: IngestState, detail: str = "") -> None:
        self._emit(IngestChanged(room=self._room.id, peer=self._peer, state=state, detail=detail))


def _plain(codec: Codec, payload_type: int) -> Incoming:
    """Describe a track without extensions, RTCP or SSRC to look for.

    Its H.264 is described to receivers as our own profile whatever it is: browsers decode by what
    is in the stream, and a school's recording box cannot be told to encode otherwise.
    """
    return Incoming(
        kind=codec.kind,
        codec=codec,
        payload_type=payload_type,
        rtx_payload_type=None,
        parameters=dict(codec.capability.parameters or {}),
        mid=None,
        encodings=(RtpEncodingParameters(),),
        cname=None,
        nack=False,
        transport_cc=False,
        remb=False,
        mid_id=0,
        rid_id=0,
        repaired_rid_id=0,
        transport_cc_id=0,
        audio_level_id=0,
    )
