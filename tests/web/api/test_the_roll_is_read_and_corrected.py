"""A lesson's roll, for whoever keeps the register: nobody who was expected is missing from it."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from classroom.audit.record import SERVER
from classroom.commands import (
    Arrive,
    CallRoll,
    Command,
    ConfirmRoll,
    EndLesson,
    Enter,
    MarkPupil,
    StartLesson,
)
from classroom.events import Event
from classroom.lesson import Lesson
from classroom.record import LessonRecord
from classroom.seats import Seat
from classroom.states import Mark, Part
from classroom.store.database import DatabaseStore
from classroom.store.tables import audit
from classroom.store.tables.planned import lessons as planned
from classroom.store.tables.register import TABLES
from classroom.store.timetable import Timetable
from classroom.store.transactions import Database
from tests.web.api.county import CENTRE, IN, ZONE, Answer, County
from tests.web.api.holdings import AUGUST, TERM

NINE = 1_788_220_800.0
ROOM, HALL = f"{CENTRE}-room", f"{CENTRE}-hall"
HERE, ABSENT, EVIL = "小禾", "小麦", "=HYPERLINK(1)"


@pytest.fixture
async def county(tmp_path: Path) -> AsyncIterator[County]:
    url = f"sqlite+aiosqlite:///{tmp_path}/county.db"
    async with Database.open(url, lambda: AUGUST) as database:
        made = County(database, tmp_path)
        await made.fill()
        async with made.running():
            yield made


async def taught(county: County, *, called: bool = True, ended: bool = True) -> str:
    """A lesson whose far class has three pupils: the first absent, the second with consent."""
    await Timetable(county.database, ZONE).generate(SERVER, "north-term", IN[CENTRE])
    listed = await county.ask("clerk", "GET", f"lessons?{TERM}&within={CENTRE}")
    id = str(listed.body["items"][0]["lesson"]["id"])
    pupils = TABLES["pupils"]
    async with county.database.engine.begin() as connection:
        for number, name, consent in (("002", ABSENT, "given"), ("003", EVIL, "given")):
            await connection.execute(
                sa.insert(pupils).values(
                    id=f"p{number}", version=1, scope=IN[CENTRE], natural=number, number=number,
                    school_class=f"{CENTRE}-class", name=name, consent=consent,
                )
            )  # fmt: skip
        state = sa.update(planned).where(planned.c.id == id).values(state="opened")
        await connection.execute(state)
    lesson = Lesson(
        LessonRecord(
            id=id, title="音乐", subject="音乐", starts_at=NINE, ends_at=NINE + 2400,
            seats=(
                Seat(id=ROOM, name="中心校", part=Part.DELIVERING, registered=True),
                Seat(
                    id=HALL, name="阶梯教室", part=Part.RECEIVING, registered=True,
                    school_class=f"{CENTRE}-class",
                ),
            ),
        )
    )  # fmt: skip
    said: list[Command] = [Arrive(by=ROOM, session="s"), Enter(by=ROOM), StartLesson(by=ROOM)]
    if called:
        class_of_three = (f"{CENTRE}-pupil", "p002", "p003")
        said += [
            CallRoll(by=ROOM, expected={HALL: class_of_three}),
            MarkPupil(by=HALL, classroom=HALL, pupil="p002", mark=Mark.ABSENT),
            ConfirmRoll(by=HALL, classroom=HALL),
        ]
    if ended:
        said.append(EndLesson(by=ROOM))
    events: list[Event] = []
    store = DatabaseStore(county.database.engine)
    await store.create(lesson, [], [])
    for each in said:
        events += lesson.handle(each, NINE)
    await store.save(lesson, events)
    return id


async def sheets(county: County, id: str, who: str = "clerk") -> dict[str, list[list[Any]]]:
    """The workbook's cells."""
    url = f"{county.url}/api/v1/lessons/{id}/roll.xlsx"
    async with county.http.get(url, headers={"X-Who": who}) as response:
        assert response.status == 200, await response.text()
        book = load_workbook(io.BytesIO(await response.read()))
    for page in book.worksheets:
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    return {
        page.title: [list(row) for row in page.iter_rows(min_row=2, values_only=True)]
        for page in book.worksheets
    }


def correction(**other: Any) -> dict[str, Any]:
    return {"classroom": HALL, "pupil": "p002", "mark": "late", "reason": "校车晚点"} | other


async def correct(county: County, id: str, who: str = "clerk", **other: Any) -> Answer:
    return await county.ask(who, "POST", f"lessons/{id}/roll/corrections", correction(**other))


async def test_everybody_expected_is_in_it_and_named_by_consent_only(county: County) -> None:
    id = await taught(county)

    pages = await sheets(county, id)

    assert [row[2:6] for row in pages["学生"]] == [
        ["001", None, "到", None],
        ["002", ABSENT, "缺席", "缺席"],
        ["003", EVIL, "到", None],
    ]
    (classroom,) = pages["教室"]
    assert classroom[1:5] == ["阶梯教室", 3, 2, 1]


async def test_a_classroom_that_said_nothing_is_in_it_with_all_its_pupils(county: County) -> None:
    id = await taught(county, called=False)

    pages = await sheets(county, id)

    assert [row[4] for row in pages["学生"]] == ["未确认"] * 3
    assert pages["教室"][0][9] == "一直没有确认"


async def test_a_correction_after_the_lesson_is_a_version_with_its_reason(county: County) -> None:
    id = await taught(county)

    assert (await correct(county, id)).status == 204
    answer = (await county.ask("clerk", "GET", f"lessons/{id}/roll")).body

    (sheet,) = answer["rolls"][0]["sheets"]
    assert (sheet["version"], sheet["reason"], sheet["missing"]) == (2, "校车晚点", 0)
    assert sheet["pupils"][1]["counts_as"] == "late"
    async with county.database.reading() as connection:
        query = sa.select(audit.records.c.detail).where(audit.records.c.action == "correct_roll")
        (detail,) = (await connection.execute(query)).scalars()
    assert "p002" in str(detail)
    assert ABSENT not in str(detail)


@pytest.mark.parametrize(
    ("other", "status", "code"),
    [
        ({"reason": ""}, 422, "invalid"),
        ({"reason": "x" * 201}, 422, "invalid"),
        ({"reason": "x" * 100_000}, 413, "too_large"),
        ({"pupil": "village-pupil"}, 409, "unknown_pupil"),
        ({"classroom": "village-hall"}, 404, "not_found"),
        ({"classroom": ROOM}, 409, "no_roll"),
        ({"pupil": None}, 422, "invalid"),
        ({"heads": 3}, 422, "invalid"),
        ({"mark": "hanged"}, 422, "invalid"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_leaves_no_record(
    county: County, other: dict[str, Any], status: int, code: str
) -> None:
    id = await taught(county)

    answer = await correct(county, id, **other)

    assert (answer.status, answer.code) == (status, code)
    async with county.database.reading() as connection:
        query = sa.select(audit.records.c.number).where(audit.records.c.action == "correct_roll")
        assert (await connection.execute(query)).scalars().all() == []


async def test_another_school_neither_sees_nor_corrects_it(county: County) -> None:
    id = await taught(county)

    for who in ("neighbour", "stranger"):
        assert (await county.ask(who, "GET", f"lessons/{id}/roll")).code == "not_found"
        assert (await correct(county, id, who)).code == "not_found"


async def test_the_county_sees_what_the_school_sees(county: County) -> None:
    id = await taught(county)

    theirs = (await county.ask("county", "GET", f"lessons/{id}/roll")).body

    assert theirs == (await county.ask("clerk", "GET", f"lessons/{id}/roll")).body
