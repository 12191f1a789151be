"""While a lesson stores something, more comes in: that is stored together, answered one by one."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from classroom.commands import Arrive, Command, Enter
from classroom.events import Event, PresenceChanged
from classroom.failures import Unavailable
from classroom.lesson import Lesson
from classroom.record import LessonRecord
from classroom.states import Presence
from classroom.store.memory import MemoryStore
from signaling.lesson_task import BATCH, LessonTask
from tests.classroom.school import BAISHUI, HONGYA, LECTURER, NINE, QINGSHAN, scheduled, session
from tests.signaling.server import Clock


class Gate(MemoryStore):
    """A store that takes nothing until it is opened, and counts its transactions."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.asked = asyncio.Event()
        self.down = False
        self.chokes_on = ""
        self.transactions = 0

    async def save(self, lesson: Lesson, events: Sequence[Event]) -> None:
        self.asked.set()
        await self.open.wait()
        if self.down:
            raise Unavailable("store_down")
        if any(isinstance(e, PresenceChanged) and e.classroom == self.chokes_on for e in events):
            raise ValueError("a bug that only this classroom meets")
        await super().save(lesson, events)
        self.transactions += 1


class Busy:
    """A lesson that is storing something, so that whatever else is asked of it waits."""

    def __init__(self, lesson: Lesson, store: Gate) -> None:
        self.store = store
        self.told: list[LessonRecord] = []
        self.task = LessonTask(
            lesson,
            store=store,
            clock=Clock(NINE - 600),
            mailbox=4 * BATCH,
            changed=lambda _: self.told.append(self.task.record),
        )

    async def ask(self, *commands: Command) -> list[asyncio.Task[None]]:
        asked = [asyncio.create_task(self.task.submit(command)) for command in commands]
        await asyncio.sleep(0)  # now they are in the mailbox
        return asked

    def presences(self) -> list[Presence]:
        return [seat.presence for seat in self.task.record.receiving]


@asynccontextmanager
async def busy(*there: str, cap: int = 8) -> AsyncIterator[Busy]:
    """Have a lesson with these classrooms in the device check store that its lecturer comes."""
    store, lesson = Gate(), scheduled(cap=cap, receiving=3)
    for classroom in there:
        lesson.handle(arrive(classroom), NINE - 600)
    await store.create(lesson, [], [])
    here = Busy(lesson, store)
    running = asyncio.create_task(here.task.run())
    await here.ask(arrive(LECTURER))
    await store.asked.wait()
    yield here
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def said(asked: list[asyncio.Task[None]]) -> list[str]:
    """Return how each was answered."""
    answers = await asyncio.gather(*asked, return_exceptions=True)
    return ["ok" if answer is None else str(answer) for answer in answers]


def arrive(classroom: str, load: int = 1) -> Arrive:
    return Arrive(by=classroom, session=session(classroom, load))


async def test_what_waits_is_one_transaction_and_told_once() -> None:
    async with busy() as lesson:
        asked = await lesson.ask(arrive(QINGSHAN), arrive(BAISHUI), arrive(HONGYA))

        lesson.store.open.set()

        assert await said(asked) == ["ok", "ok", "ok"]
        assert lesson.store.transactions == 2
        assert len(lesson.told) == 2
        assert lesson.presences() == [Presence.WAITING] * 3


async def test_nobody_is_told_before_all_of_it_is_stored() -> None:
    async with busy() as lesson:
        asked = await lesson.ask(arrive(QINGSHAN), arrive(BAISHUI))

        assert lesson.told == []
        assert lesson.presences() == [Presence.EXPECTED] * 3
        lesson.store.open.set()
        await said(asked)

        kept = await lesson.store.load("lesson")
        assert kept is not None
        assert kept.record == lesson.told[-1]


async def test_one_that_is_refused_between_two_others_disturbs_neither() -> None:
    async with busy() as lesson:
        asked = await lesson.ask(arrive(QINGSHAN), Enter(by=BAISHUI), arrive(HONGYA))

        lesson.store.open.set()

        answers = await said(asked)
        assert answers[0] == answers[2] == "ok"
        assert answers[1].startswith("not_connected")
        assert lesson.presences() == [Presence.WAITING, Presence.EXPECTED, Presence.WAITING]


async def test_the_last_of_two_page_loads_has_the_seat_however_close_they_come() -> None:
    async with busy() as lesson:
        asked = await lesson.ask(arrive(QINGSHAN), arrive(QINGSHAN, 2), Enter(by=QINGSHAN))

        lesson.store.open.set()

        assert await said(asked) == ["ok", "ok", "ok"]
        assert lesson.task.record.receiving[0].session == session(QINGSHAN, 2)
        assert lesson.task.record.receiving[0].presence is Presence.PRESENT


async def test_a_database_that_is_down_leaves_everything_as_it_was() -> None:
    async with busy() as lesson:
        lesson.store.open.set()
        await lesson.task.submit(arrive(LECTURER))
        before, told = lesson.task.record, len(lesson.told)
        lesson.store.down = True

        asked = await lesson.ask(arrive(QINGSHAN), arrive(BAISHUI), arrive(HONGYA))

        assert set(await said(asked)) == {"store_down"}
        assert lesson.task.record is before
        assert len(lesson.told) == told


async def test_a_refusal_is_not_told_of_what_never_came_to_be() -> None:
    async with busy(QINGSHAN, BAISHUI, cap=1) as lesson:
        asked = await lesson.ask(Enter(by=QINGSHAN), Enter(by=BAISHUI))

        lesson.store.down = True  # so the first did not take the last place
        lesson.store.open.set()

        assert await said(asked) == ["store_down", "store_down"]


async def test_a_refusal_that_owes_nothing_to_the_database_is_told_at_once() -> None:
    async with busy() as lesson:
        lesson.store.open.set()
        await lesson.task.submit(arrive(LECTURER))
        lesson.store.open.clear()

        refused, stored = await lesson.ask(Enter(by=BAISHUI), arrive(QINGSHAN))

        assert (await said([refused]))[0].startswith("not_connected")
        assert not stored.done()
        lesson.store.open.set()
        assert await said([stored]) == ["ok"]


async def test_one_that_cannot_be_stored_is_the_only_one_that_is_not() -> None:
    async with busy() as lesson:
        lesson.store.chokes_on = BAISHUI
        asked = await lesson.ask(arrive(QINGSHAN), arrive(BAISHUI), arrive(HONGYA))

        lesson.store.open.set()

        answers = await said(asked)
        assert answers == ["ok", "a bug that only this classroom meets", "ok"]
        assert lesson.presences() == [Presence.WAITING, Presence.EXPECTED, Presence.WAITING]


async def test_no_more_is_stored_together_than_others_can_wait_for() -> None:
    async with busy() as lesson:
        loads = range(2 * BATCH + 1)
        asked = await lesson.ask(*(arrive(QINGSHAN, load) for load in loads))

        lesson.store.open.set()

        assert set(await said(asked)) == {"ok"}
        assert lesson.store.transactions == 1 + 3
        assert lesson.task.record.receiving[0].session == session(QINGSHAN, loads[-1])


async def test_who_waits_in_a_batch_when_the_server_stops_is_told() -> None:
    async with busy() as lesson:
        asked = await lesson.ask(arrive(QINGSHAN), arrive(BAISHUI))
    assert await said(asked) == ["stopping", "stopping"]
