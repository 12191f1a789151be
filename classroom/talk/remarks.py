"""What has been said lately, made from the events; and who sees which of it.

Rule: bounded, and the same whether it was followed while it happened or read from the store. Only
who has walked in sees anything: not who knocks, nor who is in the device check. What was said to
the lecturer is seen by the lecturer and by who said it. What a pause hides stays before the
lecturer, who may want to take some of it away before it comes back.
"""

from collections.abc import Iterable

import msgspec

from classroom.events import Event, Said, Unsaid
from classroom.record import LessonRecord
from classroom.states import Audience, Part

KEPT = 200
SHOWN = 100
KINDS = (Said, Unsaid)
ENOUGH = 2 * KEPT  # of these events, to know the last remarks


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was said and not taken away."""

    number: int
    at: float  # seconds since the epoch, UTC
    by: str
    to: Audience
    text: str


Remarks = tuple[Remark, ...]


def after(remarks: Remarks, events: Iterable[Event]) -> Remarks:
    """Return the latest remarks when this has happened too; the same when none of it was talk."""
    for event in events:
        if isinstance(event, Said):
            remark = Remark(
                number=event.number, at=event.at, by=event.by, to=event.to, text=event.text
            )
            remarks = (*remarks, remark)[-KEPT:]
        elif isinstance(event, Unsaid):
            remarks = tuple(remark for remark in remarks if remark.number != event.number)
    return remarks


def seen_by(record: LessonRecord, classroom: str, remarks: Remarks) -> Remarks:
    """Return those that the classroom's page shows."""
    seat = record.seat(classroom)
    if seat is None or not seat.walked_in:
        return ()
    if seat.part is Part.DELIVERING:
        return remarks[-SHOWN:]
    first = record.talk.hidden_before or 0
    return tuple(
        remark
        for remark in remarks
        if remark.number >= first and (remark.to is Audience.EVERYBODY or remark.by == classroom)
    )[-SHOWN:]
