"""Lessons in memory, for tests that are not about the database.

Rule: it keeps the same promises as the database, shown by the same tests
(`tests/contracts/test_store.py`), except that nothing survives the process.
"""

from collections.abc import Collection, Sequence

import msgspec

from classroom.events import Event, PupilAnswered
from classroom.failures import Refused, Unavailable
from classroom.incidents.incident import shut_down_at
from classroom.ink.log import InkEntry
from classroom.lesson import Lesson
from classroom.links import Link
from classroom.record import LessonRecord
from classroom.sound_checks import known, tests
from classroom.sound_test import SoundTest
from classroom.states import Phase
from classroom.store.documents import without_streams


class MemoryStore:
    """Implements `classroom.ports.Store`."""

    def __init__(self) -> None:
        """Begin empty."""
        self._records: dict[str, LessonRecord] = {}
        self._events: dict[str, list[Event]] = {}
        self._links: dict[str, Link] = {}
        self._sounds: dict[str, SoundTest] = {}
        self._ink: dict[str, list[InkEntry]] = {}

    async def create(self, lesson: Lesson, links: Sequence[Link], events: Sequence[Event]) -> None:
        """Keep a new lesson with its joining links."""
        if lesson.id in self._records:
            raise Refused("lesson_exists")
        self._records[lesson.id] = without_streams(lesson.record)
        self._events[lesson.id] = list(events)
        self._links |= {link.token_hash: link for link in links}

    async def save(self, lesson: Lesson, events: Sequence[Event]) -> None:
        """Replace the lesson's state and append its events."""
        kept = self._records.get(lesson.id)
        if kept is None or kept.version >= lesson.record.version:
            raise Unavailable("conflict", "there is a later version of the lesson")
        self._records[lesson.id] = without_streams(lesson.record)
        self._events[lesson.id] += [e for e in events if not isinstance(e, PupilAnswered)]
        if (shut := shut_down_at(events)) is not None:
            for hash, link in self._links.items():
                if link.lesson == lesson.id:
                    self._links[hash] = msgspec.structs.replace(link, expires_at=shut)
        self._sounds |= {e.classroom: known(e) for e in tests(lesson.record, events)}

    async def sound(self, classroom: str) -> SoundTest | None:
        """Return the classroom's last sound test."""
        return self._sounds.get(classroom)

    async def load(self, lesson_id: str) -> Lesson | None:
        """Return the lesson as last saved, or None."""
        record = self._records.get(lesson_id)
        return None if record is None else Lesson(record)

    async def unfinished(self) -> Sequence[str]:
        """Return the ids of all lessons that have not ended, by their start."""
        going = [r for r in self._records.values() if r.phase is not Phase.ENDED]
        return [record.id for record in sorted(going, key=lambda r: r.starts_at)]

    async def due(self, before: float) -> Sequence[str]:
        """Return the ids of those that start before this time."""
        return [id_ for id_ in await self.unfinished() if self._records[id_].starts_at < before]

    async def events(self, lesson_id: str) -> Sequence[Event]:
        """Return everything that has happened in the lesson, in order."""
        return list(self._events.get(lesson_id, []))

    async def latest(
        self, lesson_id: str, kinds: Collection[type[Event]], most: int
    ) -> Sequence[Event]:
        """Return the last events of these kinds in the lesson, in order."""
        happened = self._events.get(lesson_id, [])
        return [event for event in happened if type(event) in kinds][-most:]

    async def find_link(self, token_hash: str) -> Link | None:
        """Return what is kept of a joining link, or None."""
        return self._links.get(token_hash)

    async def add_ink(self, lesson_id: str, entries: Sequence[InkEntry]) -> None:
        """Append to what was drawn."""
        self._ink.setdefault(lesson_id, []).extend(entries)

    async def ink(self, lesson_id: str) -> Sequence[InkEntry]:
        """Return everything that has happened to the lesson's ink, in order."""
        return list(self._ink.get(lesson_id, ()))
