"""Finding what collides with lessons that were just written, in the transaction that wrote them.

Rule: the database is asked what else the same classrooms, people and classes have in those days, by
short ranges of an index; what that means is said by `classroom.timetable.conflicts`.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.register.scope import Sight
from classroom.states import Phase
from classroom.store.planned import LONGEST, parts, read, seen
from classroom.store.tables.lessons import lessons as live
from classroom.store.tables.planned import seats
from classroom.timetable.conflicts import Conflict, find, fold, uses
from classroom.timetable.planned import PlannedLesson

Times = tuple[float, float]  # start and end


async def collisions(
    connection: AsyncConnection, changed: Sequence[PlannedLesson]
) -> list[Conflict]:
    """Return the conflicts in which one of these lessons, as they are kept now, has a part."""
    by_id = {lesson.id: lesson for lesson in changed if lesson.takes_place}
    found: list[Conflict] = []
    for some in parts(by_id):
        sharing = await _sharing(connection, [by_id[id] for id in some])
        elsewhere = [id for id in sharing if id not in by_id]
        over = await _over(connection, elsewhere)
        others = await read(connection, [id for id in elsewhere if id not in over])
        ours = [by_id[id] for id in sharing if id in by_id]
        found += find([by_id[id] for id in some], [*others, *ours])
    return fold(found)


async def _sharing(connection: AsyncConnection, ours: Sequence[PlannedLesson]) -> list[str]:
    """Return the ids of lessons that share something with one of ours at the same time."""
    taken: dict[str, list[Times]] = defaultdict(list)
    for use in (use for lesson in ours for use in uses(lesson)):
        taken[use.who].append((use.lesson.starts_at, use.lesson.ends_at))
    for times in taken.values():
        times.sort()
    within = sa.and_(
        seats.c.starts_at > min(lesson.starts_at for lesson in ours) - LONGEST,
        seats.c.starts_at < max(lesson.ends_at for lesson in ours),
    )
    ids = {lesson.id for lesson in ours}
    found: dict[str, None] = {}
    for column in (seats.c.classroom, seats.c.person, seats.c.school_class):
        for some in parts(taken):
            query = sa.select(column, seats.c.lesson, seats.c.starts_at, seats.c.ends_at)
            for who, id, start, end in await connection.execute(
                query.where(column.in_(some), within)
            ):
                if id not in ids and _overlap(taken[who], start, end):
                    found[id] = None
    return list(found)


def _overlap(taken: Sequence[Times], start: float, end: float) -> bool:
    first = bisect_left(taken, (start - LONGEST, 0.0))
    last = bisect_left(taken, (end, 0.0))
    return any(other_end > start for _, other_end in taken[first:last])


async def _over(connection: AsyncConnection, ids: Sequence[str]) -> set[str]:
    """Return those whose live lesson has ended: early, so that the classrooms are free again."""
    over: set[str] = set()
    for some in parts(ids):
        query = sa.select(live.c.id).where(live.c.id.in_(some), live.c.phase == Phase.ENDED.value)
        over |= set((await connection.execute(query)).scalars())
    return over


async def told(
    connection: AsyncConnection, conflicts: Sequence[Conflict], sight: Sight
) -> list[Conflict]:
    """Return the conflicts, without the other lesson where whoever asks may not see it: that
    somebody or something is taken then is all they may know.
    """
    visible: set[str] = set()
    for some in parts({c.other.lesson for c in conflicts if c.other}):
        query = sa.select(seats.c.lesson).where(seats.c.lesson.in_(some), seen(sight))
        visible |= set((await connection.execute(query)).scalars())
    return [
        c
        if c.other is None or c.other.lesson in visible
        else msgspec.structs.replace(c, other=None)
        for c in conflicts
    ]
