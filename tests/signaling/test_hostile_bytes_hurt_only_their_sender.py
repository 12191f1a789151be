import asyncio
import json
import logging
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from signaling.frames import dropped
from tests.signaling.server import PageError, School, Turned, school

DEEP = "[" * 5000


@pytest.fixture
async def classes() -> AsyncIterator[School]:
    async with school(messages_per_second=1000.0) as running:
        yield running


async def greet(socket: aiohttp.ClientWebSocketResponse, token: str) -> None:
    """Speak Engine.IO and Socket.IO by hand, up to the greeting's answer."""
    assert (await socket.receive_str()).startswith("0{")
    await socket.send_str("40" + json.dumps({"token": token, "session": "by-hand-by-hand-1"}))
    while not (await socket.receive_str()).startswith("40"):
        pass


FRAMES: list[str | bytes] = [
    "",
    "x",
    "9",
    "4",
    "4x",
    "42",
    "42{",
    "42[]",
    "42[1]",
    '42["sync",{},{}]',
    '42["connect",{},{"token":"x"}]',
    '42["disconnect"]',
    '42["*"]',
    "42" + DEEP,
    '42["sync",NaN]',
    '42["sync","\\ud800"]',
    "4299999999999999999999" + '["sync"]',
    "42" + "9" * 200 + '["sync"]',
    '42/admin,["sync"]',
    "40/admin,",
    "41",
    "43[]",
    '430["x"]',
    "44{}",
    '451-["sync",{"_placeholder":true,"num":0}]',
    '45999999999-["sync"]',
    "46",
    "40" + DEEP,
    "b4QUJD",
    b"\x00\xff binary",
    "5",
    "6",
    "1",
    "2probe",
    "3",
]


@pytest.mark.parametrize("greeted", [False, True], ids=["a stranger", "a page"])
@pytest.mark.parametrize("frame", FRAMES, ids=lambda f: repr(f[:24]))
async def test_a_bad_frame_makes_no_trace_and_ends_at_most_its_connection(
    classes: School, frame: str | bytes, greeted: bool, caplog: pytest.LogCaptureFixture
) -> None:
    bystander = await (await classes.page("r2")).enter()
    url = classes.server.url + "/socket.io/?EIO=4&transport=websocket"

    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        if greeted:
            await greet(socket, classes.server.plan.tokens["r1"])
        if isinstance(frame, bytes):
            await socket.send_bytes(frame)
        else:
            await socket.send_str(frame)
        await socket.close()

    answer = await bystander.ask("sync")
    assert answer["type"] == "snapshot"
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]


async def test_what_is_not_ours_is_counted(classes: School) -> None:
    before = dropped.total()
    url = classes.server.url + "/socket.io/?EIO=4&transport=websocket"

    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        await socket.send_bytes(b"binary")
        while (await socket.receive()).type is not aiohttp.WSMsgType.CLOSED:
            pass

    assert dropped.total() > before


@pytest.mark.parametrize(
    ("event", "payload", "code"),
    [
        ("no_such_thing", {}, "unknown_message"),
        ("call_on", {}, "bad_message"),
        ("call_on", {"classroom": 1}, "bad_message"),
        ("call_on", {"classroom": "r1", "more": 1}, "bad_message"),
        ("call_on", {"classroom": "../r1"}, "bad_message"),
        ("call_on", ["r1"], "bad_message"),
        ("sync", {"type": "end_lesson"}, "bad_message"),
        ("create_transport", {"direction": "sideways"}, "bad_message"),
        ("produce", {"transport": "t", "source": "x", "rtp_parameters": {}}, "bad_message"),
    ],
)
async def test_a_bad_message_is_answered_with_its_code(
    classes: School, event: str, payload: Any, code: str
) -> None:
    page = await (await classes.page("r1")).enter()

    answer = await page.client.call(event, payload, timeout=5)

    assert (answer["type"], answer["code"]) == ("error", code)


async def test_a_page_that_asks_too_much_is_told_so_and_nobody_else_is() -> None:
    async with school(messages_per_second=2.0) as classes:
        noisy, quiet = await classes.page("r1"), await classes.page("r2")

        answers = await asyncio.gather(
            *(noisy.client.call("sync", {}, timeout=5) for _ in range(30))
        )

        refused = [answer for answer in answers if answer["type"] == "error"]
        assert refused
        assert {(answer["code"], answer["retryable"]) for answer in refused} == {("too_many", True)}
        assert (await quiet.ask("sync"))["type"] == "snapshot"


async def test_a_message_beyond_the_limit_ends_that_connection_only(classes: School) -> None:
    page, other = await classes.page("r1"), await classes.page("r2")

    await page.client.emit("sync", {"padding": "x" * 70_000})

    await page.disconnected.wait()
    assert (await other.ask("sync"))["type"] == "snapshot"


async def test_a_page_of_another_site_is_not_let_in(classes: School) -> None:
    url = classes.server.url + "/socket.io/?EIO=4&transport=polling"

    async with aiohttp.ClientSession() as session:
        async with session.get(url, headers={"Origin": "https://evil.example"}) as answer:
            assert answer.status == 403
        async with session.get(url, headers={"Origin": classes.server.url}) as answer:
            assert answer.status == 200
            assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("EIO=3&transport=polling", None),
        ("EIO=4&transport=carrier-pigeon", None),
        ("EIO=4&transport=polling&sid=nobody", None),
        ("EIO=4&transport=polling&sid=nobody", b"40"),
        ("EIO=4&transport=websocket", None),
        ("EIO=4&transport=polling&j=x", None),
    ],
)
async def test_a_bad_request_is_a_bad_request(
    classes: School, query: str, body: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.request(
            "GET" if body is None else "POST",
            f"{classes.server.url}/socket.io/?{query}",
            data=body,
        ) as answer,
    ):
        assert answer.status == 400

    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]


@pytest.mark.parametrize("body", [b"\xff\xfe", b"4", b"42[\x1e42[", b"42" + b"[" * 5000])
async def test_bad_bytes_in_a_poll_leave_no_trace(
    classes: School, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    url = classes.server.url + "/socket.io/?EIO=4&transport=polling"

    async with aiohttp.ClientSession() as session:
        async with session.get(url) as opened:
            sid = json.loads((await opened.text())[1:])["sid"]
        async with session.post(f"{url}&sid={sid}", data=body) as answer:
            assert answer.status in (200, 400)

    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]


@pytest.mark.parametrize(
    "auth", [None, "text", {}, {"token": "short", "session": "s" * 20}, {"token": 1, "session": 2}]
)
async def test_a_greeting_that_is_none_is_refused(classes: School, auth: Any) -> None:
    url = classes.server.url + "/socket.io/?EIO=4&transport=websocket"

    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        await socket.receive_str()
        await socket.send_str("40" + json.dumps(auth))
        answer = await socket.receive_str()

    assert answer.startswith("44")
    assert json.loads(answer[2:])["data"]["code"] == "bad_hello"


async def test_the_number_of_connections_is_bounded() -> None:
    async with school(connections=1) as classes:
        await classes.page("r1")

        with pytest.raises(Turned):
            await classes.page("r2")


async def test_many_requests_at_once_are_all_answered(classes: School) -> None:
    page = await (await classes.page("d")).enter()

    async def ask(number: int) -> str:
        try:
            await page.ask("enlarge", classroom=None if number % 2 else "r1")
        except PageError as error:
            return str(error.code)
        return "ok"

    answers = await asyncio.gather(*(ask(number) for number in range(40)))

    assert set(answers) <= {"ok", "not_present"}


async def test_a_flood_of_frames_ends_its_connection_and_nobody_elses() -> None:
    async with school(messages_per_second=5.0) as classes:
        bystander = await (await classes.page("r2")).enter()
        url = classes.server.url + "/socket.io/?EIO=4&transport=websocket"
        before = dropped["too_many_frames"]

        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            await greet(socket, classes.server.plan.tokens["r1"])
            with suppress(ConnectionError):
                for _ in range(5000):
                    await socket.send_str('42["no_such_thing",{}]')
            while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass

        assert dropped["too_many_frames"] == before + 1
        assert (await bystander.ask("sync"))["type"] == "snapshot"


def write_raw(socket: aiohttp.ClientWebSocketResponse, data: bytes) -> None:
    connection = socket._response.connection
    assert connection is not None
    assert connection.transport is not None
    connection.transport.write(data)


@pytest.mark.parametrize("opcode", [0x9, 0xA], ids=["ping", "pong"])
async def test_a_flood_of_control_frames_ends_its_connection_and_nobody_elses(opcode: int) -> None:
    """A browser sends none; a few are answered as RFC 6455 wants it."""
    async with school(messages_per_second=5.0) as classes:
        bystander = await (await classes.page("r2")).enter()
        url = classes.server.url + "/socket.io/?EIO=4&transport=websocket"
        before = dropped["too_many_frames"]

        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(url, autoping=False) as socket,
        ):
            await greet(socket, classes.server.plan.tokens["r1"])
            await socket.ping(b"who")
            while (told := await socket.receive()).type is not aiohttp.WSMsgType.PONG:
                pass
            assert told.data == b"who"
            write_raw(socket, bytes([0x80 | opcode, 0x80, 0, 0, 0, 0]) * 200_000)
            async with asyncio.timeout(20):
                while (await socket.receive()).type not in (
                    aiohttp.WSMsgType.CLOSED,
                    aiohttp.WSMsgType.ERROR,
                ):
                    pass

        assert dropped["too_many_frames"] == before + 1
        assert (await bystander.ask("sync"))["type"] == "snapshot"


async def test_what_unpacks_to_more_than_a_message_ends_its_connection(classes: School) -> None:
    bystander = await (await classes.page("r2")).enter()
    url = classes.server.url + "/socket.io/?EIO=4&transport=websocket"
    deflate = zlib.compressobj(9, wbits=-15)
    bomb = deflate.compress(b'42["sync",{}' + b" " * 50_000_000) + deflate.flush(zlib.Z_SYNC_FLUSH)
    assert len(bomb[:-4]) < 65_536  # else its size alone would end it

    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, compress=15) as socket,
    ):
        await greet(socket, classes.server.plan.tokens["r1"])
        size = len(bomb) - 4
        header = bytes([0xC1, 0x80 | 126]) + size.to_bytes(2) + bytes(4)
        write_raw(socket, header + bomb[:-4])
        async with asyncio.timeout(20):
            while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
        assert socket.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG

    assert (await bystander.ask("sync"))["type"] == "snapshot"


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_who_says_nothing_gives_way_to_who_comes(transport: str) -> None:
    async with school(connections=3) as classes, aiohttp.ClientSession() as session:
        first = await (await classes.page("r1")).enter()
        url = f"{classes.server.url}/socket.io/?EIO=4&transport={transport}"
        before = dropped["gave_way"]
        silent = [
            await (session.ws_connect(url) if transport == "websocket" else session.get(url))
            for _ in range(2)
        ]

        second = await (await classes.page("r2")).enter()
        third = await (await classes.page("d")).enter()

        assert dropped["gave_way"] >= before + len(silent)
        for page in (first, second, third):
            assert (await page.ask("sync"))["type"] == "snapshot"
        with pytest.raises(Turned):
            await classes.page("r3")
