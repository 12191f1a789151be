"""Whose line and whose voice a page is shown.

Rule: the lecturer is shown everybody; a receiving classroom itself, the lecturer and the stage. A
classroom that takes part and has no line is lost, whatever its last figures were.
"""

from collections.abc import Sequence

from classroom.line import light, worst_loss
from classroom.media_messages import LineQuality
from classroom.record import LessonRecord
from classroom.seats import Seat
from classroom.states import Light, Part
from signaling.levels import LevelBook
from signaling.messages import Line


def hearing(record: LessonRecord, classroom: str) -> set[str]:
    """Return the classrooms that this one hears, and itself."""
    if classroom == record.delivering.id:
        return {seat.id for seat in record.seats}
    return {classroom, record.delivering.id, *record.stage}


def lines_for(
    record: LessonRecord, classroom: str, lines: Sequence[LineQuality], levels: LevelBook
) -> list[Line]:
    """Return the lines that a classroom's page is shown."""
    everybody = classroom == record.delivering.id
    by_peer = {line.peer: line for line in lines}
    return [
        _line(seat, by_peer, levels)
        for seat in record.seats
        if seat.holds_place and (everybody or seat.id == classroom or seat.part is Part.DELIVERING)
    ]


def _line(seat: Seat, by_peer: dict[str, LineQuality], levels: LevelBook) -> Line:
    down, up = levels.used(seat.id)
    page = by_peer.get(seat.page_peer or "")
    line = page if page is not None and page.protocol is not None else None
    # A recording box has no line of its own that we could judge: it is as good as its tracks.
    line = line or by_peer.get(seat.ingest_peer) or page
    if line is None:
        return Line(
            classroom=seat.id,
            light=Light.LOST,
            picture=False,
            sound=False,
            up_kbps=0.0,
            down_kbps=0.0,
            loss=0.0,
            rtt_ms=None,
            protocol=None,
            level=None,
            reason=None,
            estimate_kbps=None,
            bytes_down=down,
            bytes_up=up,
        )
    ingest = line.peer == seat.ingest_peer
    return Line(
        classroom=seat.id,
        light=_ingest_light(line) if ingest else light(line),
        picture=line.picture,
        sound=line.sound,
        up_kbps=line.up_kbps,
        down_kbps=line.down_kbps,
        loss=worst_loss(line),
        rtt_ms=line.rtt_ms,
        protocol=line.protocol,
        level=line.level,
        reason=None if line.level is None else levels.reason(line.peer),
        estimate_kbps=line.estimate_kbps,
        bytes_down=down,
        bytes_up=up,
    )


def _ingest_light(line: LineQuality) -> Light:
    if line.picture and line.sound:
        return Light.GOOD
    return Light.POOR if line.picture or line.sound else Light.LOST
