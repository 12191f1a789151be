"""At the door of a lesson of the timetable: who gets which seat, and what is kept of it."""

import pytest

from classroom.audit.record import ActorKind
from classroom.states import Part
from classroom.store.board import DatabaseBoards
from classroom.timetable.planned import PlannedState
from tests.device import Signer
from tests.signaling.planned import MAIN, QINGSHAN, SHIQIAO, open_lesson
from tests.signaling.server import PageError, Turned


async def test_the_timetable_gives_everybody_their_seat(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        lecturer = await here.by_cookie(await here.sign_in(MAIN))
        assistant = await here.by_cookie(await here.sign_in(QINGSHAN))
        wall = await here.by_device(await here.enrol(SHIQIAO))

        for page, school, part in (
            (lecturer, MAIN, "delivering"),
            (assistant, QINGSHAN, "receiving"),
            (wall, SHIQIAO, "receiving"),
        ):
            assert page.state is not None
            assert (page.state["you"], page.state["part"]) == (here.room(school), part)
        assert "start_lesson" in lecturer.state["may"]  # type: ignore[index]
        assert "start_lesson" not in wall.state["may"]  # type: ignore[index]


async def test_a_device_of_the_delivering_classroom_teaches(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        page = await (await here.by_device(await here.enrol(MAIN))).enter()

        await page.ask("start_lesson")

        await page.until(lambda: page.phase == "live")


async def test_nobody_else_gets_in(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        stranger = await here.sign_in("远山小学")
        half = await here.sign_in(QINGSHAN, half=True)
        elsewhere = await here.enrol("远山小学")
        lesson = here.lesson.id

        for cookie, code in (
            ("", "not_signed_in"),
            ("never-given", "not_signed_in"),
            (stranger, "not_expected"),
            (half, "not_signed_in"),
        ):
            with pytest.raises(Turned, match=code):
                await here.by_cookie(cookie)
        with pytest.raises(Turned, match="not_expected"):
            await here.by_device(elsewhere)
        with pytest.raises(Turned, match="device_unknown"):
            await here.by_device(Signer())
        with pytest.raises(Turned, match="lesson_unknown"):
            await here.open(lesson="another", cookie=await here.sign_in(MAIN))
        with pytest.raises(Turned, match="not_signed_in"):
            await here.open()

        records = await here.records()
        assert {record.note.object for record in records} == {lesson}
        assert [record.note.result for record in records] == [
            "not_signed_in",
            "not_signed_in",
            "not_expected",
            "not_signed_in",
            "not_expected",
        ], "five at once are recorded, and then one each second"


async def test_a_captured_proof_opens_nothing_anywhere(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        wall, other = await here.enrol(QINGSHAN), await here.enrol(SHIQIAO)
        captured = here.proof(wall)
        await here.open(lesson=here.lesson.id, proof=captured)

        with pytest.raises(Turned, match="nonce_stale"):
            await here.open(lesson=here.lesson.id, proof=captured)
        for forged in (
            here.proof(wall) | {"device": other.id},
            here.proof(wall, what="another lesson"),
            here.proof(wall, origin="https://evil.example"),
            here.proof(wall, purpose="http"),
        ):
            with pytest.raises(Turned, match="bad_proof"):
                await here.open(lesson=here.lesson.id, proof=forged)


async def test_whoever_is_not_known_for_certain_does_not_teach_and_is_neither_seen_nor_read(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        with pytest.raises(Turned, match="not_verified"):
            await here.by_cookie(await here.sign_in(MAIN, verified=False))

        page = await (await here.by_cookie(await here.sign_in(QINGSHAN, verified=False))).enter()
        with pytest.raises(PageError, match="not_verified"):
            await page.produce("camera")
        with pytest.raises(PageError, match="not_verified"):
            await page.ask("say", to="everybody", text="大家好")
        with pytest.raises(PageError, match="not_verified"):
            await page.ask("answer_question", question="q1", reply={"text": "李白"})
        assert page.presence(here.room(QINGSHAN)) == "present", "it may watch"


@pytest.mark.parametrize(
    ("state", "code"),
    [("planned", "not_open"), ("cancelled", "lesson_cancelled"), ("ended", "lesson_over")],
)
async def test_a_lesson_that_does_not_take_place_says_so(
    database_url: str, state: str, code: str
) -> None:
    async with open_lesson(database_url) as here:
        wall = await here.enrol(QINGSHAN)
        await here.set_state(state)

        with pytest.raises(Turned, match=code):
            await here.by_device(wall)


async def test_a_device_pushes_no_person_out_unless_somebody_there_says_so(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        wall = await here.enrol(QINGSHAN)
        assistant = await (await here.by_cookie(await here.sign_in(QINGSHAN))).enter()

        with pytest.raises(Turned) as refused:
            await here.by_device(wall)
        assert refused.value.args[0]["data"]["code"] == "seat_taken"
        assert refused.value.args[0]["data"]["holder"] == "张老师"
        assert assistant.presence(here.room(QINGSHAN)) == "present"

        await here.by_device(wall, over=True)
        await assistant.until(lambda: assistant.goodbyes == ["opened_elsewhere"])


async def test_a_person_takes_the_seat_of_the_device(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        wall = await (await here.by_device(await here.enrol(QINGSHAN))).enter()

        await here.by_cookie(await here.sign_in(QINGSHAN))

        await wall.until(lambda: wall.goodbyes == ["opened_elsewhere"])


async def test_a_device_has_the_seat_once_the_person_has_left(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        wall = await here.enrol(QINGSHAN)
        assistant = await (await here.by_cookie(await here.sign_in(QINGSHAN))).enter()

        await assistant.ask("leave")

        page = await (await here.by_device(wall)).enter()
        assert page.presence(here.room(QINGSHAN)) == "present"


async def test_every_admission_is_on_record_once_however_often_the_line_breaks(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        signer = await here.enrol(QINGSHAN)
        wall = await here.by_device(signer)
        for _ in range(3):
            await wall.close()
            wall = await here.by_device(signer, wall.session)

        [record] = await here.records()
        assert (record.actor.kind, record.actor.id) == (ActorKind.DEVICE, signer.id)
        assert record.actor.address == "127.0.0.1"
        assert record.note.object == here.lesson.id
        assert record.note.result == "ok"
        assert record.note.scope == here.county[QINGSHAN].scope

        await here.by_device(signer)
        assert await here.results() == ["ok", "ok"], "a page that was loaded anew is another one"


async def test_refusals_are_on_record_and_do_not_fill_it(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        stranger = await here.sign_in("远山小学")
        for _ in range(20):
            with pytest.raises(Turned, match="not_expected"):
                await here.by_cookie(stranger)

        records = await here.records()
        assert len(records) == 5, "so many at once, and one each second"
        assert {record.actor.id for record in records} == {here.county.id("远山小学老师")}


async def test_the_wall_of_each_classroom_names_the_lesson_and_the_way_in(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        boards, lesson = DatabaseBoards(here.database), here.lesson
        day = (lesson.starts_at - 3600, lesson.starts_at + 3600)

        for school, part in ((MAIN, Part.DELIVERING), (SHIQIAO, Part.RECEIVING)):
            board = await boards.board(here.room(school), *day)
            assert board is not None
            assert (board.school, board.classroom) == (school, "录播教室")
            [shown] = board.lessons
            assert (shown.id, shown.part, shown.lecturer) == (lesson.id, part, "张老师")
            assert shown.state is PlannedState.OPENED
        other = await boards.board(here.room("远山小学"), *day)
        assert other is not None
        assert list(other.lessons) == []
        assert await boards.board("nowhere", *day) is None
