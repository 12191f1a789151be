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
from signaling import messages as s
from signaling.lesson_task import LessonTask
from signaling.lights import hearing, lines_for
from signaling.media_ledger import ProducerEntry
from signaling.media_room import MediaRoom
from signaling.pages import Pages

log = structlog.get_logger(__name__)


class MediaNews:
    """Takes up what happened in the media plane."""

    def __init__(self, task: LessonTask, media: MediaRoom, pages: Pages) -> None:
        """Tell the lesson's task and these pages."""
        self.task, self.media, self._pages = task, media, pages

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
                self._tell_peer(event.peer, s.LayerSent(consumer=event.consumer, layer=event.layer))
            case m.ConsumerClosed():
                ledger.consumers.pop(event.consumer, None)
            case m.Speaking():
                self._tell_speakers([classroom_of(peer) for peer in event.peers])
            case m.Quality():
                self._tell_lines(event)
            case m.IngestChanged():
                log.info("ingest_changed", room=event.room, peer=event.peer, state=event.state)
                self.task.post(
                    c.ReportIngest(classroom=classroom_of(event.peer), state=event.state)
                )
            case _:
                assert_never(event)

    def _tell_peer(self, peer: str, message: s.LayerSent) -> None:
        page = self._pages.seated(classroom_of(peer))
        if page is not None and page.peer == peer:
            page.put(message)

    def _tell_speakers(self, speaking: list[str]) -> None:
        unique = list(dict.fromkeys(speaking))
        for page in self._pages:
            heard = hearing(self.record, page.classroom)
            page.put(s.Speakers(classrooms=[id_ for id_ in unique if id_ in heard]))

    def _tell_lines(self, event: m.Quality) -> None:
        for page in self._pages:
            page.put(s.Lines(lines=lines_for(self.record, page.classroom, event.lines)))
