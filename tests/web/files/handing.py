"""A server whose lessons have files, and pages that hand them round by HTTP."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import msgspec

from classroom.ports import Store
from classroom.store.memory import MemoryStore
from classroom.talk.wording import Wording
from tests.signaling.server import PATIENCE, School, Server, TestPage, settings


class Classes(School):
    """A running server, its lesson, and what its pages ask by HTTP."""

    def __init__(self, server: Server, http: aiohttp.ClientSession) -> None:
        super().__init__(server)
        self.http = http

    def url(self, file: str = "", lesson: str = "") -> str:
        path = f"{self.server.url}/lesson/{lesson or self.room}/files"
        return f"{path}/{file}" if file else path

    async def share(
        self, page: TestPage, data: Any, name: str = "古诗.pdf", **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Return the status, and what is answered."""
        given = {"Authorization": f"Lesson {ticket(page)}", "X-File-Name": quote(name)} | headers
        async with self.http.post(self.url(), data=data, headers=given) as answer:
            return answer.status, await answer.json()

    async def shared(self, page: TestPage, data: bytes, name: str = "古诗.pdf") -> str:
        """Hand a file round; return its id once the page knows of it."""
        status, told = await self.share(page, data, name)
        assert status == 201, told
        await page.until(lambda: told["file"] in names(page))
        return str(told["file"])

    async def code(self, page: TestPage, data: Any, name: str = "古诗.pdf") -> str:
        """Return the code that a file is refused with, or "ok"."""
        _, told = await self.share(page, data, name)
        return str(told.get("code", "ok"))

    async def get(
        self, page: TestPage | None, file: str, lesson: str = ""
    ) -> aiohttp.ClientResponse:
        """Ask for a file; the answer is read."""
        given = {} if page is None else {"Authorization": f"Lesson {ticket(page)}"}
        answer = await self.http.get(self.url(file, lesson), headers=given)
        await answer.read()
        return answer


def ticket(page: TestPage) -> str:
    assert page.state is not None
    return str(page.state["ticket"])


def names(page: TestPage) -> dict[str, str]:
    """The files that a page lists, by id."""
    assert page.state is not None
    return {file["id"]: file["name"] for file in page.state["files"]}


def shown(page: TestPage) -> str | None:
    """What a page shows."""
    assert page.state is not None
    showing = page.state["showing"]
    return None if showing is None else str(showing["key"])


async def on_disk(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - a disk tells nobody
            await asyncio.sleep(0.005)


@asynccontextmanager
async def classes(
    folder: Path, *, store: Store | None = None, wording: Wording | None = None, **files: Any
) -> AsyncIterator[Classes]:
    """A server with a lesson that is about to begin, and room for its files."""
    default = settings(messages_per_second=1000.0)
    changed = msgspec.structs.replace(default.files, **files)
    server = Server(msgspec.structs.replace(default, files=changed), store or MemoryStore())
    server.files, server.wording = folder, wording
    await server.make_lesson()
    async with server.running(), aiohttp.ClientSession() as http:
        here = Classes(server, http)
        try:
            yield here
        finally:
            for page in here.pages:
                await page.close()
