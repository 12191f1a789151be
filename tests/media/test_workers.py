"""Workers as real processes: started, asked, killed, and there again."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator

import pytest

from classroom.failures import BadMessage, Refused, Unavailable
from classroom.media_messages import (
    CloseRoom,
    ConnectTransport,
    CreateTransport,
    Described,
    Direction,
    Done,
    OpenRoom,
    PauseProducer,
    RoomLost,
    RoomOpened,
)
from media.pool import MediaPool
from media.settings import WorkerSettings

SECONDS = 20.0


@pytest.fixture
async def pool() -> AsyncIterator[MediaPool]:
    async with MediaPool(WorkerSettings(workers=1, port=0)) as opened:
        yield opened


async def test_a_room_is_opened_once_and_used(pool: MediaPool) -> None:
    first = await pool.ask(OpenRoom(room="r"))
    again = await pool.ask(OpenRoom(room="r"))
    described = await pool.ask(CreateTransport(room="r", peer="p", direction=Direction.SEND))

    assert isinstance(first, RoomOpened)
    assert again == first
    assert isinstance(described, Described)
    assert described.description["iceParameters"]["iceLite"] is True


async def test_failures_cross_the_process_boundary_as_they_are(pool: MediaPool) -> None:
    await pool.ask(OpenRoom(room="r"))
    described = await pool.ask(CreateTransport(room="r", peer="p", direction=Direction.SEND))
    assert isinstance(described, Described)

    with pytest.raises(Refused, match="no_such_producer"):
        await pool.ask(PauseProducer(room="r", peer="p", producer="x"))
    with pytest.raises(BadMessage):
        await pool.ask(
            ConnectTransport(
                room="r",
                peer="p",
                transport=described.description["id"],
                dtls_parameters={"fingerprints": "none"},
            )
        )
    with pytest.raises(Unavailable, match="room_not_open"):
        await pool.ask(PauseProducer(room="elsewhere", peer="p", producer="x"))


async def test_a_killed_worker_loses_its_rooms_and_comes_back(pool: MediaPool) -> None:
    before = await pool.ask(OpenRoom(room="r"))
    (worker,) = pool.workers
    assert worker.pid is not None

    os.kill(worker.pid, signal.SIGKILL)
    async with asyncio.timeout(SECONDS):
        async for event in pool.events():
            if isinstance(event, RoomLost):
                break
        await worker.ready.wait()
    after = await pool.ask(OpenRoom(room="r"))

    assert event == RoomLost(room="r")
    assert isinstance(before, RoomOpened)
    assert isinstance(after, RoomOpened)
    assert after.epoch != before.epoch
    assert worker.starts == 2


async def test_what_was_asked_of_a_worker_that_dies_is_unavailable_at_once(
    pool: MediaPool,
) -> None:
    await pool.ask(OpenRoom(room="r"))
    (worker,) = pool.workers
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGSTOP)
    asking = asyncio.create_task(pool.ask(CloseRoom(room="r")))
    await asyncio.sleep(0)

    os.kill(worker.pid, signal.SIGKILL)

    with pytest.raises(Unavailable, match="media_down"):
        await asking


async def test_closing_a_room_that_is_not_there_is_done(pool: MediaPool) -> None:
    assert await pool.ask(CloseRoom(room="never")) == Done(room="never")


async def test_rooms_go_to_the_least_loaded_worker() -> None:
    async with MediaPool(WorkerSettings(workers=2, port=0)) as pool:
        for name in ("a", "b", "c", "d"):
            await pool.ask(OpenRoom(room=name))
        await pool.ask(CloseRoom(room="a"))
        await pool.ask(OpenRoom(room="e"))

        assert [len(w.rooms) for w in pool.workers] == [2, 2]


async def test_a_taken_port_is_named() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        with pytest.raises(Unavailable, match=str(port)):
            await MediaPool(WorkerSettings(workers=1, port=port)).start()


async def test_after_closing_no_process_is_left() -> None:
    async with MediaPool(WorkerSettings(workers=2, port=0)) as pool:
        pids = [w.pid for w in pool.workers]

    for pid in pids:
        assert pid is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_the_pool_is_not_ready_while_its_workers_are_down(pool: MediaPool) -> None:
    (worker,) = pool.workers
    await pool.ask(OpenRoom(room="r"))
    assert pool.ready
    assert worker.pid is not None

    os.kill(worker.pid, signal.SIGKILL)

    async with asyncio.timeout(SECONDS):
        async for event in pool.events():
            if isinstance(event, RoomLost):
                break
        assert not pool.ready
        await worker.ready.wait()
    assert pool.ready
