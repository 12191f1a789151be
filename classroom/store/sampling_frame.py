"""What a sampling rule draws from, who may be given it, and how much of everything was looked at.

Rule: only recordings that are sealed and that were delivered in the rule's scope; no more than
`MOST_TO_DRAW_FROM`, since a draw keeps all their ids.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.failures import Refused
from classroom.permissions import Action, permits, sight
from classroom.recording.values import RecordingState
from classroom.register.people import Grant
from classroom.register.scope import Sight, contains, ids
from classroom.review.inspection import InspectionState
from classroom.review.sampling import MOST_TO_DRAW_FROM, Candidate, SamplingRule
from classroom.store.tables.planned import seats
from classroom.store.tables.recordings import recordings
from classroom.store.tables.register import TABLES
from classroom.store.tables.review import drawn, inspections
from classroom.store.transactions import Database
from classroom.store.visibility import covered, inside

people, classes = TABLES["people"], TABLES["classes"]
MOST_INSPECTORS_LISTED = 200
Grants = Mapping[str, Sequence[Grant]]


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """How many lessons of a subject in a school were recorded, drawn, and inspected."""

    school: str  # id; "": of no timetable
    subject: str
    recordings: int
    drawn: int
    inspected: int


class Inspector(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may be given lessons."""

    id: str
    name: str  # display name


async def candidates(
    connection: AsyncConnection, rule: SamplingRule, start: float, end: float
) -> list[Candidate]:
    """Return what the rule draws from, of recordings that began in these hours, by their ids.

    Raises:
        Refused: `too_many_rows`.
    """
    column = recordings.c
    query = (
        sa.select(column.id, column.scope, seats.c.person)
        .outerjoin(seats, sa.and_(seats.c.lesson == column.id, seats.c.place == 0))
        .where(
            column.state == RecordingState.SEALED.value,
            column.began_at >= start,
            column.began_at < end,
            inside(column.scope, rule.scope),
        )
    )
    if rule.subject:
        query = query.where(column.subject == rule.subject)
    if rule.keeping:
        query = query.where(column.keeping.in_([each.value for each in rule.keeping]))
    if rule.grade is not None:
        graded = (
            sa.select(seats.c.lesson)
            .join(classes, classes.c.id == seats.c.school_class)
            .where(classes.c.grade == rule.grade)
        )
        query = query.where(column.id.in_(graded))
    query = query.order_by(column.id).limit(MOST_TO_DRAW_FROM + 1)
    found = [
        Candidate(recording=row.id, scope=row.scope, lecturer=row.person or "")
        for row in await connection.execute(query)
    ]
    if len(found) > MOST_TO_DRAW_FROM:
        raise Refused("too_many_rows", f"more than {MOST_TO_DRAW_FROM} recordings")
    return found


async def grants_of(connection: AsyncConnection, persons: Collection[str]) -> Grants:
    """Return what these people may, as it is now; of those who are there."""
    query = sa.select(people.c.id, people.c.grants).where(
        people.c.id.in_(sorted(persons)), people.c.removed_at.is_(None)
    )
    return {
        row.id: msgspec.convert(row.grants, tuple[Grant, ...])
        for row in await connection.execute(query)
    }


def may_take(grants: Grants) -> Callable[[str, Candidate], bool]:
    """Return what tells whether somebody may inspect a recording."""

    def may(person: str, each: Candidate) -> bool:
        return permits(grants.get(person, ()), Action.INSPECT_LESSON, each.scope)

    return may


def inspects(grants: Sequence[Grant], scope: str) -> bool:
    """Tell whether somebody inspects anything in a scope."""
    theirs = sight(grants, Action.INSPECT_LESSON).scopes
    return any(contains(mine, scope) or contains(scope, mine) for mine in theirs)


async def inspectors(database: Database, seen: Sight) -> list[Inspector]:
    """Return who inspects lessons somewhere in sight, by name."""
    query = (
        sa.select(people.c.id, people.c.display_name, people.c.grants)
        .where(
            people.c.removed_at.is_(None),
            sa.cast(people.c.grants, sa.Text).contains('"inspector"'),
        )
        .order_by(people.c.display_name, people.c.id)
    )
    async with database.reading() as connection:
        rows = (await connection.execute(query)).all()
    found = []
    for row in rows:
        grants = msgspec.convert(row.grants, tuple[Grant, ...])
        if any(inspects(grants, scope) for scope in seen.scopes):
            found.append(Inspector(id=row.id, name=row.display_name))
    return found[:MOST_INSPECTORS_LISTED]


async def coverage(database: Database, start: float, end: float, seen: Sight) -> list[Covered]:
    """Return what of the recordings of these hours was drawn and inspected, by school, subject."""
    column = recordings.c
    was_drawn = sa.exists().where(drawn.c.recording == column.id)
    was_filed = sa.exists().where(
        inspections.c.recording == column.id,
        inspections.c.state != InspectionState.DRAFT.value,
    )
    count = sa.func.count()
    query = (
        sa.select(
            column.scope,
            column.subject,
            count.label("recordings"),
            sa.func.sum(sa.case((was_drawn, 1), else_=0)).label("drawn"),
            sa.func.sum(sa.case((was_filed, 1), else_=0)).label("inspected"),
        )
        .where(
            column.state == RecordingState.SEALED.value,
            column.began_at >= start,
            column.began_at < end,
            covered(column.scope, seen),
        )
        .group_by(column.scope, column.subject)
        .order_by(column.scope, column.subject)
    )
    async with database.reading() as connection:
        rows = (await connection.execute(query)).all()
    return [
        Covered(
            school=(ids(row.scope) or [""])[-1],
            subject=row.subject,
            recordings=row.recordings,
            drawn=int(row.drawn),
            inspected=int(row.inspected),
        )
        for row in rows
    ]
