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
A classroom in the spotlight is seen by all receiving ones, and not heard by that; the layout says
how large each picture is sent, never whose.
"""

from collections.abc import Mapping

import msgspec

from classroom.media_messages import Source
from classroom.record import LessonRecord
from classroom.rights import TO_SEND, rights_of
from classroom.seats import Seat
from classroom.states import Layout, Part, Phase, Place
from classroom.streams import Stream, effective

LOW, MIDDLE, HIGH = 0, 1, 2
_FIRST = (Source.SCREEN, Source.DOCUMENT)


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """The layers of a wall's pictures in one layout; a screen or document is always sharp."""

    lecturer: int
    aside: int  # the lecturer, while another is in the spotlight
    corner: int  # the lecturer beside what they show
    stage: int
    spotlight: int


SIZES = {
    Layout.SPEAKER: Sizes(lecturer=HIGH, aside=MIDDLE, corner=MIDDLE, stage=MIDDLE, spotlight=HIGH),
    Layout.SIDE_BY_SIDE: Sizes(
        lecturer=HIGH, aside=HIGH, corner=MIDDLE, stage=MIDDLE, spotlight=HIGH
    ),
    Layout.GRID: Sizes(lecturer=MIDDLE, aside=MIDDLE, corner=MIDDLE, stage=MIDDLE, spotlight=HIGH),
    Layout.SURFACE: Sizes(lecturer=MIDDLE, aside=MIDDLE, corner=LOW, stage=LOW, spotlight=MIDDLE),
}


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A stream on a page: where it belongs, and the simulcast layer sent (0 low … 2 high)."""

    producer: str
    place: Place
    layer: int


Effective = Mapping[tuple[str, Source], Stream]


class Scene:
    """What all views of one record have in common, looked at once."""

    def __init__(self, record: LessonRecord) -> None:
        """Look at a lesson as it is."""
        self._record = record
        self._seats = {seat.id: seat for seat in record.seats}
        streams = effective(record.streams)
        sending = {classroom for classroom, _ in streams}
        rights = {id: rights_of(record, self._seats[id]) for id in sending if id in self._seats}
        self._streams: Effective = {
            (classroom, source): stream
            for (classroom, source), stream in streams.items()
            if TO_SEND[source] in rights.get(classroom, ())
        }

    def of(self, classroom: str) -> tuple[View, ...]:
        """Return what the classroom's page is to show and sound; nothing unless it has entered.

        One that was just lost keeps it: its media goes on while it comes back.
        """
        seat = self._seats.get(classroom)
        if seat is None or not seat.walked_in:
            return ()
        if seat.part is Part.DELIVERING:
            return _lecturer_views(self._record, self._streams)
        return _receiving_views(self._record, self._streams, seat)


def views_of(record: LessonRecord, classroom: str) -> tuple[View, ...]:
    """Return one classroom's views; who needs those of many asks one `Scene`."""
    return Scene(record).of(classroom)


def large_classroom(record: LessonRecord) -> str | None:
    """Return whom the lecturer sees large: as chosen, else in the spotlight, on stage first, there
    first.
    """
    there = [seat.id for seat in record.receiving if seat.here]
    for wish in (record.large, record.staging.spotlight, *record.stage):
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
            views += _picture(streams, seat.id, _FIRST, HIGH, MIDDLE)
        else:
            views += _view(streams, seat.id, Source.CAMERA, Place.STRIP, LOW)
        views += _view(streams, seat.id, Source.MICROPHONE, Place.SOUND, LOW)
    return tuple(views)


def _receiving_views(record: LessonRecord, streams: Effective, seat: Seat) -> tuple[View, ...]:
    if record.phase not in (Phase.LIVE, Phase.HOLD, Phase.PAUSED):
        return ()
    lecturer, layout = record.delivering.id, record.staging.layout
    lit = _spotlight(record, streams, seat)
    size = SIZES[layout]
    views = _picture(streams, lecturer, _FIRST, size.aside if lit else size.lecturer, size.corner)
    views += _view(streams, lecturer, Source.MICROPHONE, Place.SOUND, LOW)
    views += _view(streams, lecturer, Source.SCREEN_SOUND, Place.SOUND, LOW)
    views += lit
    first = size.lecturer if layout is Layout.SIDE_BY_SIDE and not lit else size.stage
    for other in record.stage:
        if other == seat.id:
            continue
        if not (lit and other == record.staging.spotlight):
            shown = _shown(streams, other, Place.STAGE, first)
            first = size.stage if shown else first
            views += shown
        views += _view(streams, other, Source.MICROPHONE, Place.SOUND, LOW)
    return tuple(views)


def _spotlight(record: LessonRecord, streams: Effective, seat: Seat) -> list[View]:
    """Return the picture in the spotlight, but not on its own classroom's wall."""
    lit = record.staging.spotlight
    if lit is None or lit == seat.id:
        return []
    return _shown(streams, lit, Place.SPOTLIGHT, SIZES[record.staging.layout].spotlight)


def _shown(streams: Effective, classroom: str, place: Place, layer: int) -> list[View]:
    """Return what a receiving classroom shows."""
    return _view(
        streams, classroom, _first_shown(streams, classroom, (*_FIRST, Source.CAMERA)), place, layer
    )


def _picture(
    streams: Effective, classroom: str, first: tuple[Source, ...], camera: int, corner: int
) -> list[View]:
    """Return the first of these that is being shown as the main picture, sharp enough to read, with
    the camera in a corner; else the camera. A source that is switched off takes nobody's place.
    """
    source = _first_shown(streams, classroom, (*first, Source.CAMERA))
    if source is Source.CAMERA:
        return _view(streams, classroom, source, Place.MAIN, camera)
    main = _view(streams, classroom, source, Place.MAIN, HIGH)
    return main + _view(streams, classroom, Source.CAMERA, Place.CORNER, corner)


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
