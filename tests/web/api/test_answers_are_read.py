"""A lesson's answers, for whoever keeps the register: in the order of the class list, always."""

import io
from collections.abc import AsyncIterator
from itertools import permutations
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from classroom.commands import (
    AnswerForPupil,
    Arrive,
    AskQuestion,
    CloseQuestion,
    Command,
    Enter,
)
from classroom.questions.question import QuestionKind, Reply
from classroom.register.erasure import Keeping
from classroom.store.database import DatabaseStore
from classroom.store.erasing import DatabaseErasing
from classroom.store.tables import audit
from classroom.store.tables.questions import answers as table
from classroom.store.transactions import Database
from tests.web.api.county import CENTRE, County
from tests.web.api.holdings import AUGUST
from tests.web.api.test_the_roll_is_read_and_corrected import HALL, NINE, ROOM, taught

FIRST, SECOND, THIRD = f"{CENTRE}-pupil", "p002", "p003"
CLASS = (FIRST, SECOND, THIRD)
DAY = 86_400.0


@pytest.fixture
async def county(tmp_path: Path) -> AsyncIterator[County]:
    url = f"sqlite+aiosqlite:///{tmp_path}/county.db"
    async with Database.open(url, lambda: AUGUST) as database:
        made = County(database, tmp_path)
        await made.fill()
        async with made.running():
            yield made


async def asked(county: County, chosen: dict[str, tuple[int, ...]], *, closed: bool = True) -> str:
    """A lesson in which each of a class of three chose that."""
    id = await taught(county, called=False, ended=False)
    store = DatabaseStore(county.database.engine)
    lesson = await store.load(id)
    assert lesson is not None
    said: list[Command] = [
        Arrive(by=HALL, session="h"),
        Enter(by=HALL),
        AskQuestion(
            by=ROOM, kind=QuestionKind.SINGLE, text="=谁写的？", options=("李白", "杜甫"),
            right=Reply(options=(0,)), per_pupil=True, pupils={HALL: 3},
        ),
        *(
            AnswerForPupil(
                by=HALL, question="q1", pupil=pupil, options=options, counts=(2, 1), answered=3
            )
            for pupil, options in chosen.items()
        ),
    ]  # fmt: skip
    if closed:
        said.append(CloseQuestion(by=ROOM))
    for each in said:
        await store.save(lesson, lesson.handle(each, NINE))
    return id


async def listed(county: County, id: str, who: str = "clerk") -> list[dict[str, Any]]:
    told = (await county.ask(who, "GET", f"lessons/{id}/answers")).body
    return list(told["questions"][0]["classrooms"][0]["pupils"])


async def rows(county: County, id: str, page: str = "学生") -> list[list[Any]]:
    url = f"{county.url}/api/v1/lessons/{id}/answers.xlsx"
    async with county.http.get(url, headers={"X-Who": "clerk"}) as response:
        assert response.status == 200, await response.text()
        book = load_workbook(io.BytesIO(await response.read()))
    sheet = book[page]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("who_is_right", [*permutations(CLASS, 1), *permutations(CLASS, 2)])
async def test_pupils_stand_by_their_number_whoever_was_right(
    county: County, who_is_right: tuple[str, ...]
) -> None:
    id = await asked(
        county, {pupil: (0,) if pupil in who_is_right else (1,) for pupil in reversed(CLASS)}
    )

    assert [pupil["number"] for pupil in await listed(county, id)] == ["001", "002", "003"]
    assert [row[3] for row in await rows(county, id)] == ["001", "002", "003"]


async def test_nothing_tells_who_was_right(county: County) -> None:
    id = await asked(county, {FIRST: (0,), SECOND: (1,)})

    told = await county.ask("clerk", "GET", f"lessons/{id}/answers")

    assert "right" not in msgspec.json.encode(told.body).decode()
    for query in ("sort=right", "order=score", "by=answer"):
        for path in ("answers", "answers.xlsx"):
            answer = await county.ask("clerk", "GET", f"lessons/{id}/{path}?{query}")
            assert answer.status == (200 if path == "answers" else 400), "it is not listened to"


async def test_names_are_told_by_consent_only_and_counts_to_all(county: County) -> None:
    id = await asked(county, {FIRST: (0,), THIRD: (1,)})

    pupils = await listed(county, id)

    assert [(p["name"], p["options"]) for p in pupils] == [
        ("", [0]),
        ("小麦", []),
        ("=HYPERLINK(1)", [1]),
    ]
    assert [row[5] for row in await rows(county, id)] == ["李白", None, "杜甫"]
    assert await rows(county, id, "教室") == [["1", "=谁写的？", "阶梯教室", "李白: 2; 杜甫: 1"]]


async def test_another_school_is_told_nothing(county: County) -> None:
    id = await asked(county, {FIRST: (0,)})

    assert (await county.ask("neighbour", "GET", f"lessons/{id}/answers")).status == 404
    assert (await county.ask("stranger", "GET", f"lessons/{id}/answers.xlsx")).status == 404


async def test_a_pupils_copy_tells_of_answers_and_rolls_in_words(county: County) -> None:
    id = await asked(county, {FIRST: (1,), SECOND: (0,)})

    copy = (await county.ask("clerk", "GET", f"pupils/{FIRST}/data")).body

    assert [row["options"] for row in copy["data"]["pupil_answers"]] == [[1]]
    assert [(c["lesson"], c["question"], c["options"]) for c in copy["chosen"]] == [
        (id, "=谁写的？", ["杜甫"])
    ]
    assert copy["attended"] == []
    url = f"/api/v1/pupils/{FIRST}/data?readable=true"
    async with county.http.get(url, headers={"X-Who": "clerk"}) as answer:
        page = await answer.text()
    assert "课堂作答" in page
    assert "杜甫" in page
    assert id not in page


async def test_a_pupils_copy_tells_what_the_rolls_said(county: County) -> None:
    id = await taught(county)

    copies = {
        pupil: (await county.ask("clerk", "GET", f"pupils/{pupil}/data")).body["attended"]
        for pupil in CLASS
    }

    assert {(c["lesson"], c["title"], c["roll"]) for [c] in copies.values()} == {(id, "音乐", 1)}
    assert [copies[pupil][0]["marked"] for pupil in CLASS] == [None, "absent", None]
    assert [copies[pupil][0]["counts_as"] for pupil in CLASS] == ["present", "absent", "present"]
    neighbour = (await county.ask("neighbour", "GET", "pupils/village-pupil/data")).body
    assert neighbour["attended"] == []
    url = f"/api/v1/pupils/{SECOND}/data?readable=true"
    async with county.http.get(url, headers={"X-Who": "clerk"}) as answer:
        assert "缺席" in await answer.text()


async def test_erasing_a_pupil_erases_the_answers_and_leaves_the_counts(county: County) -> None:
    id = await asked(county, {FIRST: (1,), SECOND: (0,)})

    erased = await county.ask("clerk", "POST", f"pupils/{FIRST}/erasure")

    assert erased.body["erased"]["pupil_answers"] == 1
    told = (await county.ask("clerk", "GET", f"lessons/{id}/answers")).body
    room = told["questions"][0]["classrooms"][0]
    assert [pupil["id"] for pupil in room["pupils"]] == [SECOND, THIRD]
    assert room["reply"]["counts"] == [2, 1]


async def test_an_answer_for_a_pupil_who_was_erased_meanwhile_leaves_no_row(
    county: County,
) -> None:
    await county.ask("clerk", "POST", f"pupils/{FIRST}/erasure")

    await asked(county, {FIRST: (1,), SECOND: (0,)})

    async with county.database.reading() as connection:
        assert list((await connection.execute(sa.select(table.c.pupil))).scalars()) == [SECOND]


async def test_answers_go_when_their_time_is_over_and_a_hold_keeps_them(county: County) -> None:
    await asked(county, {FIRST: (1,), SECOND: (0,), THIRD: (0,)})
    hold = {
        "kind": "pupils", "object": FIRST, "reason": "该生正在参加学籍核查", "until": "2099-01-01"
    }  # fmt: skip
    await county.ask("county", "POST", "holds", hold)
    erasing = DatabaseErasing(county.database)

    async def left(days: float) -> list[str]:
        keeping = Keeping(answers_days=int((AUGUST - NINE) / DAY + days))
        while await erasing.forget_answers(keeping, "2026-09-02"):
            pass
        async with county.database.reading() as connection:
            query = sa.select(table.c.pupil).order_by(table.c.pupil)
            return list((await connection.execute(query)).scalars())

    assert await left(days=1) == sorted(CLASS)
    assert await left(days=-1) == [FIRST]

    async with county.database.reading() as connection:
        query = sa.select(audit.records.c.detail).where(audit.records.c.action == "erase_pupil")
        assert list((await connection.execute(query)).scalars()) == [
            '{"erased":{"pupil_answers":2}}'
        ]


async def test_a_lesson_that_nobody_came_to_has_an_honest_empty_roll(county: County) -> None:
    id = await taught(county)
    store = county.database.engine
    async with store.begin() as connection:
        for kept in ("events", "links", "lessons"):
            named = sa.table(kept, sa.column("lesson"), sa.column("id"))
            column = named.c.id if kept == "lessons" else named.c.lesson
            await connection.execute(sa.delete(named).where(column == id))

    roll = await county.ask("clerk", "GET", f"lessons/{id}/roll")

    assert (roll.status, roll.body["opened"], roll.body["rolls"]) == (200, False, [])
    assert roll.body["title"]
    assert (await county.ask("neighbour", "GET", f"lessons/{id}/roll")).status == 404
    for path in ("roll.xlsx", "answers"):
        refused = await county.ask("clerk", "GET", f"lessons/{id}/{path}")
        assert (refused.status, refused.code) == (404, "lesson_unknown")
