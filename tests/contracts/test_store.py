"""What every store promises, shown on each of them."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from classroom.commands import Arrive, CallOn, EndLesson
from classroom.events import LessonMade, Said, StageChanged, Unsaid
from classroom.failures import Refused, Unavailable
from classroom.ink.log import Drew, GaveBack, InkEntry, Took, Wiped
from classroom.ink.strokes import Colour, Stroke
from classroom.lesson import Lesson
from classroom.links import make_link
from classroom.media_messages import Source
from classroom.ports import Store
from classroom.states import Audience
from classroom.store.database import DatabaseStore
from classroom.store.memory import MemoryStore
from tests.classroom.school import LECTURER, NINE, QINGSHAN, live, scheduled, send, session

IN_MEMORY = "memory"
pytestmark = pytest.mark.parametrize(
    "database_url", [IN_MEMORY, "sqlite", "postgresql"], indirect=True
)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    if database_url == IN_MEMORY:
        yield MemoryStore()
        return
    async with DatabaseStore.open(database_url) as database:
        yield database


async def test_a_lesson_comes_back_as_it_was_without_its_tracks(store: Store) -> None:
    lesson = live(QINGSHAN)
    await store.create(lesson, [], [LessonMade(at=NINE)])
    send(lesson, QINGSHAN, Source.CAMERA)
    events = lesson.handle(CallOn(by=LECTURER, classroom=QINGSHAN), NINE)

    await store.save(lesson, events)

    loaded = await store.load(lesson.id)
    assert loaded is not None
    assert loaded.record == msgspec.structs.replace(lesson.record, streams=())
    assert await store.events(lesson.id) == [
        LessonMade(at=NINE),
        StageChanged(at=NINE, stage=(QINGSHAN,)),
    ]


async def test_a_lesson_nobody_made_is_not_there(store: Store) -> None:
    assert await store.load("nothing") is None
    assert await store.events("nothing") == []
    assert await store.find_link("0" * 64) is None
    with pytest.raises(Unavailable, match="conflict"):
        await store.save(live(), [])


async def test_a_lesson_is_made_once(store: Store) -> None:
    lesson = scheduled()
    await store.create(lesson, [], [])

    with pytest.raises(Refused, match="lesson_exists"):
        await store.create(lesson, [], [LessonMade(at=NINE)])

    assert await store.events(lesson.id) == []


async def test_an_older_state_never_replaces_a_newer_one(store: Store) -> None:
    lesson = scheduled()
    await store.create(lesson, [], [])
    other = await store.load(lesson.id)
    assert other is not None
    lesson.handle(Arrive(by=QINGSHAN, session=session(QINGSHAN)), NINE)
    await store.save(lesson, [])
    events = other.handle(Arrive(by=LECTURER, session=session(LECTURER)), NINE)

    with pytest.raises(Unavailable, match="conflict"):
        await store.save(other, events)

    assert await store.events(lesson.id) == []


async def test_a_link_is_found_by_the_hash_of_its_token(store: Store) -> None:
    lesson = scheduled()
    _, link = make_link(lesson=lesson.id, classroom=QINGSHAN, now=NINE, days=1)
    _, other = make_link(lesson=lesson.id, classroom=LECTURER, now=NINE, days=1)

    await store.create(lesson, [link, other], [])

    assert await store.find_link(link.token_hash) == link


async def test_lessons_that_have_ended_are_not_taken_up_again(store: Store) -> None:
    lesson = live(QINGSHAN)
    await store.create(lesson, [], [])
    assert await store.unfinished() == [lesson.id]
    assert await store.due(before=NINE) == []
    assert await store.due(before=NINE + 1) == [lesson.id]

    await store.save(lesson, lesson.handle(EndLesson(by=LECTURER), NINE))

    assert await store.unfinished() == []


async def test_the_last_of_some_kinds_come_in_order_and_no_more_than_asked_for(
    store: Store,
) -> None:
    said = [
        Said(at=NINE + n, number=n, by=QINGSHAN, to=Audience.EVERYBODY, text=f"第 {n} 句")
        for n in range(5)
    ]
    unsaid = Unsaid(at=NINE + 9, number=3, by=LECTURER)
    lesson = live(QINGSHAN)
    other = msgspec.structs.replace(live().record, id="another")
    await store.create(lesson, [], [*said[:3], LessonMade(at=NINE), *said[3:]])
    await store.create(Lesson(other), [], [said[0]])
    await store.save(lesson, [*lesson.handle(EndLesson(by=LECTURER), NINE), unsaid])

    assert await store.latest(lesson.id, (Said, Unsaid), 3) == [*said[3:], unsaid]
    assert await store.latest(lesson.id, (Said,), 9) == said
    assert await store.latest("another", (Said, Unsaid), 9) == said[:1]
    assert await store.latest("nothing", (Said,), 9) == []


async def test_what_was_drawn_comes_back_in_order(store: Store) -> None:
    lesson = live(QINGSHAN)
    await store.create(lesson, [], [])
    stroke = Stroke(id="r1/1", colour=Colour.RED, points="AAAA", pressed=True)
    word = Stroke(id="d/2", points="AA", text="古诗")
    on = "board:1"
    entries: list[InkEntry] = [
        Drew(at=NINE, surface=on, by="r1", stroke=stroke, tag=7),
        Drew(at=NINE, surface=on, by="d", stroke=word, tag=7),
        Took(at=NINE, surface=on, by="d", strokes=("r1/1",), undone=False),
        GaveBack(at=NINE, surface=on, by="d", strokes=("r1/1",)),
        Wiped(at=NINE, surface=on, by=""),
    ]

    await store.add_ink(lesson.id, entries[:2])
    await store.add_ink(lesson.id, entries[2:])

    assert list(await store.ink(lesson.id)) == entries
    assert list(await store.ink("another")) == []
