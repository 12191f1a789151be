"""A synthetic classroom's media in one epoch: two transports, a film going up, views coming down.

Rule: level-triggered, as the page: `match` consumes what the views name and is missing, and closes
what they no longer name. A new epoch is a new `PeerMedia`.
"""

import asyncio
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Any

import structlog

from classroom.failures import Refused
from classroom.media_messages import Direction, Kind, Source
from demo.looped_film import LoopedFilm
from demo.peer_line import Line
from demo.peer_receiving import Receiver
from demo.peer_sending import FilmSender
from media.client import ClientTransport
from media.ingest.messages import Track
from signaling import messages as s

log = structlog.get_logger()

SOURCES = {Track.AUDIO: Source.MICROPHONE, Track.VIDEO: Source.CAMERA}


@dataclass(frozen=True, slots=True)
class Consumer:
    """A stream that is received."""

    id: str
    ssrc: int


class PeerMedia:
    """Everything that dies with the epoch; close it by closing `stack`."""

    def __init__(self, line: Line, stack: AsyncExitStack, lost: asyncio.Event) -> None:
        """Build nothing yet; `lost` is set when a transport ends."""
        assert line.media.epoch is not None  # the caller has waited for it
        assert line.media.rtp_capabilities is not None  # as above
        self.epoch = line.media.epoch
        self._capabilities = line.media.rtp_capabilities
        self._line = line
        self._stack = stack
        self._lost = lost
        self._consumers: dict[str, Consumer] = {}
        self._receiver: Receiver
        self._recv_id = ""
        self.receiving: ClientTransport
        self.produced: list[str] = []
        """Its own producers."""

    @property
    def consumed(self) -> dict[str, int]:
        """SSRC by producer, of what it consumes now."""
        return {producer: consumer.ssrc for producer, consumer in self._consumers.items()}

    @property
    def received(self) -> dict[str, int]:
        """RTP packets so far, by producer."""
        streams = self._receiver.streams
        return {
            producer: streams[consumer.ssrc].packets
            for producer, consumer in self._consumers.items()
            if consumer.ssrc in streams
        }

    async def build(self, film: LoopedFilm) -> None:
        """Connect both transports and begin to send.

        Raises:
            Refused, Unavailable: from the server or the transport.
        """
        send_id, send = await self._connect(Direction.SEND)
        self._recv_id, self.receiving = await self._connect(Direction.RECV)
        sender = FilmSender(film, send)
        for track, source in SOURCES.items():
            parameters = sender.tracks[track].rtp_parameters()
            request = s.Produce(transport=send_id, source=source, rtp_parameters=parameters)
            self.produced.append((await self._line.ask(request, s.Produced)).producer)
        self._receiver = Receiver(self.receiving)
        self._keep(sender.run())
        self._keep(self._receiver.run())

    async def match(self) -> None:
        """Make the consumers what the views say; what is refused is tried again at a change.

        Raises:
            Unavailable: the server cannot, just now.
        """
        wanted = {view.producer for view in self._line.views}
        for producer in set(self._consumers) - wanted:
            consumer = self._consumers.pop(producer)
            self._receiver.forget(consumer.ssrc)
            with suppress(Refused):  # it has closed with its producer
                await self._line.ask(s.CloseConsumer(consumer=consumer.id), s.Ok)
        for producer in wanted - set(self._consumers):
            try:
                await self._consume(producer)
            except Refused as failure:
                # Between a change and the news of it, a stream may be gone or out of view.
                log.info("consume_refused", code=failure.code)

    async def _consume(self, producer: str) -> None:
        request = s.Consume(
            transport=self._recv_id, producer=producer, rtp_capabilities=self._capabilities
        )
        consumed = await self._line.ask(request, s.Consumed)
        self._expect(consumed)
        await self._line.ask(s.ResumeConsumer(consumer=consumed.consumer), s.Ok)

    def _expect(self, consumed: s.Consumed) -> None:
        parameters: dict[str, Any] = consumed.rtp_parameters
        ssrc, rate = parameters["encodings"][0]["ssrc"], parameters["codecs"][0]["clockRate"]
        self._consumers[consumed.producer] = Consumer(consumed.consumer, ssrc)
        self._receiver.expect(ssrc, rate, video=consumed.kind is Kind.VIDEO)

    async def _connect(self, direction: Direction) -> tuple[str, ClientTransport]:
        request = s.CreateTransport(direction=direction)
        description = (await self._line.ask(request, s.Described)).description
        transport = ClientTransport()
        self._stack.push_async_callback(transport.close)
        transport.on_lost = lambda _reason: self._lost.set()
        connect = s.ConnectTransport(
            transport=description["id"], dtls_parameters=transport.dtls_parameters()
        )
        await self._line.ask(connect, s.Ok)
        await transport.connect(description)
        return description["id"], transport

    def _keep(self, work: Any) -> None:
        """Run until the stack closes; a bug in it ends this media, not silently."""
        task = asyncio.create_task(work)
        task.add_done_callback(lambda _task: self._lost.set())

        async def end() -> None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        self._stack.push_async_callback(end)
