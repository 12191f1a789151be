"""Sound and picture of one peer, as a receiver's clock joins them: by sender reports alone."""

import asyncio
import time

import msgspec
import pytest

from classroom.framing import frame
from classroom.media_messages import Direction, ProducerOpened, Source
from media import rtcp, rtp
from media.ingest.messages import FromProcess, Hello, Packet, Track, VideoCodec
from media.plain_source import PlainSource
from tests.media.wires import (
    H264_DELTA,
    H264_KEYFRAME,
    Lesson,
    Receiver,
    Sender,
    Wire,
    h264,
    opus,
    simulcast,
)

THEIR_NTP = 0xE000_0000  # seconds since 1900 by a clock that is years off
MILLISECOND = 0.001


class Screen:
    """A receiver of one picture and one sound: when it would play each packet."""

    def __init__(self, lesson: Lesson, camera: str, microphone: str) -> None:
        self.wire: Wire = lesson.join("b", Direction.RECV)
        self.seen = Receiver(lesson, self.wire, "b", camera)
        self.heard = Receiver(lesson, self.wire, "b", microphone)
        (self._outbound,) = lesson.room.peer("b").outbound.values()

    def resume(self, at: float) -> None:
        self.seen.consumer.resume(at)
        self.heard.consumer.resume(at)

    def apart(self, now: float) -> float:
        """Seconds by which the newest picture plays after the newest sound."""
        self.wire.rtcp.clear()
        self._outbound.report(now)
        return self._plays(self.seen, 90_000) - self._plays(self.heard, 48_000)

    def _plays(self, receiver: Receiver, rate: int) -> float:
        (report,) = [r for r in self.wire.said(rtcp.SenderReport) if r.ssrc == receiver.ssrc]
        ago = (report.timestamp - receiver.packets[-1].timestamp) & 0xFFFFFFFF
        signed = ago - 0x1_0000_0000 if ago & 0x8000_0000 else ago
        seconds: float = report.ntp / 2**32 - signed / rate
        return seconds

    def names(self) -> set[bytes]:
        return {name for d in self.wire.said(rtcp.SourceDescription) for _, name in d.cnames}


@pytest.mark.parametrize("late", [0.0, 0.12, -0.08])
async def test_a_browsers_sound_and_picture_keep_the_distance_it_captured_them_at(
    late: float,
) -> None:
    lesson = Lesson()
    wire = lesson.join("a", Direction.SEND)
    camera = Sender(lesson, wire, "a", Source.CAMERA, h264())
    parameters = opus(encodings=[{"ssrc": 2000}], mid="1")
    microphone = Sender(lesson, wire, "a", Source.MICROPHONE, parameters, (2000,))
    screen = Screen(lesson, camera.producer, microphone.producer)
    screen.resume(1.0)
    camera.report(1.0, THEIR_NTP << 32)
    microphone.report(1.5, (THEIR_NTP << 32) + (1 << 31), clock=48000)  # half a second later

    microphone.packet(b"\xfc", 2.0, clock=48000)
    camera.packet(H264_KEYFRAME, 2.0 + late)

    assert abs(screen.apart(2.1) - late) < MILLISECOND
    assert len(screen.names()) == 1


async def test_they_stay_together_while_their_clock_is_corrected() -> None:
    lesson = Lesson()
    wire = lesson.join("a", Direction.SEND)
    camera = Sender(lesson, wire, "a", Source.CAMERA, h264())
    parameters = opus(encodings=[{"ssrc": 2000}], mid="1")
    microphone = Sender(lesson, wire, "a", Source.MICROPHONE, parameters, (2000,))
    screen = Screen(lesson, camera.producer, microphone.producer)
    screen.resume(1.0)
    clock = lesson.room.peer("a").clock
    camera.report(1.0, THEIR_NTP << 32)
    first = clock.to_wall(0.0)
    apart = []

    for step in range(
        1, 100
    ):  # its reports come sooner and sooner: the first was half a second late
        at = 1.0 + step
        told = (THEIR_NTP << 32) + round((step + min(0.5, step / 20)) * 2**32)
        camera.report(at, told)
        microphone.report(at, told, clock=48000)
        camera.packet(H264_KEYFRAME, at)
        microphone.packet(b"\xfc", at, clock=48000)
        apart.append(screen.apart(at + 0.01))

    assert first - clock.to_wall(0.0) > 0.2
    assert all(abs(distance) < MILLISECOND for distance in apart)


async def test_they_stay_together_when_the_layer_is_switched() -> None:
    lesson = Lesson()
    wire = lesson.join("a", Direction.SEND)
    camera = Sender(lesson, wire, "a", Source.CAMERA, simulcast(h264()), (10, 20, 30))
    parameters = opus(encodings=[{"ssrc": 2000}], mid="1")
    microphone = Sender(lesson, wire, "a", Source.MICROPHONE, parameters, (2000,))
    producer = lesson.room.producer("a", camera.producer)
    screen = Screen(lesson, camera.producer, microphone.producer)
    for step in range(30):  # until every layer counts as steady
        for layer in range(3):
            camera.packet(H264_DELTA, 1.0 + step * 0.04, layer=layer)
    for layer in range(3):
        # The SRs of layers come one after the other, each by its own timestamps.
        camera.report(2.2 + layer / 4, (THEIR_NTP << 32) + (layer << 30), layer)
    microphone.report(2.2, THEIR_NTP << 32, clock=48000)
    screen.resume(2.2)
    distances = []
    layers = []

    for step, preferred in enumerate((2, 0, 1, 2)):
        at = 2.6 + step * 0.5
        for layer in range(3):
            camera.packet(H264_DELTA, at - 0.1, layer=layer)
        screen.seen.consumer.prefer(preferred, at)
        microphone.packet(b"\xfc", at, clock=48000)
        for layer in range(3):
            camera.packet(H264_KEYFRAME, at + 0.04, layer=layer)
        producer.retarget(at)
        layers.append(screen.seen.consumer.layer)
        distances.append(screen.apart(at + 0.05))

    assert layers == [2, 0, 1, 2]
    assert all(abs(distance - 0.04) < MILLISECOND for distance in distances)


async def test_an_ingests_sound_and_picture_keep_their_distance_also_for_who_joins_late() -> None:
    lesson = Lesson()
    source = PlainSource(lesson.room, "film", "file:x", False, lesson.events.append)

    def says(*messages: FromProcess) -> None:
        source.data_received(b"".join(frame(msgspec.msgpack.encode(m)) for m in messages))

    def plays(track: Track, payload: bytes, number: int, at: float) -> None:
        kind, clock, start = (102, 90_000, 7) if track is Track.VIDEO else (100, 48_000, 9_000_000)
        packet = rtp.build(
            payload_type=kind,
            sequence=number,
            timestamp=round((at - began) * clock) + start,
            ssrc=1,
            payload=payload,
        )
        says(Packet(track, packet, epoch + at, 30))

    began = asyncio.get_running_loop().time()
    epoch = time.time() - began
    says(Hello(VideoCodec.H264, True))
    opened = {e.source: e.producer for e in lesson.told(ProducerOpened)}
    plays(Track.VIDEO, H264_KEYFRAME, 1, began)
    plays(Track.VIDEO, H264_DELTA, 2, began + 0.04)
    screen = Screen(lesson, opened[Source.CAMERA], opened[Source.MICROPHONE])
    screen.resume(began)  # the picture comes in a burst from the keyframe on

    plays(Track.AUDIO, b"\xfc", 1, began + 0.08)
    at_once = screen.apart(began + 0.09)
    plays(Track.VIDEO, H264_DELTA, 3, began + 0.12)

    assert abs(at_once - (0.04 - 0.08)) < MILLISECOND
    assert abs(screen.apart(began + 0.13) - (0.12 - 0.08)) < MILLISECOND
    assert len(screen.names()) == 1
