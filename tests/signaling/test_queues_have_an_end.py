import asyncio

import pytest

from classroom.commands import Arrive, Disconnect, Enter, ReportDevices
from classroom.events import Event
from classroom.failures import Refused, Unavailable
from classroom.lesson import Lesson
from classroom.states import DeviceState, Presence
from classroom.store.memory import MemoryStore
from signaling.buckets import Bucket
from signaling.lesson_task import LessonTask
from signaling.messages import Changed, Goodbye, Speakers
from signaling.outbox import Outbox, Waiting
from tests.classroom.school import LECTURER, NINE, QINGSHAN, scheduled, session
from tests.signaling.server import Clock


class SlowStore(MemoryStore):
    """A store that takes its time, and may be down."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.down = False

    async def save(self, lesson: Lesson, events: list[Event]) -> None:  # type: ignore[override]
        await self.open.wait()
        if self.down:
            raise Unavailable("store_down")
        await super().save(lesson, events)


async def started(store: MemoryStore, mailbox: int = 4) -> tuple[LessonTask, asyncio.Task[None]]:
    lesson = scheduled()
    await store.create(lesson, [], [])
    task = LessonTask(
        lesson, store=store, clock=Clock(NINE - 3600), mailbox=mailbox, changed=lambda _: None
    )
    return task, asyncio.create_task(task.run())


async def stop(running: asyncio.Task[None]) -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_full_mailbox_asks_to_try_again_and_serves_who_is_in_it() -> None:
    store = SlowStore()
    task, running = await started(store, mailbox=2)
    busy = asyncio.create_task(task.submit(Arrive(by=LECTURER, session=session(LECTURER))))
    await asyncio.sleep(0)
    waiting = [
        asyncio.create_task(task.submit(Arrive(by=who, session=session(who))))
        for who in ("r1", "r2", "r3", "r4")
    ]
    done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    full = [w for w in waiting if w in done]
    for refused in full:
        with pytest.raises(Unavailable, match="mailbox_full"):
            await refused
    store.open.set()
    await asyncio.gather(busy, *(w for w in waiting if w not in full))
    await stop(running)


async def test_what_the_database_did_not_take_has_not_happened() -> None:
    store = SlowStore()
    store.open.set()
    store.down = True
    task, running = await started(store)
    before = task.record

    with pytest.raises(Unavailable, match="store_down"):
        await task.submit(Arrive(by=LECTURER, session=session(LECTURER)))

    assert task.record is before
    store.down = False
    await task.submit(Arrive(by=LECTURER, session=session(LECTURER)))
    assert task.record.delivering.presence is Presence.WAITING
    await stop(running)


async def test_what_the_server_itself_says_is_said_again_until_it_is_taken() -> None:
    store = SlowStore()
    store.open.set()
    task, running = await started(store)
    await task.submit(Arrive(by=QINGSHAN, session=session(QINGSHAN)))
    store.down = True

    task.post(Disconnect(by=QINGSHAN, session=session(QINGSHAN)))
    task.post(Arrive(by=QINGSHAN, session=session(QINGSHAN, 2)))
    with pytest.raises(Unavailable):
        await task.submit(Arrive(by=LECTURER, session=session(LECTURER)))
    store.down = False

    async with asyncio.timeout(10):
        while (seat := task.record.receiving[0]).session != session(QINGSHAN, 2):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert seat.presence is Presence.WAITING
    assert task.record.delivering.presence is Presence.EXPECTED
    await stop(running)


async def test_what_is_being_stored_does_not_show_yet() -> None:
    store = SlowStore()
    task, running = await started(store)
    before = task.record

    asked = asyncio.create_task(task.submit(Arrive(by=LECTURER, session=session(LECTURER))))
    for _ in range(5):
        await asyncio.sleep(0)
    assert task.record is before

    store.open.set()
    await asked
    assert task.record.delivering.presence is Presence.WAITING
    await stop(running)


async def test_a_refusal_is_told_and_the_next_command_is_served() -> None:
    task, running = await started(MemoryStore())

    with pytest.raises(Refused, match="not_open"):
        await task.submit(Enter(by=QINGSHAN))

    await task.submit(
        ReportDevices(
            by=QINGSHAN,
            camera=DeviceState.OK,
            microphone=DeviceState.OK,
            loudspeaker=DeviceState.OK,
        )
    )
    await stop(running)


async def test_who_waits_when_the_server_stops_is_told() -> None:
    store = SlowStore()
    task, running = await started(store)
    asked = [
        asyncio.create_task(task.submit(Arrive(by=who, session=session(who))))
        for who in ("d", "r1")
    ]
    await asyncio.sleep(0)

    await stop(running)

    for waiting in asked:
        with pytest.raises(Unavailable, match="stopping"):
            await waiting
    with pytest.raises(Unavailable, match="stopping"):
        await task.submit(Enter(by=QINGSHAN))


def changed(version: int) -> Changed:
    return Changed(version=version, changes=[])


class Wire:
    """A connection that takes messages when it is open."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.sent: list[Waiting] = []
        self._more = asyncio.Condition()

    async def send(self, message: Waiting) -> None:
        await self.open.wait()
        async with self._more:
            self.sent.append(message)
            self._more.notify_all()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5), self._more:
            await self._more.wait_for(lambda: len(self.sent) >= count)


async def test_a_page_too_slow_for_its_state_is_told_so_and_nothing_after() -> None:
    wire = Wire()
    outbox = Outbox(3, wire.send)

    for version in range(1, 9):
        outbox.put(changed(version))
    wire.open.set()
    await outbox.run()

    assert wire.sent == [Goodbye(code="too_slow")]


async def test_levels_are_dropped_long_before_state_is() -> None:
    wire = Wire()
    wire.open.set()
    outbox = Outbox(4, wire.send)

    outbox.put(changed(1))
    outbox.put(changed(2))
    outbox.put(Speakers(classrooms=["r1"]))
    outbox.put(changed(3))
    sending = asyncio.create_task(outbox.run())
    await wire.until(3)

    assert wire.sent == [changed(1), changed(2), changed(3)]
    outbox.goodbye(None)
    await sending


async def test_a_snapshot_makes_the_changes_before_it_needless() -> None:
    wire = Wire()
    wire.open.set()
    outbox = Outbox(8, wire.send)
    for version in (1, 2, 3):
        outbox.put(changed(version))

    outbox.superseded(2)
    sending = asyncio.create_task(outbox.run())
    await wire.until(1)

    assert wire.sent == [changed(3)]
    outbox.goodbye(None)
    await sending


def test_a_bucket_fills_with_time_and_never_beyond_its_size() -> None:
    bucket = Bucket(rate=2.0, now=0.0)

    assert [bucket.take(0.0) for _ in range(11)] == [True] * 10 + [False]
    assert [bucket.take(1.0) for _ in range(3)] == [True, True, False]
    assert [bucket.take(1000.0) for _ in range(11)] == [True] * 10 + [False]
