"""A room that is shut says what was last seen in it: real H.264 and VP8, decoded by a process."""

import asyncio
import io
from fractions import Fraction
from typing import Any

import av
import msgspec
import numpy as np
import pytest
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.vpx import Vp8Encoder

from classroom.media_messages import Direction, OpenRoom, RoomShut, ShutRoom, Source, Still
from media import rtp
from media.payload import h264 as h264_format
from media.pool import MediaPool
from media.settings import WorkerSettings
from media.stills import kept, taking
from media.stills.developing import developed
from tests.media.class_over_network import classroom
from tests.media.wires import H264_DELTA, H264_KEYFRAME, Lesson, Sender, h264, vp8

GREEN, RED = (30, 160, 40), (200, 20, 20)
SIZE = (320, 180)


def frame(colour: tuple[int, int, int], size: tuple[int, int] = SIZE) -> av.VideoFrame:
    picture = np.empty((size[1], size[0], 3), np.uint8)
    picture[:] = colour
    picture[::9, ::7] = 255 - picture[::9, ::7]  # or a keyframe is one packet
    made = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")
    made.pts, made.time_base = 0, Fraction(1, 90000)
    return made


def payloads(encoder: Any, shown: av.VideoFrame, *, key: bool = True) -> list[bytes]:
    """Return a frame as a browser sends it."""
    packed, _ = encoder.encode(shown, force_keyframe=key)
    return list(packed)


def send(sender: Sender, packed: list[bytes], at: float, *, lose: int | None = None) -> list[int]:
    return [
        sender.packet(payload, at, marker=payload is packed[-1], lost=place == lose)
        for place, payload in enumerate(packed)
    ]


def taken(lesson: Lesson, now: float = 10.0) -> list[Still]:
    room = lesson.room
    tracks = [(peer.id, track) for peer in room.peers.values() for track in peer.producers.values()]
    return taking.stills(tracks, now)


def camera(lesson: Lesson, parameters: dict[str, Any], peer: str = "r1.page") -> Sender:
    return Sender(lesson, lesson.join(peer, Direction.SEND), peer, Source.CAMERA, parameters)


def mean_colour(jpeg: bytes) -> list[int]:
    with av.open(io.BytesIO(jpeg), "r", format="jpeg_pipe") as file:
        shown = next(file.decode(video=0))
    return [int(value) for value in shown.to_ndarray(format="rgb24").mean(axis=(0, 1))]


@pytest.mark.parametrize(
    ("codec", "encoder", "parameters"),
    [("h264", H264Encoder, h264), ("vp8", Vp8Encoder, vp8)],
)
async def test_the_latest_keyframe_is_kept_and_makes_a_picture(
    codec: str, encoder: Any, parameters: Any
) -> None:
    lesson = Lesson()
    sender = camera(lesson, parameters())
    encoding = encoder()
    send(sender, payloads(encoding, frame(GREEN)), 1.0)
    send(sender, payloads(encoding, frame(RED)), 2.0)
    send(sender, payloads(encoding, frame(GREEN), key=False), 3.0)

    (still,) = taken(lesson)
    (jpeg,) = await developed([still])

    assert (still.peer, still.source, still.codec) == ("r1.page", Source.CAMERA, codec)
    assert still.age == 8.0
    red, green, _ = mean_colour(jpeg)
    assert red > 2 * green


async def test_a_packet_that_comes_late_makes_the_keyframe_whole() -> None:
    lesson = Lesson()
    sender = camera(lesson, h264())
    packed = payloads(H264Encoder(), frame(RED, (640, 360)))
    numbers = send(sender, packed, 1.0, lose=1)
    sender.packet(H264_DELTA, 1.04)
    before = taken(lesson)

    sender.packet(packed[1], 1.0, marker=False, repeat=numbers[1])

    assert before == []
    assert len(taken(lesson)) == 1


async def test_of_a_track_that_is_not_forwarded_there_is_no_picture() -> None:
    lesson = Lesson()
    sender = camera(lesson, h264())
    track = lesson.room.producers[sender.producer]
    track.pause(0.5)

    sender.packet(H264_KEYFRAME, 1.0)

    assert taken(lesson) == []


async def test_what_was_seen_before_a_pause_is_kept_for_ten_minutes() -> None:
    lesson = Lesson()
    sender = camera(lesson, h264())
    sender.packet(H264_KEYFRAME, 1.0)
    lesson.room.producers[sender.producer].pause(2.0)
    sender.packet(H264_KEYFRAME, 3.0)

    (still,) = taken(lesson, now=100.0)

    assert still.age == 99.0  # the one before the pause, not the one after it
    assert taken(lesson, now=2.0 + taking.PAUSED_SECONDS + 1) == []


async def test_a_keyframe_beyond_all_bounds_is_not_kept() -> None:
    lesson = Lesson()
    sender = camera(lesson, h264())
    part = b"\x65" + bytes(1100)
    for _ in range(kept.MOST_BYTES // len(part) + 2):
        sender.packet(part, 1.0, marker=False)
    sender.packet(part, 1.0)

    assert taken(lesson) == []


async def test_as_many_pictures_are_taken_as_one_message_holds() -> None:
    lesson = Lesson()
    for number in range(taking.MOST_STILLS + 3):
        camera(lesson, h264(), f"r{number}.page").packet(H264_KEYFRAME, 1.0)
    large = camera(lesson, h264(), "d.page")
    parts = [b"\x67" + bytes(1000)] * 300
    send(large, parts, 1.0)

    found = taken(lesson)

    assert len(found) == taking.MOST_STILLS
    assert sum(len(still.data) for still in found) <= taking.MOST_BYTES


async def test_what_is_no_picture_is_empty_and_hurts_no_other() -> None:
    noise = [
        Still(peer="p", source=Source.CAMERA, codec=codec, age=0.0, data=data)
        for codec in ("h264", "vp8")
        for data in (b"", b"\0\0\0\1\x65noise", bytes(range(256)) * 40)
    ]

    whole = h264_format.access_unit(payloads(H264Encoder(), frame(RED)))
    good = msgspec.structs.replace(noise[0], data=whole)

    made = await developed([*noise, good])

    assert made[:-1] == [b""] * len(noise)
    assert made[-1]


async def test_a_worker_shuts_a_room_and_says_what_it_saw() -> None:
    async with asyncio.timeout(30), MediaPool(WorkerSettings(workers=1, port=0)) as pool:
        await pool.ask(OpenRoom(room="r"))

        shut = await pool.ask(ShutRoom(room="r"))

        assert shut == RoomShut(room="r", stills=[])
        assert await pool.ask(ShutRoom(room="r")) == shut  # also when there is none
        assert not pool.workers[0].rooms


async def test_nothing_moves_any_more_when_the_pictures_are_counted() -> None:
    async with classroom() as lesson:
        sends = await lesson.join("d.page", Direction.SEND)
        receives = await lesson.join("r1.page", Direction.RECV)
        producer = sends.produce(Source.CAMERA, h264())
        receives.consume(producer)
        packed = payloads(H264Encoder(), frame(RED))
        for number, payload in enumerate(packed):
            sends.client.send_packet(
                rtp.build(
                    payload_type=108, sequence=number, timestamp=9, ssrc=1000, payload=payload,
                    marker=payload is packed[-1],
                )
            )  # fmt: skip
        await receives.receives(packed[-1])

        shut = lesson.rooms.handle(ShutRoom(room="r"))

        assert isinstance(shut, RoomShut)
        assert [(still.peer, still.codec) for still in shut.stills] == [("d.page", "h264")]
        assert lesson.rooms.peer_count == 0
        assert lesson.rooms.handle(ShutRoom(room="r")) == RoomShut(room="r", stills=[])
        await sends.client.close()
        await receives.client.close()
