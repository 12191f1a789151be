"""What of a lesson is recorded: which tracks, and in which layer.

Rule: what is not named here is never asked of the media plane, so that nothing is written that was
not to be. A classroom in which not every guardian has agreed sends nothing to a recording, whoever
is on stage and whatever it shows.
"""

from collections.abc import Collection

import msgspec

from classroom.media_messages import Source
from classroom.record import LessonRecord
from classroom.recording.values import Recorded
from classroom.seats import Seat
from classroom.states import Part, Phase
from classroom.streams import Stream, effective

TOP, MIDDLE = 2, 1
_SHOWN = (Source.SCREEN, Source.SCREEN_SOUND, Source.DOCUMENT)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One track to be recorded."""

    stream: Stream
    layer: int
    leading: bool  # the lecturer's: the last that stops when there is no room


def recorded(record: LessonRecord) -> bool:
    """Tell whether there is something to record in the lesson now: from its beginning to its end,
    pauses included, since the lecturer's teaching goes on in them.
    """
    return bool(record.rules.recorded) and record.phase in (Phase.LIVE, Phase.PAUSED, Phase.HOLD)


def wanted(record: LessonRecord, agreed: Collection[str]) -> dict[str, Wanted]:
    """Return what is to be recorded now, by producer; `agreed` are the receiving classrooms that
    may be.
    """
    if not recorded(record):
        return {}
    found = {}
    for stream in effective(record.streams).values():
        seat = record.seat(stream.classroom)
        if seat is None or not (seat.part is Part.DELIVERING or seat.id in agreed):
            continue
        if (layer := _layer(record, seat, stream.source)) is not None:
            leading = seat.part is Part.DELIVERING
            found[stream.producer] = Wanted(stream=stream, layer=layer, leading=leading)
    return found


def withheld(record: LessonRecord, agreed: Collection[str]) -> tuple[str, ...]:
    """Return the receiving classrooms that would be recorded, had every guardian agreed."""
    rules = record.rules.recorded
    if not recorded(record) or not (Recorded.STAGE in rules or Recorded.CLASSROOMS in rules):
        return ()
    return tuple(seat.id for seat in record.receiving if seat.here and seat.id not in agreed)


def _layer(record: LessonRecord, seat: Seat, source: Source) -> int | None:
    """Return the layer in which a source of a seat is recorded, or None."""
    rules = record.rules.recorded
    on_stage = seat.id in record.stage
    if source in _SHOWN:
        shows = seat.part is Part.DELIVERING or on_stage or Recorded.CLASSROOMS in rules
        return TOP if Recorded.SCREEN in rules and shows else None
    if seat.part is Part.DELIVERING:
        return TOP if Recorded.LECTURER in rules else None
    if on_stage and (Recorded.STAGE in rules or Recorded.CLASSROOMS in rules):
        return TOP
    return MIDDLE if Recorded.CLASSROOMS in rules else None
