"""The roll is called: names go to whom they concern, and nowhere else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import msgspec
import pytest
import sqlalchemy as sa

from classroom.store.database import DatabaseStore
from classroom.store.tables.register import TABLES
from classroom.timetable.pairings import Receiver
from signaling.roll_book import FRESH_SECONDS
from tests.signaling.planned import MAIN, QINGSHAN, SHIQIAO, OpenLesson, open_lesson
from tests.signaling.server import PageError, TestPage, school

NAMES = ("小禾", "小麦", "小谷")  # numbers 01, 02, 03


class Taught(NamedTuple):
    """A lesson being taught, in which 青山 has a class of three and 石桥 has none."""

    lesson: OpenLesson
    lecturer: TestPage
    qingshan: TestPage
    shiqiao: TestPage

    @property
    def ids(self) -> tuple[str, str]:
        return self.lesson.room(QINGSHAN), self.lesson.room(SHIQIAO)

    async def pupil(self, name: str) -> str:
        pupils = TABLES["pupils"]
        query = sa.select(pupils.c.id).where(
            pupils.c.name == name,
            pupils.c.school_class == self.lesson.county.id(f"{QINGSHAN}班"),
        )
        async with self.lesson.database.reading() as connection:
            return str((await connection.execute(query)).scalar_one())

    async def refuse(self, name: str) -> None:
        """Let the pupil's guardian have said no."""
        pupils = TABLES["pupils"]
        change = sa.update(pupils).where(pupils.c.id == await self.pupil(name))
        async with self.lesson.database.engine.begin() as connection:
            await connection.execute(change.values(consent="refused"))

    async def call(self) -> None:
        await self.lecturer.ask("call_roll")
        qingshan, shiqiao = self.ids
        await self.lecturer.until(lambda: self.lecturer.sheet(shiqiao))
        await self.qingshan.until(lambda: self.qingshan.sheet(qingshan))
        await self.shiqiao.until(lambda: self.shiqiao.sheet(shiqiao))


def named(page: TestPage, classroom: str) -> list[tuple[str, str | None]]:
    sheet = page.sheet(classroom)
    assert sheet is not None
    return [(each["name"], each["mark"]) for each in sheet["pupils"]]


@asynccontextmanager
async def taught(url: str) -> AsyncIterator[Taught]:
    async with open_lesson(url) as lesson:
        county = lesson.county
        school_class = county.id(f"{QINGSHAN}班")
        for number, name in enumerate(NAMES[1:], start=2):
            await lesson.change(
                "pupils", None, school_class=school_class, name=name, number=f"0{number}"
            )
        receivers = (
            Receiver(lesson.room(QINGSHAN), county.id(f"{QINGSHAN}老师"), school_class),
            Receiver(lesson.room(SHIQIAO)),
        )
        pairing = county["音乐"]
        await lesson.change("pairings", pairing, receivers=receivers)
        await lesson.server.lessons.look()
        lecturer, *others = [
            await lesson.by_cookie(await lesson.sign_in(who)) for who in (MAIN, QINGSHAN)
        ]
        others.append(await lesson.by_device(await lesson.enrol(SHIQIAO)))
        for page in (lecturer, *others):
            await page.enter()
        await lecturer.ask("start_lesson")
        yield Taught(lesson, lecturer, *others)


async def test_a_classroom_has_its_names_and_the_lecturer_those_that_are_marked(
    database_url: str,
) -> None:
    async with taught(database_url) as lesson:
        qingshan, shiqiao = lesson.ids
        await lesson.call()
        assert named(lesson.qingshan, qingshan) == [(name, None) for name in NAMES]
        assert named(lesson.lecturer, qingshan) == []

        absent = await lesson.pupil("小麦")
        await lesson.qingshan.ask("mark_pupil", classroom=qingshan, pupil=absent, mark="absent")
        await lesson.qingshan.ask("confirm_roll", classroom=qingshan)
        await lesson.lecturer.until(lambda: (lesson.lecturer.sheet(qingshan) or {})["version"])

        sheet = lesson.lecturer.sheet(qingshan)
        assert sheet is not None
        assert (sheet["expected"], sheet["present"], sheet["missing"]) == (3, 2, 1)
        assert named(lesson.lecturer, qingshan) == [("小麦", "absent")]
        assert lesson.shiqiao.sheet(qingshan) is None
        assert lesson.shiqiao.sheet(shiqiao) is not None
        assert lesson.qingshan.sheet(shiqiao) is None


async def test_nothing_of_a_name_is_told_to_another_classroom_or_kept_with_the_lesson(
    database_url: str,
) -> None:
    async with taught(database_url) as lesson:
        qingshan, _ = lesson.ids
        await lesson.call()
        absent = await lesson.pupil("小麦")
        await lesson.qingshan.ask("mark_pupil", classroom=qingshan, pupil=absent, mark="absent")
        await lesson.lecturer.until(lambda: named(lesson.lecturer, qingshan))
        await lesson.shiqiao.ask("sync")

        store = DatabaseStore(lesson.lesson.database.engine)
        kept: list[Any] = list(await store.events(lesson.lesson.lesson.id))
        live = await store.load(lesson.lesson.lesson.id)
        assert live is not None
        told = msgspec.json.encode([lesson.shiqiao.state, lesson.shiqiao.passing]).decode()
        written = msgspec.json.encode([kept, live.record]).decode()
        for name in NAMES:
            assert name not in told
            assert name not in written
        assert absent not in told
        assert absent in written


async def test_who_may_not_be_named_is_called_by_number(database_url: str) -> None:
    async with taught(database_url) as lesson:
        qingshan, _ = lesson.ids
        await lesson.refuse("小谷")
        await lesson.call()
        assert named(lesson.qingshan, qingshan)[2] == ("", None)

        await lesson.refuse("小麦")  # afterwards: heeded when a page comes again
        lesson.lesson.server.clock.go(FRESH_SECONDS)
        again = await lesson.lesson.by_cookie(await lesson.lesson.sign_in(MAIN))
        assert again.sheet(qingshan) is not None
        await lesson.qingshan.ask("sync")

        assert [name for name, _ in named(lesson.qingshan, qingshan)] == ["小禾", "", ""]
        sheet = lesson.qingshan.sheet(qingshan)
        assert sheet is not None
        assert [each["number"] for each in sheet["pupils"]] == ["01", "02", "03"]


async def test_it_survives_a_restart_with_its_names(database_url: str) -> None:
    async with taught(database_url) as lesson:
        qingshan, _ = lesson.ids
        await lesson.call()
        absent = await lesson.pupil("小麦")
        await lesson.qingshan.ask("mark_pupil", classroom=qingshan, pupil=absent, mark="absent")
        await lesson.lesson.server.lessons._unload(lesson.lesson.lesson.id)

        page = await lesson.lesson.by_cookie(await lesson.lesson.sign_in(QINGSHAN))

        assert named(page, qingshan) == [("小禾", None), ("小麦", "absent"), ("小谷", None)]


async def test_a_classroom_speaks_only_for_itself(database_url: str) -> None:
    async with taught(database_url) as lesson:
        qingshan, shiqiao = lesson.ids
        await lesson.call()
        pupil = await lesson.pupil("小麦")
        mark = {"classroom": qingshan, "pupil": pupil, "mark": "absent"}

        tried: list[tuple[str, dict[str, Any], str]] = [
            ("mark_pupil", mark, "not_allowed"),
            ("count_heads", {"classroom": qingshan, "heads": 1}, "not_allowed"),
            ("confirm_roll", {"classroom": qingshan}, "not_allowed"),
            ("mark_pupil", mark | {"classroom": shiqiao}, "unknown_pupil"),
            ("call_roll", {}, "not_allowed"),
        ]
        for request, payload, code in tried:
            with pytest.raises(PageError, match=code):
                await lesson.shiqiao.ask(request, **payload)
        await lesson.lecturer.ask("mark_pupil", **mark)

        await lesson.qingshan.until(lambda: named(lesson.qingshan, qingshan)[1][1] == "absent")


@pytest.mark.parametrize(
    ("request_", "payload", "code"),
    [
        ("mark_pupil", {"pupil": "p", "mark": "absent"}, "no_roll"),
        ("confirm_roll", {}, "no_roll"),
        ("count_heads", {"heads": -1}, "bad_message"),
        ("count_heads", {"heads": 10**6}, "bad_message"),
        ("mark_pupil", {"pupil": "p", "mark": "hanged"}, "bad_message"),
        ("mark_pupil", {"pupil": "<b>", "mark": None}, "bad_message"),
        ("mark_pupil", {"pupil": "p", "mark": None, "reason": "x" * 201}, "bad_message"),
        ("mark_pupil", {"pupil": "p", "mark": None, "reason": "  \n"}, "bad_message"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    request_: str, payload: dict[str, Any], code: str
) -> None:
    async with school() as classes:
        _, page = await classes.lesson("r1")

        with pytest.raises(PageError, match=code):
            await page.ask(request_, classroom="r1", **payload)


async def test_a_lesson_made_by_links_counts_heads_and_wants_a_reason_afterwards() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await lecturer.ask("call_roll")

        with pytest.raises(PageError, match="count_first"):
            await page.ask("confirm_roll", classroom="r1")
        await page.ask("count_heads", classroom="r1", heads=44)
        await page.ask("confirm_roll", classroom="r1")
        with pytest.raises(PageError, match="reason_needed"):
            await page.ask("count_heads", classroom="r1", heads=43)
        await page.ask("count_heads", classroom="r1", heads=43, reason="数错了")

        await lecturer.until(lambda: (lecturer.sheet("r1") or {}).get("version") == 2)
        sheet = lecturer.sheet("r1")
        assert sheet is not None
        assert (sheet["expected"], sheet["present"]) == (None, 43)


async def test_a_reason_of_a_megabyte_hurts_only_its_sender() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await lecturer.ask("call_roll")

        await page.client.emit(
            "count_heads", {"classroom": "r1", "heads": 1, "reason": "x" * 1_000_000}
        )
        await page.disconnected.wait()

        assert (await lecturer.ask("sync"))["sheets"][0]["heads"] is None
