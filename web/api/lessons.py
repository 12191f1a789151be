"""Planned lessons: what is on, where each is and how it went; planning a term; the sums.

Rule: a lesson is seen by whoever sees a school that takes part in it, and one's own by whoever
teaches or assists in it. What others may not see of a conflict is not told to them either.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from classroom.accounts.principal import Principal
from classroom.failures import BadMessage
from classroom.permissions import Action, sight
from classroom.register.ports import MOST_ON_A_PAGE
from classroom.register.resource import Id
from classroom.register.scope import EVERYTHING, Sight, contains
from classroom.store.collisions import told
from classroom.store.planned import PlannedLessons
from classroom.store.registry import DatabaseRegistry
from classroom.store.timetable import Timetable
from classroom.store.transactions import Database
from classroom.store.went import By, LessonsWent, SumOf, Went
from classroom.timetable.calendar import TERMS
from classroom.timetable.conflicts import Conflicts
from classroom.timetable.ports import LessonQuery
from web.api import reading, shapes
from web.api.jobs import Job, Jobs, Progress
from web.api.looking import accepted, owner
from web.api.operations import BASE, Operation
from web.api.places import narrowed, scope_of
from web.routes import Access, principal

DAY = 24 * 3600
LONGEST = 400 * DAY  # a school year and its holidays

Time = Annotated[int, msgspec.Meta(ge=0, le=32503680000, description="Seconds since 1970, UTC.")]
Limit = Annotated[int, msgspec.Meta(ge=1, le=MOST_ON_A_PAGE, description="How many on a page.")]


class LessonsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which lessons: those that overlap these hours; by default, today's."""

    start: Time | UnsetType = msgspec.field(name="from", default=UNSET)
    to: Time | UnsetType = UNSET
    classroom: Id | UnsetType = UNSET
    person: Id | UnsetType = UNSET
    school_class: Id | UnsetType = UNSET
    within: shapes.Within = ""
    after: shapes.After = ""
    limit: Limit = 50


class OwnAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which of one's own lessons: those that overlap these hours; by default, today's."""

    start: Time | UnsetType = msgspec.field(name="from", default=UNSET)
    to: Time | UnsetType = UNSET
    after: shapes.After = ""
    limit: Limit = 50


class TallyAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which sums: of what starts in these hours."""

    by: By
    start: Time = msgspec.field(name="from")
    to: Time
    within: shapes.Within = ""
    after: shapes.After = ""
    limit: Limit = 50


class LessonList(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them, by their start."""

    items: list[Went]
    after: str | None
    labels: shapes.Labels


class TallyList(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them, in the order of what they are of."""

    items: list[SumOf]
    after: str | None
    labels: shapes.Labels


class Lessons:
    """Answers for lessons."""

    def __init__(
        self, database: Database, registry: DatabaseRegistry, jobs: Jobs, zone: ZoneInfo
    ) -> None:
        """Answer from the store; `zone` is where the schools are."""
        self._database, self._registry, self._jobs, self._zone = database, registry, jobs, zone
        self._planned, self._went = PlannedLessons(database), LessonsWent(database)
        self._timetable = Timetable(database, zone)

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="GET", path=f"{BASE}/lessons", access=Action.READ_LESSONS,
                handler=self.page, name="listLessons", about="lessons",
                summary="List planned lessons, where each is and how it went.",
                query=LessonsAsked, answer=LessonList, failures=("not_found", "bad_page"),
            ),
            Operation(
                method="GET", path=f"{BASE}/lessons/{{id}}", access=Action.READ_LESSONS,
                handler=self.get, name="getLesson", about="lessons",
                summary="Get a planned lesson, where it is and how it went.",
                answer=Went,
            ),
            Operation(
                method="GET", path=f"{BASE}/me/lessons", access=Access.SIGNED_IN,
                handler=self.own, name="listOwnLessons", about="lessons",
                summary="List the lessons one teaches or assists in; today's by default.",
                query=OwnAsked, answer=LessonList, failures=("bad_page",),
            ),
            Operation(
                method="POST", path=f"{BASE}/terms/{{id}}/plan", access=Action.PLAN_LESSONS,
                handler=self.plan, name="planTerm", about="lessons",
                summary="Plan a term's lessons anew, as a job; what is right is left alone.",
                answer=Job, status=202, located=True, keyed=True, failures=("too_busy",),
            ),
            Operation(
                method="GET", path=f"{BASE}/tally", access=Action.READ_TALLY,
                handler=self.tally, name="tally", about="lessons",
                summary="Sum up lessons planned, held, missed, late and lost.",
                query=TallyAsked, answer=TallyList, failures=("not_found", "bad_page"),
            ),
        ]  # fmt: skip

    async def page(self, request: web.Request) -> web.Response:
        """Answer with one page."""
        asked = reading.query(request, LessonsAsked)
        seen = sight(principal(request).grants, Action.READ_LESSONS)
        start, end = self._hours(asked.start, asked.to)
        query = LessonQuery(
            start=start,
            end=end,
            classroom=asked.classroom or None,
            person=asked.person or None,
            school_class=asked.school_class or None,
            scope=await self._scope(asked.within, seen),
            after=asked.after,
            limit=asked.limit,
        )
        return await self._listed(query, seen)

    async def get(self, request: web.Request) -> web.Response:
        """Answer with one lesson."""
        seen = sight(principal(request).grants, Action.READ_LESSONS)
        lesson = await self._planned.get(reading.id(request), seen)
        (went,) = await self._went.each([lesson])
        return reading.json(went)

    async def own(self, request: web.Request) -> web.Response:
        """Answer with one's own lessons: nobody else's, whatever the grants."""
        asked = reading.query(request, OwnAsked)
        start, end = self._hours(asked.start, asked.to)
        person = principal(request).person
        query = LessonQuery(
            start=start, end=end, person=person, after=asked.after, limit=asked.limit
        )
        return await self._listed(query, EVERYTHING)

    async def _listed(self, query: LessonQuery, seen: Sight) -> web.Response:
        page = await self._planned.page(query, seen)
        return reading.json(
            LessonList(
                items=await self._went.each(page.items),
                after=page.after,
                labels=await self._went.labels(page.items),
            )
        )

    async def plan(self, request: web.Request) -> web.Response:
        """Begin to plan a term."""
        who = principal(request)
        mine = sight(who.grants, Action.PLAN_LESSONS)
        term = await self._registry.get(TERMS, reading.id(request), mine)
        scopes = [
            each
            for each in dict.fromkeys(mine.scopes)
            if not any(contains(other, each) for other in mine.scopes if other != each)
        ]

        async def run(progress: Progress) -> dict[str, Any]:
            return await self._generate(who, term.id, scopes, progress)

        once = reading.once(request, who, b"")
        async with self._database.writing(who.actor) as transaction:
            if made := await once.made(transaction):
                return accepted(self._jobs.look(owner(who), made.object))
            job = self._jobs.start(owner(who), "plan_term", run)
            await once.keep(transaction, job.id, term.scope)
        return accepted(job)

    async def _generate(
        self, who: Principal, term: str, scopes: list[str], progress: Progress
    ) -> dict[str, Any]:
        made = [0, 0, 0]
        try:
            for scope in scopes:
                got = await self._timetable.generate(who.actor, term, scope, progress)
                made = [a + b for a, b in zip(made, got, strict=True)]
        except Conflicts as failure:
            seen = sight(who.grants, Action.READ_LESSONS)
            async with self._database.reading() as connection:
                raise Conflicts(await told(connection, failure.conflicts, seen)) from None
        return dict(zip(("made", "changed", "removed"), made, strict=True))

    async def tally(self, request: web.Request) -> web.Response:
        """Answer with sums."""
        asked = reading.query(request, TallyAsked)
        seen = sight(principal(request).grants, Action.READ_TALLY)
        start, end = self._hours(asked.start, asked.to)
        if scope := await self._scope(asked.within, seen):
            seen = narrowed(seen, scope)
        more = await self._went.sums(
            asked.by, start, end, seen, after=asked.after, limit=asked.limit + 1
        )
        items = more[: asked.limit]
        labels = await self._went.names(asked.by, [item.of for item in items])
        after = items[-1].of if len(more) > len(items) else None
        return reading.json(TallyList(items=items, after=after, labels=labels))

    async def _scope(self, place: str, seen: Sight) -> str:
        return await scope_of(self._registry, place, seen) if place else ""

    def _hours(self, start: int | UnsetType, end: int | UnsetType) -> tuple[float, float]:
        """Return the hours that are asked for: today's, where nothing is said."""
        if start is UNSET:
            now = datetime.fromtimestamp(self._database.now(), self._zone)
            start = int(now.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())
        if end is UNSET:
            day = datetime.fromtimestamp(start, self._zone) + timedelta(days=1)
            end = int(day.timestamp())
        if not start < end <= start + LONGEST:
            raise BadMessage("bad_query", f"`to` comes after `from`, at most {LONGEST} seconds")
        return float(start), float(end)
