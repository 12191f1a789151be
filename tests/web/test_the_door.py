from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from classroom.failures import BadMessage, Failure, Refused, Unavailable
from classroom.store.memory import MemoryStore
from tests.signaling.server import Server, settings
from web.errors import answer


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>三课堂</title>")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / "assets" / "main-4f1c.js").write_text("let a = 1;" * 400)
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text("{}")
    return tmp_path


@pytest.fixture
async def client(built: Path) -> AsyncIterator[aiohttp.ClientSession]:
    server = Server(settings(), MemoryStore())
    async with server.running(built), aiohttp.ClientSession(server.url) as session:
        yield session


@pytest.mark.parametrize("path", ["/", "/teach", "/learn", "/assist"])
async def test_pages_are_asked_for_again_each_time(
    client: aiohttp.ClientSession, path: str
) -> None:
    async with client.get(path) as response:
        assert response.status == 200
        assert "三课堂" in await response.text()
        assert response.headers["Cache-Control"] == "no-cache"


async def test_assets_never_change_and_are_compressed(client: aiohttp.ClientSession) -> None:
    async with client.get("/assets/main-4f1c.js") as response:
        assert response.status == 200
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["Content-Encoding"] in ("gzip", "deflate")
        assert (await response.text()).startswith("let a = 1;")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/none.js",
        "/assets/../index.html/",
        "/assets/%2e%2e/%2e%2e/app.py",
        "/.vite/manifest.json",
        "/..%2fapp.py",
        "/nothing",
    ],
)
async def test_what_was_not_built_is_not_there(client: aiohttp.ClientSession, path: str) -> None:
    async with client.get(path) as response:
        assert response.status == 404


async def test_whoever_watches_over_us_gets_an_answer(client: aiohttp.ClientSession) -> None:
    for path in ("/healthz", "/readyz"):
        async with client.get(path) as response:
            assert response.status == 200


async def test_a_server_without_pages_says_how_to_build_them() -> None:
    server = Server(settings(), MemoryStore())
    async with (
        server.running(),
        aiohttp.ClientSession(server.url) as session,
        session.get("/teach") as response,
    ):
        assert response.status == 503
        assert "make run" in await response.text()


@pytest.mark.parametrize(
    ("failure", "status"),
    [(BadMessage("x"), 400), (Refused("x"), 403), (Unavailable("x"), 503)],
)
def test_a_failure_has_one_status(failure: Failure, status: int) -> None:
    response = answer(failure)

    assert response.status == status
    assert ("Retry-After" in response.headers) == failure.retryable
