"""What a page is told of a question: its own answer; all answers once they are revealed."""

from typing import Any

import pytest

from classroom.talk.wording import Wording
from tests.signaling.server import PageError, School, TestPage, school

POETS = {
    "kind": "single",
    "text": "《静夜思》是谁写的？",
    "options": ["李白", "杜甫"],
    "right": {"options": [0]},
}


def question(page: TestPage) -> dict[str, Any]:
    assert page.state is not None
    found = page.state["question"]
    assert isinstance(found, dict)
    return found


def answers(page: TestPage) -> dict[str, list[int]]:
    return {a["classroom"]: list(a["reply"]["options"]) for a in question(page)["answers"]}


async def asked(classes: School) -> tuple[TestPage, TestPage, TestPage]:
    lecturer, first, second = await classes.lesson("r1", "r2")
    await lecturer.ask("ask_question", **POETS)
    for page in (first, second):
        await page.until(lambda page=page: page.state["question"])  # type: ignore[misc]
    return lecturer, first, second


async def test_a_classroom_sees_its_own_answer_and_how_many_have_answered() -> None:
    async with school() as classes:
        lecturer, first, second = await asked(classes)

        await first.ask("answer_question", question="q1", reply={"options": [1]})

        await lecturer.until(lambda: answers(lecturer) == {"r1": [1]})
        await first.until(lambda: answers(first) == {"r1": [1]})
        await second.until(lambda: question(second)["answered"] == 1)
        assert answers(second) == {}
        assert question(second)["right"] is None
        late = await classes.page("r3")
        assert late.state is not None
        assert late.state["question"] is None, "it has not come in yet"
        await late.enter()
        assert (answers(late), question(late)["right"]) == ({}, None)
        assert question(lecturer)["right"]["options"] == [0]


async def test_revealed_it_is_the_same_for_all() -> None:
    async with school() as classes:
        lecturer, first, second = await asked(classes)
        await first.ask("answer_question", question="q1", reply={"options": [1]})
        await second.ask("answer_question", question="q1", reply={"options": [0]})

        await lecturer.ask("reveal_question")

        for page in (first, second, lecturer):
            await page.until(lambda page=page: question(page)["revealed"])  # type: ignore[misc]
            assert answers(page) == {"r1": [1], "r2": [0]}
            assert question(page)["right"]["options"] == [0]


async def test_the_assistants_tablet_answers_for_the_classroom() -> None:
    async with school() as classes:
        lecturer, first, _second = await asked(classes)
        tablet = await classes.page("r1", assists=True)

        await tablet.ask("answer_question", question="q1", reply={"options": [0]})

        await lecturer.until(lambda: answers(lecturer) == {"r1": [0]})
        await first.until(lambda: answers(first) == {"r1": [0]})


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"question": "q1", "reply": {"options": [0.5]}}, "bad_message"),
        ({"question": "q1", "reply": {"options": list(range(9))}}, "bad_message"),
        ({"question": "q1", "reply": {"text": "长" * 101}}, "bad_message"),
        ({"question": "q1", "reply": {"number": 1e300}}, "bad_message"),
        ({"question": "q1", "reply": {"counts": [10**9]}}, "bad_message"),
        ({"question": "q1", "reply": {}}, "bad_answer"),
        ({"question": "q1", "reply": {"options": [7]}}, "bad_answer"),
        ({"question": "q2", "reply": {"options": [0]}}, "question_closed"),
        ({"question": "../q1", "reply": {"options": [0]}}, "bad_message"),
    ],
)
async def test_nonsense_is_refused_and_disturbs_nobody(payload: dict[str, Any], code: str) -> None:
    async with school() as classes:
        lecturer, first, second = await asked(classes)

        with pytest.raises(PageError, match=code):
            await first.ask("answer_question", **payload)

        await second.ask("answer_question", question="q1", reply={"options": [0]})
        await lecturer.until(lambda: answers(lecturer) == {"r2": [0]})


async def test_the_schools_words_hold_for_questions_and_answers() -> None:
    async with school(wording=Wording(["坏词"])) as classes:
        lecturer, page = await classes.lesson("r1")
        with pytest.raises(PageError, match="words_not_allowed"):
            await lecturer.ask("ask_question", kind="text", text="坏 词", options=[], right=None)
        assert lecturer.state is not None
        assert lecturer.state["question"] is None
        await lecturer.ask("ask_question", kind="text", text="这是什么？", options=[], right=None)

        with pytest.raises(PageError, match="words_not_allowed"):
            await page.ask("answer_question", question="q1", reply={"text": "坏词"})
        with pytest.raises(PageError, match="no_links"):
            await page.ask("answer_question", question="q1", reply={"text": "http://a.example"})
        await page.ask("answer_question", question="q1", reply={"text": "好词"})

        await lecturer.until(lambda: lecturer.state and lecturer.state["question"])
        await lecturer.until(lambda: question(lecturer)["answered"] == 1)
        assert [a["reply"]["text"] for a in question(lecturer)["answers"]] == ["好词"]
