"""The whole server as a process, as whoever looks after it sees it: figures, the log, the end."""

import asyncio
import json
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.signaling.server import TestPage
from tests.web.operating.certifying import Files, made
from tools.live_server import free_port

ROOT = Path(__file__).parents[1]
TOKEN = "a-token-of-the-school-s-prometheus"
NAMES = ("实验小学", "青山小学", "古诗两首", "Qingshan")


class Process:
    """`sanketang serve`, told of by its log."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.log = folder / "server.log"
        self.metrics = f"http://127.0.0.1:{free_port()}/metrics"
        self._settings = {
            "PYTHONPATH": str(ROOT),
            "SANKETANG_MEDIA_PORT": "0",
            "SANKETANG_MEDIA_WORKERS": "1",
            "SANKETANG_LOG_LEVEL": "debug",
            "SANKETANG_LOG_FORMAT": "json",
            "SANKETANG_OPERATE_METRICS": self.metrics.split("/")[2],
            "SANKETANG_OPERATE_METRICS_TOKEN": TOKEN,
            "SANKETANG_OPERATE_DRAIN_SECONDS": "3600",
            **settings,
        }
        self.process: subprocess.Popen[str] | None = None

    def run(self, *arguments: str) -> str:
        """Run another command; return what it printed."""
        command = [sys.executable, str(ROOT / "sanketang.py"), *arguments]
        environment = os.environ | self._settings
        done = subprocess.run(
            command, cwd=self.folder, env=environment, text=True, capture_output=True, check=True
        )
        return done.stdout

    def start(self) -> str:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "sanketang.py"), "serve", "--port", "0"],
                cwd=self.folder,
                env=os.environ | self._settings,
                text=True,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.log.read_text()
        return line.split()[-1]


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    server = Process(tmp_path)
    yield server
    if server.process is not None:
        server.process.kill()
        server.process.communicate()


async def figures(process: Process) -> dict[str, float]:
    """Return what Prometheus would read, by name and labels."""
    proof = {"Authorization": f"Bearer {TOKEN}"}
    async with aiohttp.ClientSession() as http, http.get(process.metrics, headers=proof) as answer:
        assert answer.status == 200
        text = await answer.text()
    return {
        sample.name + "".join(f" {k}={v}" for k, v in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def readiness(address: str) -> tuple[int, object]:
    async with aiohttp.ClientSession() as http, http.get(f"{address}/readyz") as answer:
        return answer.status, await answer.json()


async def test_a_lesson_is_counted_logged_without_a_name_and_taught_to_its_end(
    process: Process,
) -> None:
    printed = process.run(
        *("lesson", "new", "--title", "古诗两首", "--subject", "语文", "--deliver", "实验小学"),
        *("--receive", "青山小学", "--json"),
    )
    links = json.loads(printed)
    tokens = [link.partition("#")[2] for link in (links["deliver"], *links["receive"])]
    address = process.start()
    async with pages_of(tokens) as pages:
        await looked_after(process, address, pages, tokens)


@asynccontextmanager
async def pages_of(tokens: list[str]) -> AsyncIterator[list[TestPage]]:
    pages = [TestPage(token) for token in tokens]
    try:
        yield pages
    finally:
        for page in pages:
            await page.close()


async def looked_after(
    process: Process, address: str, pages: list[TestPage], tokens: list[str]
) -> None:
    for page in pages:
        await (await page.connect(address)).enter()
    await pages[0].ask("start_lesson")
    await pages[1].ask("say", to="everybody", text="Qingshan 来了")
    with pytest.raises(Exception, match="unknown_classroom"):
        await pages[0].ask("call_on", classroom="nobody")
    async with aiohttp.ClientSession() as http:
        async with http.get(process.metrics) as answer:
            refused = answer.status
        async with http.get(f"{address}/api/v1/schools?filter=青山小学") as answer:
            number = answer.headers["X-Request-ID"]

    async with asyncio.timeout(20):
        while (told := await figures(process)).get("sanketang_worker_rooms worker=0") != 1:  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    assert refused == 401
    assert told["sanketang_ready"] == 1
    assert told["sanketang_missing part=store"] == 0
    assert told["sanketang_lessons phase=live"] == 1
    assert told["sanketang_pages part=receiving phase=live"] == 1
    assert told["sanketang_failures_total code=unknown_classroom door=signaling"] == 1
    assert told["sanketang_failures_total code=not_signed_in door=http"] == 1
    assert told["sanketang_http_requests_total method=GET route=/api/v1/schools status=401"] == 1
    assert told["sanketang_worker_rooms worker=0"] == 1
    assert told["sanketang_queue_waiting queue=exports"] == 0
    assert 0 <= told["sanketang_queue_waiting queue=store"] <= 5
    assert told["sanketang_join_seconds_count"] == 0  # no sound or picture: these have no media
    assert told["process_resident_memory_bytes"] > 10_000_000
    assert not [name for name in told if any(word in name for word in NAMES)]

    assert process.process is not None
    process.process.send_signal(signal.SIGTERM)
    for page in pages:
        await page.until(lambda page=page: any(m["type"] == "restarting" for m in page.passing))  # type: ignore[misc]
    draining = await readiness(address)
    await pages[0].ask("end_lesson")
    status = await asyncio.to_thread(process.process.wait, 30)

    assert draining == (503, {"status": "not_ready", "missing": ["draining"]})
    assert status == 0
    log = process.log.read_text()
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"draining", "drained"} <= {line["event"] for line in lines}
    refused_as = {line.get("code"): line.get("request") for line in lines}
    assert refused_as["not_signed_in"] == number
    assert refused_as["unknown_classroom"] not in (None, number)
    secrets = [*tokens, *(page.session for page in pages), TOKEN, *NAMES, "来了"]
    assert [each for each in secrets if each in log or json.dumps(each)[1:-1] in log] == []


async def test_it_speaks_https_by_itself(tmp_path: Path) -> None:
    files = Files(tmp_path / "class.pem", tmp_path / "class.key")
    files.put(made())
    server = Process(
        tmp_path,
        SANKETANG_WEB_TLS_CERTIFICATE=str(files.certificate),
        SANKETANG_WEB_TLS_KEY=str(files.key),
        SANKETANG_WEB_LISTEN="localhost",
    )
    trusting = ssl.create_default_context(cafile=str(files.certificate))
    try:
        address = await asyncio.to_thread(server.start)
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{address}/healthz", ssl=trusting) as answer,
        ):
            told = answer.status, answer.headers.get("Strict-Transport-Security")
    finally:
        assert server.process is not None
        server.process.terminate()
        ended = await asyncio.to_thread(server.process.wait, 30)
        server.process.communicate()

    assert address.startswith("https://localhost:")
    assert told == (200, "max-age=31536000")
    assert ended == 0  # at once: nobody was taught
