"""A line that loses, reorders and repeats packets both ways: everything arrives, once, in place."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from classroom.media_messages import Direction, Source
from media import rtcp, rtp
from tests.media.class_over_network import Page, classroom
from tests.media.wires import H264_KEYFRAME, h264

pytestmark = pytest.mark.usefixtures("either_way")

PACKETS = 400
SSRC, RTX_SSRC = 1000, 1001
RETRY_SECONDS = 0.05


class LossySender:
    """A browser's camera behind a line that loses every `lose`-th packet, and what it repairs."""

    def __init__(self, page: Page, lose: int) -> None:
        self.asked: Counter[int] = Counter()
        self._page = page
        self._lose = lose
        self._on_the_wire = 0
        self._rtx = 0
        page.client.on_rtcp = self._on_rtcp

    def _send(self, number: int, packet: bytes) -> None:
        self._on_the_wire += 1
        if self._on_the_wire % self._lose or number == PACKETS - 1:  # whose loss nobody would see
            self._page.client.send_packet(packet)

    def send(self, number: int) -> None:
        self._send(
            number,
            rtp.build(
                payload_type=108,
                sequence=number,
                timestamp=number * 90,
                ssrc=SSRC,
                payload=payload(number),
                marker=True,
            ),
        )

    def _on_rtcp(self, compound: bytes, arrival: float) -> None:
        for item in rtcp.parse(compound):
            if isinstance(item, rtcp.Nack) and item.media_ssrc == SSRC:
                for number in item.sequences:
                    self.asked[number] += 1
                    self._again(number)

    def _again(self, number: int) -> None:
        self._rtx += 1
        self._send(
            number,
            rtp.build(
                payload_type=109,
                sequence=self._rtx,
                timestamp=number * 90,
                ssrc=RTX_SSRC,
                payload=number.to_bytes(2) + payload(number),
                marker=True,
            ),
        )


class LossyReceiver:
    """A browser that shows what came whole, and asks for what did not, behind such a line."""

    def __init__(self, page: Page, ssrc: int, rtx_ssrc: int, lose: int) -> None:
        self.payloads: dict[int, bytes] = {}
        self.repaired = 0
        self.twice = 0
        self.whole = asyncio.Event()
        self._page = page
        self._ssrc, self._rtx_ssrc = ssrc, rtx_ssrc
        self._lose = lose
        self._on_the_wire = 0
        page.client.on_rtp = self._on_rtp

    def _on_rtp(self, packet: bytes, arrival: float) -> None:
        self._on_the_wire += 1
        if self._on_the_wire % self._lose == 0:
            return
        view = rtp.view(packet)
        body = packet[view.payload_start : view.payload_end]
        if view.ssrc == self._rtx_ssrc:
            number, body = int.from_bytes(body[:2]), body[2:]
            self.repaired += 1
        else:
            assert view.ssrc == self._ssrc
            number = view.sequence
            self.twice += number in self.payloads
        self.payloads[number] = body
        if len(self.payloads) == PACKETS:
            self.whole.set()

    def missing(self) -> list[int]:
        return [n for n in range(PACKETS) if n not in self.payloads]

    async def ask_until_whole(self) -> None:
        """Send NACKs as a browser does, until nothing is missing."""
        while not self.whole.is_set():
            if missing := self.missing():
                self._page.client.send_rtcp(rtcp.nack(9, self._ssrc, missing))
            try:
                async with asyncio.timeout(RETRY_SECONDS):
                    await self.whole.wait()
            except TimeoutError:
                continue


def payload(number: int) -> bytes:
    return H264_KEYFRAME if number == 0 else b"\x61 picture %d" % number


def in_order(numbers: Sequence[int]) -> list[int]:
    return list(numbers)


def disordered(numbers: Sequence[int]) -> list[int]:
    """Every seventh comes four later."""
    return sorted(numbers, key=lambda n: n + (4.5 if n % 7 == 3 else 0))


def repeated(numbers: Sequence[int]) -> list[int]:
    return [n for number in numbers for n in [number] * (2 if number % 5 == 2 else 1)]


Line = Callable[[Sequence[int]], list[int]]


@pytest.mark.parametrize("line", [in_order, disordered, repeated])
async def test_what_is_lost_both_ways_is_repaired(
    line: Line,
) -> None:
    async with classroom() as lesson:
        up = await lesson.join("a", Direction.SEND)
        down = await lesson.join("b", Direction.RECV)
        producer = up.produce(Source.CAMERA, h264())
        encoding = down.consume(producer).rtp_parameters["encodings"][0]
        sender = LossySender(up, lose=20)
        receiver = LossyReceiver(down, encoding["ssrc"], encoding["rtx"]["ssrc"], lose=17)

        for at, number in enumerate(line(range(PACKETS))):
            sender.send(number)
            if at % 10 == 9:
                await asyncio.sleep(0.001)  # a pace that a socket's buffer takes
        async with asyncio.timeout(20):
            await receiver.ask_until_whole()

        assert [receiver.payloads[n] for n in range(PACKETS)] == [
            payload(n) for n in range(PACKETS)
        ]
        assert receiver.twice == 0
        assert receiver.repaired >= 10
        assert len(sender.asked) >= 10
        await up.client.close()
        await down.client.close()
