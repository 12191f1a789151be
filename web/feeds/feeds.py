"""What can be asked of calendar feeds: made, listed, revoked; and read by whoever has the address.

Rule: reading costs little when nothing has changed (ETag), and is limited for each feed. A feed
that is revoked, unknown or of something that is gone is not found, all the same.
"""

import asyncio
import hashlib
from collections import OrderedDict
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.audit.record import ActorKind
from classroom.failures import Refused
from classroom.permissions import Action, permits, sight
from classroom.register.feeds import Feed, FeedKind, FeedOrder
from classroom.register.kinds import KINDS
from classroom.register.people import PEOPLE
from classroom.register.places import CLASSROOMS, SCHOOLS
from classroom.register.resource import Resource
from classroom.register.scope import EVERYTHING
from classroom.store.feeds import DatabaseFeeds
from classroom.store.planned import PlannedLessons
from classroom.store.registry import DatabaseRegistry
from classroom.store.transactions import Database
from classroom.timetable.planned import PlannedLesson
from classroom.timetable.ports import MOST_ON_A_PAGE, LessonQuery
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.feeds.calendar import TYPE, Names, calendar
from web.rates import Rates
from web.routes import Access, principal
from web.transfer.forms import Language

DAY = 86_400
PAST_DAYS, COMING_DAYS = 14, 210
MOST_LESSONS = 4000
REMEMBERED = 64  # calendars as they were last told
A_MINUTE = 12  # readings of one feed: every program that has it asks some times an hour
MAX_AGE = 300


class NewFeed(msgspec.Struct, frozen=True, kw_only=True):
    """A feed at its making: `path` is told here and never again."""

    path: str  # below the server's address
    feed: Feed


class FeedList(msgspec.Struct, frozen=True, kw_only=True):
    """Some feeds in force, latest first."""

    items: list[Feed]
    after: str | None
    labels: dict[str, str]  # id → name of what each is of


class Feeds:
    """Answers for feeds."""

    def __init__(self, database: Database, registry: DatabaseRegistry, zone: ZoneInfo) -> None:
        """Answer from the store; `zone` is where the schools are."""
        self._database, self._registry, self._zone = database, registry, zone
        self._kept, self._planned = DatabaseFeeds(database), PlannedLessons(database)
        self._rates = Rates(monotonic)
        self._told: OrderedDict[str, tuple[tuple[int, int], bytes]] = OrderedDict()

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        every = f"{BASE}/feeds"
        return [
            Operation(
                method="GET", path=every, access=Access.ANYONE, handler=self.all,
                name="listFeeds", about="feeds",
                summary="List calendar feeds: one's own, and those one may manage.",
                query=shapes.PageAsked, answer=FeedList,
            ),
            Operation(
                method="POST", path=every, access=Access.ANYONE, handler=self.make,
                name="makeFeed", about="feeds",
                summary="Make a calendar feed of a classroom, a person or a school.",
                body=FeedOrder, answer=NewFeed, status=201, keyed=True,
                failures=("not_found", "too_many", "made_already"),
            ),
            Operation(
                method="DELETE", path=f"{every}/{{id}}", access=Access.ANYONE, handler=self.revoke,
                name="revokeFeed", about="feeds",
                summary="Let a feed be read no more.", status=204,
            ),
            Operation(
                method="GET", path=f"{BASE}/calendars/{{token}}.ics", access=Access.PUBLIC,
                handler=self.read, name="readFeed", about="feeds",
                summary="Read a calendar feed (iCalendar).",
                file=(TYPE,), failures=("too_many",),
            ),
        ]  # fmt: skip

    async def all(self, request: web.Request) -> web.Response:
        """Answer with those that may be managed."""
        who = _somebody(principal(request))
        asked = reading.query(request, shapes.PageAsked)
        seen = sight(who.grants, Action.READ_FEEDS)
        items, after = await self._kept.page(seen, who.person, after=asked.after, limit=asked.limit)
        labels = {}
        for kind in FeedKind:
            ids = {feed.object for feed in items if feed.kind is kind}
            for thing in await self._registry.among(KINDS[kind.value], "id", ids, EVERYTHING):
                labels[thing.id] = _name(thing)
        return reading.json(FeedList(items=[*items], after=after, labels=labels))

    async def make(self, request: web.Request) -> web.Response:
        """Make one."""
        who = _somebody(principal(request))
        body = await reading.body(request)
        order, once = reading.struct(body, FeedOrder), reading.once(request, who, body)
        seen = sight(who.grants, Action.WRITE_FEEDS)
        own = _own(order, who)
        kind = KINDS[order.kind.value]
        thing: Resource = await self._registry.get(kind, order.object, EVERYTHING if own else seen)
        if not own and not seen.covers(thing.scope):
            raise Refused("not_found", kind.name)
        person = who.person or who.actor.id
        token, feed = await self._kept.make(order, thing.scope, person, who.actor, once)
        path = f"{BASE}/calendars/{token}.ics"
        return reading.json(NewFeed(path=path, feed=feed), status=201)

    async def revoke(self, request: web.Request) -> web.Response:
        """Revoke one."""
        who = _somebody(principal(request))
        feed = await self._kept.get(reading.id(request))
        own = _own(feed, who)
        if not own and not permits(who.grants, Action.WRITE_FEEDS, feed.scope):
            raise Refused("not_found", "feeds")
        await self._kept.revoke(feed, who.actor)
        return web.Response(status=204)

    async def read(self, request: web.Request) -> web.StreamResponse:
        """Answer with the calendar, or that it has not changed."""
        feed = await self._kept.find(request.match_info["token"])
        if feed is None:
            raise Refused("not_found", "no such feed")
        self._rates.count("feed", feed.id, A_MINUTE)
        body = await self._calendar(feed)
        etag = hashlib.sha256(body).hexdigest()[:32]
        headers = {"Cache-Control": f"private, max-age={MAX_AGE}", "ETag": f'"{etag}"'}
        if any(each.value in (etag, "*") for each in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, content_type=TYPE, charset="utf-8", headers=headers)

    # -------------------------------------------------------------- within

    async def _calendar(self, feed: Feed) -> bytes:
        today = int(self._database.now()) // DAY * DAY
        state = (await self._kept.state(), today)
        known = self._told.get(feed.id)
        if known is not None and known[0] == state:
            self._told.move_to_end(feed.id)
            return known[1]
        body = await self._write(feed, today)
        self._told[feed.id] = (state, body)
        while len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        return body

    async def _write(self, feed: Feed, today: int) -> bytes:
        lessons = await self._lessons(feed, today)
        language = Language(feed.language.value)
        thing = await self._registry.get(KINDS[feed.kind.value], feed.object, EVERYTHING)
        return await asyncio.to_thread(
            calendar,
            title=_name(thing),
            uid=feed.id,
            lessons=lessons,
            revisions=await self._kept.revisions(lessons),
            names=await self._names(lessons),
            language=language,
            zone=self._zone,
        )

    async def _lessons(self, feed: Feed, today: int) -> list[PlannedLesson]:
        whose: dict[str, Any] = {
            FeedKind.CLASSROOM: {"classroom": feed.object},
            FeedKind.PERSON: {"person": feed.object},
            FeedKind.SCHOOL: {"scope": feed.scope},
        }[feed.kind]
        query = LessonQuery(
            start=today - PAST_DAYS * DAY,
            end=today + COMING_DAYS * DAY,
            limit=MOST_ON_A_PAGE,
            **whose,
        )
        lessons: list[PlannedLesson] = []
        while len(lessons) < MOST_LESSONS:
            page = await self._planned.page(query)
            lessons += page.items
            if page.after is None:
                break
            query = msgspec.structs.replace(query, after=page.after)
        return lessons

    async def _names(self, lessons: list[PlannedLesson]) -> Names:
        rooms = {id for lesson in lessons for id in lesson.classrooms}
        people = {lesson.lecturer for lesson in lessons}
        found = await self._registry.among(CLASSROOMS, "id", rooms, EVERYTHING)
        ids = {room.school for room in found}
        schools = await self._registry.among(SCHOOLS, "id", ids, EVERYTHING)
        school = {each.id: each.name for each in schools}
        names = {room.id: f"{school.get(room.school, '')} {room.name}".strip() for room in found}
        lecturers = await self._registry.among(PEOPLE, "id", people, EVERYTHING)
        return Names(names | {each.id: each.display_name for each in lecturers})


def _somebody(who: Principal) -> Principal:
    if who.actor.kind not in (ActorKind.PERSON, ActorKind.TOKEN) or who.half:
        raise Refused("not_signed_in")
    return who


def _own(feed: Feed | FeedOrder, who: Principal) -> bool:
    """Whether a feed is of the person who asks: theirs to make, whoever they turn out to be.

    Raises:
        Refused: `not_verified`, it is not, and nobody has made certain who this person is.
    """
    if feed.kind is FeedKind.PERSON and who.person and feed.object == who.person:
        return True
    if who.actor.kind is ActorKind.PERSON and not who.verified:
        raise Refused("not_verified", "nobody has made certain who this person is")
    return False


def _name(thing: Any) -> str:
    return str(thing.display_name if hasattr(thing, "display_name") else thing.name)
