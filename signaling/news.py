"""What happens in the media plane and at the recorder, handed to the lesson it happened in.

Rule: one event that is a bug in one lesson is logged, and no other lesson hears less for it.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

import structlog

from classroom.media_messages import MediaEvent
from classroom.ports import Media
from signaling.recorder_feed import Recording
from signaling.room import LessonRoom

log = structlog.get_logger(__name__)

E = TypeVar("E")


async def follow_media(
    media: Media,
    rooms: Mapping[str, LessonRoom],
    elsewhere: Callable[[MediaEvent], None] | None,
) -> None:
    """Hand out what the media plane tells, for ever; `elsewhere` takes what is no lesson's."""
    async for event in media.events():
        room = rooms.get(event.room)
        take = room.on_media if room is not None else elsewhere
        if take is not None:
            _hand(take, event, event.room)


async def follow_recorder(recording: Recording | None, rooms: Mapping[str, LessonRoom]) -> None:
    """Hand out what the recorder tells, for ever; nothing where nothing is recorded."""
    if recording is None:
        return
    async for event in recording.recorder.events():
        room = rooms.get(event.lesson)
        if room is not None and room.recording is not None:
            _hand(room.recording.on_recorder, event, event.lesson)


def _hand(take: Callable[[E], object], event: E, room: str) -> None:
    try:
        take(event)
    except Exception:
        log.exception("event_bug", room=room, kind=type(event).__name__)
