"""How often one classroom may ask for what is kept: so many a second of each kind of request.

Rule: a connection's own limit is for all it sends; this one is the classroom's, whichever and
however many pages of it ask, so that nobody fills the lesson's events or holds up its mailbox. Who
is too fast is refused at once and waits for nothing.
"""

from classroom.failures import Refused
from classroom.seats import Seat
from classroom.states import Part
from signaling import codec
from signaling import messages as s
from signaling.buckets import Bucket

# On average, and five times as many at once: a roll of forty-five by keyboard. The lecturer goes
# through all classrooms of a lesson, and has as much as a connection usually may send.
A_SECOND = {Part.RECEIVING: 4.0, Part.DELIVERING: 20.0}
# What writes nothing, must never be held up, or has a pace of its own (`classroom.talk.talking`).
FREE = (s.Sync, s.Beat, s.MediaRequest, s.Enter, s.Leave, s.ReleaseTalk, s.Say, s.Sketch, s.Point)


class Pace:
    """One lesson's; bounded by its classrooms and the kinds of requests."""

    def __init__(self) -> None:
        """Begin with everybody rested."""
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def keep(self, seat: Seat, message: s.FromBrowser, now: float) -> None:
        """Raise Refused `too_many` when the classroom asks for this too often."""
        if isinstance(message, FREE):
            return
        key = seat.id, codec.tag(message)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(A_SECOND[seat.part], now)
        if not bucket.take(now):
            raise Refused("too_many")
