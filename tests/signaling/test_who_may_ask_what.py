"""Authorisation as a table, over the wire: every request, by either part, at each stage.

What the page itself would hide or never send is asked all the same: the server has to say no.
"""

from typing import Any

import pytest

from classroom import media_messages as m
from classroom.media_messages import Source
from signaling.codec import REQUESTS
from tests.signaling.ink import a_stroke
from tests.signaling.server import PageError, School, TestPage, school

STAGES = ("not entered", "live", "paused", "ended")
NEVER = "not_allowed not_allowed not_allowed not_allowed"
OF_MINE = "unknown_producer ok ok lesson_over"

NOT_SHOWN = "not_entered not_shown not_shown lesson_over"
NO_RIGHT = "not_entered right_off right_off lesson_over"
NO_ROLL = "no_roll no_roll no_roll no_roll"

# request → what the lecturer is answered at each stage, what an assistant is.
# While the lecturer has not entered, the lesson is on hold.
TABLE: dict[str, tuple[str, str]] = {
    "sync": ("ok ok ok ok", "ok ok ok ok"),
    "beat": ("ok ok ok ok", "ok ok ok ok"),
    "catch_up": (NEVER, " ".join(["nothing_missed"] * 3 + ["lesson_over"])),
    "report_devices": ("ok ok ok lesson_over", "ok ok ok lesson_over"),
    "enter": ("ok ok ok lesson_over", "ok ok ok lesson_over"),
    "leave": ("ok ok ok ok", "ok ok ok ok"),
    "start_lesson": ("wrong_phase wrong_phase wrong_phase lesson_over", NEVER),
    "pause_lesson": ("wrong_phase ok wrong_phase lesson_over", NEVER),
    "resume_lesson": ("wrong_phase wrong_phase ok lesson_over", NEVER),
    "end_lesson": ("wrong_phase ok ok lesson_over", NEVER),
    "call_on": ("wrong_phase ok ok lesson_over", NEVER),
    "take_down": ("wrong_phase ok ok lesson_over", NEVER),
    "enlarge": ("wrong_phase ok ok lesson_over", NEVER),
    "call_next": ("wrong_phase ok ok lesson_over", NEVER),
    "dismiss_hand": ("wrong_phase ok ok lesson_over", NEVER),
    "raise_hand": (NEVER, "not_entered ok wrong_phase lesson_over"),
    "lower_hand": (NEVER, "ok ok ok lesson_over"),
    "set_right": ("wrong_phase ok ok lesson_over", NEVER),
    "forbid_all": ("wrong_phase ok ok lesson_over", NEVER),
    "allow_again": ("wrong_phase ok ok lesson_over", NEVER),
    "lock": ("wrong_phase ok ok lesson_over", NEVER),
    "unlock": ("wrong_phase ok ok lesson_over", NEVER),
    "admit": ("wrong_phase not_knocking not_knocking lesson_over", NEVER),
    "remove": ("wrong_phase ok ok lesson_over", NEVER),
    "readmit": ("wrong_phase ok ok lesson_over", NEVER),
    "shut_down": ("not_entered ok ok lesson_over", NEVER),
    "ask_question": ("wrong_phase ok ok lesson_over", NEVER),
    "answer_question": (NEVER, "not_entered no_question wrong_phase lesson_over"),
    "answer_for_pupil": (NEVER, "not_entered no_question wrong_phase lesson_over"),
    "close_question": ("wrong_phase no_question no_question lesson_over", NEVER),
    "reveal_question": ("wrong_phase no_question no_question lesson_over", NEVER),
    "put_question_away": ("wrong_phase no_question no_question lesson_over", NEVER),
    "call_roll": ("wrong_phase ok ok lesson_over", NEVER),
    "mark_pupil": (NO_ROLL, NO_ROLL),
    "count_heads": (NO_ROLL, NO_ROLL),
    "confirm_roll": ("no_roll no_roll no_roll lesson_over",) * 2,
    "say": ("not_entered ok ok lesson_over", "not_entered ok right_off lesson_over"),
    "unsay": ("wrong_phase unknown_remark unknown_remark lesson_over", NEVER),
    "set_slow_mode": ("wrong_phase ok ok lesson_over", NEVER),
    "report": (" ".join(["unknown_thing"] * 4),) * 2,
    "pin_notice": ("wrong_phase ok ok lesson_over", NEVER),
    "unpin_notice": ("wrong_phase ok ok lesson_over", NEVER),
    "start_countdown": ("wrong_phase ok ok lesson_over", NEVER),
    "stop_countdown": ("wrong_phase ok ok lesson_over", NEVER),
    "show_board": ("wrong_phase ok ok lesson_over", NEVER),
    "hide_board": ("wrong_phase ok ok lesson_over", NEVER),
    "read_ink": ("not_entered ok ok ok", "not_entered not_shown not_shown not_shown"),
    "draw": (NOT_SHOWN, NO_RIGHT),
    "sketch": (NOT_SHOWN, NO_RIGHT),
    "point": (NOT_SHOWN, NO_RIGHT),
    "erase": (NOT_SHOWN, NO_RIGHT),
    "undo": (NOT_SHOWN, NO_RIGHT),
    "wipe": (NOT_SHOWN, NEVER),
    "take_file_away": ("wrong_phase unknown_file unknown_file lesson_over", NEVER),
    "show_slides": ("wrong_phase unknown_file unknown_file lesson_over", NEVER),
    "stop_showing": ("wrong_phase ok ok lesson_over", NEVER),
    "create_transport": ("ok ok ok lesson_over", "ok ok ok lesson_over"),
    "set_layout": ("wrong_phase ok ok lesson_over", NEVER),
    "spotlight": ("wrong_phase ok ok lesson_over", NEVER),
    "set_half_duplex": ("wrong_phase ok ok lesson_over", NEVER),
    "set_push_to_talk": ("wrong_phase ok ok lesson_over", NEVER),
    "pin_level": ("ok ok ok lesson_over", "ok ok ok lesson_over"),
    "release_level": ("wrong_phase ok ok lesson_over", NEVER),
    "press_to_talk": (NEVER, "not_entered not_push_to_talk wrong_phase lesson_over"),
    "release_talk": (NEVER, "ok ok ok lesson_over"),
    "report_sound": ("ok ok ok lesson_over", "ok ok ok lesson_over"),
    "connect_transport": ("ok ok ok lesson_over", "ok ok ok lesson_over"),
    "restart_ice": ("ok ok ok lesson_over", "ok ok ok lesson_over"),
    "produce": ("not_entered ok ok lesson_over", "not_entered ok ok lesson_over"),
    "pause_producer": (OF_MINE, OF_MINE),
    "resume_producer": (OF_MINE, OF_MINE),
    "close_producer": ("ok ok ok ok", "ok ok ok ok"),
    "consume": ("not_entered ok not_in_view lesson_over", "not_entered ok ok lesson_over"),
    "resume_consumer": (
        "unknown_consumer ok unknown_consumer lesson_over",  # a pause takes the classrooms away
        "unknown_consumer ok ok lesson_over",
    ),
    "pause_consumer": (
        "unknown_consumer ok unknown_consumer lesson_over",
        "unknown_consumer ok ok lesson_over",
    ),
    "close_consumer": ("ok ok ok ok", "ok ok ok ok"),
}


class Holdings:
    """What a page has in the media plane, by the names that requests use."""

    def __init__(self) -> None:
        self.send = self.recv = self.theirs = "none"
        self.producer = self.consumer = self.spare = "none"

    def payload(self, request: str) -> dict[str, Any]:
        match request:
            case "report_devices":
                return {"camera": "ok", "microphone": "ok", "loudspeaker": "ok"}
            case "call_on" | "take_down" | "enlarge" | "dismiss_hand":
                return {"classroom": "r2"}
            case "admit" | "remove" | "readmit":
                return {"classroom": "r2"}
            case "pin_level":
                return {"level": 1}
            case "release_level":
                return {"classroom": "r2"}
            case "set_layout":
                return {"layout": "grid"}
            case "spotlight":
                return {"classroom": "r2"}
            case "catch_up" | "set_half_duplex":
                return {"on": True}
            case "set_push_to_talk":
                return {"on": True, "classroom": None}
            case "report_sound":
                return {
                    "noise": -60.0,
                    "speech": -25.0,
                    "played": -12.0,
                    "returned": -58.0,
                    "delay_ms": None,
                }
            case "set_right":
                return {"right": "text", "on": False, "classroom": "r2"}
            case "say":
                return {"to": "everybody", "text": "看第三页"}
            case "unsay":
                return {"remark": 7}
            case "report":
                return {"what": "remark", "id": "7", "reason": "abuse"}
            case "pin_notice":
                return {"text": "带好课本"}
            case "set_slow_mode" | "start_countdown":
                return {"seconds": 30}
            case "show_board":
                return {"page": 1}
            case "read_ink" | "undo" | "wipe":
                return {"surface": "board:1"}
            case "draw" | "sketch":
                return a_stroke()
            case "point":
                return {"surface": "board:1", "x": 1, "y": 1}
            case "erase":
                return {"surface": "board:1", "strokes": ["r1/1"]}
            case "take_file_away":
                return {"file": "0" * 32}
            case "show_slides":
                return {"file": "0" * 32, "page": 1}
            case "raise_hand":
                return {"purpose": "question"}
            case "ask_question":
                return {"kind": "true_false", "text": "", "options": [], "right": None}
            case "answer_for_pupil":
                return {"question": "q1", "pupil": "p1", "options": [0]}
            case "answer_question":
                return {"question": "q1", "reply": {"options": [0]}}
            case "mark_pupil":
                return {"classroom": "r1", "pupil": "p", "mark": "absent"}
            case "count_heads":
                return {"classroom": "r1", "heads": 44}
            case "confirm_roll":
                return {"classroom": "r1"}
            case "create_transport":
                return {"direction": "send"}
            case "connect_transport":
                return {"transport": self.send, "dtls_parameters": {}}
            case "restart_ice":
                return {"transport": self.send}
            case "produce":
                return {"transport": self.send, "source": "document", "rtp_parameters": {}}
            case "pause_producer" | "resume_producer" | "close_producer":
                return {"producer": self.producer}
            case "consume":
                return {"transport": self.recv, "producer": self.theirs, "rtp_capabilities": {}}
            case "pause_consumer" | "resume_consumer" | "close_consumer":
                return {"consumer": self.consumer}
            case _:
                return {}


async def answer(page: TestPage, request: str, payload: dict[str, Any]) -> str:
    """Return "ok" or the code of the error."""
    try:
        await page.ask(request, **payload)
    except PageError as error:
        return str(error.code)
    return "ok"


async def at_stage(classes: School, part: str, stage: str) -> tuple[TestPage, Holdings]:
    """Bring a lesson to the stage; return the page that will ask and what it holds."""
    lecturer, first, second = await classes.lesson("r1", "r2")
    page, other = (lecturer, second) if part == "delivering" else (first, lecturer)
    has = Holdings()
    has.theirs = await other.produce("camera")
    if stage == "not entered":
        page = await classes.page("d" if part == "delivering" else "r1")
        has.send, has.recv = await page.transport("send"), await page.transport("recv")
        return page, has
    has.send, has.recv = await page.transport("send"), await page.transport("recv")
    has.producer = await page.produce("camera", has.send)
    await page.until(lambda: has.theirs in page.views)
    has.consumer = await page.consume(has.theirs, has.recv)
    if stage in ("paused", "ended"):
        await lecturer.ask("pause_lesson" if stage == "paused" else "end_lesson")
        await page.until(lambda: page.phase == stage)
        if (part, stage) == ("delivering", "paused"):
            await classes.media.until(m.CloseConsumer)
    return page, has


def rows() -> list[tuple[str, str, str, str]]:
    """Return (request, part, stage, answer)."""
    return [
        (request, part, stage, answer)
        for request, parts in TABLE.items()
        for part, answers in zip(("delivering", "receiving"), parts, strict=True)
        for stage, answer in zip(STAGES, answers.split(), strict=True)
    ]


def test_the_table_is_complete() -> None:
    assert set(TABLE) == set(REQUESTS)


@pytest.mark.parametrize(("request_name", "part", "stage", "expected"), rows())
async def test_a_request_is_answered_as_the_table_says(
    request_name: str, part: str, stage: str, expected: str
) -> None:
    async with school() as classes:
        page, has = await at_stage(classes, part, stage)

        assert await answer(page, request_name, has.payload(request_name)) == expected


@pytest.mark.parametrize("source", list(Source))
@pytest.mark.parametrize("part", ["d", "r1"])
async def test_who_may_send_what(part: str, source: Source) -> None:
    async with school() as classes:
        pages = dict(zip(("d", "r1"), await classes.lesson("r1"), strict=True))
        heard = part == "d" or not source.startswith("screen")  # which a classroom is granted

        sent = await pages[part].produce(source.value)

        assert classes.media.paused[sent] is not heard


STOLEN = [
    ("connect_transport", {"transport": "send", "dtls_parameters": {}}, "unknown_transport"),
    ("restart_ice", {"transport": "recv"}, "unknown_transport"),
    (
        "produce",
        {"transport": "send", "source": "camera", "rtp_parameters": {}},
        "unknown_transport",
    ),
    (
        "consume",
        {"transport": "recv", "producer": "visible", "rtp_capabilities": {}},
        "unknown_transport",
    ),
    ("pause_producer", {"producer": "producer"}, "unknown_producer"),
    ("resume_producer", {"producer": "producer"}, "unknown_producer"),
    ("close_producer", {"producer": "producer"}, "ok"),  # as if it were closed already
    ("resume_consumer", {"consumer": "consumer"}, "unknown_consumer"),
    ("pause_consumer", {"consumer": "consumer"}, "unknown_consumer"),
    ("close_consumer", {"consumer": "consumer"}, "ok"),
]


@pytest.mark.parametrize("whose", ["another classroom's", "another lesson's"])
@pytest.mark.parametrize(("request_name", "payload", "code"), STOLEN)
async def test_what_is_not_its_own_is_out_of_reach(
    request_name: str, payload: dict[str, Any], code: str, whose: str
) -> None:
    async with school() as classes:
        lecturer, owner, thief = await classes.lesson("r1", "r2")
        visible = await lecturer.produce("camera")
        send, recv = await owner.transport("send"), await owner.transport("recv")
        producer = await owner.produce("camera", send)
        await owner.until(lambda: visible in owner.views)
        consumer = await owner.consume(visible, recv)
        if whose == "another lesson's":
            await classes.server.make_lesson()
            _, thief = await classes.lesson("r1")
        ids = {
            "send": send,
            "recv": recv,
            "producer": producer,
            "consumer": consumer,
            "visible": visible,
        }
        asked = len(classes.media.asked)

        got = await answer(thief, request_name, {k: ids.get(str(v), v) for k, v in payload.items()})

        assert got == code
        assert classes.media.asked[asked:] == []
        await lecturer.until(lambda: producer in lecturer.views)


async def test_a_picture_that_is_in_nobodys_view_is_not_given_out() -> None:
    async with school() as classes:
        _, first, second = await classes.lesson("r1", "r2")
        hidden = await first.produce("camera")

        assert await answer(second, "consume", await wanting(second, hidden)) == "not_in_view"

        await classes.server.make_lesson()
        lecturer, _ = await classes.lesson("r1")
        assert await answer(lecturer, "consume", await wanting(lecturer, hidden)) == "not_in_view"


async def wanting(page: TestPage, producer: str) -> dict[str, Any]:
    recv = await page.transport("recv")
    return {"transport": recv, "producer": producer, "rtp_capabilities": {}}


async def test_a_transport_carries_only_one_way() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        camera = await lecturer.produce("camera")
        send, recv = await page.transport("send"), await page.transport("recv")
        await page.until(lambda: camera in page.views)

        up = {"transport": recv, "source": "camera", "rtp_parameters": {}}
        down = {"transport": send, "producer": camera, "rtp_capabilities": {}}

        assert await answer(page, "produce", up) == "wrong_direction"
        assert await answer(page, "consume", down) == "wrong_direction"
