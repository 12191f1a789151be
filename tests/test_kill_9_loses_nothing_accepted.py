"""The whole server as a process, killed right after it said yes, and started again."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.signaling.server import TestPage

ROOT = Path(__file__).parents[1]


class Process:
    """`sanketang serve` in a folder of its own; what it logs is kept in a file there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[subprocess.Popen[str]] = []
        self.log = folder / "server.log"

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


async def test_no_token_gets_into_the_log_of_a_whole_run(process: Process) -> None:
    deliver, receive = tokens(process)
    address = process.start()
    lecturer = TestPage(deliver)
    await (await lecturer.connect(address)).enter()
    await lecturer.ask("start_lesson")
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
    for secret in (deliver, receive, lecturer.session, second.session, polling.session):
        assert secret not in log
