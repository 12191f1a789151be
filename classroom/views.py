"""Who sees and hears what, where, and in which simulcast layer.

Rule: pure; the answer follows from the lesson's record alone, and it is what the server enforces:
a page can only consume what is in its views.

| phase          | the delivering classroom           | a receiving classroom                      |
|----------------|------------------------------------|--------------------------------------------|
| open           | every receiving classroom          | nothing                                    |
| live, hold     | every receiving classroom          | the lecturer, and the classrooms on stage  |
| paused         | nothing                            | the lecturer                               |
| scheduled, ended | nothing                          | nothing                                    |

A classroom's picture or sound whose right is off (`classroom.rights`) is seen and heard by nobody.
"""

from collections.abc import Mapping

import msgspec

from classroom.media_messages import Source
from classroom.record import LessonRecord
from classroom.rights import TO_SEND, rights_of
from classroom.seats import Seat
from classroom.states import Part, Phase, Place, Presence
from classroom.streams import Stream, effective

LOW, MIDDLE, HIGH = 0, 1, 2


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A stream on a page: where it belongs, and the simulcast layer sent (0 low … 2 high)."""

    producer: str
    place: Place
    layer: int


Effective = Mapping[tuple[str, Source], Stream]


def seen_and_heard(record: LessonRecord) -> Effective:
    """Return the streams that views are made of: who asks for many views hands these on."""
    streams = effective(record.streams)
    sending = {classroom for classroom, _ in streams}
    rights = {each.id: rights_of(record, each) for each in record.seats if each.id in sending}
    return {
        (classroom, source): stream
        for (classroom, source), stream in streams.items()
        if TO_SEND[source] in rights.get(classroom, ())
    }


def views_of(
    record: LessonRecord, classroom: str, streams: Effective | None = None
) -> tuple[View, ...]:
    """Return what the classroom's page is to show and sound; nothing unless it has entered.
    `streams` are those that are seen and heard, if that is known already.
    """
    seat = record.seat(classroom)
    if seat is None or seat.presence is not Presence.PRESENT:
        return ()
    if streams is None:
        streams = seen_and_heard(record)
    if seat.part is Part.DELIVERING:
        return _lecturer_views(record, streams)
    return _receiving_views(record, streams, seat)


def large_classroom(record: LessonRecord) -> str | None:
    """Return whom the lecturer sees large: as chosen, else on stage first, else there first."""
    there = [seat.id for seat in record.receiving if seat.here]
    for wish in (record.large, *record.stage):
        if wish in there:
            return wish
    return there[0] if there else None


def _lecturer_views(record: LessonRecord, streams: Effective) -> tuple[View, ...]:
    if record.phase not in (Phase.OPEN, Phase.LIVE, Phase.HOLD):
        return ()
    large = large_classroom(record)
    views: list[View] = []
    for seat in record.receiving:
        if seat.id == large:
            views += _picture(streams, seat.id, (Source.SCREEN, Source.DOCUMENT))
        else:
            views += _view(streams, seat.id, Source.CAMERA, Place.STRIP, LOW)
        views += _view(streams, seat.id, Source.MICROPHONE, Place.SOUND, LOW)
    return tuple(views)


def _receiving_views(record: LessonRecord, streams: Effective, seat: Seat) -> tuple[View, ...]:
    if record.phase not in (Phase.LIVE, Phase.HOLD, Phase.PAUSED):
        return ()
    lecturer = record.delivering.id
    views = _picture(streams, lecturer, (Source.SCREEN, Source.DOCUMENT))
    views += _view(streams, lecturer, Source.MICROPHONE, Place.SOUND, LOW)
    views += _view(streams, lecturer, Source.SCREEN_SOUND, Place.SOUND, LOW)
    for other in record.stage:
        if other != seat.id:
            shown = _first_shown(streams, other, (Source.SCREEN, Source.DOCUMENT, Source.CAMERA))
            views += _view(streams, other, shown, Place.STAGE, MIDDLE)
            views += _view(streams, other, Source.MICROPHONE, Place.SOUND, LOW)
    return tuple(views)


def _picture(streams: Effective, classroom: str, first: tuple[Source, ...]) -> list[View]:
    """Return the first of these that is being shown as the main picture, with the camera in a
    corner; else the camera. A source that is switched off takes nobody's place.
    """
    source = _first_shown(streams, classroom, (*first, Source.CAMERA))
    main = _view(streams, classroom, source, Place.MAIN, HIGH)
    if source is Source.CAMERA:
        return main
    return main + _view(streams, classroom, Source.CAMERA, Place.CORNER, MIDDLE)


def _first_shown(streams: Effective, classroom: str, sources: tuple[Source, ...]) -> Source:
    """Return the first source that is being shown, or the last one whether it is or not."""
    for source in sources[:-1]:
        stream = streams.get((classroom, source))
        if stream is not None and not stream.paused:
            return source
    return sources[-1]


def _view(
    streams: Effective, classroom: str, source: Source, place: Place, layer: int
) -> list[View]:
    stream = streams.get((classroom, source))
    return [View(producer=stream.producer, place=place, layer=layer)] if stream else []
