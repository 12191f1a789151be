"""What the rows of recordings promise, on both databases."""

import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from classroom.audit.record import SERVER, Actor, ActorKind
from classroom.failures import BadMessage, Refused
from classroom.planning import plan_lesson
from classroom.recording.keeping import KeepDays
from classroom.recording.recording import Figures
from classroom.recording.values import Keeping, RecordingState
from classroom.register.erasure import HeldKind, HoldOrder
from classroom.register.scope import EVERYTHING, ROOT, Sight
from classroom.store.database import DatabaseStore
from classroom.store.erasing import DatabaseErasing
from classroom.store.recording_lists import RecordingLists, RecordingQuery
from classroom.store.recording_views import RecordingViews
from classroom.store.recordings import DatabaseRecordings
from classroom.store.tables import audit
from classroom.store.tables.planned import lessons, seats
from classroom.store.transactions import Database

ZONE = ZoneInfo("Asia/Shanghai")
BEGAN = 1_788_228_000.0
NORTH, SOUTH = "/p/north/a/", "/p/south/b/"
FIGURES = Figures(
    bytes=5_000_000_000, seconds=2400.5, tracks=4, gap_seconds=1.5, alarms=2, head="ab" * 32
)
ZHAO = Actor(kind=ActorKind.PERSON, id="zhao")


class Rows:
    """The rows of a database whose clock is ours."""

    def __init__(self, database: Database) -> None:
        self.now = BEGAN + 3600
        database.now = lambda: self.now
        self.database = database
        days = KeepDays(lesson=180, research=730, open=365, incident=1100)
        self.rows = DatabaseRecordings(database, days, ZONE)
        self.lists = RecordingLists(database, ZONE)

    async def lesson(self, *scopes: str) -> str:
        """Keep a lesson of these schools; of no timetable, when there are none."""
        plan = plan_lesson(
            title="音乐 100%", subject="music", deliver="a", receive=["b"], starts_at=BEGAN,
            now=BEGAN,
        )  # fmt: skip
        id = plan.lesson.id
        await DatabaseStore(self.database.engine).create(plan.lesson, [], plan.events)
        times: dict[str, Any] = {"starts_at": BEGAN, "ends_at": BEGAN + 2400}
        row = times | {
            "id": id, "term": "t", "pairing": "p", "slot": "s", "day": "2026-09-01",
            "usual_at": BEGAN, "title": "音乐", "subject": "music", "mode": "dedicated", "cap": 3,
            "state": "opened", "into": "", "merged_from": [], "reason": "",
        }  # fmt: skip
        async with self.database.engine.begin() as connection:
            if scopes:
                await connection.execute(sa.insert(lessons).values(row | {"scope": scopes[0]}))
            for place, scope in enumerate(scopes):
                seat = times | {
                    "lesson": id, "place": place, "classroom": f"c{place}", "person": f"t{place}",
                    "scope": scope, "region": "/p/",
                }  # fmt: skip
                await connection.execute(sa.insert(seats).values(seat))
        return id

    async def sealed(self, *scopes: str, at: float = BEGAN) -> str:
        id = await self.lesson(*scopes)
        await self.rows.begun(id, at)
        await self.rows.ended(id, at + 2400)
        await self.rows.sealed(id, FIGURES, "s3://county/recordings")
        return id

    async def page(self, sight: Sight = EVERYTHING, own: str = "", **query: Any) -> list[str]:
        items, _ = await self.lists.page(RecordingQuery(**query), sight, own)
        return [each.id for each in items]


@pytest.fixture
def rows(database: Database) -> Rows:
    return Rows(database)


async def actions(database: Database, id: str) -> list[str]:
    column = audit.records.c
    query = sa.select(column.action).where(column.object == id, column.kind == "recordings")
    async with database.reading() as connection:
        return list((await connection.execute(query.order_by(column.number))).scalars())


async def test_each_step_is_taken_once_and_from_where_it_may_be(rows: Rows) -> None:
    id = await rows.lesson(NORTH, SOUTH)
    say = rows.rows

    assert await say.begun(id, BEGAN)
    assert await say.begun(id, BEGAN + 5)  # a server that was started anew
    await say.sealed(id, FIGURES, "")  # it has not ended
    assert [each.state for each in await say.unfinished()] == [RecordingState.RECORDING]
    await say.ended(id, BEGAN + 2400)
    await say.ended(id, BEGAN + 9999)
    assert not await say.begun(id, BEGAN + 2401)
    await say.sealed(id, FIGURES, "s3://county/recordings")
    await say.failed(id, "too late", Figures(), "")

    (kept,) = await say.known([id])
    assert (kept.began_at, kept.ended_at, kept.state) == (
        BEGAN, BEGAN + 2400, RecordingState.SEALED
    )  # fmt: skip
    assert (kept.figures, kept.shelf) == (FIGURES, "s3://county/recordings")
    assert (kept.schools, kept.lecturer, kept.scope) == ((NORTH, SOUTH), "t0", NORTH)
    assert await say.unfinished() == []
    assert await actions(rows.database, id) == ["seal_recording"]
    with pytest.raises(Refused, match="lesson_unknown"):
        await say.begun("no-lesson", BEGAN)


async def test_lists_are_of_what_is_in_sight(rows: Rows) -> None:
    north = await rows.sealed(NORTH, at=BEGAN + 1)
    both = await rows.sealed(SOUTH, NORTH, at=BEGAN + 2)
    links = await rows.sealed(at=BEGAN + 3)

    assert await rows.page() == [links, both, north]
    assert await rows.page(Sight((NORTH,))) == [both, north]
    assert await rows.page(Sight(("/p/south/",))) == [both]
    assert await rows.page(Sight(), own="t0") == [both, north]
    assert await rows.page(Sight()) == []
    assert await rows.page(text="100%") == [links, both, north]
    assert await rows.page(text="0_%") == []
    assert await rows.page(start=BEGAN + 2, end=BEGAN + 3) == [both]
    assert await rows.page(lecturer="t1") == []
    items, after = await rows.lists.page(RecordingQuery(limit=2), EVERYTHING)
    assert after is not None
    assert await rows.page(limit=2, after=after) == [north]
    with pytest.raises(BadMessage, match="bad_page"):
        await rows.page(after="nan~x")
    assert items[0].places == (ROOT,)


async def test_what_is_due_goes_unless_it_is_held(rows: Rows) -> None:
    goes, held, stays = [await rows.sealed(NORTH) for _ in range(3)]
    await rows.rows.keep_as(stays, Keeping.RESEARCH, ZHAO)
    order = HoldOrder(kind=HeldKind.RECORDING, object=held, reason="调查取证", until="2099-01-01")
    erasing = DatabaseErasing(rows.database)
    with pytest.raises(Refused, match="not_found"):
        await erasing.hold(order, Sight((SOUTH,)), "zhao", ZHAO)
    hold = await erasing.hold(order, Sight((NORTH,)), "zhao", ZHAO)

    rows.now = BEGAN + 2400 + 180 * 86_400 - 1
    assert await rows.rows.delete_due() == 0
    rows.now += 1
    assert await rows.rows.delete_due() == 1
    assert await rows.rows.delete_due() == 0

    (going,) = await rows.rows.to_go()
    assert (going.id, going.state) == (goes, RecordingState.DELETED)
    await rows.rows.gone(going)
    assert await rows.rows.to_go() == []
    assert await actions(rows.database, goes) == [
        "seal_recording", "delete_recording", "forget_recording"
    ]  # fmt: skip
    with pytest.raises(Refused, match="held"):
        await rows.rows.delete(held, "到期", ZHAO)
    await erasing.lift(hold.id, EVERYTHING, SERVER)
    assert await rows.rows.delete_due() == 1


async def test_what_schools_use_is_summed_where_it_was_delivered(rows: Rows) -> None:
    await rows.sealed(NORTH, SOUTH)
    gone = await rows.sealed(NORTH)
    await rows.rows.delete(gone, "到期了", ZHAO)
    await rows.rows.gone((await rows.rows.to_go())[0])
    await rows.sealed()

    used = await rows.lists.used(BEGAN, BEGAN + 1, EVERYTHING)

    assert [(each.school, each.recordings, each.bytes) for each in used] == [
        ("", 1, FIGURES.bytes), ("a", 2, FIGURES.bytes)
    ]  # fmt: skip
    assert used[1].seconds == 2 * FIGURES.seconds
    assert await rows.lists.used(BEGAN, BEGAN + 1, Sight((SOUTH,))) == []
    assert await rows.lists.used(BEGAN + 1, BEGAN + 2, EVERYTHING) == []


async def test_a_look_is_kept_once_an_hour_whichever_server_noted_it(rows: Rows) -> None:
    id = await rows.sealed(NORTH)
    found = await rows.lists.get(id)

    for _ in range(2):
        views = RecordingViews(rows.database)
        await views.note(found, "zhao", ZHAO)
        await views.note(found, "li", ZHAO)
    rows.now += 3600
    await views.note(found, "zhao", ZHAO)

    first, after = await views.page(id, after="", limit=2)
    assert after is not None
    rest, end = await views.page(id, after=after, limit=2)
    assert [each.person for each in (*first, *rest)] == ["zhao", "li", "zhao"]
    assert end is None
    assert (await actions(rows.database, id)).count("watch_recording") == 3


async def test_what_ended_unnoticed_is_taken_up(rows: Rows) -> None:
    id = await rows.lesson(NORTH)
    await rows.rows.begun(id, time.time())

    await rows.rows.take_up(BEGAN)
    assert (await rows.lists.get(id)).state is RecordingState.RECORDING
    async with rows.database.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE lessons SET phase = 'ended'")
    await rows.rows.take_up(BEGAN + 7)

    assert (await rows.lists.get(id)).state is RecordingState.PROCESSING
