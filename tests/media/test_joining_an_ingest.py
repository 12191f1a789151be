"""What an ingest process sends becomes a peer's tracks, and who joins late sees it at once."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise

import msgspec
import pytest

from classroom.failures import Refused
from classroom.framing import frame
from classroom.media_messages import (
    Direction,
    IngestChanged,
    IngestState,
    ProducerClosed,
    ProducerOpened,
    Source,
)
from media import rtcp, rtp
from media.ingest.messages import FromProcess, Hello, Packet, State, Track, VideoCodec
from media.plain_source import PlainSource
from tests.media.wires import H264_DELTA, H264_KEYFRAME, Lesson, Receiver

HELLO = Hello(VideoCodec.H264, True)


class Ingest:
    """A source whose process is played by the test."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.source = PlainSource(lesson.room, "film", "file:x", False, lesson.events.append)
        self._number = 65530

    def says(self, *messages: FromProcess) -> None:
        self.source.data_received(b"".join(frame(msgspec.msgpack.encode(m)) for m in messages))

    def shows(self, payloads: Sequence[bytes], at: float) -> None:
        for index, payload in enumerate(payloads):
            when = at + index * 0.04
            self.says(
                Packet(
                    Track.VIDEO,
                    rtp.build(
                        payload_type=102,
                        sequence=self._number,
                        timestamp=round(when * 90000),
                        ssrc=1,
                        payload=payload,
                        marker=True,
                    ),
                    when,
                )
            )
            self._number += 1

    def opened(self, source: Source) -> str:
        (event,) = [e for e in self.lesson.told(ProducerOpened) if e.source is source]
        producer: str = event.producer
        return producer


async def test_its_tracks_are_told_and_forwarded() -> None:
    lesson = Lesson()
    ingest = Ingest(lesson)
    ingest.says(HELLO, State(IngestState.PLAYING))
    wire = lesson.join("b", Direction.RECV)
    receiver = Receiver(lesson, wire, "b", ingest.opened(Source.CAMERA))
    receiver.consumer.resume(0.0)

    ingest.shows([H264_KEYFRAME, H264_DELTA], at=10.0)

    assert [p.payload for p in receiver.packets] == [H264_KEYFRAME, H264_DELTA]
    assert lesson.told(IngestChanged)[-1].state is IngestState.PLAYING


async def test_who_joins_late_has_everything_since_the_last_keyframe_at_once() -> None:
    lesson = Lesson()
    ingest = Ingest(lesson)
    ingest.says(HELLO)
    ingest.shows([H264_KEYFRAME, b"\x61 1", b"\x61 2", b"\x61 3"], at=10.0)
    wire = lesson.join("b", Direction.RECV)
    receiver = Receiver(lesson, wire, "b", ingest.opened(Source.CAMERA))

    receiver.consumer.resume(asyncio.get_running_loop().time())
    joined = receiver.packets
    ingest.shows([b"\x61 4"], at=10.16)
    receiver.asks_again([receiver.numbers[1]], asyncio.get_running_loop().time())

    assert [p.payload for p in joined] == [H264_KEYFRAME, b"\x61 1", b"\x61 2", b"\x61 3"]
    stamps = [p.timestamp for p in receiver.packets]
    assert [b - a for a, b in pairwise(stamps)] == [90, 90, 90, 3600]
    assert receiver.numbers == [65530, 65531, 65532, 65533, 65534]
    assert receiver.again[0].timestamp == stamps[1]


async def test_its_sound_and_picture_share_the_clock_it_says() -> None:
    lesson = Lesson()
    ingest = Ingest(lesson)
    ingest.says(HELLO)
    wire = lesson.join("b", Direction.RECV)
    receiver = Receiver(lesson, wire, "b", ingest.opened(Source.CAMERA))
    receiver.consumer.resume(0.0)
    ingest.shows([H264_KEYFRAME], at=1000.0)

    (outbound,) = lesson.room.peer("b").outbound.values()
    outbound.report(asyncio.get_running_loop().time())

    (report,) = wire.said(rtcp.SenderReport)
    wall = report.ntp / 4294967296 - 2_208_988_800
    assert (report.timestamp - round(wall * 90000)) & 0xFFFFFFFF in (0, 1, 0xFFFFFFFF)


async def test_a_source_that_comes_back_the_same_keeps_its_tracks() -> None:
    lesson = Lesson()
    ingest = Ingest(lesson)
    ingest.says(HELLO, State(IngestState.LOST), HELLO, State(IngestState.PLAYING))

    assert len(lesson.told(ProducerOpened)) == 2
    assert lesson.told(ProducerClosed) == []


async def test_a_source_that_is_over_closes_its_tracks() -> None:
    lesson = Lesson()
    ingest = Ingest(lesson)
    ingest.says(HELLO, State(IngestState.ENDED))

    assert {e.producer for e in lesson.told(ProducerClosed)} == {
        e.producer for e in lesson.told(ProducerOpened)
    }


async def test_two_ingests_cannot_be_one_peer() -> None:
    lesson = Lesson()
    Ingest(lesson)

    with pytest.raises(Refused, match="peer_taken"):
        Ingest(lesson)


async def test_nonsense_from_the_process_is_not_forwarded() -> None:
    lesson = Lesson()
    ingest = Ingest(lesson)
    ingest.says(HELLO)

    ingest.says(Packet(Track.VIDEO, b"", 0.0), Packet(Track.AUDIO, b"\x80" * 12, 0.0))
    ingest.source.data_received(frame(b"\xc1"))

    assert ingest.source.dropped == 2
