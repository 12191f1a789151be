"""What a school has said of an account or a device holds in lessons, whatever a page does about it.

Sanction × way round it, through the real door and store: a check that sat only in the page, or only
at the door, would let one of these through.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from classroom import media_messages as m
from classroom.accounts.principal import Principal
from classroom.audit.record import SERVER
from classroom.links import hash_token
from classroom.permissions import Role
from classroom.register.people import Grant
from classroom.register.scope import EVERYTHING, ROOT
from classroom.sanctions.sanction import (
    Reach,
    Sanction,
    SanctionOrder,
    Step,
    SubjectKind,
)
from classroom.store.tables.lessons import links
from tests.signaling.planned import MAIN, QINGSHAN, SHIQIAO, OpenLesson, open_lesson
from tests.signaling.server import PageError, TestPage, Turned

COUNTY = Principal(actor=SERVER, grants=(Grant(Role.SYSTEM_ADMIN, ROOT),))
HOUR = 3600.0
DOINGS: dict[str, dict[str, Any]] = {
    "raise_hand": {"purpose": "question"},
    "say": {"to": "everybody", "text": "偏要说"},
    "answer_question": {"question": "q1", "reply": {"options": [0]}},
}


async def impose(
    here: OpenLesson,
    step: Step,
    subject: str,
    *,
    kind: SubjectKind = SubjectKind.PERSON,
    reach: Reach = Reach.SCHOOL,
    hours: float | None = 1.0,
) -> Sanction:
    """Have the county sanction somebody, in 中心小学's lessons."""
    places = {
        Reach.SCHOOL: here.county.id(MAIN),
        Reach.PAIRING: here.lesson.pairing,
        Reach.LESSON: here.lesson.id,
    }
    order = SanctionOrder(
        kind=kind,
        subject=subject,
        step=step,
        reach=reach,
        place=places[reach],
        reason="在课堂上辱骂同学",
        until=None if hours is None else here.server.clock.now() + hours * HOUR,
    )
    sanction, _ended = await here.sanctions.impose(order, COUNTY, EVERYTHING)
    await here.server.lessons.judge()
    return sanction


async def lesson(here: OpenLesson) -> tuple[TestPage, TestPage, str]:
    """The lecturer teaches, 青山's assistant is there; return their pages and the cookie."""
    lecturer = await (await here.by_cookie(await here.sign_in(MAIN))).enter()
    await lecturer.ask("start_lesson")
    cookie = await here.sign_in(QINGSHAN)
    assistant = await (await here.by_cookie(cookie)).enter()
    await assistant.until(lambda: assistant.phase == "live")
    return lecturer, assistant, cookie


async def goes_on(here: OpenLesson, page: TestPage, cookie: str) -> TestPage:
    """A modified client: it does not care what it was told."""
    return page


async def reconnects(here: OpenLesson, page: TestPage, cookie: str) -> TestPage:
    await page.close()
    return await here.by_cookie(cookie, page.session)


async def opens_a_second_tab(here: OpenLesson, page: TestPage, cookie: str) -> TestPage:
    return await (await here.by_cookie(cookie)).enter()


async def stands_beside(here: OpenLesson, page: TestPage, cookie: str) -> TestPage:
    beside = TestPage(lesson=here.lesson.id, cookie=cookie, assists=True)
    return await here._open(beside)


async def signs_in_anew(here: OpenLesson, page: TestPage, cookie: str) -> TestPage:
    return await (await here.by_cookie(await here.sign_in(QINGSHAN))).enter()


Way = Callable[[OpenLesson, TestPage, str], Awaitable[TestPage]]
WAYS: list[Way] = [goes_on, reconnects, opens_a_second_tab, stands_beside, signs_in_anew]


@pytest.mark.parametrize("way", WAYS)
async def test_who_is_limited_watches_and_does_nothing_else(database_url: str, way: Way) -> None:
    async with open_lesson(database_url) as here:
        lecturer, page, cookie = await lesson(here)
        await lecturer.ask("ask_question", kind="true_false", text="", options=[], right=None)

        await impose(here, Step.LIMIT, here.county.id("青山小学老师"))
        page = await way(here, page, cookie)

        for request, payload in DOINGS.items():
            with pytest.raises(PageError, match="limited"):
                await page.ask(request, **payload)
        assert page.presence(here.room(QINGSHAN)) == "present", "it goes on watching"
        told = [each for each in page.passing if each["type"] == "standing_changed"]
        assert (told[-1]["step"], told[-1]["reason"]) == ("limit", "在课堂上辱骂同学")


@pytest.mark.parametrize("way", [goes_on, reconnects, opens_a_second_tab, signs_in_anew])
async def test_nothing_that_a_limited_account_sends_is_forwarded(
    database_url: str, way: Way
) -> None:
    async with open_lesson(database_url) as here:
        lecturer, page, cookie = await lesson(here)
        camera, media = await page.produce("camera"), here.server.media
        await lecturer.until(lambda: camera in lecturer.views)

        await impose(here, Step.LIMIT, here.county.id("青山小学老师"))
        await lecturer.until(lambda: camera not in lecturer.views)
        await media.until(m.PauseProducer)
        page = await way(here, page, cookie)
        if page.rights:
            await page.until(lambda: not page.rights)
        with pytest.raises(PageError, match="not_allowed"):
            await page.ask("set_right", right="video", on=True, classroom=here.room(QINGSHAN))
        await lecturer.ask("set_right", right="video", on=True, classroom=here.room(QINGSHAN))

        assert all(media.paused[sent] for sent in {camera} & set(media.paused))
        assert page.rights == [], "not even the lecturer gives them back"


async def test_a_limit_that_is_over_gives_everything_back(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        _lecturer, page, _cookie = await lesson(here)
        before = page.rights
        await impose(here, Step.LIMIT, here.county.id("青山小学老师"), hours=0.1)
        await page.until(lambda: page.rights == [])

        here.server.clock.go(0.1 * HOUR)
        await here.server.lessons.passes.expire()

        await page.until(lambda: page.rights == before)
        await page.ask("say", to="everybody", text="谢谢")


async def test_a_limit_is_imposed_although_a_lesson_has_just_ended(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        lecturer, page, _cookie = await lesson(here)
        await lecturer.ask("end_lesson")
        await page.until(lambda: page.phase == "ended")

        limit = await impose(here, Step.LIMIT, here.county.id("青山小学老师"))

        assert limit.in_force(here.server.clock.now())


async def test_a_lifted_limit_gives_everything_back_at_once(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        _lecturer, page, _cookie = await lesson(here)
        limit = await impose(here, Step.LIMIT, here.county.id("青山小学老师"))

        await here.sanctions.lift(limit.id, "核实有误", EVERYTHING, "clerk", SERVER)
        await here.server.lessons.judge()

        await page.until(lambda: "text" in page.rights)
        await page.ask("raise_hand", purpose="answer")


async def test_a_limit_survives_a_restart_and_waits_for_who_comes_late(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        lecturer = await (await here.by_cookie(await here.sign_in(MAIN))).enter()
        await lecturer.ask("start_lesson")
        await impose(here, Step.LIMIT, here.county.id("青山小学老师"))

        late = await (await here.by_cookie(await here.sign_in(QINGSHAN))).enter()
        assert late.rights == []
        await here.server.lessons._unload(here.lesson.id)
        again = await (await here.by_cookie(await here.sign_in(QINGSHAN))).enter()

        assert again.rights == []
        with pytest.raises(PageError, match="limited"):
            await again.ask("say", to="everybody", text="重启以后呢")


async def test_the_classroom_of_a_limited_account_goes_on_at_its_own_device(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        _lecturer, page, _cookie = await lesson(here)
        await impose(here, Step.LIMIT, here.county.id("青山小学老师"))
        await page.ask("leave")

        wall = await (await here.by_device(await here.enrol(QINGSHAN))).enter()

        await wall.until(lambda: "text" in wall.rights)
        await wall.ask("say", to="everybody", text="我们还在")


@pytest.mark.parametrize("reach", [Reach.SCHOOL, Reach.PAIRING, Reach.LESSON])
@pytest.mark.parametrize("way", WAYS[1:])
async def test_who_is_kept_out_is_out_at_once_and_comes_in_by_no_way(
    database_url: str, way: Way, reach: Reach
) -> None:
    async with open_lesson(database_url) as here:
        lecturer, page, cookie = await lesson(here)

        await impose(here, Step.SUSPEND, here.county.id("青山小学老师"), reach=reach)

        await page.disconnected.wait()
        assert page.goodbyes == ["kept_out"]
        await lecturer.until(lambda: lecturer.presence(here.room(QINGSHAN)) == "left")
        with pytest.raises(Turned, match="kept_out"):
            await way(here, page, cookie)
        assert (await here.results())[-1] == "kept_out", "and it is on record"
        assert (await lecturer.ask("sync"))["type"] == "snapshot"


async def test_another_name_and_a_joining_link_do_not_hide_an_account(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        _lecturer, page, cookie = await lesson(here)
        person = here.county.id("青山小学老师")
        await impose(here, Step.SUSPEND, person)
        await page.disconnected.wait()
        await here.change("people", here.county["青山小学老师"], display_name="新同学")
        token = "a-joining-link-for-the-same-seat"
        link = {
            "token_hash": hash_token(token), "lesson": here.lesson.id,
            "classroom": here.room(QINGSHAN), "expires_at": here.server.clock.now() + HOUR,
        }  # fmt: skip
        async with here.database.writing(SERVER) as writing:
            await writing.connection.execute(sa.insert(links).values(link))

        with pytest.raises(Turned, match="kept_out"):
            await here.by_cookie(cookie)
        with pytest.raises(Turned, match="kept_out"):
            await here._open(TestPage(token, cookie=cookie))


async def test_a_device_is_kept_out_by_itself_and_the_others_are_not(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        signer, other = await here.enrol(QINGSHAN), await here.enrol(SHIQIAO)
        wall = await (await here.by_device(signer)).enter()

        await impose(here, Step.SUSPEND, signer.id, kind=SubjectKind.DEVICE, hours=None)

        await wall.disconnected.wait()
        for session in (wall.session, None):
            with pytest.raises(Turned, match="kept_out"):
                await here.by_device(signer, session)
        await here.by_device(other)


async def test_a_suspension_that_is_over_lets_in_again(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        cookie = await here.sign_in(QINGSHAN)
        await impose(here, Step.SUSPEND, here.county.id("青山小学老师"), hours=0.1)
        with pytest.raises(Turned, match="kept_out"):
            await here.by_cookie(cookie)

        here.server.clock.go(0.1 * HOUR)

        await here.by_cookie(cookie)


async def test_a_warning_is_told_and_takes_nothing_away(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        _lecturer, page, _cookie = await lesson(here)
        person = here.county.id("青山小学老师")

        warning = await impose(here, Step.WARN, person, hours=None)

        await page.until(lambda: page.passing)
        assert page.passing[-1]["step"] == "warn"
        await page.ask("say", to="everybody", text="知道了")
        await here.sanctions.acknowledge(warning.id, person, SERVER)
        await here.server.lessons.judge()
        await page.until(lambda: page.passing[-1]["step"] is None)


async def test_whoever_is_put_out_and_kept_out_stays_out_of_the_whole_series(
    database_url: str,
) -> None:
    async with open_lesson(database_url) as here:
        lecturer, page, cookie = await lesson(here)
        room = here.room(QINGSHAN)

        await lecturer.ask("remove", classroom=room, keep_out=True)

        await page.disconnected.wait()
        with pytest.raises(Turned, match="kept_out"):
            await here.by_cookie(cookie)
        [kept] = await here.sanctions.own(here.county.id("青山小学老师"))
        assert (kept.step, kept.reach, kept.place, kept.until) == (
            Step.SUSPEND, Reach.PAIRING, here.lesson.pairing, None,
        )  # fmt: skip
        assert kept.made_by == here.county.id("中心小学老师")

        await lecturer.ask("readmit", classroom=room)
        await (await here.by_cookie(cookie)).enter()


async def test_only_the_lecturer_keeps_out_and_nobody_who_is_not_there(database_url: str) -> None:
    async with open_lesson(database_url) as here:
        lecturer, page, _cookie = await lesson(here)

        with pytest.raises(PageError, match="not_allowed"):
            await page.ask("remove", classroom=here.room(SHIQIAO), keep_out=True)
        with pytest.raises(PageError, match="nobody_there"):
            await lecturer.ask("remove", classroom=here.room(SHIQIAO), keep_out=True)
        with pytest.raises(PageError, match="unknown_classroom"):
            await lecturer.ask("remove", classroom=here.room(MAIN), keep_out=True)


async def test_who_comes_through_the_door_while_being_kept_out_is_out(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_lesson(database_url) as here:
        cookie, door = await here.sign_in(QINGSHAN), here.server.door
        assert door is not None
        let_in = door.admit

        async def slowly(knock: Any) -> Any:
            admitted = await let_in(knock)
            await impose(here, Step.SUSPEND, here.county.id("青山小学老师"))
            return admitted

        monkeypatch.setattr(door, "admit", slowly)

        with pytest.raises(Turned, match="kept_out"):
            await here.by_cookie(cookie)
        assert await here.results() == ["kept_out"]
