"""What the lecturer switched off stays off, whatever the classroom's page does about it.

The rights matrix: every right × every way round it, over the wire and in the media plane. A check
that sat only in the page would let every one of these through.
"""

import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from classroom import media_messages as m
from classroom.states import Right
from classroom.store.memory import MemoryStore
from tests.signaling.ink import a_stroke
from tests.signaling.server import PageError, TestPage, school
from tests.web.files import documents
from tests.web.files.handing import Classes, classes, names, ticket

SOURCES = {Right.VIDEO: "camera", Right.AUDIO: "microphone", Right.SCREEN: "screen"}
REQUESTS: dict[Right, Callable[[], tuple[str, dict[str, Any]]]] = {
    Right.ANNOTATE: lambda: ("draw", a_stroke()),
    Right.TEXT: lambda: ("say", {"to": "lecturer", "text": "听不清"}),
    Right.RAISE_HAND: lambda: ("raise_hand", {"purpose": "question"}),
    Right.ANSWER: lambda: ("answer_question", {"question": "q1", "reply": {"options": [0]}}),
}
ASKED_OF_LIVE = {Right.RAISE_HAND, Right.ANSWER}  # a phase that does not allow them, as well
_widths = itertools.count(8)


async def use(here: Classes, page: TestPage, right: Right) -> str:
    """Do what the right is for, as a page that minds nothing it was told; return "ok", or the code
    it is refused with.
    """
    here.clock.go(2)  # nobody is too fast
    if right in SOURCES:
        return await _send(here, page, SOURCES[right])
    if right is Right.FILE:
        return await here.code(page, documents.picture(size=(next(_widths), 8)), "作业.png")
    request, payload = REQUESTS[right]()
    return await _code(page, request, **payload)


async def _send(here: Classes, page: TestPage, source: str) -> str:
    """A new track, or else the one there is, resumed: is it forwarded, from its first packet on?"""
    assert page.state is not None
    paused = []
    try:
        sent = await page.produce(source)
        paused += [r.paused for r in here.media.asked if isinstance(r, m.Produce)][-1:]
    except PageError as refused:
        if refused.code != "source_taken":
            return str(refused.code)
        ours = {s["source"]: s["producer"] for s in page.state["streams"] if s["classroom"] == "r1"}
        sent = ours[source]
        await page.ask("resume_producer", producer=sent)
    await _until_media_has_followed(here)
    paused.append(here.media.paused[sent])
    return "right_off" if all(paused) else "ok" if not any(paused) else "off too late"


async def _until_media_has_followed(here: Classes) -> None:
    """Wait until the media plane was asked for all that has followed from the lesson so far."""
    spare = await here.pages[0].produce("document")
    here.media.forget()
    await here.pages[0].ask("close_producer", producer=spare)
    await here.media.until(m.CloseProducer)


async def _code(page: TestPage, request: str, **payload: Any) -> str:
    try:
        await page.ask(request, **payload)
    except PageError as refused:
        return str(refused.code)
    return "ok"


async def goes_on(here: Classes, page: TestPage) -> TestPage:
    """A modified client: it does not care what it was told."""
    return page


async def reconnects(here: Classes, page: TestPage) -> TestPage:
    await page.close()
    return await here.page("r1", session=page.session)


async def reloads(here: Classes, page: TestPage) -> TestPage:
    await page.close()
    return await (await here.page("r1")).enter()


async def opens_a_second_tab(here: Classes, page: TestPage) -> TestPage:
    return await (await here.page("r1")).enter()


async def leaves_and_comes_back(here: Classes, page: TestPage) -> TestPage:
    await page.ask("leave")
    return await page.enter()


async def stands_beside(here: Classes, page: TestPage) -> TestPage:
    """The assistant's tablet, which sends no sound and no picture at all."""
    return await here.page("r1", assists=True)


WAYS = [goes_on, reconnects, reloads, opens_a_second_tab, leaves_and_comes_back, stands_beside]
Way = Callable[[Classes, TestPage], Awaitable[TestPage]]


async def lesson(here: Classes) -> tuple[TestPage, TestPage]:
    """A lesson in which there is something to draw on, and something to answer."""
    lecturer, page = await here.lesson("r1")
    await lecturer.ask("ask_question", kind="true_false", text="", options=[], right=None)
    await lecturer.ask("show_board", page=1)
    return lecturer, page


async def switch(
    here: Classes, page: TestPage, right: Right, *, on: bool, classroom: str | None = "r1"
) -> None:
    await here.pages[0].ask("set_right", right=right, on=on, classroom=classroom)
    await page.until(lambda: (right in page.rights) is on)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("right", Right)
async def test_there_is_no_way_round_a_right(tmp_path: Path, right: Right, way: Way) -> None:
    async with classes(tmp_path) as here:
        _, page = await lesson(here)
        await switch(here, page, right, on=True)
        assert await use(here, page, right) == "ok"
        await switch(here, page, right, on=False)

        again = await way(here, page)

        unseen = way is stands_beside and right in SOURCES
        assert await use(here, again, right) == ("not_allowed" if unseen else "right_off")
        await switch(here, again, right, on=True)
        assert await use(here, again, right) == ("not_allowed" if unseen else "ok")


@pytest.mark.parametrize("right", Right)
async def test_who_comes_late_finds_off_what_is_off_for_all(tmp_path: Path, right: Right) -> None:
    async with classes(tmp_path) as here:
        lecturer = await (await here.page("d")).enter()
        await lecturer.ask("start_lesson")
        await lecturer.ask("ask_question", kind="true_false", text="", options=[], right=None)
        await lecturer.ask("show_board", page=1)
        await lecturer.ask("set_right", right=right, on=False, classroom=None)

        late = await (await here.page("r1")).enter()

        assert await use(here, late, right) == "right_off"
        await switch(here, late, right, on=True, classroom=None)
        assert await use(here, late, right) == "ok"


@pytest.mark.parametrize("right", Right)
async def test_a_restart_of_the_server_switches_nothing_on(tmp_path: Path, right: Right) -> None:
    store = MemoryStore()
    async with classes(tmp_path, store=store) as here:
        lecturer, page = await lesson(here)
        await switch(here, page, right, on=True)
        await switch(here, page, right, on=False)
        plan, clock = here.server.plan, here.clock

    async with classes(tmp_path, store=store) as here:
        here.server.plan, here.server.clock, here.clock = plan, clock, clock
        await here.page("d", session=lecturer.session)
        page = await here.page("r1", session=page.session)
        await page.until(lambda: page.phase == "live")

        assert await use(here, page, right) == "right_off"
        await switch(here, page, right, on=True)
        assert await use(here, page, right) == "ok"


@pytest.mark.parametrize("right", SOURCES)
async def test_sound_and_picture_on_their_way_stop_at_once(right: Right, tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, page = await lesson(here)
        await switch(here, page, right, on=True)
        sent = await page.produce(SOURCES[right])
        await lecturer.until(lambda: sent in lecturer.views)

        await switch(here, page, right, on=False)

        await here.media.until(m.PauseProducer)
        assert here.media.paused[sent] is True
        await lecturer.until(lambda: sent not in lecturer.views)


async def test_a_ticket_for_files_is_worth_what_its_page_may(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, page = await lesson(here)
        await switch(here, page, Right.FILE, on=True)
        assert await use(here, page, Right.FILE) == "ok"
        old = ticket(page)
        await switch(here, page, Right.FILE, on=False)

        again = await opens_a_second_tab(here, page)

        stale = {"Authorization": f"Lesson {old}"}
        status, _ = await here.share(again, documents.picture("JPEG"), **stale)
        assert status == 403
        assert list(names(lecturer).values()) == ["作业.png"]


@pytest.mark.parametrize(
    ("off", "back"), [("pause_lesson", "resume_lesson"), ("forbid_all", "allow_again")]
)
@pytest.mark.parametrize("way", WAYS[:-1])
async def test_one_key_latches_them_all(tmp_path: Path, way: Way, off: str, back: str) -> None:
    async with classes(tmp_path) as here:
        lecturer, page = await lesson(here)
        for right in Right:
            await switch(here, page, right, on=True)
        theirs = await lecturer.produce("camera")
        latched = {
            right: "wrong_phase"
            if off == "pause_lesson" and right in ASKED_OF_LIVE
            else "right_off"
            for right in Right
        }

        await lecturer.ask(off)
        page = await way(here, page)

        assert {right: await use(here, page, right) for right in Right} == latched
        assert await _code(page, back) == "not_allowed"
        assert here.media.paused[theirs] is False
        await lecturer.ask(back)
        await page.until(lambda: page.phase == "live")
        assert {right: await use(here, page, right) for right in Right} == dict.fromkeys(
            Right, "ok"
        )


async def test_who_was_put_out_is_told_and_stays_out() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await page.produce("camera")

        await lecturer.ask("remove", classroom="r1")

        await page.disconnected.wait()
        assert page.goodbyes == ["removed"]
        closed = await classes.media.until(m.ClosePeer)
        assert isinstance(closed, m.ClosePeer)
        for session in (page.session, None):
            with pytest.raises(Exception, match="removed"):
                await classes.page("r1", session=session)
        await lecturer.ask("readmit", classroom="r1")
        await (await classes.page("r1")).enter()


async def test_after_a_shut_down_the_room_is_gone_and_links_are_dead() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await lecturer.produce("camera")

        await lecturer.ask("shut_down")

        await classes.media.until(m.ShutRoom)
        assert classes.media.rooms == set()
        await page.until(lambda: page.phase == "ended")
        with pytest.raises(Exception, match="lesson_over"):
            await classes.page("r2")


@pytest.mark.parametrize("lecturer_is_there", [True, False])
async def test_whoever_administers_a_lesson_ends_it_whoever_is_in_it(
    lecturer_is_there: bool,
) -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await page.produce("camera")
        if not lecturer_is_there:
            await lecturer.close()
            await page.until(lambda: page.phase == "hold")

        await classes.server.lessons.shut_down(classes.room)

        await page.until(lambda: page.phase == "ended")
        await classes.media.until(m.ShutRoom)
        with pytest.raises(Exception, match="lesson_over"):
            await classes.server.lessons.shut_down(classes.room)
