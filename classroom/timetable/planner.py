"""The planned lessons of slots: the week, the calendar and the bells, and then what differs.

Rules:
1. A slot has a lesson on each day of its term whose calendar, the delivering school's, follows its
   weekday, within its own first and last day. Every other week counts from the first such weekday,
   holidays or not, so that a holiday never shifts which weeks are on.
2. A receiving classroom whose own school has a holiday is left out; a lesson of none is not made.
3. What a person put by hand stands: a moved lesson is there, with all its classrooms, even when
   its day became a holiday. Cancelling a lesson that the calendar has taken away means nothing.
4. A swap is said once and holds for both. Who is merged keeps its place in the list, as `merged`;
   its receiving classrooms, and its near class when it is shared, join the other lesson.
5. What cannot be planned (no bells, another lesson that is not there) is a `Gap`, never an error.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from classroom.register.scope import ids
from classroom.timetable.calendar import BellSchedule, Term
from classroom.timetable.days import Days, week_of
from classroom.timetable.pairings import Change, Mode, Pairing, Receiver, Slot, SlotException
from classroom.timetable.planned import Key, PlannedLesson, PlannedState, lesson_id

Times = tuple[float, float]  # start and end


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """What the lessons of some slots are made of.

    Slots that exceptions couple (swapped, merged) are planned together, or not rightly.
    """

    zone: ZoneInfo
    slots: Mapping[str, Slot]
    pairings: Mapping[str, Pairing]
    terms: Mapping[str, Term]
    days: Days
    bells: Mapping[str, Sequence[BellSchedule]]  # by school
    exceptions: Sequence[SlotException]
    scopes: Mapping[str, str]  # classroom → its school's scope


class Gap(msgspec.Struct, frozen=True):
    """A lesson that cannot be planned as it is wished."""

    code: str  # no_bells, no_such_period, no_such_lesson, contradiction
    slot: str
    day: str


class Planner:
    """Plans lessons one by one, so that whoever asks may pause in between."""

    def __init__(self, material: Material) -> None:
        """Plan from `material`."""
        self._from = material
        self._exceptions = {(e.slot, e.day): e for e in material.exceptions}
        self._about: dict[str, list[SlotException]] = defaultdict(list)
        for exception in material.exceptions:
            for slot in {exception.slot, exception.other or exception.slot}:
                self._about[slot].append(exception)
        self._swaps: dict[Key, Key] = {}
        self._merged: dict[Key, list[Key]] = defaultdict(list)
        self._days: dict[str, frozenset[str]] = {}
        self.gaps: dict[Gap, None] = {}  # in the order they were found, each once
        self._couple()

    # -------------------------------------------------------------- which there are

    def keys(self, slot: str, first: str = "", last: str = "9999") -> list[Key]:
        """Return the slot's lessons of days from first to last, and those that exceptions change
        there with them, in the order of days.
        """
        about = self._about.get(slot, ())
        days = self._days_of(slot) | {
            e.day for e in about if e.slot == slot and e.change is Change.MOVED
        }
        keys = {(slot, day) for day in days if first <= day <= last}
        pairs = [{(e.slot, e.day), (e.other or "", e.other_day or "")} for e in about if e.other]
        coupled = {key for pair in pairs if pair & keys for key in pair}
        return sorted(keys | coupled, key=lambda key: (key[1], key[0]))

    def falls_on(self, slot: str, day: str) -> bool:
        """Whether the week and the calendar give the slot a lesson on that day."""
        return day in self._days_of(slot)

    def _days_of(self, slot_id: str) -> frozenset[str]:
        known = self._days.get(slot_id)
        if known is None:
            known = self._days[slot_id] = frozenset(self._week_by_week(slot_id))
        return known

    def _week_by_week(self, slot_id: str) -> Iterable[str]:
        slot = self._from.slots.get(slot_id)
        if slot is None:
            return ()
        pairing = self._from.pairings[slot.pairing]
        term = self._from.terms[pairing.term]
        first = max(term.first_day, slot.first_day or "")
        last = min(term.last_day, slot.last_day or "9999")
        days: Iterable[str] = self._from.days.by_weekday(
            pairing.scope, term.first_day, term.last_day
        )[slot.weekday]
        days = (day for day in days if first <= day <= last)
        if slot.every == 1:
            return days
        from_week = week_of(first) + (slot.weekday < datetime.fromisoformat(first).isoweekday())
        return (day for day in days if (week_of(day) - from_week) % slot.every == 0)

    # -------------------------------------------------------------- what each is

    def lesson(self, key: Key) -> PlannedLesson | None:
        """Return the lesson as it will be, or None when there is none."""
        if key[0] not in self._from.slots:
            return None
        exception = self._exceptions.get(key)
        change = None if exception is None else exception.change
        if exception is not None and change is Change.MOVED:
            times = self._between(exception.to_day or "", exception.start, exception.end)
            return self._join(self._make(key, times, everybody=True), key, exception.reason)
        lesson = self._base(key)
        if lesson is None:
            return None
        if exception is not None and change is Change.CANCELLED:
            return msgspec.structs.replace(
                lesson, state=PlannedState.CANCELLED, reason=exception.reason
            )
        if exception is not None and change is Change.MERGED:
            into = (exception.other or "", exception.other_day or "")
            if self._can_be_joined(into):
                return msgspec.structs.replace(
                    lesson,
                    state=PlannedState.MERGED,
                    into=lesson_id(*into),
                    reason=exception.reason,
                )
            self._gap("no_such_lesson", key)
        if (other := self._swaps.get(key)) is not None:
            partner = self._base(other)
            if partner is None:
                self._gap("no_such_lesson", key)
            else:
                lesson = self._make(key, (partner.starts_at, partner.ends_at), everybody=True)
        return self._join(lesson, key, "" if exception is None else exception.reason)

    def _base(self, key: Key) -> PlannedLesson | None:
        """Return the lesson as the week has it."""
        if not self.falls_on(*key):
            return None
        times = self._usual(key)
        if times is None:
            return None
        lesson = self._make(key, times, everybody=False)
        return lesson if lesson.receivers else None

    def _make(self, key: Key, times: Times, *, everybody: bool) -> PlannedLesson:
        slot = self._from.slots[key[0]]
        pairing = self._from.pairings[slot.pairing]
        receivers = pairing.receivers
        if not everybody:
            receivers = tuple(r for r in receivers if not self._closed(r, key[1]))
        usual = self._usual(key, quietly=everybody)
        return PlannedLesson(
            id=lesson_id(*key),
            scope=pairing.scope,
            term=pairing.term,
            pairing=pairing.id,
            slot=slot.id,
            day=key[1],
            starts_at=times[0],
            ends_at=times[1],
            usual_at=times[0] if usual is None else usual[0],
            title=pairing.name,
            subject=pairing.subject,
            mode=pairing.mode,
            classroom=pairing.classroom,
            lecturer=pairing.lecturer,
            school_class=pairing.school_class,
            receivers=receivers,
            cap=pairing.cap,
        )

    def _closed(self, receiver: Receiver, day: str) -> bool:
        scope = self._from.scopes.get(receiver.classroom)
        return scope is not None and self._from.days.holiday(day, scope)

    # -------------------------------------------------------------- when

    def _usual(self, key: Key, *, quietly: bool = False) -> Times | None:
        slot = self._from.slots[key[0]]
        if slot.period is None:
            return self._between(key[1], slot.start, slot.end)
        scope = self._from.pairings[slot.pairing].scope
        bells = _in_force(self._from.bells.get(ids(scope)[-1], ()), key[1])
        if bells is not None and slot.period <= len(bells.periods):
            period = bells.periods[slot.period - 1]
            return self._between(key[1], period.start, period.end)
        if not quietly:
            self._gap("no_bells" if bells is None else "no_such_period", key)
        return None

    def _between(self, day: str, start: str | None, end: str | None) -> Times:
        return self._at(day, start or ""), self._at(day, end or "")

    def _at(self, day: str, time: str) -> float:
        return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=self._from.zone).timestamp()

    # -------------------------------------------------------------- with which others

    def _couple(self) -> None:
        """Note who is swapped with whom and merged into what."""
        for exception in self._from.exceptions:
            key, other = (exception.slot, exception.day), (exception.other, exception.other_day)
            if other[0] is None or other[1] is None:
                continue
            one, two = key, (other[0], other[1])
            if exception.change is Change.MERGED:
                self._merged[two].append(one)
            elif exception.change is Change.SWAPPED:
                if self._swaps.get(one, two) != two or self._swaps.get(two, one) != one:
                    self._gap("contradiction", one)
                else:
                    self._swaps[one], self._swaps[two] = two, one

    def _can_be_joined(self, key: Key) -> bool:
        exception = self._exceptions.get(key)
        if key[0] not in self._from.slots:
            return False
        if exception is None or exception.change is Change.SWAPPED:
            return self._base(key) is not None
        return exception.change is Change.MOVED

    def _join(self, lesson: PlannedLesson, key: Key, reason: str) -> PlannedLesson:
        """Return the lesson with those that were merged into it."""
        receivers = {r.classroom: r for r in lesson.receivers}
        merged = []
        for other in self._merged.get(key, ()):
            guest = self._base(other)
            if guest is None:
                continue
            merged.append(guest.id)
            joining = list(guest.receivers)
            if guest.mode is Mode.SHARED:
                joining.append(Receiver(guest.classroom, None, guest.school_class))
            for receiver in joining:
                if receiver.classroom != lesson.classroom:
                    receivers.setdefault(receiver.classroom, receiver)
        return msgspec.structs.replace(
            lesson, receivers=tuple(receivers.values()), merged_from=tuple(merged), reason=reason
        )

    def _gap(self, code: str, key: Key) -> None:
        self.gaps[Gap(code, *key)] = None


def _in_force(bells: Iterable[BellSchedule], day: str) -> BellSchedule | None:
    """Return the bells of that day: of several, those that came into force last."""
    valid = [b for b in bells if (b.first_day or "") <= day <= (b.last_day or "9999")]
    return max(valid, key=lambda b: (b.first_day or "", b.id), default=None)
