"""Who was to be kept out of lessons, of those who came to them: evidence for the blacklist.

Rule: two statements for all lessons that are read together.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.sanctions.sanction import LessonPlace, Sanction, Step
from classroom.store.sanctions import sanction_of
from classroom.store.tables.planned import seats
from classroom.store.tables.sanctions import sanctions

MOST = 2_000


async def kept_out(
    connection: AsyncConnection, pairings: Mapping[str, str], subjects: Collection[str]
) -> dict[str, tuple[Sanction, ...]]:
    """Return by lesson what ever kept one of these out of it; `pairings` is lesson → pairing."""
    query = sa.select(sanctions).where(
        sanctions.c.subject.in_(sorted(subjects)),
        sanctions.c.step.in_([Step.SUSPEND.value, Step.CLOSE.value]),
    )
    rows = await connection.execute(query.order_by(sanctions.c.made_at).limit(MOST))
    found = [sanction_of(row) for row in rows]
    if not found:
        return {}
    scopes: dict[str, list[str]] = defaultdict(list)
    places = sa.select(seats.c.lesson, seats.c.scope).where(seats.c.lesson.in_(sorted(pairings)))
    for row in await connection.execute(places):
        scopes[row.lesson].append(row.scope)
    return {
        lesson: tuple(each for each in found if each.holds_in(place))
        for lesson, pairing in pairings.items()
        for place in [LessonPlace(lesson=lesson, pairing=pairing, scopes=tuple(scopes[lesson]))]
    }
