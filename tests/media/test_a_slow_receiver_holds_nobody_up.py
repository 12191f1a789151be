"""One school's line is stuck: it loses its own picture first, and nobody else notices anything."""

import asyncio

import pytest

from classroom.media_messages import Direction, Source
from media import rtp
from media.client_wires import TcpWire
from media.tcp_framing import VIDEO_LIMIT
from tests.media.class_over_network import Page, classroom
from tests.media.wires import H264_KEYFRAME, h264, opus

pytestmark = pytest.mark.usefixtures("either_way")

PICTURE = b"\x61" + bytes(1100)
SOUNDS = 40
MOST_PICTURES = 20_000  # far more than kernels buffer


def stop_reading(page: Page) -> asyncio.Transport:
    wire = page.client._wire
    assert isinstance(wire, TcpWire)
    assert wire.connection is not None
    wire.connection.pause_reading()
    return wire.connection


async def test_a_stuck_tcp_line_loses_pictures_keeps_its_sound_and_delays_nobody() -> None:
    async with classroom() as lesson:
        teacher = await lesson.join("a", Direction.SEND)
        stuck = await lesson.join("b", Direction.RECV, "tcp")
        quick = await lesson.join("c", Direction.RECV)
        camera = teacher.produce(Source.CAMERA, h264())
        microphone = teacher.produce(Source.MICROPHONE, opus(encodings=[{"ssrc": 2000}], mid="1"))
        for page in (stuck, quick):
            page.consume(camera)
        sound = stuck.consume(microphone).rtp_parameters["encodings"][0]["ssrc"]
        room = lesson.rooms.room("r")
        (watching,) = [c for c in room.peer("b").consumers.values() if c.droppable]

        def shows(number: int, picture: bytes) -> None:
            teacher.client.send_packet(
                rtp.build(
                    payload_type=108,
                    sequence=number & 0xFFFF,
                    timestamp=number * 90,
                    ssrc=1000,
                    payload=picture,
                )
            )

        shows(0, H264_KEYFRAME)
        await stuck.receives(H264_KEYFRAME)
        connection = stop_reading(stuck)
        pictures = 0
        while not watching.refusals:
            pictures += 1
            assert pictures < MOST_PICTURES
            shows(pictures, PICTURE + pictures.to_bytes(4))
            await quick.receives(PICTURE + pictures.to_bytes(4))  # though the other is stuck
        for number in range(SOUNDS):
            teacher.client.send_packet(
                rtp.build(
                    payload_type=111,
                    sequence=number,
                    timestamp=number * 960,
                    ssrc=2000,
                    payload=b"\xfc sound %d" % number,
                )
            )
        pictures += 1
        shows(pictures, PICTURE + pictures.to_bytes(4))
        await quick.receives(PICTURE + pictures.to_bytes(4))
        while_stuck = watching.current
        connection.resume_reading()
        heard: list[int] = []
        while len(heard) < SOUNDS:
            view = await stuck.next_of(sound)
            heard.append(view.sequence)

        assert pictures * len(PICTURE) > VIDEO_LIMIT
        assert while_stuck is None
        assert heard == list(range(SOUNDS))
        for page in (teacher, stuck, quick):
            await page.client.close()
