"""Which worker a lesson comes to, and what becomes of it when that one dies or hangs."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from classroom.media_messages import CloseRoom, MediaEvent, OpenRoom, RoomLost, StartIngest
from media import spare
from media.load import EXPECTED, weight
from media.pool import MediaPool
from media.settings import WorkerSettings
from media.worker_messages import Load
from media.worker_process import WorkerProcess

SECONDS = 20.0
FILM = Path(__file__).parents[2] / "demo" / "classroom_a.mp4"


async def happened(pool: MediaPool, kind: type[MediaEvent]) -> MediaEvent:
    """Wait for the next event of one kind."""
    async with asyncio.timeout(SECONDS):
        async for event in pool.events():
            if isinstance(event, kind):
                return event
    raise AssertionError("events never end")


def holding(pool: MediaPool, room: str) -> WorkerProcess:
    return next(worker for worker in pool.workers if room in worker.rooms)


def resting(worker: WorkerProcess) -> bool:
    load = worker.load
    return load is not None and load.rooms == 3 and load.cpu < 0.01


async def test_lessons_of_one_bell_do_not_all_go_to_one_worker() -> None:
    async with MediaPool(WorkerSettings(workers=2, port=0)) as pool:
        async with asyncio.timeout(SECONDS):
            await asyncio.gather(*(pool.ask(OpenRoom(room=f"lesson {n}")) for n in range(6)))
            while not all(resting(w) for w in pool.workers):  # noqa: ASYNC110 - they tell nobody
                await asyncio.sleep(0.05)  # until they say so and rest: nobody has come yet
        await pool.ask(OpenRoom(room="another"))
        await pool.ask(OpenRoom(room="and another"))

        assert [len(w.rooms) for w in pool.workers] == [4, 4]


async def test_a_lesson_goes_where_least_is_done_though_more_lessons_are_there() -> None:
    async with MediaPool(WorkerSettings(workers=2, port=0)) as pool:
        for name in ("large", "small", "small too", "gone"):
            await pool.ask(OpenRoom(room=name))
        await pool.ask(CloseRoom(room="gone"))
        one, two = pool.workers
        assert (len(one.rooms), len(two.rooms)) == (2, 1)
        one.load = Load(cpu=0.1, packets=900.0, rooms=2, silent=0)
        two.load = Load(cpu=0.7, packets=9000.0, rooms=1, silent=0)

        await pool.ask(OpenRoom(room="new"))

        assert holding(pool, "new") is one


def test_what_differs_by_a_breath_weighs_the_same() -> None:
    idle, awake = (Load(cpu=cpu, packets=0.0, rooms=0, silent=0) for cpu in (0.001, 0.009))

    assert weight(idle, 0) == weight(awake, 0)
    assert weight(idle, 1) == pytest.approx(EXPECTED)


async def test_a_worker_says_in_how_many_of_its_rooms_something_moves() -> None:
    async with MediaPool(WorkerSettings(workers=1, port=0)) as pool:
        await pool.ask(OpenRoom(room="empty"))
        await pool.ask(OpenRoom(room="film"))
        await pool.ask(StartIngest(room="film", peer="p", url=str(FILM), loop=True))

        (worker,) = pool.workers
        async with asyncio.timeout(SECONDS):
            while worker.load is None or worker.load.silent != 1 or worker.load.rooms != 2:  # noqa: ASYNC110
                await asyncio.sleep(0.05)  # it says it twice a second


async def test_a_worker_that_hangs_is_found_unasked_and_the_other_is_left_alone() -> None:
    async with MediaPool(WorkerSettings(workers=2, port=0, deaf_seconds=1.2)) as pool:
        await pool.ask(OpenRoom(room="here"))
        await pool.ask(OpenRoom(room="there"))
        hanging, other = holding(pool, "here"), holding(pool, "there")
        assert hanging.pid is not None
        os.kill(hanging.pid, signal.SIGSTOP)

        lost = await happened(pool, RoomLost)
        await pool.ask(OpenRoom(room="here"))
        async with asyncio.timeout(SECONDS):
            await hanging.ready.wait()

        assert lost == RoomLost(room="here")
        assert holding(pool, "here") is other
        assert (hanging.starts, other.starts) == (2, 1)


async def test_a_spare_takes_the_place_of_a_dead_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spare, "CALM_SECONDS", 0.0)
    async with MediaPool(WorkerSettings(workers=1, port=0, spare=True)) as pool:
        (worker,) = pool.workers
        await pool.ask(OpenRoom(room="r"))
        async with asyncio.timeout(SECONDS):
            while pool.spare is None:  # noqa: ASYNC110 - nobody is told of it
                await asyncio.sleep(0.01)
        waiting = pool.spare
        assert worker.pid is not None

        os.kill(worker.pid, signal.SIGKILL)
        await happened(pool, RoomLost)
        async with asyncio.timeout(SECONDS):
            await worker.ready.wait()

        assert worker.pid == waiting
