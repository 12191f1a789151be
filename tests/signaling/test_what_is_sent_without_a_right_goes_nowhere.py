"""Whoever goes on sending packets after their right is off sends them no further than the server.

Here the media plane is the real one, over a network: what a modified client sends is RTP.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import pytest

from classroom import media_messages as m
from classroom.states import Right
from classroom.store.memory import MemoryStore
from media import rtp
from media.client import ClientTransport
from media.rooms import Rooms
from tests.media.network import endpoint, soon
from tests.media.wires import H264_KEYFRAME, RECEIVER, h264, opus
from tests.signaling.scripted_media import ScriptedMedia
from tests.signaling.server import PageError, School, Server, TestPage, settings

SENT = {Right.VIDEO: "camera", Right.AUDIO: "microphone", Right.SCREEN: "screen"}


class RealMedia(ScriptedMedia):
    """Remembers what was asked like the scripted one, and has real rooms do it."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__()
        self._rooms = rooms

    def _reply(self, request: m.MediaRequest) -> m.MediaReply:
        return self._rooms.handle(request)


@asynccontextmanager
async def school() -> AsyncIterator[School]:
    async with endpoint() as opened:
        server = Server(settings(), MemoryStore())
        rooms = Rooms(opened, lambda event: server.media.happen(event))
        server.media = RealMedia(rooms)
        await server.make_lesson()
        async with server.running():
            classes = School(server)
            yield classes
            for page in classes.pages:
                await page.close()
        await rooms.close()


class Line:
    """A page's transport, from the browser's side."""

    def __init__(self, page: TestPage) -> None:
        self._page = page
        self._client = ClientTransport()
        self._came: asyncio.Queue[bytes] = asyncio.Queue()
        self._client.on_rtp = lambda packet, arrival: self._came.put_nowait(packet)
        self._number = 0

    async def open(self, direction: str) -> Self:
        answer = await self._page.ask("create_transport", direction=direction)
        self.id = answer["description"]["id"]
        parameters = self._client.dtls_parameters()
        await self._page.ask("connect_transport", transport=self.id, dtls_parameters=parameters)
        await self._client.connect(answer["description"])
        return self

    async def produce(self, source: str, ssrc: int = 1000) -> str:
        self._kind = opus if source == "microphone" else h264
        parameters = self._kind(encodings=[{"ssrc": ssrc}])
        self._ssrc, self._type = ssrc, parameters["codecs"][0]["payloadType"]
        answer = await self._page.ask(
            "produce", transport=self.id, source=source, rtp_parameters=parameters
        )
        return str(answer["producer"])

    async def consume(self, producer: str) -> None:
        await self._page.until(lambda: producer in self._page.views)
        answer = await self._page.ask(
            "consume", transport=self.id, producer=producer, rtp_capabilities=RECEIVER
        )
        await self._page.ask("resume_consumer", consumer=answer["consumer"])

    def send(self, mark: bytes) -> None:
        self._number += 1
        packet = rtp.build(
            payload_type=self._type,
            sequence=self._number,
            timestamp=self._number * 960,
            ssrc=self._ssrc,
            payload=H264_KEYFRAME + mark,
            marker=True,
        )
        self._client.send_packet(packet)

    async def marks_until(self, mark: bytes) -> list[bytes]:
        """Return how each packet ended that came before this one."""
        marks = []
        while (packet := await soon(self._came))[-len(mark) :] != mark:
            marks.append(packet[-6:])
        return marks

    async def close(self) -> None:
        await self._client.close()


async def refused(page: TestPage, request: str, **payload: Any) -> None:
    with pytest.raises(PageError):
        await page.ask(request, **payload)


@pytest.mark.parametrize("right", SENT)
async def test_packets_sent_after_a_right_is_off_reach_nobody(right: Right) -> None:
    async with school() as classes:
        lecturer, page, other = await classes.lesson("r1", "r2")
        await lecturer.ask("set_right", right=right, on=True, classroom="r1")
        ours, beside = await Line(page).open("send"), await Line(other).open("send")
        watching = await Line(lecturer).open("recv")
        sent = await ours.produce(SENT[right])
        await watching.consume(await beside.produce("camera", ssrc=2000))
        await watching.consume(sent)
        ours.send(b"before")
        await watching.marks_until(b"before")

        classes.media.forget()
        await lecturer.ask("set_right", right=right, on=False, classroom="r1")
        await classes.media.until(m.PauseProducer)
        await page.ask("resume_producer", producer=sent)
        for _ in range(10):
            ours.send(b"after.")
        beside.send(b"marker")

        assert b"after." not in await watching.marks_until(b"marker")
        await refused(
            lecturer, "consume", transport=watching.id, producer=sent, rtp_capabilities={}
        )
        await lecturer.ask("set_right", right=right, on=True, classroom="r1")
        await classes.media.until(m.ResumeProducer)
        await watching.consume(sent)
        ours.send(b"again.")
        await watching.marks_until(b"again.")
        for line in (ours, beside, watching):
            await line.close()
