"""Readiness, with its parts taken away for real and given back."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from classroom.recorder_messages import BeginRecording
from classroom.store.memory import MemoryStore
from classroom.store.tables import audit
from classroom.store.transactions import Database
from media.pool import MediaPool
from media.settings import WorkerSettings
from recording.recorder.settings import RecorderSettings
from recording.recorder.supervisor import RecorderSupervisor
from tests.signaling.server import Server, settings
from web.operating import readiness
from web.operating.readiness import Missing, Readiness

SECONDS = 30.0


async def until(ready: Readiness, missing: tuple[Missing, ...]) -> None:
    async with asyncio.timeout(SECONDS):
        while await ready.missing() != missing:  # noqa: ASYNC110 - it is asked
            await asyncio.sleep(0.01)


@asynccontextmanager
async def lessons() -> AsyncIterator[Server]:
    server = Server(settings(), MemoryStore())
    async with server.running():
        yield server


async def test_the_database_is_missed_while_it_cannot_be_read(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "FRESH_SECONDS", 0.0)
    monkeypatch.setattr(readiness, "ANSWER_SECONDS", 0.2)
    recorder = RecorderSupervisor(RecorderSettings(folder=str(tmp_path)))
    async with lessons() as server, recorder, MediaPool(WorkerSettings(workers=1, port=0)) as pool:
        ready = Readiness(database, server.lessons, pool, recorder)
        assert await ready.missing() == ()

        name = audit.records.name
        await tell(database, f"ALTER TABLE {name} RENAME TO elsewhere")
        gone = await ready.missing()
        await tell(database, f"ALTER TABLE elsewhere RENAME TO {name}")
        back = await ready.missing()
        async with AsyncExitStack() as held:  # every connection there is
            for _ in range(5):
                await held.enter_async_context(database.reading())
            late = await ready.missing()

        assert (gone, back, late) == ((Missing.STORE,), (), (Missing.STORE,))
        assert await ready.missing() == ()


async def tell(database: Database, statement: str) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(sa.text(statement))


class Reading:
    """A database that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def answer(self) -> None:
        self.asked += 1
        await asyncio.sleep(0.01)


async def test_media_recorder_and_draining_are_missed_and_the_database_is_spared(
    tmp_path: Path,
) -> None:
    store = Reading()
    recorder = RecorderSupervisor(RecorderSettings(folder=str(tmp_path)))
    async with lessons() as server, recorder, MediaPool(WorkerSettings(workers=1, port=0)) as pool:
        ready = Readiness(store, server.lessons, pool, recorder)
        first = await asyncio.gather(*(ready.missing() for _ in range(50)))

        await recorder.ask(BeginRecording(lesson="l", at=1.0))
        began = await ready.missing()
        assert recorder.pid is not None
        os.kill(recorder.pid, signal.SIGKILL)
        await until(ready, (Missing.RECORDER,))
        await until(ready, ())

        pid = pool.workers[0].pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        await until(ready, (Missing.MEDIA,))
        await until(ready, ())

        server.lessons.draining.begin(2.0)

        assert (first, began) == ([()] * 50, ())
        assert await ready.missing() == (Missing.DRAINING,)
    assert store.asked <= SECONDS
