"""A connection that is opened and goes no further is ended; one that goes on is not hurt by it."""

import asyncio
import json

import aiohttp
import pytest

from tests.signaling.server import School, school


async def opened_by_polling(session: aiohttp.ClientSession, classes: School) -> str:
    """Open an Engine.IO connection; return its URL without the transport."""
    url = classes.server.url + "/socket.io/?EIO=4"
    async with session.get(f"{url}&transport=polling") as answer:
        return f"{url}&sid={json.loads((await answer.text())[1:])['sid']}"


async def test_who_never_greets_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.gateway.GREETING_SECONDS", 0.05)
    async with school() as classes, aiohttp.ClientSession() as session:
        page = await classes.page("r1")
        url = classes.server.url + "/socket.io/?EIO=4&transport=websocket"

        async with asyncio.timeout(10), session.ws_connect(url) as socket:
            assert (await socket.receive_str()).startswith("0{")
            assert await socket.receive_str() == "1"  # Engine.IO's close

        assert (await page.ask("sync"))["type"] == "snapshot"


@pytest.mark.parametrize("frames", [[], ["2probe"]], ids=["at once", "after the probe"])
async def test_an_upgrade_that_stops_halfway_ends_and_polling_goes_on(
    monkeypatch: pytest.MonkeyPatch, frames: list[str]
) -> None:
    async with school() as classes, aiohttp.ClientSession() as session:
        url = await opened_by_polling(session, classes)
        monkeypatch.setattr("signaling.frames.UPGRADE_SECONDS", 0.1)

        async with (
            asyncio.timeout(10),
            session.ws_connect(f"{url}&transport=websocket") as socket,
        ):
            for frame in frames:
                await socket.send_str(frame)
            while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
            assert socket.closed

        hello = {"token": classes.server.plan.tokens["r1"], "session": "half-half-half-half"}
        async with session.post(f"{url}&transport=polling", data="40" + json.dumps(hello)) as said:
            assert said.status == 200
        told = ""
        while "snapshot" not in told:
            async with session.get(f"{url}&transport=polling") as answer:
                assert answer.status == 200
                told = await answer.text()


@pytest.mark.parametrize("frame", ["", "9", "2other", "4x", "5"])
async def test_a_bad_upgrade_leaves_no_trace(frame: str, caplog: pytest.LogCaptureFixture) -> None:
    async with school() as classes, aiohttp.ClientSession() as session:
        url = await opened_by_polling(session, classes)

        async with (
            asyncio.timeout(10),
            session.ws_connect(f"{url}&transport=websocket") as socket,
        ):
            await socket.send_str(frame)
            while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass

    assert not caplog.records
