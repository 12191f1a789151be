"""Workers as real processes: started, asked, killed, and there again."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from classroom.failures import BadMessage, Refused, Unavailable
from classroom.media_messages import (
    CloseRoom,
    ConnectTransport,
    CreateTransport,
    Described,
    Direction,
    Done,
    MediaEvent,
    OpenRoom,
    PauseProducer,
    PeerLost,
    Produce,
    ProducerOpened,
    RoomLost,
    RoomOpened,
    Source,
    StartIngest,
)
from media import worker_process
from media.client import ClientTransport
from media.pool import MediaPool
from media.settings import WorkerSettings
from tools.live_server import free_port

SECONDS = 20.0
FILM = Path(__file__).parents[2] / "demo" / "classroom_a.mp4"


@pytest.fixture
async def pool() -> AsyncIterator[MediaPool]:
    async with MediaPool(WorkerSettings(workers=1, port=0)) as opened:
        yield opened


async def happened(pool: MediaPool, kind: type[MediaEvent]) -> MediaEvent:
    """Wait for the next event of one kind."""
    async with asyncio.timeout(SECONDS):
        async for event in pool.events():
            if isinstance(event, kind):
                return event
    raise AssertionError("events never end")


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
    event = await happened(pool, RoomLost)
    async with asyncio.timeout(SECONDS):
        await worker.ready.wait()
    after = await pool.ask(OpenRoom(room="r"))

    assert event == RoomLost(room="r")
    assert isinstance(before, RoomOpened)
    assert isinstance(after, RoomOpened)
    assert after.epoch != before.epoch
    assert worker.starts == 2


async def test_a_killed_worker_is_noticed_at_once_and_its_ingests_end_with_it(
    pool: MediaPool,
) -> None:
    await pool.ask(OpenRoom(room="r"))
    await pool.ask(StartIngest(room="r", peer="film", url=str(FILM), loop=True))
    await happened(pool, ProducerOpened)
    (worker,) = pool.workers
    assert worker.pid is not None
    (ingest,) = children(worker.pid)
    os.kill(ingest, signal.SIGSTOP)  # its death must not be needed to notice the worker's

    os.kill(worker.pid, signal.SIGKILL)
    try:
        lost = await happened(pool, RoomLost)
        ended = asyncio.create_task(end_of(ingest))
        await asyncio.sleep(0)
    finally:
        os.kill(ingest, signal.SIGCONT)

    assert lost == RoomLost(room="r")
    await ended


def children(pid: int) -> list[int]:
    return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def end_of(pid: int) -> None:
    """Wait until a process that is not our child has ended."""
    loop = asyncio.get_running_loop()
    descriptor = os.pidfd_open(pid)
    gone = asyncio.Event()
    loop.add_reader(descriptor, gone.set)
    try:
        async with asyncio.timeout(SECONDS):
            await gone.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


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


async def test_a_page_that_vanished_is_lost_after_the_seconds_that_were_set() -> None:
    settings = WorkerSettings(workers=1, port=0, consent_seconds=0.2)
    client = ClientTransport()
    async with MediaPool(settings) as pool:
        await pool.ask(OpenRoom(room="r"))
        described = await pool.ask(CreateTransport(room="r", peer="p", direction=Direction.RECV))
        assert isinstance(described, Described)
        transport = described.description["id"]
        await pool.ask(
            ConnectTransport(
                room="r", peer="p", transport=transport, dtls_parameters=client.dtls_parameters()
            )
        )
        await client.connect(described.description)

        client.go_silent()
        event = await happened(pool, PeerLost)

        assert event == PeerLost(room="r", peer="p", transport=transport, direction=Direction.RECV)
        await client.close()


async def test_a_worker_whose_port_was_taken_meanwhile_is_tried_until_it_is_free() -> None:
    async with MediaPool(WorkerSettings(workers=1, port=free_port())) as pool:
        await pool.ask(OpenRoom(room="r"))
        (worker,) = pool.workers
        assert worker.pid is not None
        assert worker.port is not None
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            address = ("127.0.0.1", worker.port)
            os.kill(worker.pid, signal.SIGKILL)
            await happened(pool, RoomLost)
            while taken.getsockname()[1] == 0:
                with suppress(OSError):  # until the dead one's socket is closed
                    taken.bind(address)
                await asyncio.sleep(0)
            async with asyncio.timeout(SECONDS):
                while worker.starts < 3:  # noqa: ASYNC110 - nobody tells of a start that failed
                    await asyncio.sleep(0.01)
            with pytest.raises(Unavailable, match="media_down"):
                await pool.ask(OpenRoom(room="r"))

        async with asyncio.timeout(SECONDS):
            await worker.ready.wait()

        assert isinstance(await pool.ask(OpenRoom(room="r")), RoomOpened)


async def test_a_worker_that_does_not_read_is_not_written_to_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker_process, "MAX_UNSENT", 100_000)
    settings = WorkerSettings(workers=1, port=0, reply_seconds=1.0, deaf_seconds=SECONDS)
    async with MediaPool(settings) as pool:
        await pool.ask(OpenRoom(room="r"))
        (worker,) = pool.workers
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGSTOP)
        request = Produce(
            room="r",
            peer="p",
            transport="t",
            source=Source.CAMERA,
            rtp_parameters={"codecs": ["x" * 100_000]},
        )

        codes = set()
        for _ in range(20):
            with pytest.raises(Unavailable) as failure:
                await pool.ask(request)
            codes.add(failure.value.code)
        os.kill(worker.pid, signal.SIGCONT)

        assert codes == {"media_late", "media_busy"}


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


async def test_a_worker_tells_how_it_does_while_it_runs(pool: MediaPool) -> None:
    await pool.ask(OpenRoom(room="r"))
    await pool.ask(CreateTransport(room="r", peer="p", direction=Direction.SEND))
    (worker,) = pool.workers

    async with asyncio.timeout(SECONDS):
        while worker.figures is None or worker.figures.peers < 1:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    told = worker.figures

    assert (told.rooms, told.peers) == (1, 1)
    assert told.cpu_seconds > 0
    assert 10 << 20 < told.memory_bytes < 100 << 20
