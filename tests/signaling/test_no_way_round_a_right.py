"""What the lecturer switched off stays off, whatever the classroom's page does about it.

Right × way round it, over the wire and in the media plane: a check that sat only in the page would
let every one of these through.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from classroom import media_messages as m
from classroom.states import Right
from tests.signaling.ink import a_stroke
from tests.signaling.server import PageError, School, TestPage, school
from tests.web.files import documents
from tests.web.files.handing import classes, names, ticket

SOURCES = {Right.VIDEO: "camera", Right.AUDIO: "microphone", Right.SCREEN: "screen"}
REQUESTS: dict[Right, tuple[str, dict[str, Any]]] = {
    Right.RAISE_HAND: ("raise_hand", {"purpose": "question"}),
    Right.ANSWER: ("answer_question", {"question": "q1", "reply": {"options": [0]}}),
    Right.ANNOTATE: ("draw", a_stroke()),
    Right.TEXT: ("say", {"to": "lecturer", "text": "听不清"}),
}


async def goes_on(classes: School, page: TestPage) -> TestPage:
    """A modified client: it does not care what it was told."""
    return page


async def reconnects(classes: School, page: TestPage) -> TestPage:
    await page.close()
    return await classes.page("r1", session=page.session)


async def opens_a_second_tab(classes: School, page: TestPage) -> TestPage:
    return await (await classes.page("r1")).enter()


WAYS = [goes_on, reconnects, opens_a_second_tab]
Way = Callable[[School, TestPage], Awaitable[TestPage]]


async def switch(lecturer: TestPage, page: TestPage, right: Right, *, on: bool) -> None:
    await lecturer.ask("set_right", right=right, on=on, classroom="r1")
    await page.until(lambda: (right in page.rights) is on)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("right", SOURCES)
async def test_sound_and_picture(right: Right, way: Way) -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await switch(lecturer, page, right, on=True)
        sent = await page.produce(SOURCES[right])
        assert classes.media.paused[sent] is False

        await switch(lecturer, page, right, on=False)
        await classes.media.until(m.PauseProducer)
        assert classes.media.paused[sent] is True

        again = await way(classes, page)
        if again is page:
            await page.ask("resume_producer", producer=sent)
        elif again.session == page.session:
            await again.until(lambda: right not in again.rights)
        else:
            sent = await again.produce(SOURCES[right])
        assert classes.media.paused[sent] is True
        assert sent not in lecturer.views


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("right", REQUESTS)
async def test_requests(right: Right, way: Way) -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await lecturer.ask("ask_question", kind="true_false", text="", options=[], right=None)
        await lecturer.ask("show_board", page=1)
        await switch(lecturer, page, right, on=False)
        request, payload = REQUESTS[right]

        page = await way(classes, page)
        with pytest.raises(PageError, match="right_off"):
            await page.ask(request, **payload)


@pytest.mark.parametrize("way", WAYS)
async def test_files(tmp_path: Path, way: Way) -> None:
    async with classes(tmp_path) as here:
        lecturer, page = await here.lesson("r1")
        await switch(lecturer, page, Right.FILE, on=True)
        assert await here.code(page, documents.picture(), "之前.png") == "ok"
        old = ticket(page)
        await switch(lecturer, page, Right.FILE, on=False)

        again = await way(here, page)

        assert await here.code(again, documents.picture("JPEG"), "之后.jpg") == "right_off"
        stale = {"Authorization": f"Lesson {old}"}
        status, _ = await here.share(again, documents.picture("JPEG"), **stale)
        assert status == 403
        assert list(names(lecturer).values()) == ["之前.png"]


@pytest.mark.parametrize(
    ("off", "back"), [("pause_lesson", "resume_lesson"), ("forbid_all", "allow_again")]
)
@pytest.mark.parametrize("way", WAYS)
async def test_one_key_latches_them_all(way: Way, off: str, back: str) -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        theirs, ours = await lecturer.produce("camera"), await page.produce("camera")

        await lecturer.ask(off)
        await classes.media.until(m.PauseProducer)
        page = await way(classes, page)

        with pytest.raises(PageError):
            await page.ask("raise_hand", purpose="question")
        with pytest.raises(PageError, match="right_off"):
            await page.ask("say", to="everybody", text="偏要说")
        with pytest.raises(PageError, match="not_allowed"):
            await page.ask(back)
        assert classes.media.paused[theirs] is False
        assert all(classes.media.paused[sent] for sent in {ours} & set(classes.media.paused))


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
