"""What a page asks over its WebSocket is answered without the tasks of Engine.IO and Socket.IO; all
else goes their way. The first test fails when a library no longer has the seam that this needs.
"""

import asyncio
import json
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
from socketio import AsyncServer

from tests.signaling.server import School, TestPage, school


async def greeted(socket: aiohttp.ClientWebSocketResponse, classes: School) -> None:
    """Walk in by hand, as the lecturer, up to the snapshot."""
    await socket.receive_str()
    hello = {"token": classes.server.plan.tokens["d"], "session": "by-hand-by-hand-1"}
    await socket.send_str("40" + json.dumps(hello))
    while "snapshot" not in await socket.receive_str():
        pass


def url_of(classes: School) -> str:
    return f"{classes.server.url}/socket.io/?EIO=4&transport=websocket"


@pytest.mark.parametrize(
    ("transports", "seen"),
    [(["websocket"], []), (["polling", "websocket"], []), (["polling"], ["sync"])],
    ids=["a WebSocket", "one that began as polling", "polling"],
)
async def test_the_libraries_see_what_is_asked_by_polling_only(
    monkeypatch: pytest.MonkeyPatch, transports: list[str], seen: list[str]
) -> None:
    theirs: list[str] = []
    handle = AsyncServer._handle_event

    async def noted(server: Any, eio_sid: str, namespace: Any, id: Any, data: Any) -> None:
        theirs.append(data[0])
        await handle(server, eio_sid, namespace, id, data)

    monkeypatch.setattr(AsyncServer, "_handle_event", noted)
    async with school() as classes:
        page = TestPage(token=classes.server.plan.tokens["r1"])
        try:
            await page.connect(classes.server.url, transports=transports)

            answer = await page.ask("sync")
        finally:
            await page.close()

    assert answer["type"] == "snapshot"
    assert theirs == seen


async def test_what_is_asked_at_once_is_answered_in_order_and_only_with_a_number() -> None:
    async with (
        asyncio.timeout(10),
        school() as classes,
        aiohttp.ClientSession() as http,
        http.ws_connect(url_of(classes)) as socket,
    ):
        await greeted(socket, classes)

        await socket.send_str('42["sync"]')
        for number in range(20):
            await socket.send_str(f'42{number}["sync",{{}}]')
        await socket.send_str('4220["no_such_thing"]')
        answers: list[str] = []
        while not answers or '"unknown_message"' not in answers[-1]:
            told = await socket.receive_str()
            answers += [told] if told.startswith("43") else []

    assert [int(answer[2:].partition("[")[0]) for answer in answers] == [*range(21)]


async def test_nobody_is_asked_anything_after_a_page_said_that_it_goes() -> None:
    async with (
        asyncio.timeout(10),
        school() as classes,
        aiohttp.ClientSession() as http,
        http.ws_connect(url_of(classes)) as socket,
    ):
        await greeted(socket, classes)
        await socket.send_str("41")
        await classes.server.until_nobody_is_connected()

        await socket.send_str('421["start_lesson"]')
        await socket.close()

        assert (await classes.page("r1")).phase == "open"


async def test_a_page_that_talks_and_answers_no_ping_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("signaling.frames.SILENT_SECONDS", 0.2)
    async with (
        asyncio.timeout(10),
        school() as classes,
        aiohttp.ClientSession() as http,
        http.ws_connect(url_of(classes)) as socket,
    ):
        await greeted(socket, classes)

        with suppress(ConnectionResetError):
            await socket.send_str('421["sync"]')
            while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                await asyncio.sleep(0.02)
                await socket.send_str('421["sync"]')

        await classes.server.until_nobody_is_connected()
