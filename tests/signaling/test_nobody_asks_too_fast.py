"""A hundred hands a second: what is kept has a pace for each classroom."""

from typing import Any

import pytest

from classroom.states import Part
from signaling.pace import A_SECOND
from tests.signaling.ink import BOARD, a_stroke
from tests.signaling.server import PageError, TestPage, school

HUNDRED = 100
# request of a receiving classroom → its payload
FLOODS: dict[str, dict[str, Any]] = {
    "raise_hand": {"purpose": "question"},
    "lower_hand": {},
    "answer_question": {"question": "q1", "reply": {"options": [0]}},
    "mark_pupil": {"classroom": "r1", "pupil": "p", "mark": "absent"},
    "count_heads": {"classroom": "r1", "heads": 40},
    "report_devices": {"camera": "ok", "microphone": "ok", "loudspeaker": "ok"},
    "press_to_talk": {},
    "report_sound": {
        "noise": -60.0,
        "speech": -25.0,
        "played": -12.0,
        "returned": -58.0,
        "delay_ms": None,
    },
}


async def flood(page: TestPage, request: str, times: int = HUNDRED) -> list[str]:
    """Ask again and again; return what was answered."""
    answers = []
    for _ in range(times):
        try:
            await page.ask(request, **FLOODS[request])
            answers.append("ok")
        except PageError as error:
            answers.append(str(error.code))
    return answers


@pytest.mark.parametrize("request_name", FLOODS)
async def test_who_asks_a_hundred_times_is_told_so_and_disturbs_nobody(request_name: str) -> None:
    async with school(messages_per_second=1000.0) as classes:
        lecturer, noisy, calm = await classes.lesson("r1", "r2")

        answers = await flood(noisy, request_name)

        first = answers.index("too_many")
        assert first == round(A_SECOND[Part.RECEIVING] * 5)
        assert set(answers[first:]) == {"too_many"}
        await calm.ask("raise_hand", purpose="answer")
        await lecturer.ask("call_on", classroom="r2")
        if request_name != "raise_hand":
            await noisy.ask("raise_hand", purpose="answer")  # another thing has its own pace


async def test_two_pages_of_a_classroom_have_one_pace_and_time_brings_it_back() -> None:
    async with school(messages_per_second=1000.0) as classes:
        _, wall = await classes.lesson("r1")
        tablet = await classes.page("r1", assists=True)
        await flood(wall, "raise_hand")

        assert await flood(tablet, "raise_hand", 1) == ["too_many"]
        classes.clock.go(1.0)
        answers = await flood(tablet, "raise_hand", 5)

        assert answers == ["ok"] * 4 + ["too_many"]


async def test_a_key_can_always_be_let_go() -> None:
    async with school(messages_per_second=1000.0) as classes:
        lecturer, page = await classes.lesson("r1")
        await lecturer.ask("set_push_to_talk", on=True, classroom=None)
        await flood(page, "press_to_talk")

        await page.ask("release_talk")

        await lecturer.until(lambda: lecturer.state and not lecturer.state["lesson"]["pressing"])


async def test_a_hand_that_draws_is_as_fast_as_it_likes() -> None:
    async with school(messages_per_second=1000.0) as classes:
        lecturer, page = await classes.lesson("r1")
        await lecturer.ask("show_board", page=1)
        await lecturer.ask("set_right", right="annotate", on=True, classroom=None)

        for _ in range(HUNDRED):
            await page.ask("sketch", **a_stroke())
            await page.ask("point", surface=BOARD, x=1, y=1)
