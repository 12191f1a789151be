"""What a page asks of the media plane: looked at here, done there.

Rule: authorised against the lesson as it is stored, then asked outside the lesson's mailbox, so
that a slow worker stalls nobody but who asked. A page has its own transports, tracks and consumers,
and touches no other's.
"""

from typing import assert_never

import structlog

from classroom import media_messages as m
from classroom.commands import Publish, SetPaused, Unpublish
from classroom.failures import Failure, Refused, Unavailable
from classroom.permissions import check, role_of, sending
from classroom.ports import Clock
from classroom.record import LessonRecord
from classroom.relays import Relays
from classroom.rights import forwarded
from classroom.states import Phase, Presence
from classroom.views import views_of
from signaling import messages as s
from signaling.lesson_task import LessonTask
from signaling.media_ledger import ConsumerEntry, ProducerEntry, TransportEntry
from signaling.media_room import MediaRoom
from signaling.page import Page

log = structlog.get_logger(__name__)

TRANSPORTS_A_PEER = 8  # two are in use; the others are being replaced
CONSUMERS_A_PEER = 64
_NO_MEDIA = {Phase.SCHEDULED: "not_open", Phase.ENDED: "lesson_over"}


class MediaDesk:
    """Answers the media requests of one lesson's pages."""

    def __init__(self, task: LessonTask, room: MediaRoom, relays: Relays, clock: Clock) -> None:
        """Ask `task` what is allowed and `room` to do it; pages are told of `relays`."""
        self._task = task
        self._room = room
        self._relays = relays
        self._clock = clock

    async def answer(self, page: Page, message: s.MediaRequest) -> s.Result:
        """Do what the page asks.

        Raises:
            Refused: `not_open`, `lesson_over`, `not_entered`, `not_allowed`, `not_in_view`,
                `source_taken`, `unknown_…`.
            BadMessage, Unavailable: from the media plane.
        """
        phase = self._task.record.phase
        if phase in _NO_MEDIA and not isinstance(message, s.CloseProducer | s.CloseConsumer):
            raise Refused(_NO_MEDIA[phase])
        match message:
            case s.CreateTransport():
                return await self._create_transport(page, message)
            case s.ConnectTransport():
                return await self._connect_transport(page, message)
            case s.RestartIce():
                return await self._restart_ice(page, message)
            case s.Produce():
                return await self._produce(page, message)
            case s.PauseProducer():
                return await self._set_paused(page, message.producer, True)
            case s.ResumeProducer():
                return await self._set_paused(page, message.producer, False)
            case s.CloseProducer():
                return await self._close_producer(page, message.producer)
            case s.Consume():
                return await self._consume(page, message)
            case s.ResumeConsumer():
                return await self._switch_consumer(page, message.consumer, m.ResumeConsumer)
            case s.PauseConsumer():
                return await self._switch_consumer(page, message.consumer, m.PauseConsumer)
            case s.CloseConsumer():
                return await self._close_consumer(page, message.consumer)
            case _:
                assert_never(message)

    # -------------------------------------------------------------- transports

    async def _create_transport(self, page: Page, message: s.CreateTransport) -> s.Result:
        self._require(page, Presence.WAITING, Presence.PRESENT)
        ledger = self._room.ledger
        mine = [entry for entry in ledger.transports.values() if entry.peer == page.peer]
        if len(mine) >= TRANSPORTS_A_PEER:
            raise Refused("too_many_transports")
        reply = await self._room.ask(
            m.CreateTransport(room=self._room.name, peer=page.peer, direction=message.direction)
        )
        if not isinstance(reply, m.Described):
            raise _unexpected(reply)
        transport = str(reply.description.get("id", ""))
        self._room.ledger.made.add(page.peer)
        self._room.ledger.transports[transport] = TransportEntry(page.peer, message.direction)
        self._room.wake()  # the page may have been replaced meanwhile
        return self._described(page, reply)

    async def _connect_transport(self, page: Page, message: s.ConnectTransport) -> s.Result:
        self._transport(page, message.transport)
        await self._room.ask(
            m.ConnectTransport(
                room=self._room.name,
                peer=page.peer,
                transport=message.transport,
                dtls_parameters=message.dtls_parameters,
            )
        )
        return s.Ok()

    async def _restart_ice(self, page: Page, message: s.RestartIce) -> s.Result:
        found = self._transport(page, message.transport)
        log.info("ice_restarted", peer=page.peer, direction=found.direction)
        reply = await self._room.ask(
            m.RestartIce(room=self._room.name, peer=page.peer, transport=message.transport)
        )
        if not isinstance(reply, m.Described):
            raise _unexpected(reply)
        return self._described(page, reply)

    def _described(self, page: Page, reply: m.Described) -> s.Described:
        told = self._relays.described(reply.description, page.peer, self._clock.now())
        return s.Described(description=told)

    def _transport(
        self, page: Page, transport: str, direction: m.Direction | None = None
    ) -> TransportEntry:
        entry = self._room.ledger.transports.get(transport)
        if entry is None or entry.peer != page.peer:
            raise Refused("unknown_transport")
        if direction is not None and entry.direction is not direction:
            raise Refused("wrong_direction")
        return entry

    # -------------------------------------------------------------- tracks coming in

    async def _produce(self, page: Page, message: s.Produce) -> s.Result:
        record = self._require(page, Presence.PRESENT)
        seat = record.seat(page.classroom)
        if seat is None:
            raise Refused("unknown_classroom")
        check(role_of(seat.part), sending(message.source))
        if not page.admitted.verified:
            raise Refused("not_verified")
        self._transport(page, message.transport, m.Direction.SEND)
        if any(x.peer == page.peer and x.source is message.source for x in record.streams):
            raise Refused("source_taken")
        paused = message.paused or not forwarded(record, page.classroom, message.source)
        reply = await self._room.ask(
            m.Produce(
                room=record.id,
                peer=page.peer,
                transport=message.transport,
                source=message.source,
                rtp_parameters=message.rtp_parameters,
                paused=paused,
            )
        )
        if not isinstance(reply, m.Produced):
            raise _unexpected(reply)
        producer = reply.producer
        entry = ProducerEntry(page.peer, message.transport, paused, published=False)
        self._room.ledger.producers[producer] = entry
        try:
            await self._task.submit(
                Publish(
                    classroom=page.classroom,
                    peer=page.peer,
                    producer=producer,
                    source=message.source,
                    paused=message.paused,
                )
            )
        except BaseException:
            # It may be kept yet, after the page was told that it was not: then there would be a
            # track in the lesson that is nowhere, and its source taken.
            self._task.post(Unpublish(producer=producer))
            raise
        finally:
            entry.published = True  # if the lesson does not know it, it is closed again
            self._room.wake()
        return s.Produced(producer=producer)

    async def _set_paused(self, page: Page, producer: str, paused: bool) -> s.Result:
        self._producer(page, producer)
        await self._task.submit(SetPaused(producer=producer, paused=paused))
        return s.Ok()

    async def _close_producer(self, page: Page, producer: str) -> s.Result:
        try:
            self._producer(page, producer)
        except Refused:
            return s.Ok()  # it is closed, or never was this page's to close
        await self._task.submit(Unpublish(producer=producer))
        return s.Ok()

    def _producer(self, page: Page, producer: str) -> None:
        stream = self._task.record.stream(producer)
        if stream is None or stream.peer != page.peer:
            raise Refused("unknown_producer")

    # -------------------------------------------------------------- tracks going out

    async def _consume(self, page: Page, message: s.Consume) -> s.Result:
        record = self._require(page, Presence.PRESENT)
        self._transport(page, message.transport, m.Direction.RECV)
        layers = {view.producer: view.layer for view in views_of(record, page.classroom)}
        if message.producer not in layers:
            raise Refused("not_in_view")
        consumers = self._room.ledger.consumers.values()
        if sum(entry.peer == page.peer for entry in consumers) >= CONSUMERS_A_PEER:
            raise Refused("too_many_consumers")
        layer = layers[message.producer]
        reply = await self._room.ask(
            m.Consume(
                room=record.id,
                peer=page.peer,
                transport=message.transport,
                producer=message.producer,
                rtp_capabilities=message.rtp_capabilities,
                layer=layer,
            )
        )
        if not isinstance(reply, m.Consumed):
            raise _unexpected(reply)
        self._room.ledger.consumers[reply.consumer] = ConsumerEntry(
            page.peer, message.transport, message.producer, layer
        )
        self._room.wake()  # the views may have changed meanwhile
        return s.Consumed(
            consumer=reply.consumer,
            producer=reply.producer,
            kind=reply.kind,
            rtp_parameters=reply.rtp_parameters,
            producer_paused=reply.producer_paused,
        )

    async def _switch_consumer(
        self, page: Page, consumer: str, kind: type[m.ResumeConsumer] | type[m.PauseConsumer]
    ) -> s.Result:
        if not self._has_consumer(page, consumer):
            raise Refused("unknown_consumer")
        await self._room.ask(kind(room=self._room.name, peer=page.peer, consumer=consumer))
        return s.Ok()

    async def _close_consumer(self, page: Page, consumer: str) -> s.Result:
        if self._has_consumer(page, consumer):
            self._room.ledger.consumers.pop(consumer, None)
            await self._room.ask(
                m.CloseConsumer(room=self._room.name, peer=page.peer, consumer=consumer)
            )
        return s.Ok()

    def _has_consumer(self, page: Page, consumer: str) -> bool:
        entry = self._room.ledger.consumers.get(consumer)
        return entry is not None and entry.peer == page.peer

    # -------------------------------------------------------------- who asks

    def _require(self, page: Page, *presences: Presence) -> LessonRecord:
        record = self._task.record
        seat = record.seat(page.classroom)
        if seat is None or seat.session != page.session:
            raise Refused("opened_elsewhere")
        if seat.presence not in presences:
            raise Refused("not_entered")
        return record


def _unexpected(reply: m.MediaReply) -> Failure:
    return Unavailable("media_protocol", type(reply).__name__)
