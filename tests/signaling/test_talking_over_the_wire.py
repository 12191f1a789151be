"""What is said reaches whom it is meant for, and nothing that is typed disturbs anybody else."""

import logging
from pathlib import Path
from typing import Any

import pytest

from classroom.events import Said, Withheld
from classroom.store.database import DatabaseStore
from classroom.store.memory import MemoryStore
from classroom.talk.remarks import SHOWN
from classroom.talk.wording import Wording
from tests.signaling.server import PageError, School, Server, TestPage, school, settings

RLO, ZWSP = "\u202e", "\u200b"


async def say(page: TestPage, text: str, to: str = "everybody") -> None:
    await page.ask("say", to=to, text=text)


async def test_what_is_said_is_told_to_whom_it_is_for() -> None:
    async with school() as classes:
        lecturer, qingshan, baishui = await classes.lesson("r1", "r2")

        await say(qingshan, "听不清", "lecturer")
        await say(lecturer, "现在呢？")

        for page, seen in (
            (lecturer, ["听不清", "现在呢？"]),
            (qingshan, ["听不清", "现在呢？"]),
            (baishui, ["现在呢？"]),
        ):
            await page.until(lambda page=page, seen=seen: page.remarks == seen)  # type: ignore[misc]
        await lecturer.ask("unsay", remark=1)
        await baishui.until(lambda: baishui.remarks == [])
        await qingshan.until(lambda: qingshan.remarks == ["听不清"])


async def test_the_assistant_beside_the_classroom_speaks_for_it() -> None:
    async with school() as classes:
        lecturer, wall, other = await classes.lesson("r1", "r2")
        tablet = await classes.page("r1", assists=True)

        await say(tablet, "听不清", "lecturer")

        for page in (lecturer, wall, tablet):
            await page.until(lambda page=page: page.remarks == ["听不清"])  # type: ignore[misc]
        assert other.remarks == []
        await lecturer.ask("pause_lesson")
        with pytest.raises(PageError, match="right_off"):
            await say(tablet, "还是听不清", "lecturer")


async def test_a_late_joiner_is_told_what_was_said_lately_once_it_has_walked_in() -> None:
    async with school(messages_per_second=1000.0) as classes:
        (lecturer,) = await classes.lesson()
        for n in range(SHOWN + 5):
            await say(lecturer, str(n))

        page = await classes.page("r1")
        assert page.remarks == []
        await page.enter()

        assert page.remarks == [str(n) for n in range(5, SHOWN + 5)]
        await say(lecturer, "还有")
        await page.until(lambda: page.remarks[-1] == "还有" and len(page.remarks) == SHOWN)


async def test_who_knocks_at_a_closed_door_is_told_nothing() -> None:
    async with school() as classes:
        (lecturer,) = await classes.lesson()
        await say(lecturer, "只给里面的人")
        await lecturer.ask("lock")

        page = await (await classes.page("r1")).enter()
        await say(lecturer, "也是")
        await page.ask("sync")
        assert page.remarks == []
        await lecturer.ask("admit", classroom="r1")

        await page.until(lambda: page.remarks == ["只给里面的人", "也是"])


@pytest.mark.parametrize(
    ("off", "back"), [("pause_lesson", "resume_lesson"), ("forbid_all", "allow_again")]
)
async def test_a_pause_takes_what_was_said_from_the_pages_and_gives_it_back(
    off: str, back: str
) -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        await say(page, "之前")

        await lecturer.ask(off)
        await page.until(lambda: page.remarks == [])
        late = await (await classes.page("r1")).enter()
        assert late.remarks == []
        await say(lecturer, "安静")
        await late.until(lambda: late.remarks == ["安静"])
        await lecturer.until(lambda: lecturer.remarks == ["之前", "安静"])
        await lecturer.ask(back)

        await late.until(lambda: late.remarks == ["之前", "安静"])


async def test_after_a_restart_it_is_all_still_there(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/lessons.db"
    async with DatabaseStore.open(url) as store, school(store=store) as classes:
        lecturer, page = await classes.lesson("r1")
        for text in ("一", "二", "三"):
            await say(lecturer, text)
        await lecturer.ask("unsay", remark=1)
        await lecturer.ask("pin_notice", text="  看第三页 ")
        await lecturer.ask("start_countdown", seconds=300)
        plan, clock, sessions = classes.server.plan, classes.clock, (lecturer, page)

    async with DatabaseStore.open(url) as store:
        server = Server(settings(), store)
        server.plan, server.clock = plan, clock
        async with server.running():
            classes = School(server)
            lecturer = await classes.page("d", sessions[0].session)
            page = await classes.page("r1", sessions[1].session)
            await say(lecturer, "四")

            await page.until(lambda: page.remarks == ["一", "三", "四"])
            assert page.state is not None
            assert page.state["lesson"]["notice"] == "看第三页"
            assert page.state["lesson"]["countdown"] == {
                "seconds": 300,
                "ends_at": clock.now() + 300,
            }
            for each in classes.pages:
                await each.close()


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no text": ({"to": "everybody"}, "bad_message"),
    "no such audience": ({"to": "r2", "text": "x"}, "bad_message"),
    "not text": ({"to": "everybody", "text": ["x"]}, "bad_message"),
    "a name of one's own": ({"to": "everybody", "text": "x", "by": "d"}, "bad_message"),
    "nothing": ({"to": "everybody", "text": ""}, "text_empty"),
    "blanks": ({"to": "everybody", "text": " \n\t\u3000"}, "text_empty"),
    "nothing that is seen": ({"to": "everybody", "text": ZWSP + RLO + "\u3164"}, "text_empty"),
    "long": ({"to": "everybody", "text": "长" * 501}, "text_too_long"),
    "very long": ({"to": "everybody", "text": "长" * 8_000}, "text_too_long"),
    "a word": ({"to": "lecturer", "text": f"坏{ZWSP} 词"}, "words_not_allowed"),
    "a link": ({"to": "lecturer", "text": "http://game.example/"}, "no_links"),
    "a link without http": ({"to": "everybody", "text": "上 game.com 玩"}, "no_links"),
    "a link behind a name": (
        {"to": "everybody", "text": "https://smartedu.cn@game.com"},
        "no_links",
    ),
}


@pytest.mark.parametrize("bad", BAD)
async def test_bad_text_is_refused_with_its_code_and_nobody_sees_it(
    bad: str, caplog: pytest.LogCaptureFixture
) -> None:
    payload, code = BAD[bad]
    async with school(wording=Wording(["坏词"], ["smartedu.cn"])) as classes:
        lecturer, page = await classes.lesson("r1")

        with pytest.raises(PageError, match=code) as refused:
            await page.ask("say", **payload)

        assert not refused.value.retryable
        classes.clock.go(2)
        await say(page, "见 https://www.smartedu.cn/")
        await lecturer.until(lambda: lecturer.remarks == ["见 https://www.smartedu.cn/"])
        assert not [r for r in caplog.records if r.levelno >= logging.WARNING]
        text = payload.get("text")
        assert not isinstance(text, str) or not text.strip() or text not in caplog.text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("<svg/onload=alert(1)>", "<svg/onload=alert(1)>"),
        ("{{ 7*7 }} ${x} %s", "{{ 7*7 }} ${x} %s"),
        (f"甲{RLO}乙", "甲乙"),
        ("' OR 1=1; --", "' OR 1=1; --"),
    ],
)
async def test_text_is_text_whatever_it_looks_like(typed: str, shown: str) -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")

        await say(page, typed)

        await lecturer.until(lambda: lecturer.remarks == [shown])


async def test_what_is_withheld_is_kept_and_what_is_said_too() -> None:
    store = MemoryStore()
    async with school(store=store, wording=Wording(["坏词"])) as classes:
        lecturer, page = await classes.lesson("r1")
        with pytest.raises(PageError, match="words_not_allowed"):
            await say(page, "坏词")
        with pytest.raises(PageError, match="words_not_allowed"):
            await lecturer.ask("pin_notice", text="坏词")
        await say(lecturer, "好话")
        await lecturer.ask("unsay", remark=0)

        happened = await store.events(classes.room)

        assert [e.by for e in happened if isinstance(e, Withheld)] == ["r1", "d"]
        assert [e.text for e in happened if isinstance(e, Said)] == ["好话"]


async def test_a_line_of_a_megabyte_ends_the_connection_it_came_by_and_no_other() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")

        await page.client.emit("say", {"to": "everybody", "text": "x" * 1_000_000})

        await page.disconnected.wait()
        await say(lecturer, "还在上课")
        await lecturer.until(lambda: lecturer.remarks == ["还在上课"])
        back = await classes.page("r1", page.session)
        await back.until(lambda: back.remarks == ["还在上课"])


@pytest.mark.parametrize(
    ("request_name", "payload"),
    [
        ("start_countdown", {"seconds": 4}),
        ("start_countdown", {"seconds": 3601}),
        ("start_countdown", {"seconds": 5.5}),
        ("set_slow_mode", {"seconds": -1}),
        ("set_slow_mode", {"seconds": 3601}),
        ("unsay", {"remark": -1}),
        ("unsay", {"remark": 2**63}),
        ("report", {"what": "remark", "id": "0", "reason": "boring"}),
    ],
)
async def test_numbers_have_bounds(request_name: str, payload: dict[str, Any]) -> None:
    async with school() as classes:
        (lecturer,) = await classes.lesson()

        with pytest.raises(PageError, match="bad_message"):
            await lecturer.ask(request_name, **payload)


async def test_a_notice_is_short() -> None:
    async with school() as classes:
        lecturer, page = await classes.lesson("r1")
        with pytest.raises(PageError, match="text_too_long"):
            await lecturer.ask("pin_notice", text="长" * 101)

        await lecturer.ask("pin_notice", text="长" * 100)

        await page.until(lambda: page.state and page.state["lesson"]["notice"] == "长" * 100)
