"""Which weekday's timetable holds on a date: the week, unless a calendar says otherwise.

Rule: the nearest calendar wins, the school's own over its region's, a region's over that of the
region around it. A scope names them all, nearest last, so a scope is what is asked with. On a
holiday no weekday holds; on a make-up day the one it follows; on any other day its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from classroom.register.scope import ids
from classroom.timetable.calendar import CalendarDay, DayKind

ONE = timedelta(days=1)


class Days:
    """The calendars of some schools and of the regions they lie in."""

    def __init__(self, days: Iterable[CalendarDay] = ()) -> None:
        """Keep what differs from the week."""
        self._said = {(day.school or day.region or "", day.day): day for day in days}
        self._weeks: dict[tuple[str, str, str], dict[int, list[str]]] = {}

    def weekday(self, day: str, scope: str) -> int | None:
        """Return the weekday (Monday is 1) whose timetable holds in a school, or None."""
        said = self._nearest(day, scope)
        if said is None:
            return date.fromisoformat(day).isoweekday()
        return said.follows if said.kind is DayKind.MAKE_UP else None

    def holiday(self, day: str, scope: str) -> bool:
        """Whether there is no school on that day."""
        said = self._nearest(day, scope)
        return said is not None and said.kind is DayKind.HOLIDAY

    def by_weekday(self, scope: str, first: str, last: str) -> Mapping[int, Sequence[str]]:
        """Return the days from first to last, both included, under the weekday they follow."""
        known = self._weeks.get((scope, first, last))
        if known is None:
            known = {weekday: [] for weekday in range(1, 8)}
            for day in each(first, last):
                weekday = self.weekday(day, scope)
                if weekday is not None:
                    known[weekday].append(day)
            self._weeks[scope, first, last] = known
        return known

    def _nearest(self, day: str, scope: str) -> CalendarDay | None:
        for id in reversed(ids(scope)):
            if (said := self._said.get((id, day))) is not None:
                return said
        return None


def day_at(time: float, zone: ZoneInfo) -> str:
    """Return the day that it is there at a time in UTC seconds."""
    return datetime.fromtimestamp(time, zone).date().isoformat()


def midnight(time: float, zone: ZoneInfo) -> float:
    """Return when the day began that it is there at a time, both in UTC seconds."""
    day = datetime.fromtimestamp(time, zone)
    return day.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def each(first: str, last: str) -> Iterable[str]:
    """Yield the days from first to last, both included."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        day += ONE


def week_of(day: str) -> int:
    """Return the number of the week, Monday to Sunday, that a day lies in."""
    return (date.fromisoformat(day).toordinal() - 1) // 7  # 0001-01-01 was a Monday
