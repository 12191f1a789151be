"""The database is gone for a while: the lesson stays, what cannot be kept is refused soon, and when
it is back everything goes on by itself.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from classroom import media_messages as m
from classroom.commands import Arrive
from classroom.events import Event
from classroom.failures import Unavailable
from classroom.lesson import Lesson
from classroom.states import Presence
from classroom.store.database import DatabaseStore
from classroom.store.memory import MemoryStore
from signaling import storing
from signaling.lesson_task import LessonTask
from tests.classroom.school import BAISHUI, LECTURER, NINE, QINGSHAN, scheduled, session
from tests.copies import migrated
from tests.patience import hasty
from tests.signaling.ink import a_stroke
from tests.signaling.server import Clock, PageError, school
from tools.postgres import Cluster


async def test_a_lesson_outlives_the_death_of_its_database(postgres_cluster: Cluster) -> None:
    url = postgres_cluster.new_database()
    async with DatabaseStore.open(url) as store, school(store=store) as classes:
        lecturer, page, other = await classes.lesson("r1", "r2")
        camera = await page.produce("camera")
        await lecturer.ask("call_on", classroom="r1")

        await asyncio.to_thread(postgres_cluster.kill)
        for asked in ("pause_lesson", "end_lesson"):
            with pytest.raises(PageError, match="store_down"):
                await lecturer.ask(asked)
        await other.close()
        consumer = await lecturer.consume(camera)  # what moves is not in the database
        assert consumer in classes.media.consumers

        await asyncio.to_thread(postgres_cluster.start)
        await lecturer.until(lambda: lecturer.presence("r2") == "lost")  # said again until heard
        await lecturer.ask("pause_lesson")
        await page.until(lambda: page.phase == "paused")
        assert not any(isinstance(asked, m.CloseRoom) for asked in classes.media.asked)
        kept = await store.load(classes.room)
        assert kept is not None
        assert (kept.record.phase, kept.record.stage) == ("paused", ("r1",))
        assert not page.disconnected.is_set()
    await asyncio.to_thread(postgres_cluster.drop, url)


async def test_a_lesson_goes_on_while_its_database_hangs(
    postgres_cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "PATIENCE", 0.2)
    hasty(monkeypatch)
    url = postgres_cluster.new_database()
    async with DatabaseStore.open(url) as store, school(store=store) as classes:
        lecturer, page = await classes.lesson("r1")
        camera = await page.produce("camera")
        await lecturer.ask("call_on", classroom="r1")

        with postgres_cluster.hanging():
            for asked in ("pause_lesson", "end_lesson"):
                with pytest.raises(PageError, match="store_down"):
                    await lecturer.ask(asked)
            consumer = await lecturer.consume(camera)
            await page.ask("sync")
            assert consumer in classes.media.consumers

        async with asyncio.timeout(20):
            taken = False
            while not taken:
                try:
                    await lecturer.ask("show_board", page=1)
                    taken = True
                except PageError:  # until what hung is given up, and what came of it is known
                    await asyncio.sleep(0.1)
        kept = await store.load(classes.room)
        assert kept is not None
        assert kept.record.phase == lecturer.phase != "ended"
        assert not page.disconnected.is_set()
    await asyncio.to_thread(postgres_cluster.drop, url)


async def test_who_comes_while_the_database_starts_up_is_asked_to_try_again(
    postgres_cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def starting_up(*_: Any, **__: Any) -> None:
        raise asyncpg.exceptions.CannotConnectNowError("the database system is starting up")

    url = postgres_cluster.new_database()
    async with DatabaseStore.open(url) as store:
        await store.create(scheduled(), [], [])

    with monkeypatch.context() as patched:
        patched.setattr(asyncpg, "connect", starting_up)
        with pytest.raises(Unavailable, match="store_down"):
            async with DatabaseStore.open(url):
                pass

    postgres_cluster.drop(url)


async def test_a_locked_database_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "PATIENCE", 0.1)
    url = f"sqlite+aiosqlite:///{tmp_path}/sanketang.db"
    await migrated(url)
    async with DatabaseStore.open(url) as store, school(store=store) as classes:
        lecturer, page = await classes.lesson("r1")
        await lecturer.ask("show_board", page=1)
        with closing(sqlite3.connect(tmp_path / "sanketang.db", isolation_level=None)) as another:
            another.execute("BEGIN IMMEDIATE")

            for asked in ("pause_lesson", "end_lesson"):
                with pytest.raises(PageError, match="store_down"):
                    await lecturer.ask(asked)
            with pytest.raises(PageError, match="store_down"):
                await lecturer.ask("draw", **a_stroke())
            assert lecturer.phase == "live"
            await page.ask("sync")

            another.execute("COMMIT")
        await page.until(lambda: page.phase == "paused")  # it was begun, and came to its end
        await lecturer.ask("resume_lesson")
        await page.until(lambda: page.phase == "live")


async def test_a_track_that_is_kept_too_late_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was told that it was not taken: it begins anew, and finds its source free."""
    monkeypatch.setattr(storing, "PATIENCE", 0.1)
    url = f"sqlite+aiosqlite:///{tmp_path}/sanketang.db"
    await migrated(url)
    async with DatabaseStore.open(url) as store, school(store=store) as classes:
        lecturer, page = await classes.lesson("r1")
        transport = await page.transport("send")
        with closing(sqlite3.connect(tmp_path / "sanketang.db", isolation_level=None)) as another:
            another.execute("BEGIN IMMEDIATE")
            with pytest.raises(PageError, match="store_down"):
                await page.produce("camera", transport)
            another.execute("COMMIT")

        made = ""
        async with asyncio.timeout(10):
            while not made:  # until what was begun has come to its end
                with suppress(PageError):
                    made = await page.produce("camera", transport)
                await asyncio.sleep(0.02)
        assert await lecturer.consume(made)


class Hanging(MemoryStore):
    """A store that keeps what it is given, and then answers nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.hangs = False

    async def save(self, lesson: Lesson, events: list[Event]) -> None:  # type: ignore[override]
        await super().save(lesson, events)
        if self.hangs:
            await asyncio.Event().wait()


@asynccontextmanager
async def served(store: MemoryStore) -> AsyncIterator[LessonTask]:
    lesson = scheduled()
    await store.create(lesson, [], [])
    task = LessonTask(
        lesson, store=store, clock=Clock(NINE - 600), mailbox=9, changed=lambda _: None
    )
    running = asyncio.create_task(task.run())
    try:
        yield task
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_what_was_kept_though_nobody_heard_of_it_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(storing, "PATIENCE", 0.01)
    monkeypatch.setattr(storing, "HANGS", 0.01)
    monkeypatch.setattr(storing, "LAST", 0.01)
    store = Hanging()
    async with served(store) as task:
        await task.submit(Arrive(by=LECTURER, session=session(LECTURER)))
        store.hangs = True
        with pytest.raises(Unavailable, match="store_down"):
            await task.submit(Arrive(by=QINGSHAN, session=session(QINGSHAN)))
        store.hangs = False

        async with asyncio.timeout(5):
            taken = False
            while not taken:  # once it is given up, and once it meets what was kept
                try:
                    await task.submit(Arrive(by=BAISHUI, session=session(BAISHUI)))
                    taken = True
                except Unavailable:
                    await asyncio.sleep(0.01)

        assert [seat.presence for seat in task.record.receiving[:2]] == [Presence.WAITING] * 2
        kept = await store.load(task.record.id)
        assert kept is not None
        assert kept.record == task.record


async def test_while_something_is_late_nobody_waits_behind_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(storing, "PATIENCE", 0.01)
    monkeypatch.setattr(storing, "LAST", 0.01)
    store = Hanging()
    async with served(store) as task:
        store.hangs = True
        first = asyncio.create_task(task.submit(Arrive(by=QINGSHAN, session=session(QINGSHAN))))
        await asyncio.sleep(0)
        second = asyncio.create_task(task.submit(Arrive(by=BAISHUI, session=session(BAISHUI))))

        for waiting in (first, second):
            with pytest.raises(Unavailable, match="store_down"):
                await waiting
        with pytest.raises(Unavailable, match="store_down"):
            await task.submit(Arrive(by=LECTURER, session=session(LECTURER)))


async def test_a_lesson_that_is_let_go_while_it_stores_leaves_nothing_hanging(
    tmp_path: Path,
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/sanketang.db"
    lesson = scheduled()
    await migrated(url)
    async with DatabaseStore.open(url) as store:
        await store.create(lesson, [], [])
        task = LessonTask(
            lesson, store=store, clock=Clock(NINE - 600), mailbox=9, changed=lambda _: None
        )
        running = asyncio.create_task(task.run())
        asking = asyncio.create_task(task.submit(Arrive(by=BAISHUI, session=session(BAISHUI))))
        while not any(t.get_name() == storing.NAME for t in asyncio.all_tasks()):  # noqa: ASYNC110
            await asyncio.sleep(0)

        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

        with pytest.raises(Unavailable, match="stopping"):
            await asking
        kept = await store.load(lesson.id)
        assert kept is not None
        assert kept.record.receiving[1].presence is Presence.WAITING
