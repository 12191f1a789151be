"""A media plane that moves nothing, keeps its books, and does as the script says.

It stands in where a test is about the lesson and not about media; the real pool is tested in
tests/media and tests/journeys.
"""

import asyncio
from collections.abc import AsyncIterator

from classroom import media_messages as m
from classroom.failures import Failure, Refused

CODEC = {"mimeType": "video/H264", "clockRate": 90000, "payloadType": 102}


class ScriptedMedia:
    """Implements `classroom.ports.Media`."""

    def __init__(self) -> None:
        """Begin with a healthy plane."""
        self.asked: list[m.MediaRequest] = []
        self.failure: Failure | None = None  # what every request meets, while set
        self.stall: asyncio.Event | None = None  # what requests of browsers wait for
        self.stalled = 0
        self.epoch = 1
        self.rooms: set[str] = set()
        self.paused: dict[str, bool] = {}
        self.consumers: dict[str, m.Consume] = {}
        self.layers: dict[str, int] = {}
        self.resumed: set[str] = set()
        self.ingests: dict[str, str] = {}
        self.stills: list[m.Still] = []  # what was last seen, when a room is shut
        self._made = 0
        self._events: asyncio.Queue[m.MediaEvent] = asyncio.Queue()
        self._asked = asyncio.Condition()

    def happen(self, event: m.MediaEvent) -> None:
        """Let something happen in the media plane."""
        if isinstance(event, m.RoomLost):
            self.epoch += 1
            self.rooms.discard(event.room)
        self._events.put_nowait(event)

    async def events(self) -> AsyncIterator[m.MediaEvent]:
        """Yield what happens."""
        while True:
            yield await self._events.get()

    async def until(self, kind: type[m.MediaRequest]) -> m.MediaRequest:
        """Return the last request of a kind, waiting for the first."""
        async with asyncio.timeout(5), self._asked:
            await self._asked.wait_for(lambda: any(isinstance(r, kind) for r in self.asked))
        return next(r for r in reversed(self.asked) if isinstance(r, kind))

    def forget(self) -> None:
        """Forget what was asked so far."""
        self.asked.clear()

    async def ask(self, request: m.MediaRequest) -> m.MediaReply:
        """Do as the script says."""
        if self.failure is not None:
            raise self.failure
        if self.stall is not None and isinstance(request, m.CreateTransport):
            self.stalled += 1
            await self.stall.wait()
        reply = self._reply(request)
        async with self._asked:
            self.asked.append(request)
            self._asked.notify_all()
        return reply

    def _id(self, kind: str) -> str:
        self._made += 1
        return f"{kind}{self._made}"

    def _reply(self, request: m.MediaRequest) -> m.MediaReply:
        room = request.room
        match request:
            case m.OpenRoom():
                self.rooms.add(room)
                return m.RoomOpened(
                    room=room, epoch=f"epoch{self.epoch}", rtp_capabilities={"codecs": []}
                )
            case m.CloseRoom():
                self.rooms.discard(room)
            case m.ShutRoom():
                self.rooms.discard(room)
                return m.RoomShut(room=room, stills=self.stills)
            case m.CreateTransport() | m.CreateDirectTransport():
                return m.Described(room=room, description={"id": self._id("transport")})
            case m.RestartIce():
                return m.Described(room=room, description={"iceParameters": {}})
            case m.Produce():
                producer = self._id("producer")
                self.paused[producer] = request.paused
                return m.Produced(room=room, producer=producer)
            case m.Consume():
                if request.producer not in self.paused:
                    raise Refused("unknown_producer")
                consumer = self._id("consumer")
                self.consumers[consumer] = request
                self.layers[consumer] = request.layer
                return m.Consumed(
                    room=room,
                    consumer=consumer,
                    producer=request.producer,
                    kind=m.Kind.VIDEO,
                    rtp_parameters={"codecs": [CODEC]},
                    producer_paused=self.paused[request.producer],
                )
            case m.ResumeConsumer():
                self.resumed.add(request.consumer)
            case m.PauseProducer():
                self.paused[request.producer] = True
            case m.ResumeProducer():
                self.paused[request.producer] = False
            case m.CloseConsumer():
                self.consumers.pop(request.consumer, None)
            case m.PreferLayer():
                self.layers[request.consumer] = request.layer
            case m.StartIngest():
                self.ingests[request.peer] = request.url
            case m.StopIngest():
                self.ingests.pop(request.peer, None)
            case _:
                pass
        return m.Done(room=room)
