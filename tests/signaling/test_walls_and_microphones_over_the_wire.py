"""Layouts, the spotlight, keys to talk and the shared word, for pages and the media plane."""

from typing import Any

import pytest

from classroom import media_messages as m
from classroom.failures import BadMessage
from classroom.sound_test import Measured, SoundTest
from classroom.states import SoundVerdict
from classroom.store.memory import MemoryStore
from signaling import codec
from tests.signaling.server import PageError, TestPage, school

GOOD_ROOM = {
    "noise": -60.0,
    "speech": -25.0,
    "played": -12.0,
    "returned": -58.0,
    "delay_ms": 140.0,
}


def lesson(page: TestPage) -> dict[str, Any]:
    assert page.state is not None
    state: dict[str, Any] = page.state["lesson"]
    return state


def sound(page: TestPage, classroom: str) -> dict[str, Any] | None:
    assert page.state is not None
    found = next(c for c in page.state["classrooms"] if c["id"] == classroom)
    state: dict[str, Any] | None = found["sound"]
    return state


async def test_every_wall_is_told_how_to_look_and_whom_to_show() -> None:
    async with school() as classes:
        lecturer, lit, other = await classes.lesson("r1", "r2")
        camera = await lit.produce("camera")

        await lecturer.ask("set_layout", layout="side_by_side")
        await lecturer.ask("spotlight", classroom="r1")

        await other.until(lambda: other.views.get(camera) == ("spotlight", 2))
        assert lesson(other)["layout"] == "side_by_side"
        await lit.until(lambda: lesson(lit)["spotlight"] == "r1")
        assert camera not in lit.views


async def test_who_is_no_longer_lit_is_no_longer_sent() -> None:
    async with school() as classes:
        lecturer, lit, other = await classes.lesson("r1", "r2")
        camera = await lit.produce("camera")
        await lecturer.ask("spotlight", classroom="r1")
        await other.until(lambda: camera in other.views)
        consumer = await other.consume(camera)

        await lecturer.ask("spotlight", classroom=None)

        closed = await classes.media.until(m.CloseConsumer)
        assert isinstance(closed, m.CloseConsumer)
        assert closed.consumer == consumer
        with pytest.raises(PageError, match="not_in_view"):
            await other.consume(camera)


async def test_a_key_opens_the_microphone_in_the_media_plane_and_closes_it() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        microphone = await page.produce("microphone")
        await lecturer.ask("call_on", classroom="r1")
        await lecturer.ask("set_push_to_talk", on=True, classroom=None)
        await classes.media.until(m.PauseProducer)
        assert classes.media.paused[microphone] is True

        await page.ask("press_to_talk")
        await classes.media.until(m.ResumeProducer)
        assert classes.media.paused[microphone] is False
        await lecturer.until(lambda: lesson(lecturer)["pressing"] == ["r1"])

        classes.media.forget()
        await page.ask("release_talk")
        await classes.media.until(m.PauseProducer)
        assert classes.media.paused[microphone] is True


@pytest.mark.parametrize("whose", ["the wall's", "the tablet's"])
async def test_a_key_whose_page_is_gone_is_let_go(whose: str) -> None:
    async with school() as classes:
        lecturer, wall = await classes.lesson("r1")
        page = wall if whose == "the wall's" else await classes.page("r1", assists=True)
        await lecturer.ask("set_push_to_talk", on=True, classroom=None)
        await page.until(lambda: lesson(page)["push_to_talk"])
        await page.ask("press_to_talk")
        await lecturer.until(lambda: lesson(lecturer)["pressing"] == ["r1"])

        await page.close()

        await lecturer.until(lambda: lesson(lecturer)["pressing"] == [])


async def test_a_modified_client_opens_no_microphone_without_its_key() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        microphone = await page.produce("microphone")
        await lecturer.ask("set_push_to_talk", on=True, classroom="r1")
        await classes.media.until(m.PauseProducer)

        await page.ask("pause_producer", producer=microphone)
        await page.ask("resume_producer", producer=microphone)
        again = await (await classes.page("r1")).enter()
        anew = await again.produce("microphone")

        assert classes.media.paused[microphone] is True
        assert classes.media.paused[anew] is True


async def test_who_shares_the_word_is_said_to_the_media_plane_and_again_after_it_died() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        ours, theirs = await lecturer.produce("microphone"), await page.produce("microphone")

        await lecturer.ask("set_half_duplex", on=True)
        asked = await classes.media.until(m.ShareWord)
        assert asked == m.ShareWord(room=classes.room, leading=[ours], others=[theirs])

        await lecturer.ask("set_half_duplex", on=False)
        await lecturer.until(lambda: not lesson(lecturer)["half_duplex"])
        await page.ask("close_producer", producer=theirs)
        asked = await classes.media.until(m.ShareWord)
        assert asked == m.ShareWord(room=classes.room, leading=[], others=[])


async def test_pages_are_told_who_has_the_word_also_those_that_come_later() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        microphone = await page.produce("microphone")
        told = {"type": "word_changed", "classroom": "r1"}

        classes.media.happen(m.WordTaken(room=classes.room, producer=microphone))

        await lecturer.until(lambda: told in lecturer.passing)
        late = await classes.page("r2")
        await late.until(lambda: told in late.passing)


async def test_a_sound_test_is_judged_by_the_server_and_told() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        assert sound(lecturer, "r1") is None

        await page.ask("report_sound", **GOOD_ROOM)

        await lecturer.until(lambda: sound(lecturer, "r1"))
        assert sound(lecturer, "r1") == {"at": classes.clock.now(), "verdict": "good", "loss": 46.0}


@pytest.mark.parametrize(
    "wrong",
    [
        {"speech": 3.0},
        {"returned": -121.0},
        {"played": "loud"},
        {"delay_ms": -1.0},
        {"delay_ms": 2001.0},
        {"verdict": "good"},
    ],
)
async def test_figures_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    async with school() as classes:
        _, page = await classes.lesson("r1")

        with pytest.raises(PageError, match="bad_message"):
            await page.ask("report_sound", **(GOOD_ROOM | wrong))


@pytest.mark.parametrize("figure", [float("nan"), float("inf"), float("-inf")])
def test_a_figure_that_is_no_number_is_no_message(figure: float) -> None:
    with pytest.raises(BadMessage):
        codec.request("report_sound", GOOD_ROOM | {"noise": figure})


class Remembers(MemoryStore):
    """A store that knows how the classrooms sounded in an earlier lesson."""

    async def sound(self, classroom: str) -> SoundTest | None:
        measured = Measured(noise=-60, speech=-25, played=-12, returned=-20, delay_ms=None)
        return SoundTest(at=900_000.0, verdict=SoundVerdict.ECHO, measured=measured)


async def test_a_classroom_of_a_link_is_in_no_register_and_has_no_past() -> None:
    async with school(store=Remembers()) as classes:
        _, page = await classes.lesson("r1")

        assert sound(page, "r1") is None
