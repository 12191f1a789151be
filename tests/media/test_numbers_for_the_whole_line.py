"""Every packet to one receiver is counted on one line, and what was sent under a number is kept."""

from typing import Any

import pytest

from classroom.media_messages import Direction, Source
from media import rtcp, rtp
from media.ortc.router import TRANSPORT_CC_ID
from tests.media.class_over_network import Class, Page, classroom
from tests.media.network import soon
from tests.media.wires import H264_DELTA, H264_KEYFRAME, RECEIVER, h264, opus

pytestmark = pytest.mark.usefixtures("either_way")

WITHOUT = RECEIVER | {"headerExtensions": []}
WITHOUT_RTX = RECEIVER | {
    "codecs": [c for c in RECEIVER["codecs"] if not c["mimeType"].endswith("rtx")]
}


async def speaks_and_shows(lesson: Class) -> tuple[Page, str, Page, str]:
    camera = await lesson.join("a", Direction.SEND)
    voice = await lesson.join("a2", Direction.SEND)
    return (
        camera,
        camera.produce(Source.CAMERA, h264()),
        voice,
        voice.produce(Source.MICROPHONE, opus()),
    )


def picture(page: Page, number: int, payload: bytes) -> None:
    page.client.send_packet(
        rtp.build(
            payload_type=108, sequence=number, timestamp=number * 3000, ssrc=1000, payload=payload
        )
    )


def sound(page: Page, number: int) -> None:
    page.client.send_packet(
        rtp.build(
            payload_type=111, sequence=number, timestamp=number * 960, ssrc=1000, payload=b"\xfc x"
        )
    )


async def next_number(page: Page) -> tuple[rtp.RtpView, int | None]:
    view = rtp.view(await soon(page.rtp), {TRANSPORT_CC_ID})
    element = view.extensions.get(TRANSPORT_CC_ID)
    return view, None if element is None else int.from_bytes(element)


async def test_picture_sound_and_what_is_sent_again_share_one_count() -> None:
    async with classroom() as lesson:
        camera, shown, voice, spoken = await speaks_and_shows(lesson)
        page = await lesson.join("b", Direction.RECV)
        watched: dict[str, Any] = page.consume(shown).rtp_parameters
        heard: dict[str, Any] = page.consume(spoken).rtp_parameters

        picture(camera, 7, H264_KEYFRAME)
        first = await next_number(page)
        sound(voice, 1)
        second = await next_number(page)
        page.client.send_rtcp(rtcp.nack(9, watched["encodings"][0]["ssrc"], [first[0].sequence]))
        again = await next_number(page)

        ssrcs = [view.ssrc for view, _ in (first, second, again)]
        assert ssrcs == [
            watched["encodings"][0]["ssrc"],
            heard["encodings"][0]["ssrc"],
            watched["encodings"][0]["rtx"]["ssrc"],
        ]
        assert [number for _, number in (first, second, again)] == [0, 1, 2]
        log = lesson.rooms._rooms["r"][0].peers["b"].outbound[page.transport].transport.sent_log
        assert log is not None
        assert log.next == 3
        assert list(log.times[:3]) == sorted(log.times[:3])
        assert all(len(H264_KEYFRAME) < size < 100 for size in (log.sizes[0], log.sizes[2]))
        for one in (camera, voice, page):
            await one.client.close()


async def test_who_did_not_agree_gets_packets_as_before() -> None:
    async with classroom() as lesson:
        camera, shown, voice, spoken = await speaks_and_shows(lesson)
        page = await lesson.join("b", Direction.RECV)
        parameters = page.consume(shown, WITHOUT).rtp_parameters
        page.consume(spoken, WITHOUT)

        picture(camera, 7, H264_KEYFRAME)
        sound(voice, 1)

        assert [(await next_number(page))[1] for _ in range(2)] == [None, None]
        assert parameters["headerExtensions"] == []
        for one in (camera, voice, page):
            await one.client.close()


async def test_what_is_sent_again_under_its_own_number_is_the_same_to_the_byte() -> None:
    """AES-GCM falls when one nonce protects two packets; a transport-wide number would differ."""
    async with classroom() as lesson:
        camera, shown, voice, _ = await speaks_and_shows(lesson)
        page = await lesson.join("b", Direction.RECV)
        ssrc = page.consume(shown, WITHOUT_RTX).rtp_parameters["encodings"][0]["ssrc"]
        wire: list[bytes] = []
        open_media = page.client._on_media

        def keep(data: bytes, arrival: float) -> None:
            wire.append(bytes(data))
            open_media(data, arrival)

        page.client._on_media = keep  # type: ignore[method-assign]

        picture(camera, 7, H264_KEYFRAME)
        first, _ = await next_number(page)
        page.client.send_rtcp(rtcp.nack(9, ssrc, [first.sequence]))
        picture(camera, 8, H264_DELTA)
        while len(wire) < 3:
            await soon(page.rtp)

        assert wire.count(wire[0]) == 2
        for one in (camera, voice, page):
            await one.client.close()
