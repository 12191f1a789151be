"""A lesson's half of its media: what exists in the media plane, made to match what the lesson says.

Rule: level-triggered. Whatever changes, one task compares what is with what should be, and asks the
media plane for the difference: rooms opened, ingests started, tracks paused, consumers that a page
may no longer have closed, peers that are gone closed. So a missed step is made up for by the next,
a browser cannot keep what it may not have, and a slow worker never holds up the lesson.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import structlog

from classroom import media_messages as m
from classroom.failures import BadMessage, Refused, Unavailable
from classroom.incidents.ports import Stills
from classroom.microphones import sharing
from classroom.ports import Media
from classroom.record import LessonRecord
from classroom.rights import forwarded
from classroom.states import Phase, Presence
from classroom.views import Scene
from signaling.media_ledger import Ledger
from signaling.messages import MediaState

log = structlog.get_logger(__name__)

ASK_SECONDS = 10.0
FIRST_PAUSE = 0.25
LONGEST_PAUSE = 0.5  # a worker that was started anew is there in a second
BUG_PAUSE = 5.0

_KEPT = (Presence.WAITING, Presence.PRESENT, Presence.LOST)


class MediaRoom:
    """Keeps one room of the media plane in step with its lesson."""

    def __init__(
        self,
        media: Media,
        record: Callable[[], LessonRecord],
        changed: Callable[[], None],
        stills: Stills | None = None,
    ) -> None:
        """Look at the lesson through `record`; `changed` is called when `state` has changed.
        `stills` takes what was last seen when the lesson is shut down.
        """
        self._media = media
        self._stills = stills
        self._record = record
        self._changed = changed
        self._wake = asyncio.Event()
        self._wake.set()
        self._shut: set[str] = set()
        self.ledger = Ledger()
        self.state = MediaState(epoch=None, rtp_capabilities=None)

    @property
    def name(self) -> str:
        """The room's name in the media plane: the lesson's id."""
        return self._record().id

    def wake(self) -> None:
        """Look again soon whether everything is as it should be."""
        self._wake.set()

    def lost(self) -> None:
        """Note that the worker died with everything in the room."""
        self.ledger = Ledger()
        self._set_state(MediaState(epoch=None, rtp_capabilities=None))
        self.wake()

    async def ask(self, request: m.MediaRequest) -> m.MediaReply:
        """Ask the media plane on behalf of a page, into the room as it is now.

        Raises:
            Unavailable: `media_down`, `media_slow`, `media_lost` (the room died meanwhile).
            Refused, BadMessage: from the engine.
        """
        epoch = self.state.epoch
        if epoch is None:
            raise Unavailable("media_down")
        reply = await self._ask(request)
        if self.state.epoch != epoch:
            raise Unavailable("media_lost")
        return reply

    async def shut_out(self, peer: str) -> None:
        """Close all that a peer has, at once, whatever the lesson still says of it."""
        self._shut.add(peer)
        self.wake()
        if self.state.epoch is not None and peer in self.ledger.peers():
            with suppress(Unavailable):  # it is asked for again until it is done
                await self._close_peer(peer)

    def let_in(self, peer: str) -> None:
        """Let a peer that was shut out have something here again."""
        self._shut.discard(peer)

    async def run(self) -> None:
        """Work until cancelled."""
        pause = FIRST_PAUSE
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._reconcile()
                pause = FIRST_PAUSE
            except Unavailable as failure:
                if pause == FIRST_PAUSE:  # said once, not over and over
                    log.warning("media_not_in_step", room=self.name, code=failure.code)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                self.wake()
            except Exception:
                log.exception("media_room_bug", room=self.name)
                await asyncio.sleep(BUG_PAUSE)
                self.wake()

    async def close(self) -> None:
        """Free the room in the media plane, if the plane still answers."""
        if self.state.epoch is not None:
            self.state = MediaState(epoch=None, rtp_capabilities=None)
            with suppress(Unavailable, Refused):
                await self._ask(m.CloseRoom(room=self.name))

    # -------------------------------------------------------------- making it so

    async def _reconcile(self) -> None:
        record = self._record()
        if record.phase is Phase.ENDED:
            if self.state.epoch is not None:
                shut = m.ShutRoom if record.shut_down else m.CloseRoom
                reply = await self._ask(shut(room=record.id))
                self.ledger = Ledger()
                self._set_state(MediaState(epoch=None, rtp_capabilities=None))
                if isinstance(reply, m.RoomShut) and self._stills is not None:
                    await self._stills.keep(record.id, reply.stills)
            return
        if record.phase is Phase.SCHEDULED:
            return
        if self.state.epoch is None:
            if record.streams:
                return  # the lesson has yet to forget those of the room that was lost
            await self._open()
        for step in self._steps():
            await step

    async def _open(self) -> None:
        opened = await self._ask(m.OpenRoom(room=self.name))
        if not isinstance(opened, m.RoomOpened):
            raise Unavailable("media_protocol", type(opened).__name__)
        self.ledger = Ledger()
        self._set_state(MediaState(epoch=opened.epoch, rtp_capabilities=opened.rtp_capabilities))

    def _set_state(self, state: MediaState) -> None:
        if state != self.state:
            self.state = state
            log.info("media_changed", room=self.name, epoch=state.epoch)
            self._changed()

    def _steps(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield what is to be done, looking afresh at the lesson before each kind of thing."""
        yield from self._close_peers()
        yield from self._match_ingests()
        yield from self._match_producers()
        yield from self._match_sharing()
        yield from self._match_pins()
        yield from self._match_consumers()

    def _close_peers(self) -> Iterator[Coroutine[Any, Any, None]]:
        record = self._record()
        pages = {seat.page_peer for seat in record.seats if seat.presence in _KEPT}
        boxes = {seat.ingest_peer for seat in record.seats}
        self._shut &= pages  # the lesson has let go of the others
        for peer in self.ledger.peers() - (pages - self._shut) - boxes:
            yield self._close_peer(peer)

    def _close_peer(self, peer: str) -> Coroutine[Any, Any, None]:
        close = m.ClosePeer(room=self.name, peer=peer)
        return self._then(close, partial(self.ledger.forget_peer, peer))

    def _match_ingests(self) -> Iterator[Coroutine[Any, Any, None]]:
        record, ledger = self._record(), self.ledger
        wanted = {
            seat.ingest_peer: (seat.ingest.url, seat.ingest.loop)
            for seat in record.seats
            if seat.ingest is not None
        }
        for peer, source in list(ledger.ingests.items()):
            if wanted.get(peer) != source:
                yield self._then(
                    m.StopIngest(room=record.id, peer=peer), partial(ledger.forget_ingest, peer)
                )
        for peer, (url, loop) in wanted.items():
            if peer not in ledger.ingests:
                yield self._start_ingest(peer, url, loop)

    async def _start_ingest(self, peer: str, url: str, loop: bool) -> None:
        ledger = self.ledger
        # Noted before it is asked for: its first tracks may be told before the reply is read.
        ledger.ingests[peer] = (url, loop)
        try:
            await self._ask(m.StartIngest(room=self.name, peer=peer, url=url, loop=loop))
        except Unavailable:
            ledger.ingests.pop(peer, None)
            raise
        except (Refused, BadMessage) as failure:
            log.error("ingest_refused", room=self.name, peer=peer, code=failure.code)

    def _match_producers(self) -> Iterator[Coroutine[Any, Any, None]]:
        record, ledger = self._record(), self.ledger
        streams = {stream.producer: stream for stream in record.streams}
        for producer, entry in list(ledger.producers.items()):
            stream = streams.get(producer)
            if stream is None:
                if entry.published:
                    yield self._then(
                        m.CloseProducer(room=record.id, peer=entry.peer, producer=producer),
                        partial(ledger.forget_producer, producer),
                    )
                continue
            paused = stream.paused or not forwarded(record, stream.classroom, stream.source)
            if paused != entry.paused:
                kind = m.PauseProducer if paused else m.ResumeProducer
                yield self._then(
                    kind(room=record.id, peer=entry.peer, producer=producer),
                    partial(setattr, entry, "paused", paused),
                )

    def _match_sharing(self) -> Iterator[Coroutine[Any, Any, None]]:
        ledger, wanted = self.ledger, sharing(self._record())
        if wanted != ledger.sharing:
            share = m.ShareWord(
                room=self.name, leading=list(wanted.leading), others=list(wanted.others)
            )
            yield self._then(share, partial(setattr, ledger, "sharing", wanted))

    def _match_pins(self) -> Iterator[Coroutine[Any, Any, None]]:
        pins = self.ledger.pins
        there = self.ledger.peers()
        for seat in self._record().seats:
            peer = seat.page_peer
            if peer in there and pins.get(peer) != seat.pinned:
                pin = m.PinLevel(room=self.name, peer=peer, level=seat.pinned)
                yield self._then(pin, partial(_note_pin, pins, peer, seat.pinned))

    def _match_consumers(self) -> Iterator[Coroutine[Any, Any, None]]:
        record, ledger = self._record(), self.ledger
        scene = Scene(record)
        layers = {
            (seat.page_peer, view.producer): view.layer
            for seat in record.seats
            for view in scene.of(seat.id)
        }
        for consumer, entry in list(ledger.consumers.items()):
            layer = layers.get((entry.peer, entry.producer))
            if layer is None:
                yield self._then(
                    m.CloseConsumer(room=record.id, peer=entry.peer, consumer=consumer),
                    partial(ledger.consumers.pop, consumer, None),
                )
            elif layer != entry.layer:
                yield self._then(
                    m.PreferLayer(room=record.id, peer=entry.peer, consumer=consumer, layer=layer),
                    partial(setattr, entry, "layer", layer),
                )

    async def _then(self, request: m.MediaRequest, note: Callable[[], object]) -> None:
        """Ask for something that is as good as done when what it is about is gone, then note it.

        When the media plane is down nothing is noted, so that it is asked for again.
        """
        try:
            await self._ask(request)
        except (Refused, BadMessage) as failure:
            log.debug("media_declined", room=self.name, code=failure.code)
        note()

    async def _ask(self, request: m.MediaRequest) -> m.MediaReply:
        try:
            async with asyncio.timeout(ASK_SECONDS):
                return await self._media.ask(request)
        except TimeoutError:
            raise Unavailable("media_slow") from None


def _note_pin(pins: dict[str, m.Level], peer: str, level: m.Level | None) -> None:
    if level is None:
        pins.pop(peer, None)
    else:
        pins[peer] = level
