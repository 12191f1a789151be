"""A question is asked of each pupil: who chose what is told to their own classroom only."""

from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from classroom.store.database import DatabaseStore
from classroom.store.tables.questions import answers
from signaling.roll_book import FRESH_SECONDS
from tests.signaling.planned import QINGSHAN
from tests.signaling.server import PageError, TestPage, school
from tests.signaling.test_the_roll_over_the_wire import NAMES, Taught, taught

POETS = {
    "kind": "single",
    "text": "《静夜思》是谁写的？",
    "options": ["李白", "杜甫"],
    "right": {"options": [0]},
    "per_pupil": True,
}


def asked(page: TestPage) -> dict[str, Any]:
    assert page.state is not None
    found = page.state["question"]
    assert isinstance(found, dict)
    return found


def listed(page: TestPage) -> list[tuple[str, str, list[int]]]:
    return [(p["number"], p["name"], list(p["options"])) for p in asked(page)["pupils"]]


def counts(page: TestPage) -> dict[str, tuple[list[int], int]]:
    found = asked(page)["answers"]
    return {a["classroom"]: (list(a["reply"]["counts"]), a["pupils"]) for a in found}


async def ask(lesson: Taught) -> None:
    await lesson.lecturer.ask("ask_question", **POETS)
    for page in (lesson.lecturer, lesson.qingshan, lesson.shiqiao):
        await page.until(lambda page=page: page.state["question"])  # type: ignore[misc]


async def choose(lesson: Taught, name: str, *options: int) -> None:
    pupil = await lesson.pupil(name)
    await lesson.qingshan.ask("answer_for_pupil", question="q1", pupil=pupil, options=options)


async def kept(lesson: Taught) -> list[tuple[str, list[int]]]:
    query = sa.select(answers.c.pupil, answers.c.options)
    async with lesson.lesson.database.reading() as connection:
        return [(row.pupil, list(row.options)) for row in await connection.execute(query)]


async def test_the_class_list_is_answered_and_the_lecturer_sees_how_many(
    database_url: str,
) -> None:
    async with taught(database_url) as lesson:
        qingshan, _ = lesson.ids
        await ask(lesson)
        assert listed(lesson.qingshan) == [(f"0{n}", name, []) for n, name in enumerate(NAMES, 1)]

        await choose(lesson, "小谷", 0)
        await choose(lesson, "小禾", 1)
        await choose(lesson, "小谷", 1)
        await choose(lesson, "小麦", 0)

        await lesson.lecturer.until(lambda: counts(lesson.lecturer) == {qingshan: ([1, 2], 3)})
        assert asked(lesson.lecturer)["expected"] == 3
        assert [name for _, name, _ in listed(lesson.qingshan)] == [*NAMES], "by number, always"
        await lesson.qingshan.until(
            lambda: [chosen for *_, chosen in listed(lesson.qingshan)] == [[1], [0], [1]]
        )
        assert len(await kept(lesson)) == 3


async def test_nothing_of_a_pupil_reaches_others_or_stays_with_the_lesson(
    database_url: str,
) -> None:
    async with taught(database_url) as lesson:
        await ask(lesson)
        await choose(lesson, "小麦", 0)
        await lesson.lecturer.ask("reveal_question")
        await lesson.shiqiao.until(lambda: asked(lesson.shiqiao)["revealed"])

        pupil = await lesson.pupil("小麦")
        store = DatabaseStore(lesson.lesson.database.engine)
        live = await store.load(lesson.lesson.lesson.id)
        assert live is not None
        events = await store.events(lesson.lesson.lesson.id)
        pages = [lesson.shiqiao.state, lesson.shiqiao.passing, lesson.lecturer.state]
        told = msgspec.json.encode([*pages, live.record, events]).decode()
        assert pupil not in told
        assert all(name not in told for name in NAMES)
        assert await kept(lesson) == [(pupil, [0])]
        assert counts(lesson.shiqiao) == {lesson.ids[0]: ([1, 0], 1)}


async def test_a_classroom_answers_for_its_own_pupils_only(database_url: str) -> None:
    async with taught(database_url) as lesson:
        await ask(lesson)
        mine = {"question": "q1", "pupil": await lesson.pupil("小麦"), "options": [0]}

        tried = [
            (lesson.shiqiao, mine, "no_pupils"),
            (lesson.lecturer, mine, "not_allowed"),
            (lesson.qingshan, mine | {"pupil": "p"}, "unknown_pupil"),
            (lesson.qingshan, mine | {"options": [0, 1]}, "bad_answer"),
            (lesson.qingshan, mine | {"options": [7]}, "bad_answer"),
            (lesson.qingshan, mine | {"options": [8]}, "bad_message"),
            (lesson.qingshan, mine | {"question": "q2"}, "question_closed"),
        ]
        for page, payload, code in tried:
            with pytest.raises(PageError, match=code):
                await page.ask("answer_for_pupil", **payload)

        assert await kept(lesson) == []
        await lesson.shiqiao.ask("answer_question", question="q1", reply={"counts": [4, 1]})
        await lesson.lecturer.until(lambda: counts(lesson.lecturer))


async def test_who_may_not_be_named_is_there_by_number(database_url: str) -> None:
    async with taught(database_url) as lesson:
        await lesson.refuse("小麦")

        await ask(lesson)

        assert [name for _, name, _ in listed(lesson.qingshan)] == ["小禾", "", "小谷"]


async def test_what_was_taken_down_is_there_after_a_restart(database_url: str) -> None:
    async with taught(database_url) as lesson:
        qingshan, _ = lesson.ids
        await ask(lesson)
        await choose(lesson, "小麦", 1)
        await lesson.lesson.server.lessons._unload(lesson.lesson.lesson.id)

        page = await lesson.lesson.by_cookie(await lesson.lesson.sign_in(QINGSHAN))
        await page.enter()

        assert [options for *_, options in listed(page)] == [[], [1], []]
        await page.ask(
            "answer_for_pupil", question="q1", pupil=await lesson.pupil("小禾"), options=[1]
        )
        await page.until(lambda: counts(page) == {qingshan: ([0, 2], 2)})


async def test_the_next_question_begins_with_nobody(database_url: str) -> None:
    async with taught(database_url) as lesson:
        await ask(lesson)
        await choose(lesson, "小麦", 1)
        lesson.lesson.server.clock.go(FRESH_SECONDS)

        await lesson.lecturer.ask("ask_question", **POETS)

        await lesson.qingshan.until(lambda: asked(lesson.qingshan)["id"] == "q2")
        assert [options for *_, options in listed(lesson.qingshan)] == [[], [], []]
        assert len(await kept(lesson)) == 1, "the first one's are kept"


async def test_without_a_register_it_is_not_asked() -> None:
    async with school() as classes:
        lecturer, _ = await classes.lesson("r1")

        with pytest.raises(PageError, match="no_pupils"):
            await lecturer.ask("ask_question", **POETS)
