"""What recordings take: hours and bytes, by month and school."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from classroom.failures import BadMessage
from classroom.permissions import Action, sight
from classroom.store.recording_lists import RecordingLists
from classroom.store.registry import DatabaseRegistry
from classroom.store.transactions import Database
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.api.places import limited
from web.recordings.asking import Time
from web.routes import principal

MOST_MONTHS = 36
HOUR, YEAR = 3600.0, 365 * 86_400.0


class UsageAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Of which months: those that these hours touch; by default, of the last year."""

    start: Time | UnsetType = msgspec.field(name="from", default=UNSET)
    to: Time | UnsetType = UNSET
    within: shapes.Within = ""


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """What a school delivered and recorded in a month."""

    month: str  # such as 2026-09, where the schools are
    school: str  # id; "": of lessons that no timetable knows
    recordings: int
    hours: float
    bytes: int  # that still are there


class UsageList(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, month by month."""

    items: list[Usage]
    labels: shapes.Labels


class RecordingUsage:
    """Answers for it."""

    def __init__(self, database: Database, registry: DatabaseRegistry, zone: ZoneInfo) -> None:
        """Answer from the store; `zone` is where the schools are."""
        self._database, self._registry, self._zone = database, registry, zone
        self._lists = RecordingLists(database, zone)

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="GET", path=f"{BASE}/recordings/usage", access=Action.READ_RECORDINGS,
                handler=self.get, name="getRecordingUsage", about="recordings",
                summary="Get the hours and bytes of recordings by month and school.",
                query=UsageAsked, answer=UsageList, failures=("not_found",),
            )
        ]  # fmt: skip

    async def get(self, request: web.Request) -> web.Response:
        """Answer with the usage."""
        asked = reading.query(request, UsageAsked)
        seen = sight(principal(request).grants, Action.READ_RECORDINGS)
        seen = await limited(self._registry, asked.within, seen)
        end = self._database.now() if asked.to is UNSET else float(asked.to)
        start = end - YEAR if asked.start is UNSET else float(asked.start)
        items = [
            Usage(
                month=month,
                school=each.school,
                recordings=each.recordings,
                hours=round(each.seconds / HOUR, 3),
                bytes=each.bytes,
            )
            for month, first, last in self._months(start, end)
            for each in await self._lists.used(first, last, seen)
        ]
        labels = await self._lists.names({each.school for each in items} - {""}, set())
        return reading.json(UsageList(items=items, labels=labels))

    def _months(self, start: float, end: float) -> Iterator[tuple[str, float, float]]:
        """Yield each month, when it begins, and when the next one does.

        Raises:
            BadMessage: `bad_query`.
        """
        if end < start:
            raise BadMessage("bad_query", "the end comes before the start")
        day = datetime.fromtimestamp(start, self._zone)
        year, month = day.year, day.month
        for _ in range(MOST_MONTHS + 1):
            first = datetime(year, month, 1, tzinfo=self._zone)
            if first.timestamp() > end:
                return
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
            after = datetime(year, month, 1, tzinfo=self._zone)
            yield f"{first:%Y-%m}", first.timestamp(), after.timestamp()
        raise BadMessage("bad_query", f"at most {MOST_MONTHS} months")
