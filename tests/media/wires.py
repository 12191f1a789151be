"""Transports without a network, a clock that a test turns, and the parameters browsers send."""

import asyncio
import itertools
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from classroom.media_messages import Direction, MediaEvent, Source
from media import rtcp, rtp
from media.clocks import WallClock
from media.downstream.pacing import PaceClock
from media.downstream.sent_log import SentLog
from media.ortc import router
from media.room import Room
from media.transport import Endpoint, TransportListener

RECEIVER = router.capabilities_json()
MID_ID, RID_ID, REPAIRED_ID, CC_ID, LEVEL_ID = 4, 10, 11, 3, 5


class Sent(NamedTuple):
    """One packet as it was handed to a transport."""

    second: int
    number: int
    timestamp: int
    ssrc: int
    payload: bytes

    @property
    def payload_type(self) -> int:
        return self.second & 0x7F


@dataclass
class Wire:
    """The seam of `media.transport`, with memory instead of sockets."""

    id: str
    listener: TransportListener
    connected: bool = False
    protocol: str | None = None
    bytes_in: int = 0
    bytes_out: int = 0
    sent_log: SentLog | None = None
    packets_in: int = 0
    heard_at: float | None = None
    full: bool = False
    closed: bool = False
    outlet: None = None
    rtp: list[Sent] = field(default_factory=list)
    rtcp: list[Any] = field(default_factory=list)

    def description(self) -> dict[str, Any]:
        return {"id": self.id}

    def connect(self, dtls_parameters: dict[str, Any]) -> None:
        self.connected, self.protocol = True, dtls_parameters.get("protocol", "udp")
        self.listener.on_connected(self.protocol or "udp")

    def send_rtp(
        self,
        b1: int,
        seq: int,
        timestamp: int,
        ssrc: int,
        payload: bytes,
        droppable: bool = True,
        padded: bool = False,
    ) -> bool:
        if not self.connected or (self.full and droppable):
            return False
        assert 0 <= seq <= 0xFFFF
        assert 0 <= timestamp <= 0xFFFFFFFF
        self.rtp.append(Sent(b1, seq, timestamp, ssrc, payload))
        self.bytes_out += len(payload)
        return True

    def send_rtcp(self, compound: bytes) -> bool:
        assert len(compound) <= 1200  # goes through every line in one piece
        self.rtcp.extend(rtcp.parse(compound))
        return self.connected

    def release_ssrc(self, ssrc: int) -> None:
        pass

    def close(self) -> None:
        self.closed = True

    def said(self, kind: type[Any]) -> list[Any]:
        """Return what was sent in RTCP of one kind."""
        return [item for item in self.rtcp if isinstance(item, kind)]


class Wires:
    """Stands where an `Endpoint` does."""

    def __init__(self) -> None:
        self.made: dict[str, Wire] = {}
        self.pace_clock = PaceClock()
        self._ids = itertools.count()

    def create_transport(self, listener: TransportListener) -> Wire:
        wire = Wire(f"t{next(self._ids)}", listener)
        self.made[wire.id] = wire
        return wire


class ManualTimers:
    """A clock that stands still until a test turns it; due callbacks run in order."""

    def __init__(self) -> None:
        self.now = 100.0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], None]) -> asyncio.TimerHandle:
        entry = (self.now + delay, next(self._order), callback)
        self._due.append(entry)
        due = self._due

        class Handle:
            def cancel(self) -> None:
                if entry in due:
                    due.remove(entry)

        return cast(asyncio.TimerHandle, Handle())

    def pass_time(self, seconds: float) -> None:
        end = self.now + seconds
        while ready := [e for e in self._due if e[0] <= end]:
            entry = min(ready)
            self._due.remove(entry)
            self.now = max(self.now, entry[0])
            entry[2]()
        self.now = end


class Lesson:
    """A room over wires; `events` is what it told."""

    def __init__(self, also: Callable[[MediaEvent], None] = lambda event: None) -> None:
        self.wires = Wires()
        self.events: list[MediaEvent] = []

        def happened(event: MediaEvent) -> None:
            self.events.append(event)
            also(event)

        self.room = Room(
            "lesson",
            cast(Endpoint, self.wires),
            WallClock(asyncio.get_running_loop()),
            happened,
        )

    def join(self, peer: str, direction: Direction, protocol: str = "udp") -> Wire:
        """Give a peer a connected transport."""
        wire = self.wires.made[self.room.transports.create(peer, direction)["id"]]
        wire.connect({"protocol": protocol})
        return wire

    def told(self, kind: type[Any]) -> list[Any]:
        return [e for e in self.events if isinstance(e, kind)]


class Sender:
    """A browser that produces one track over a wire: numbers its packets and may lose some."""

    def __init__(
        self,
        lesson: Lesson,
        wire: Wire,
        peer: str,
        source: Source,
        parameters: dict[str, Any],
        ssrcs: tuple[int, ...] = (1000,),
    ) -> None:
        self.producer = lesson.room.produce(peer, wire.id, source, parameters, False).producer
        self.payload_type = parameters["codecs"][0]["payloadType"]
        self.ssrcs = ssrcs
        self.numbers = [65530 + 7 * i for i in range(len(ssrcs))]
        self._wire = wire
        self._at = 1000.0
        self._rids = [e.get("rid") for e in parameters["encodings"]]

    def packet(
        self,
        payload: bytes,
        at: float,
        *,
        layer: int = 0,
        clock: int = 90000,
        marker: bool = True,
        lost: bool = False,
        level: int | None = None,
        repeat: int | None = None,
    ) -> int:
        """Send one packet captured at `at` seconds; return its 16-bit sequence number."""
        extensions: dict[int, bytes] = {MID_ID: b"0"}
        rid = self._rids[layer]
        if rid is not None:
            extensions[RID_ID] = rid.encode()
        if level is not None:
            extensions[LEVEL_ID] = bytes([level])
        number = self.numbers[layer] & 0xFFFF if repeat is None else repeat
        if repeat is None:
            self.numbers[layer] += 1
        if not lost:
            self._wire.listener.on_rtp(
                rtp.build(
                    payload_type=self.payload_type,
                    sequence=number,
                    timestamp=self.timestamp(at, layer, clock),
                    ssrc=self.ssrcs[layer],
                    payload=payload,
                    marker=marker,
                    extensions=extensions,
                ),
                at,
            )
        return number

    def timestamp(self, at: float, layer: int = 0, clock: int = 90000) -> int:
        """Return the timestamp of a capture time: every layer counts from elsewhere."""
        return int(at * clock + layer * 0x70000000) & 0xFFFFFFFF

    def report(self, at: float, ntp: int, layer: int = 0, clock: int = 90000) -> None:
        """Send a sender report that places `at` at `ntp`."""
        self._wire.listener.on_rtcp(
            rtcp.sender_report(
                rtcp.SenderReport(self.ssrcs[layer], ntp, self.timestamp(at, layer, clock), 0, 0)
            ),
            at,
        )


class Receiver:
    """A browser that consumes one track."""

    def __init__(
        self,
        lesson: Lesson,
        wire: Wire,
        peer: str,
        producer: str,
        layer: int = 2,
        device: dict[str, Any] = RECEIVER,
    ) -> None:
        consumed = lesson.room.consume(peer, wire.id, producer, device, layer)
        self.id = consumed.consumer
        self.parameters = consumed.rtp_parameters
        self.ssrc: int = consumed.rtp_parameters["encodings"][0]["ssrc"]
        rtx = consumed.rtp_parameters["encodings"][0].get("rtx")
        self.rtx_ssrc: int | None = rtx["ssrc"] if rtx else None
        self.consumer = lesson.room.consumer(peer, self.id)
        self.wire = wire

    @property
    def packets(self) -> list[Sent]:
        return [p for p in self.wire.rtp if p.ssrc == self.ssrc]

    @property
    def again(self) -> list[Sent]:
        return [p for p in self.wire.rtp if p.ssrc == self.rtx_ssrc]

    @property
    def numbers(self) -> list[int]:
        return [p.number for p in self.packets]

    def asks_again(self, numbers: list[int], at: float) -> None:
        self.wire.listener.on_rtcp(rtcp.nack(9, self.ssrc, numbers), at)

    def asks_for_keyframe(self, at: float) -> None:
        self.wire.listener.on_rtcp(rtcp.picture_loss_indication(9, self.ssrc), at)


VIDEO_FEEDBACK = [
    {"type": "nack"},
    {"type": "nack", "parameter": "pli"},
    {"type": "goog-remb"},
    {"type": "transport-cc"},
]
VIDEO_EXTENSIONS = [
    {"uri": router.MID, "id": MID_ID},
    {"uri": router.RID, "id": RID_ID},
    {"uri": router.REPAIRED_RID, "id": REPAIRED_ID},
    {"uri": router.TRANSPORT_CC, "id": CC_ID},
]


def h264(**changes: Any) -> dict[str, Any]:
    """A camera's parameters as Chromium numbers them: not as the router does."""
    return {
        "mid": "0",
        "codecs": [
            {
                "mimeType": "video/H264",
                "payloadType": 108,
                "clockRate": 90000,
                "parameters": {
                    "packetization-mode": 1,
                    "profile-level-id": "42e01f",
                    "level-asymmetry-allowed": 1,
                },
                "rtcpFeedback": VIDEO_FEEDBACK,
            },
            {
                "mimeType": "video/rtx",
                "payloadType": 109,
                "clockRate": 90000,
                "parameters": {"apt": 108},
            },
        ],
        "headerExtensions": VIDEO_EXTENSIONS,
        "encodings": [{"ssrc": 1000, "rtx": {"ssrc": 1001}}],
        "rtcp": {"cname": "browser"},
    } | changes


def vp8(**changes: Any) -> dict[str, Any]:
    return h264(
        codecs=[
            {
                "mimeType": "video/VP8",
                "payloadType": 120,
                "clockRate": 90000,
                "rtcpFeedback": VIDEO_FEEDBACK,
            },
            {
                "mimeType": "video/rtx",
                "payloadType": 121,
                "clockRate": 90000,
                "parameters": {"apt": 120},
            },
        ],
        **changes,
    )


def simulcast(parameters: dict[str, Any]) -> dict[str, Any]:
    return parameters | {"encodings": [{"rid": "r0"}, {"rid": "r1"}, {"rid": "r2"}]}


def opus(**changes: Any) -> dict[str, Any]:
    return {
        "mid": "0",
        "codecs": [
            {
                "mimeType": "audio/opus",
                "payloadType": 111,
                "clockRate": 48000,
                "channels": 2,
                "parameters": {"minptime": 10, "useinbandfec": 1},
                "rtcpFeedback": [{"type": "transport-cc"}],
            }
        ],
        "headerExtensions": [
            {"uri": router.MID, "id": MID_ID},
            {"uri": router.AUDIO_LEVEL, "id": LEVEL_ID},
        ],
        "encodings": [{"ssrc": 1000}],
        "rtcp": {"cname": "browser"},
    } | changes


H264_KEYFRAME = b"\x67\x42\xe0\x1f keyframe"
H264_DELTA = b"\x61 delta"


def vp8_frame(picture: int, tl0: int, *, key: bool = False, bits: int = 15) -> bytes:
    """One whole VP8 frame in a packet, with PictureID and TL0PICIDX."""
    number = struct.pack("!H", 0x8000 | picture & 0x7FFF) if bits == 15 else bytes([picture & 0x7F])
    return b"\x90\xe0" + number + bytes([tl0 & 0xFF, 0x20]) + (b"\x10" if key else b"\x11") + b"x"
