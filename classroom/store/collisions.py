"""Finding what collides with lessons that were just written, in the transaction that wrote them.

Rule: the database says which lessons share a classroom, a person or a class at the same time, each
by a short range of an index; what that means is said by `classroom.timetable.conflicts`.
"""

from collections.abc import Iterable, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.register.scope import Sight
from classroom.states import Phase
from classroom.store.planned import LONGEST, parts, read, seen
from classroom.store.tables.lessons import lessons as live
from classroom.store.tables.planned import lessons, seats
from classroom.timetable.conflicts import Conflict, find, fold
from classroom.timetable.planned import TAKES_PLACE, PlannedLesson

_ours, _theirs = seats.alias(), seats.alias()


async def collisions(
    connection: AsyncConnection, changed: Sequence[PlannedLesson]
) -> list[Conflict]:
    """Return the conflicts in which one of these lessons, as they are kept now, has a part."""
    by_id = {lesson.id: lesson for lesson in changed if lesson.takes_place}
    found: list[Conflict] = []
    for some in parts(by_id):
        others = await _sharing(connection, some)
        new = [by_id[id] for id in some]
        elsewhere = await read(connection, [id for id in others if id not in by_id])
        ours = [by_id[id] for id in others if id in by_id]
        found += find(new, [*elsewhere, *ours])
    return fold(found)


async def _sharing(connection: AsyncConnection, ids: Iterable[str]) -> list[str]:
    """Return the ids of lessons that share something with one of these at the same time."""
    found: dict[str, None] = {}
    for name in ("classroom", "person", "school_class"):
        query = (
            sa.select(_theirs.c.lesson)
            .select_from(_ours)
            .join(
                _theirs,
                sa.and_(
                    _theirs.c[name] == _ours.c[name],
                    _theirs.c.starts_at > _ours.c.starts_at - LONGEST,
                    _theirs.c.starts_at < _ours.c.ends_at,
                    _theirs.c.ends_at > _ours.c.starts_at,
                    _theirs.c.lesson != _ours.c.lesson,
                ),
            )
            .join(lessons, lessons.c.id == _theirs.c.lesson)
            .outerjoin(live, live.c.id == _theirs.c.lesson)
            .where(
                _ours.c.lesson.in_(ids),
                lessons.c.state.in_([state.value for state in TAKES_PLACE]),
                sa.or_(live.c.phase.is_(None), live.c.phase != Phase.ENDED.value),
            )
            .distinct()
        )
        found |= dict.fromkeys((await connection.execute(query)).scalars())
    return list(found)


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
