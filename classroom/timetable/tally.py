"""What was planned and what was held, in lessons and minutes; computed, never typed.

Rules:
1. A lesson is *held* when it went live. Live and paused are taught; on hold (the lecturer is gone)
   nothing is taught.
2. *Late* are the minutes from the planned start to going live, when they are more than one.
3. *Lost* are the planned minutes not taught, whatever was made up after the bell; of a receiving
   classroom also those in which it was not there (a recording box that plays is there). It was
   *reached* when it was there while something was taught.
4. A lesson that did not go live until its end was *missed*, and all its minutes are lost. Of a
   cancelled or merged lesson none are: they count as what they are. Every planned lesson is held,
   missed, cancelled, merged or still to come, one of them and no other.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import msgspec

from classroom.events import Event, PhaseChanged
from classroom.roll.presence import intervals
from classroom.states import Phase
from classroom.timetable.planned import PlannedLesson, PlannedState

LATE_AFTER = 60.0  # seconds
MINUTE = 60.0
TAUGHT = frozenset({Phase.LIVE, Phase.PAUSED})

Span = tuple[float, float]
G = TypeVar("G", bound=Hashable)


class SeatTally(msgspec.Struct, frozen=True, kw_only=True):
    """How a receiving classroom fared in a lesson that was held or missed."""

    classroom: str
    reached: bool
    lost_minutes: float


class LessonTally(msgspec.Struct, frozen=True, kw_only=True):
    """How one lesson went."""

    lesson: str
    held: bool = False
    missed: bool = False
    cancelled: bool = False
    merged: bool = False
    planned_minutes: float = 0.0
    late_minutes: float = 0.0
    lost_minutes: float = 0.0
    seats: tuple[SeatTally, ...] = ()


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """How several went. `planned` is all of them: held, missed, cancelled, merged, to come."""

    planned: int = 0
    held: int = 0
    missed: int = 0
    cancelled: int = 0
    merged: int = 0
    late: int = 0
    planned_minutes: float = 0.0
    late_minutes: float = 0.0
    lost_minutes: float = 0.0

    @property
    def to_come(self) -> int:
        """Those of which nothing can be said yet."""
        return self.planned - self.held - self.missed - self.cancelled - self.merged

    def __add__(self, other: "Sum") -> "Sum":
        """Return both together."""
        mine, theirs = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        names = self.__struct_fields__
        return Sum(**{n: a + b for n, a, b in zip(names, mine, theirs, strict=True)})


def tally(lesson: PlannedLesson, events: Sequence[Event], now: float) -> LessonTally:
    """Return how a lesson went, as far as it has come."""
    planned = (lesson.ends_at - lesson.starts_at) / MINUTE
    taught = taught_in(events, now)
    if not taught:
        if lesson.state in (PlannedState.CANCELLED, PlannedState.MERGED):
            return LessonTally(
                lesson=lesson.id,
                cancelled=lesson.state is PlannedState.CANCELLED,
                merged=lesson.state is PlannedState.MERGED,
                planned_minutes=planned,
            )
        over = _over(lesson, events) or now >= lesson.ends_at
        lost = planned if over else 0.0
        return LessonTally(
            lesson=lesson.id,
            missed=over,
            planned_minutes=planned,
            lost_minutes=lost,
            seats=tuple(
                SeatTally(classroom=r.classroom, reached=False, lost_minutes=lost)
                for r in lesson.receivers
            ),
        )
    so_far = lesson.ends_at if _over(lesson, events) else min(lesson.ends_at, now)
    window = (lesson.starts_at, max(so_far, lesson.starts_at))
    late = taught[0][0] - lesson.starts_at
    seats = []
    for receiver in lesson.receivers:
        reached = _both(taught, _there(events, receiver.classroom, now))
        seats.append(
            SeatTally(
                classroom=receiver.classroom,
                reached=bool(reached),
                lost_minutes=_missing(window, reached),
            )
        )
    return LessonTally(
        lesson=lesson.id,
        held=True,
        planned_minutes=planned,
        late_minutes=late / MINUTE if late > LATE_AFTER else 0.0,
        lost_minutes=_missing(window, taught),
        seats=tuple(seats),
    )


def lesson_sum(tally: LessonTally) -> Sum:
    """Return one lesson as a sum."""
    return Sum(
        planned=1,
        held=tally.held,
        missed=tally.missed,
        cancelled=tally.cancelled,
        merged=tally.merged,
        late=tally.late_minutes > 0,
        planned_minutes=tally.planned_minutes,
        late_minutes=tally.late_minutes,
        lost_minutes=tally.lost_minutes,
    )


def seat_sum(tally: LessonTally, seat: SeatTally) -> Sum:
    """Return one lesson as one of its receiving classrooms had it: held when it was reached."""
    return msgspec.structs.replace(
        lesson_sum(tally),
        held=int(seat.reached),
        missed=int(tally.missed or (tally.held and not seat.reached)),
        lost_minutes=seat.lost_minutes,
    )


def total(
    lessons: Iterable[PlannedLesson],
    tallies: Iterable[LessonTally],
    by: Callable[[PlannedLesson], G],
) -> dict[G, Sum]:
    """Return the sums of lessons and their tallies, grouped: by pairing, subject, term, week."""
    sums: dict[G, Sum] = {}
    for lesson, each in zip(lessons, tallies, strict=True):
        group = by(lesson)
        sums[group] = sums.get(group, Sum()) + lesson_sum(each)
    return sums


# ------------------------------------------------------------------ spans of time


def _over(lesson: PlannedLesson, events: Sequence[Event]) -> bool:
    phases = [event.phase for event in events if isinstance(event, PhaseChanged)]
    return lesson.state is PlannedState.ENDED or phases[-1:] == [Phase.ENDED]


def taught_in(events: Sequence[Event], now: float) -> list[Span]:
    """Return when something was taught; what goes on lasts until now."""
    phases = ((e.at, e.phase in TAUGHT) for e in events if isinstance(e, PhaseChanged))
    return _spans(phases, now)


def _there(events: Sequence[Event], classroom: str, now: float) -> list[Span]:
    """Return when a classroom was there; while it still is, until now."""
    return [
        (each.since, max(now, each.since) if each.until is None else each.until)
        for each in intervals(events, classroom)
    ]


def _spans(changes: Iterable[tuple[float, bool]], now: float) -> list[Span]:
    """Return the spans between changes to true and to false; one that is open lasts until now."""
    spans: list[Span] = []
    since: float | None = None
    for at, on in changes:
        if on and since is None:
            since = at
        elif not on and since is not None:
            spans.append((since, at))
            since = None
    if since is not None:
        spans.append((since, max(now, since)))
    return spans


def _both(one: Sequence[Span], two: Sequence[Span]) -> list[Span]:
    """Return when both were so."""
    pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a in one for b in two)
    return [(start, end) for start, end in pairs if start < end]


def _missing(window: Span, spans: Sequence[Span]) -> float:
    """Return the minutes of the window that no span covers."""
    within = _both([window], spans)
    return (window[1] - window[0] - sum(end - start for start, end in within)) / MINUTE
