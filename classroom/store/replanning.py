"""Planning slots anew within a transaction: what is kept is made to match what should be.

Rules:
1. What is past, being taught or over is never touched. What is open and waits for its bell is: the
   live lesson follows (`signaling.opening`), and one that is not wanted any more is cancelled.
2. Lessons are compared, and only what differs is written, so that planning anew what has not
   changed writes nothing.
3. All slots are written before collisions are looked for: two that exchange their places are right.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.states import Phase
from classroom.store import planned
from classroom.store.affected import Days, Touched
from classroom.store.collisions import collisions
from classroom.store.material import load
from classroom.store.planned import parts
from classroom.store.tables.lessons import lessons as live
from classroom.store.tables.planned import lessons
from classroom.timetable.conflicts import Conflict, side
from classroom.timetable.days import day_at
from classroom.timetable.pairings import SlotException
from classroom.timetable.planned import Key, PlannedLesson, PlannedState, lesson_id
from classroom.timetable.planner import Planner

SLOTS_AT_ONCE = 25  # planned between two looks at the database, so that others get their turn
BEING_TAUGHT = frozenset({Phase.LIVE, Phase.PAUSED, Phase.HOLD})

Progress = Callable[[int, int], None]  # slots done, slots in all


class Replanned(msgspec.Struct, kw_only=True):
    """What planning anew has come to."""

    made: list[PlannedLesson] = []
    changed: list[PlannedLesson] = []
    removed: list[PlannedLesson] = []
    conflicts: list[Conflict] = []  # when there are any, nothing may be kept


class Replanning:
    """Plans slots anew; to be used once, within one transaction."""

    def __init__(self, connection: AsyncConnection, zone: ZoneInfo, now: float) -> None:
        """Write through `connection`."""
        self._connection = connection
        self._zone = zone
        self._now = now
        self._today = day_at(now, zone)
        self._outcome = Replanned()

    async def run(
        self,
        slots: Mapping[str, Days],
        touched: Iterable[Touched] = (),
        progress: Progress = lambda _done, _all: None,
    ) -> Replanned:
        """Plan these slots anew and say what collides; the caller keeps it or lets it go."""
        exceptions = [t.after for t in touched if isinstance(t.after, SlotException)]
        every = list(slots)
        for done in range(0, len(every), SLOTS_AT_ONCE):
            some = every[done : done + SLOTS_AT_ONCE]
            await self._plan({id: slots[id] for id in some}, exceptions)
            progress(min(done + SLOTS_AT_ONCE, len(every)), len(every))
        outcome = self._outcome
        for some_lessons in (outcome.made, outcome.changed, outcome.removed):
            some_lessons.sort(key=lambda lesson: (lesson.starts_at, lesson.id))
        outcome.conflicts += await collisions(self._connection, [*outcome.made, *outcome.changed])
        return outcome

    async def _plan(self, slots: Mapping[str, Days], exceptions: Sequence[SlotException]) -> None:
        material = await load(self._connection, slots, self._zone)
        planner = Planner(material)
        keys = {key for slot, days in slots.items() for key in planner.keys(slot, *days)}
        kept = await self._kept(slots, keys)
        for exception in exceptions:
            if exception.slot in slots:
                self._check(exception, planner, kept)
        wanted = {lesson_id(*key): planner.lesson(key) for key in keys}
        new_ones, gone = [], []
        for id in sorted(wanted.keys() | kept.keys()):
            old = kept.get(id)
            new = self._become(old, wanted.get(id))
            if old is not None and new != old.lesson:
                gone.append(id)
                (self._outcome.removed if new is None else self._outcome.changed).append(
                    new or old.lesson
                )
            elif old is None and new is not None:
                self._outcome.made.append(new)
            if new is not None and (old is None or new != old.lesson):
                new_ones.append(new)
        for gap in planner.gaps:
            if gap.day >= self._today:
                self._say(gap.code, (gap.slot, gap.day))
        await planned.delete(self._connection, gone)
        await planned.write(self._connection, new_ones, material.scopes)

    def _become(self, old: "Kept | None", new: PlannedLesson | None) -> PlannedLesson | None:
        """Return what is to be kept of a lesson that is so now and should become so."""
        if old is not None and old.is_past(self._now):
            return old.lesson
        if new is None:
            if old is None or old.phase is None:
                return None
            return msgspec.structs.replace(old.lesson, state=PlannedState.CANCELLED, merged_from=())
        if new.ends_at <= self._now:
            if old is not None:
                self._say("already_over", new.key, new)
            return None if old is None else old.lesson
        is_open = old is not None and old.lesson.state is PlannedState.OPENED
        if is_open and new.state is PlannedState.PLANNED:
            return msgspec.structs.replace(new, state=PlannedState.OPENED)
        return new

    def _check(
        self, exception: SlotException, planner: Planner, kept: Mapping[str, "Kept"]
    ) -> None:
        """Say what is wrong with an exception that has just been written."""
        key = (exception.slot, exception.day)
        if not planner.falls_on(*key):
            self._say("no_lesson_that_day", key)
        for slot, day in (key, (exception.other, exception.other_day)):
            if slot and day:
                old = kept.get(lesson_id(slot, day))
                if (day < self._today) if old is None else old.is_past(self._now):
                    self._say("already_over", (slot, day), None if old is None else old.lesson)

    def _say(self, code: str, key: Key, lesson: PlannedLesson | None = None) -> None:
        self._outcome.conflicts.append(
            Conflict(
                code=code,
                slot=key[0],
                day=key[1],
                lesson=None if lesson is None else side(lesson),
                starts_at=0.0 if lesson is None else lesson.starts_at,
                ends_at=0.0 if lesson is None else lesson.ends_at,
            )
        )

    async def _kept(self, slots: Mapping[str, Days], keys: Set[Key]) -> dict[str, "Kept"]:
        """Return the lessons of these slots and days, and those of these keys, as they are kept."""
        found: dict[str, Kept] = {}
        days = Days(min(d.first for d in slots.values()), max(d.last for d in slots.values()))
        own = lessons.c.slot.in_(sorted(slots)), lessons.c.day.between(*days)
        coupled = [lesson_id(*key) for key in keys if key[0] not in slots]
        conditions = [sa.and_(*own), *(lessons.c.id.in_(some) for some in parts(coupled))]
        for condition in conditions:
            query = sa.select(live.c.id, live.c.phase).join(lessons, lessons.c.id == live.c.id)
            phases = {
                id: Phase(phase)
                for id, phase in await self._connection.execute(query.where(condition))
            }
            for lesson in await planned.select(self._connection, condition):
                if _within(lesson, slots, keys):
                    found[lesson.id] = Kept(lesson, phases.get(lesson.id))
        return found


class Kept(NamedTuple):
    """A planned lesson as it is kept, and where its live lesson is, if there is one."""

    lesson: PlannedLesson
    phase: Phase | None

    def is_past(self, now: float) -> bool:
        """Whether it is not to be touched: over, or being taught."""
        state = self.lesson.state
        over = self.phase is Phase.ENDED and state is PlannedState.OPENED
        ended = state is PlannedState.ENDED or self.lesson.ends_at <= now
        return ended or over or self.phase in BEING_TAUGHT


def _within(lesson: PlannedLesson, slots: Mapping[str, Days], keys: Set[Key]) -> bool:
    days = slots.get(lesson.slot)
    return lesson.key in keys or (days is not None and days.first <= lesson.day <= days.last)
