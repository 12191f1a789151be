"""What happens in the same moment is done one after the other, and each is told how it went."""

import asyncio
from collections.abc import Sequence

from classroom.events import Event
from classroom.lesson import Lesson
from tests.signaling.server import PageError, TestPage, Turned, school


async def entered(page: TestPage) -> str:
    try:
        await page.enter()
    except PageError as error:
        return str(error.code)
    return "ok"


async def test_the_last_place_is_given_once() -> None:
    async with school(cap=2) as classes:
        pages = await asyncio.gather(*(classes.page(who) for who in ("r1", "r2", "r3")))

        answers = await asyncio.gather(*(entered(page) for page in pages))

        assert sorted(answers) == ["lesson_full", "ok", "ok"]


async def test_of_many_pages_of_one_classroom_the_last_to_be_let_in_stays() -> None:
    async with school() as classes:
        lecturer = await (await classes.page("d")).enter()
        pages = [TestPage(classes.server.plan.tokens["r1"]) for _ in range(6)]
        classes.pages += pages

        await asyncio.gather(
            *(page.connect(classes.server.url) for page in pages), return_exceptions=True
        )

        await lecturer.until(lambda: lecturer.presence("r1") == "waiting")
        answers = [await entered(page) for page in pages if page.client.connected]
        assert answers.count("ok") == 1
        await lecturer.until(lambda: lecturer.presence("r1") == "present")


async def test_a_lesson_that_is_overrun_asks_to_try_again_and_goes_on() -> None:
    async with school(mailbox=2) as classes:
        lecturer = await (await classes.page("d")).enter()
        store, database_is_back = classes.server.store, asyncio.Event()
        save = store.save

        async def slow(lesson: Lesson, events: Sequence[Event]) -> None:
            await database_is_back.wait()
            await save(lesson, events)

        store.save = slow  # type: ignore[method-assign]

        async def report() -> tuple[str, bool]:
            answer = await lecturer.client.call(
                "report_devices",
                {"camera": "ok", "microphone": "ok", "loudspeaker": "ok"},
                timeout=10,
            )
            return answer.get("code", "ok"), answer.get("retryable", False)

        asked = [asyncio.create_task(report()) for _ in range(8)]
        await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        database_is_back.set()
        answers = await asyncio.gather(*asked)

        assert set(answers) == {("ok", False), ("mailbox_full", True)}
        assert await report() == ("ok", False)


async def test_a_lesson_is_loaded_once_for_all_who_come_at_the_same_time() -> None:
    async with school() as classes:
        server = classes.server
        server.clock.go(-7 * 86400.0)
        await server.make_lesson()
        loads = 0
        load = server.store.load

        async def counted(lesson_id: str) -> Lesson | None:
            nonlocal loads
            loads += 1
            return await load(lesson_id)

        server.store.load = counted  # type: ignore[method-assign]

        await asyncio.gather(*(classes.page(who) for who in ("d", "r1", "r2", "r3")))

        assert loads == 1


async def test_a_stranger_in_the_crowd_is_turned_away_alone() -> None:
    async with school() as classes:
        stranger = TestPage("not-a-token-of-ours")

        turned, *pages = await asyncio.gather(
            stranger.connect(classes.server.url),
            *(classes.page(who) for who in ("d", "r1", "r2")),
            return_exceptions=True,
        )

        assert isinstance(turned, Turned)
        assert all(isinstance(page, TestPage) and page.state for page in pages)
