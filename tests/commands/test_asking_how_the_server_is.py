"""`sanketang status`, of a server that is ready, one that is not, and none."""

from argparse import Namespace
from collections.abc import Sequence

import msgspec
import pytest
from aiohttp import web

from commands.status import status
from config.load import load
from config.sections import Settings
from tools.live_server import free_port
from web.app import make_app
from web.listening import Listening

HERE = Namespace(alive=False)
ALIVE = Namespace(alive=True)


class NoGateway:
    async def handle(self, _request: web.Request) -> web.Response:
        raise AssertionError("nobody goes there")


def on(port: int) -> Settings:
    settings = load()
    there = msgspec.structs.replace(settings.web, port=port, listen="0.0.0.0")
    return msgspec.structs.replace(settings, web=there)


async def test_it_says_what_is_missing_and_ends_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    away: list[str] = []

    async def missing() -> Sequence[str]:
        return away

    listening = Listening(make_app(NoGateway(), missing), 10)  # type: ignore[arg-type]
    async with listening.prepared(), listening.on("127.0.0.1", 0) as port:
        ended = [await status(on(port), HERE)]
        away += ["store", "media"]
        ended += [await status(on(port), HERE), await status(on(port), ALIVE)]

    assert ended == [0, 1, 0]
    assert capsys.readouterr().out.splitlines() == ["ready", "not_ready: store, media", "ok"]


async def test_no_server_is_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert await status(on(free_port()), ALIVE) == 1
    assert "no answer at http://127.0.0.1:" in capsys.readouterr().out
