"""All rooms of one worker, and the one place where a `MediaRequest` becomes an act.

Rule: a request is carried out at once and wholly or it raises a Failure and changes nothing; only
an ingest's process takes time, in a task that this owns.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, assert_never

import structlog

from classroom.failures import BadMessage, Refused
from classroom.media_messages import (
    CloseConsumer,
    ClosePeer,
    CloseProducer,
    CloseRoom,
    ConnectTransport,
    Consume,
    CreateDirectTransport,
    CreateTransport,
    Described,
    Done,
    MediaEvent,
    MediaReply,
    MediaRequest,
    OpenRoom,
    PauseConsumer,
    PauseProducer,
    PinLevel,
    PreferLayer,
    Produce,
    RestartIce,
    ResumeConsumer,
    ResumeProducer,
    RoomOpened,
    RoomShut,
    ShareWord,
    ShutRoom,
    StartIngest,
    Still,
    StopIngest,
)
from media.clocks import WallClock
from media.downstream.layers import check_layer
from media.ortc.router import capabilities_json
from media.plain_source import PlainSource
from media.room import Room
from media.rounds import Rounds
from media.stills.taking import stills

if TYPE_CHECKING:
    from media.transport import Endpoint

MAX_INGESTS = 8  # in one room
MAX_URL = 2048

_LOG = structlog.get_logger()


class Rooms:
    """The rooms of a worker."""

    def __init__(self, endpoint: "Endpoint", emit: Callable[[MediaEvent], None]) -> None:
        """Start with none; `emit` takes what happens, and never blocks."""
        self._endpoint = endpoint
        self._emit = emit
        self._loop = asyncio.get_running_loop()
        self._wall_clock = WallClock(self._loop)
        self._rooms: dict[str, tuple[Room, Rounds]] = {}
        self._ingests: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def all(self) -> tuple[Room, ...]:
        """Every open room."""
        return tuple(room for room, _ in self._rooms.values())

    @property
    def peer_count(self) -> int:
        """Peers in all rooms."""
        return sum(len(room.peers) for room, _ in self._rooms.values())

    def __len__(self) -> int:
        """Return how many are open."""
        return len(self._rooms)

    def lively(self, since: float) -> int:
        """Return in how many rooms a packet has come in since loop time `since`."""
        return sum(
            any(
                stream.last_arrival > since
                for producer in room.producers.values()
                for stream in producer.streams
            )
            for room, _ in self._rooms.values()
        )

    @property
    def packets_sent(self) -> int:
        """RTP packets sent through all consumers there are now."""
        return sum(
            consumer.packets
            for room, _ in self._rooms.values()
            for peer in room.peers.values()
            for consumer in peer.consumers.values()
        )

    def handle(self, request: MediaRequest) -> MediaReply:
        """Do what is asked.

        Raises:
            Refused, BadMessage: as the request's own description says.
        """
        now = self._loop.time()
        match request:
            case OpenRoom():
                room = self._open(request.room)
                return RoomOpened(
                    room=room.id, epoch=room.epoch, rtp_capabilities=capabilities_json()
                )
            case CloseRoom():
                self._close(request.room)
            case ShutRoom():
                return RoomShut(room=request.room, stills=self._shut(request.room, now))
            case CreateTransport():
                described = self.room(request.room).transports.create(
                    request.peer, request.direction
                )
                return Described(room=request.room, description=described)
            case CreateDirectTransport():
                described = self.room(request.room).transports.create_direct(
                    request.peer, request.path, request.ticket
                )
                return Described(room=request.room, description=described)
            case ConnectTransport():
                transport = self.room(request.room).transports.of(request.peer, request.transport)
                transport.transport.connect(request.dtls_parameters)
            case RestartIce():
                transport = self.room(request.room).transports.of(request.peer, request.transport)
                return Described(room=request.room, description=transport.transport.restart_ice())
            case Produce():
                return self.room(request.room).produce(
                    request.peer,
                    request.transport,
                    request.source,
                    request.rtp_parameters,
                    request.paused,
                )
            case Consume():
                return self.room(request.room).consume(
                    request.peer,
                    request.transport,
                    request.producer,
                    request.rtp_capabilities,
                    request.layer,
                )
            case PauseProducer():
                self.room(request.room).producer(request.peer, request.producer).pause(now)
            case ResumeProducer():
                self.room(request.room).producer(request.peer, request.producer).resume(now)
            case CloseProducer():
                self.room(request.room).close_producer(request.peer, request.producer)
            case PauseConsumer():
                self.room(request.room).consumer(request.peer, request.consumer).pause(now)
            case ResumeConsumer():
                self.room(request.room).consumer(request.peer, request.consumer).resume(now)
            case CloseConsumer():
                self.room(request.room).close_consumer(request.peer, request.consumer)
            case PreferLayer():
                check_layer(request.layer)
                consumer = self.room(request.room).consumer(request.peer, request.consumer)
                consumer.prefer(request.layer, now)
            case PinLevel():
                self.room(request.room).peer(request.peer).levels.pin(request.level)
            case ShareWord():
                self.room(request.room).sharing.share(request.leading, request.others)
            case ClosePeer():
                self._stop_ingest(request.room, request.peer)
                self.room(request.room).close_peer(request.peer)
            case StartIngest():
                self._start_ingest(request)
            case StopIngest():
                self._stop_ingest(request.room, request.peer)
                self.room(request.room).close_peer(request.peer)
            case _:
                assert_never(request)
        return Done(room=request.room)

    def room(self, id: str) -> Room:
        """Return an open room; raises Refused `no_such_room`."""
        entry = self._rooms.get(id)
        if entry is None:
            raise Refused("no_such_room")
        return entry[0]

    def _open(self, id: str) -> Room:
        entry = self._rooms.get(id)
        if entry is not None:
            return entry[0]
        room = Room(id, self._endpoint, self._wall_clock, self._emit)
        self._rooms[id] = (room, Rounds(room, self._emit))
        return room

    def _close(self, id: str) -> None:
        for room, peer in list(self._ingests):
            if room == id:
                self._stop_ingest(room, peer)
        entry = self._rooms.pop(id, None)
        if entry is not None:
            entry[0].close()

    def _shut(self, id: str, now: float) -> list[Still]:
        """Close a room; return what was seen in it last."""
        entry = self._rooms.get(id)
        peers = entry[0].peers.values() if entry is not None else ()
        tracks = [(peer.id, track) for peer in peers for track in peer.producers.values()]
        self._close(id)
        return stills(tracks, now)

    # -------------------------------------------------------------- ingest

    def _start_ingest(self, request: StartIngest) -> None:
        room = self.room(request.room)
        if not 0 < len(request.url) <= MAX_URL or "\0" in request.url:
            raise BadMessage("bad_url")
        if sum(1 for r, _ in self._ingests if r == room.id) >= MAX_INGESTS:
            raise Refused("too_many", "ingests")
        source = PlainSource(room, request.peer, request.url, request.loop, self._emit)
        key = (room.id, request.peer)
        task = asyncio.create_task(self._run_ingest(source, key))
        self._ingests[key] = task

    async def _run_ingest(self, source: PlainSource, key: tuple[str, str]) -> None:
        try:
            await source.run()
        except Exception:
            _LOG.exception("ingest_bug", room=key[0], peer=key[1])

    def _stop_ingest(self, room: str, peer: str) -> None:
        task = self._ingests.pop((room, peer), None)
        if task is None:
            return
        task.cancel()
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    # -------------------------------------------------------------- time and the end

    def tick(self) -> None:
        """Go round all rooms once, all at once."""
        for _ in self.steps():
            pass

    def steps(self) -> Iterator[None]:
        """Go round all rooms once, in steps; a bug in one does not keep another waiting.

        Between two steps a room may be closed: nothing more is done for it.
        """
        for room, rounds in list(self._rooms.values()):
            try:
                for _ in rounds.steps(self._loop.time):
                    yield
                    if self._rooms.get(room.id) != (room, rounds):
                        break
            except Exception:
                _LOG.exception("room_tick_bug", room=room.id)
            yield

    async def close(self) -> None:
        """Close every room and wait for every ingest's process to end."""
        for id in list(self._rooms):
            self._close(id)
        if self._ending:
            await asyncio.wait(list(self._ending))
