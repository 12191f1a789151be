"""What the media plane reports of a lesson, on its way to whom it concerns.

Rule: it becomes a command of the lesson, or a message to pages that is not state.
"""

from typing import assert_never

import structlog

from classroom import commands as c
from classroom import media_messages as m
from classroom.record import LessonRecord
from classroom.seats import classroom_of
from classroom.states import Phase
from signaling.lesson_task import LessonTask
from signaling.media_ledger import ProducerEntry
from signaling.media_room import MediaRoom
from signaling.passing import Passing

log = structlog.get_logger(__name__)


class MediaNews:
    """Takes up what happened in the media plane."""

    def __init__(self, task: LessonTask, media: MediaRoom, passing: Passing) -> None:
        """Tell the lesson's task and, in passing, its pages."""
        self.task, self.media, self._passing = task, media, passing

    @property
    def record(self) -> LessonRecord:
        """The lesson as it is stored."""
        return self.task.record

    def take(self, event: m.MediaEvent) -> None:
        """Take up one event."""
        if self.record.phase is Phase.ENDED:
            return
        ledger = self.media.ledger
        match event:
            case m.RoomLost():
                self.media.lost()
                self._passing.word(None)
                self.task.post(c.LoseMedia())
            case m.PeerConnected():
                log.info("peer_connected", room=event.room, peer=event.peer, by=event.protocol)
                self._heard(event.peer, event.direction)
            case m.PeerLost():
                log.info("peer_lost", room=event.room, peer=event.peer)
                for producer in ledger.forget_transport(event.transport):
                    self.task.post(c.Unpublish(producer=producer))
            case m.PeerSilent():
                self._silent(event)
            case m.PeerHeard():
                log.info("peer_heard", room=event.room, peer=event.peer, direction=event.direction)
                self._heard(event.peer, event.direction)
            case m.ProducerOpened():
                ledger.producers[event.producer] = ProducerEntry(
                    event.peer, None, paused=False, published=False
                )
                self.task.post(
                    c.Publish(
                        classroom=classroom_of(event.peer),
                        peer=event.peer,
                        producer=event.producer,
                        source=event.source,
                    )
                )
            case m.ProducerClosed():
                ledger.forget_producer(event.producer)
                self.task.post(c.Unpublish(producer=event.producer))
            case m.ConsumerChanged():
                self._passing.layer(event)
            case m.LevelChanged():
                self._passing.level(event)
            case m.ConsumerClosed():
                ledger.consumers.pop(event.consumer, None)
            case m.LayersWanted():
                if (entry := ledger.producers.get(event.producer)) is not None:
                    entry.wanted = event.layer
                    self._passing.wanted(event.peer, event.producer, event.layer)
            case m.Speaking():
                self._passing.speakers(event.peers)
            case m.WordTaken():
                self._passing.word(event.producer)
            case m.Quality():
                self._passing.lines(event)
            case m.IngestChanged():
                log.info("ingest_changed", room=event.room, peer=event.peer, state=event.state)
                self.task.post(
                    c.ReportIngest(classroom=classroom_of(event.peer), state=event.state)
                )
            case _:
                assert_never(event)

    def _silent(self, event: m.PeerSilent) -> None:
        """Have the page try that path anew, and note what it is missing."""
        peer, direction = event.peer, event.direction
        log.info("peer_silent", room=event.room, peer=peer, direction=direction)
        self._passing.silent(peer, direction)
        classroom = classroom_of(peer)
        seat = self.record.seat(classroom)
        if direction is m.Direction.RECV and seat is not None and seat.silent_at is None:
            self.task.post(c.NoteSilence(classroom=classroom, peer=peer, seconds=event.seconds))

    def _heard(self, peer: str, direction: m.Direction) -> None:
        classroom = classroom_of(peer)
        seat = self.record.seat(classroom)
        if direction is m.Direction.RECV and seat is not None and seat.silent_at is not None:
            self.task.post(c.NoteHeard(classroom=classroom, peer=peer))
