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
            case m.PeerLost():
                log.info("peer_lost", room=event.room, peer=event.peer)
                for producer in ledger.forget_transport(event.transport):
                    self.task.post(c.Unpublish(producer=producer))
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
