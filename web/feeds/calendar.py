"""Planned lessons as an iCalendar object (RFC 5545, RFC 7986).

Rule: the same lessons give the same bytes. A lesson keeps its UID wherever it is moved, its
SEQUENCE only grows, and one that does not take place says so instead of vanishing. No pupil is in
it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from classroom.store.feeds import Revision
from classroom.timetable.planned import PlannedLesson, PlannedState
from classroom.timetable.subjects import SUBJECTS
from web.transfer.forms import Language

if TYPE_CHECKING:
    from icalendar import Event

TYPE = "text/calendar"
REFRESH = timedelta(hours=1)
_HOST = "sanketang"
_WORDS = {
    "lecturer": ("主讲", "Lecturer"),
    "delivering": ("主讲教室", "Delivering"),
    "receiving": ("听讲教室", "Receiving"),
    "cancelled": ("已取消", "Cancelled"),
}


class Names(msgspec.Struct, frozen=True):
    """What ids are called: classrooms with their school, people by their display name."""

    of: Mapping[str, str]

    def __call__(self, id: str) -> str:
        """Return the name, or nothing."""
        return self.of.get(id, "")


def calendar(
    *,
    title: str,
    uid: str,
    lessons: Sequence[PlannedLesson],
    revisions: Mapping[str, Revision],
    names: Names,
    language: Language,
    zone: ZoneInfo,
) -> bytes:
    """Return the object, its lessons by their start; to be called in a thread."""
    from icalendar import Calendar, Timezone  # 4 MB, when it is needed

    made = Calendar()
    made.add("prodid", "-//Sanketang//三课堂//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("uid", f"{uid}@{_HOST}")
    made.add("name", title)
    made.add("x-wr-calname", title)
    made.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    made.add("x-published-ttl", REFRESH)
    years = [_time(lesson.starts_at, zone).year for lesson in lessons] or [2026]
    made.add_component(
        Timezone.from_tzinfo(
            zone,
            first_date=date(min(years), 1, 1),
            last_date=date(max(years) + 1, 1, 1),
        )
    )
    for lesson in sorted(lessons, key=lambda each: (each.starts_at, each.id)):
        made.add_component(_event(lesson, revisions[lesson.id], names, language, zone))
    return bytes(made.to_ical())


def _event(
    lesson: PlannedLesson,
    revision: Revision,
    names: Names,
    language: Language,
    zone: ZoneInfo,
) -> "Event":
    from icalendar import Event

    def word(name: str) -> str:
        return _WORDS[name][language is Language.EN]

    off = lesson.state in (PlannedState.CANCELLED, PlannedState.MERGED)
    subject = SUBJECTS.get(lesson.subject, (lesson.subject, lesson.subject))
    summary = f"{subject[language is Language.EN]} · {lesson.title}"
    changed = datetime.fromtimestamp(int(revision.at), UTC)
    receivers = [names(receiver.classroom) for receiver in lesson.receivers]
    told = {
        "delivering": names(lesson.classroom),
        "receiving": ", ".join(filter(None, receivers)),
        "lecturer": names(lesson.lecturer),
    }
    event = Event()
    event.add("uid", f"{lesson.id}@{_HOST}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", revision.sequence)
    event.add("dtstart", _time(lesson.starts_at, zone))
    event.add("dtend", _time(lesson.ends_at, zone))
    event.add("summary", f"{word('cancelled')}: {summary}" if off else summary)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if off else "OPAQUE")
    event.add("location", names(lesson.classroom))
    lines = [f"{word(name)}: {text}" for name, text in told.items() if text]
    event.add("description", "\n".join([*lines, *filter(None, [lesson.reason])]))
    event.add("categories", [subject[language is Language.EN]])
    return event


def _time(at: float, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at, zone)
