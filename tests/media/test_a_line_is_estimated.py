"""A real client answers as browsers do; the server learns its line, tries for more, and paces."""

import asyncio

from classroom.media_messages import Direction, Source
from media import rtcp, rtp
from media.client_feedback import ClientFeedback
from media.downstream.transport import OutboundTransport
from media.ortc.router import TRANSPORT_CC_ID
from tests.media.class_over_network import Class, Page, classroom
from tests.media.wires import H264_DELTA, H264_KEYFRAME, RECEIVER, h264, opus

PADDED = 32  # the P bit of a packet's first byte (RFC 3550 §5.1)


def outbound(lesson: Class, page: Page) -> OutboundTransport:
    return lesson.rooms._rooms["r"][0].peers[page.peer].outbound[page.transport]


class Studio:
    """Someone who shows and speaks, and one who watches."""

    def __init__(self, lesson: Class) -> None:
        self.lesson = lesson
        self._numbers = 0
        self.spoken = 0

    async def open(self) -> None:
        self.camera = await self.lesson.join("a", Direction.SEND)
        self.voice = await self.lesson.join("a2", Direction.SEND)
        self.page = await self.lesson.join("b", Direction.RECV)
        shown = self.camera.produce(Source.CAMERA, h264())
        spoken = self.voice.produce(Source.MICROPHONE, opus())
        watched = self.page.consume(shown).rtp_parameters["encodings"][0]
        self.picture, self.again = watched["ssrc"], watched["rtx"]["ssrc"]
        self.sound = self.page.consume(spoken).rtp_parameters["encodings"][0]["ssrc"]
        self.outbound = outbound(self.lesson, self.page)

    async def plays(self, seconds: float, packets: int, size: int) -> None:
        """Show a frame of so many packets and say something, every 20 ms."""
        for _ in range(int(seconds / 0.02)):
            for index in range(packets):
                self._numbers += 1
                payload = H264_KEYFRAME if self._numbers == 1 else H264_DELTA
                self.camera.client.send_packet(
                    rtp.build(
                        payload_type=108,
                        sequence=self._numbers,
                        timestamp=self._numbers // packets * 1800,
                        ssrc=1000,
                        payload=payload + bytes(size),
                        marker=index == packets - 1,
                    )
                )
            self.spoken += 1
            self.voice.client.send_packet(
                rtp.build(
                    payload_type=111,
                    sequence=self._numbers,
                    timestamp=self._numbers * 960,
                    ssrc=1000,
                    payload=b"\xfc" + bytes(80),
                )
            )
            await asyncio.sleep(0.02)

    async def close(self) -> None:
        for page in (self.camera, self.voice, self.page):
            await page.client.close()


def received(page: Page) -> list[bytes]:
    return [page.rtp.get_nowait() for _ in range(page.rtp.qsize())]


async def test_a_wide_line_is_found_by_probes_that_no_decoder_sees() -> None:
    async with classroom() as lesson:
        studio = Studio(lesson)
        await studio.open()
        ClientFeedback(studio.page.client, TRANSPORT_CC_ID)
        told: list[int | None] = []
        studio.outbound.estimate_changed = lambda transport: told.append(transport.estimate)
        assert studio.outbound.estimate is None

        studio.outbound.wanted = 1_500_000
        async with asyncio.timeout(10):
            while (studio.outbound.estimate or 0) < 600_000:
                await studio.plays(0.1, 1, 500)

        assert told[-1] is not None
        assert told == sorted(told, key=lambda estimate: estimate or 0), "it only rose"
        probes = [p for p in received(studio.page) if rtp.view(p).ssrc == studio.again]
        assert len(probes) >= 8
        assert not studio.outbound.line.paced
        await studio.close()


async def test_padding_alone_serves_where_there_is_no_picture_to_repeat() -> None:
    async with classroom() as lesson:
        studio = Studio(lesson)
        await studio.open()
        ClientFeedback(studio.page.client, TRANSPORT_CC_ID)

        studio.outbound.wanted = 900_000
        padding: list[bytes] = []
        async with asyncio.timeout(10):
            while not padding:
                await studio.plays(0.1, 1, 10)  # too small to be worth repeating
                padding = [p for p in received(studio.page) if p[0] & PADDED]

        assert {rtp.view(p).ssrc for p in padding} == {studio.again}
        assert {rtp.view(p).payload_end - rtp.view(p).payload_start for p in padding} == {0}
        await studio.close()


async def test_picture_waits_for_a_thin_line_and_sound_does_not() -> None:
    free_at = 0.0

    def thin(size: int, arrival: float) -> float | None:
        """Be a line of 300 kbit/s with a queue of 0.4 s."""
        nonlocal free_at
        if free_at - arrival > 0.4:
            return None
        free_at = max(free_at, arrival) + size * 8 / 300_000
        return free_at

    async with classroom() as lesson:
        studio = Studio(lesson)
        await studio.open()
        ClientFeedback(studio.page.client, TRANSPORT_CC_ID, thin)
        line = studio.outbound.line

        async with asyncio.timeout(10):
            while not line.paced or (studio.outbound.estimate or 0) > 420_000:
                await studio.plays(0.1, 3, 900)
        assert (studio.outbound.estimate or 0) > 150_000
        voice = studio.outbound._consumers[studio.sound]
        sounds, before = voice.packets, studio.spoken
        async with asyncio.timeout(10):
            while not line.overflows:  # what would wait too long is let go of
                await studio.plays(0.1, 3, 900)
            spoken = studio.spoken - before
            while voice.packets - sounds < spoken:  # sound passes whatever waits
                await studio.plays(0.02, 1, 10)
        await studio.close()


async def test_a_receivers_own_estimate_serves_where_it_numbers_nothing() -> None:
    device = RECEIVER | {"headerExtensions": []}
    async with classroom() as lesson:
        camera = await lesson.join("a", Direction.SEND)
        page = await lesson.join("b", Direction.RECV)
        ssrc = page.consume(camera.produce(Source.CAMERA, h264()), device).rtp_parameters[
            "encodings"
        ][0]["ssrc"]
        told: asyncio.Queue[int | None] = asyncio.Queue()
        outbound(lesson, page).estimate_changed = lambda t: told.put_nowait(t.estimate)

        page.client.send_rtcp(rtcp.receiver_estimated_max_bitrate(9, 250_000, [ssrc]))

        async with asyncio.timeout(5):
            assert await told.get() == 250_000
        await camera.client.close()
        await page.client.close()
