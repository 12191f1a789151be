"""The whole server as a process, killed right after it said yes, and started again."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.signaling.server import TestPage
from tests.web.files import documents
from tests.web.files.handing import names, on_disk, ticket
from web.files.depot import ARRIVING

ROOT = Path(__file__).parents[1]


class Process:
    """`sanketang serve` in a folder of its own; what it logs is kept in a file there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[subprocess.Popen[str]] = []
        self.log = folder / "server.log"
        self.files = folder / "var" / "files"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another command beside it."""
        return subprocess.run(
            [sys.executable, str(ROOT / "sanketang.py"), *arguments],
            **self._options(),
            capture_output=True,
            check=True,
        )

    def start(self) -> str:
        """Start it; return its address."""
        with self.log.open("a") as log:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "sanketang.py"), "serve", "--port", "0"],
                **self._options(),
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self._started.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, self.log.read_text()
        return str(line.split()[-1])

    def end(self, how: signal.Signals) -> int:
        """Signal the last one and wait for it."""
        process = self._started[-1]
        process.send_signal(how)
        return process.wait()

    def _options(self) -> dict[str, Any]:
        settings = {
            "PYTHONPATH": str(ROOT),
            "SANKETANG_MEDIA_PORT": "0",
            "SANKETANG_MEDIA_WORKERS": "1",
            "SANKETANG_LOG_LEVEL": "debug",
            "SANKETANG_LOG_FORMAT": "json",
        }
        return {"cwd": self._folder, "env": os.environ | settings, "text": True}


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    server = Process(tmp_path)
    yield server
    for each in server._started:
        each.kill()
        each.communicate()


def tokens(process: Process) -> tuple[str, str]:
    made = process.run(
        *("lesson", "new", "--title", "古诗", "--subject", "语文", "--deliver", "实验小学"),
        *("--receive", "青山小学", "--json"),
    )
    links = json.loads(made.stdout)
    return links["deliver"].partition("#")[2], links["receive"][0].partition("#")[2]


async def test_what_was_acknowledged_is_there_after_kill_9(process: Process) -> None:
    deliver, receive = tokens(process)
    address = process.start()
    lecturer, page = TestPage(deliver), TestPage(receive)
    for each in (lecturer, page):
        await (await each.connect(address)).enter()
    await lecturer.ask("start_lesson")
    await lecturer.ask("call_on", classroom="r1")
    await lecturer.ask("pause_lesson")

    process.end(signal.SIGKILL)

    await asyncio.gather(lecturer.disconnected.wait(), page.disconnected.wait())
    address = process.start()
    back, again = TestPage(deliver, lecturer.session), TestPage(receive, page.session)
    await again.connect(address)
    assert again.phase == "hold"
    assert again.presence("r1") == "present"
    assert again.presence("d") == "lost"
    await back.connect(address)
    await again.until(lambda: again.phase == "paused")
    assert back.state is not None
    assert back.state["lesson"]["stage"] == ["r1"]
    for each in (back, again):
        await each.close()


async def test_a_file_is_there_whole_or_not_at_all_after_kill_9(process: Process) -> None:
    deliver, _ = tokens(process)
    address = process.start()
    lecturer = await TestPage(deliver).connect(address)
    slides = documents.pdf()
    async with aiohttp.ClientSession() as http:
        accepted = await posted(http, address, lecturer, slides)
        half = asyncio.create_task(posted(http, address, lecturer, for_ever(documents.picture())))
        await on_disk(lambda: anything_in(process.files / ARRIVING))

        process.end(signal.SIGKILL)

        with pytest.raises(aiohttp.ClientError):
            await half
        await lecturer.disconnected.wait()
        address = process.start()
        back = await TestPage(deliver).connect(address)
        assert list(names(back)) == [accepted]
        url = f"{address}/lesson/{lesson_of(back)}/files/{accepted}"
        async with http.get(url, headers=proof(back)) as answer:
            assert await answer.read() == slides
        assert not (process.files / ARRIVING).exists()
        await back.close()


async def posted(http: aiohttp.ClientSession, address: str, page: TestPage, data: Any) -> str:
    url, headers = f"{address}/lesson/{lesson_of(page)}/files", proof(page)
    async with http.post(url, data=data, headers=headers) as answer:
        return str((await answer.json())["file"])


async def for_ever(data: bytes) -> AsyncIterator[bytes]:
    yield data
    await asyncio.Event().wait()


def anything_in(folder: Path) -> bool:
    return folder.exists() and any(folder.iterdir())


def proof(page: TestPage) -> dict[str, str]:
    return {"Authorization": f"Lesson {ticket(page)}"}


def lesson_of(page: TestPage) -> str:
    assert page.state is not None
    return str(page.state["lesson"]["id"])


async def test_no_token_gets_into_the_log_of_a_whole_run(process: Process) -> None:
    deliver, receive = tokens(process)
    address = process.start()
    lecturer = TestPage(deliver)
    await (await lecturer.connect(address)).enter()
    await lecturer.ask("start_lesson")
    proved = proof(lecturer) | {"X-File-Name": "secretly.pdf"}
    async with aiohttp.ClientSession(headers=proved) as http:
        await posted(http, address, lecturer, documents.pdf())
    second = await TestPage(deliver).connect(address)
    polling = await TestPage(receive).connect(address, ["polling"])
    await polling.client.call("sync", {"token": receive}, timeout=10)
    await polling.client.call(f"token-{receive}", {}, timeout=10)
    for each in (lecturer, second, polling):
        await each.close()

    assert process.end(signal.SIGTERM) == 0

    log = process.log.read_text()
    assert '"phase_changed"' in log
    assert "Traceback" not in log
    sessions = [each.session for each in (lecturer, second, polling)]
    for secret in (deliver, receive, *sessions, ticket(lecturer), "secretly"):
        assert secret not in log
