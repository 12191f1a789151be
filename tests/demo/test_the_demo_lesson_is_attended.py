import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from demo.looped_film import LoopedFilm
from demo.peer import SyntheticClassroom
from demo.peer_line import Line
from signaling import messages as s
from tools.live_server import ROOT, free_port

PATIENCE = 60.0


class Demo:
    """`sanketang demo` as a visitor starts it."""

    def __init__(self, process: asyncio.subprocess.Process, links: dict[str, Any]) -> None:
        self.process = process
        self.links = links

    @property
    def url(self) -> str:
        return str(self.links["deliver"]).split("/teach")[0]

    def children(self) -> list[int]:
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]

    def commands(self) -> bytes:
        found = b""
        for pid in self.children():
            with suppress(OSError):  # it has just ended
                found += Path(f"/proc/{pid}/cmdline").read_bytes()
        return found

    def child(self, name: bytes) -> int:
        return next(
            pid for pid in self.children() if name in Path(f"/proc/{pid}/cmdline").read_bytes()
        )


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    said = tmp_path / "demo.log"
    with said.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(ROOT / "sanketang.py"), "demo", "--print-links"),
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "SANKETANG_WEB_PORT": str(free_port()),
                "SANKETANG_MEDIA_PORT": "0",
                "SANKETANG_MEDIA_WORKERS": "1",
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while not (line := await process.stdout.readline()).startswith(b"{"):
            assert line, f"the demo ended before it told its links:\n{said.read_text()[-2000:]}"
    reading = asyncio.create_task(process.stdout.read())  # so that it never waits for us
    try:
        yield Demo(process, json.loads(line))
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(PATIENCE):
            await process.wait()
            await reading


@asynccontextmanager
async def visitor(demo: Demo, link: str = "") -> AsyncIterator[SyntheticClassroom]:
    """Somebody who opens a link: a free receiving classroom's, if no other is named."""
    film = LoopedFilm(ROOT / "demo" / "classroom_a.mp4")
    token = (link or demo.links["receive"][0]).partition("#")[2]
    classroom = SyntheticClassroom(demo.url, token, film)
    task = asyncio.create_task(classroom.run())
    try:
        async with asyncio.timeout(PATIENCE):
            await classroom.playing.wait()
            yield classroom
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def alive(processes: list[int]) -> list[int]:
    return [process for process in processes if Path(f"/proc/{process}").exists()]


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - packets are counted, not announced
            await asyncio.sleep(0.05)


def flowing(classroom: SyntheticClassroom, streams: int) -> Callable[[], bool]:
    """Whether that many streams have brought 20 packets each."""

    def enough() -> bool:
        received = {} if classroom.media is None else classroom.media.received
        return sum(packets >= 20 for packets in received.values()) >= streams

    return enough


async def test_a_visitor_sees_and_hears_the_lecturer_and_the_links_are_told(demo: Demo) -> None:
    assert len(demo.links["receive"]) >= 3

    async with visitor(demo) as classroom:
        await until(flowing(classroom, 2))


async def test_a_visitor_in_the_lecturers_place_sees_and_hears_the_classrooms(demo: Demo) -> None:
    async with visitor(demo, demo.links["deliver"]) as lecturer:
        await until(flowing(lecturer, 4))


async def test_everybody_comes_back_when_the_media_worker_dies(demo: Demo) -> None:
    async with visitor(demo) as classroom:
        await until(flowing(classroom, 2))
        assert classroom.media is not None
        epoch = classroom.media.epoch

        os.kill(demo.child(b"media.worker"), signal.SIGKILL)

        await until(lambda: classroom.media is not None and classroom.media.epoch != epoch)
        await until(flowing(classroom, 2))


async def test_the_classrooms_leave_for_good_when_the_lesson_is_over(demo: Demo) -> None:
    lecturer = Line()
    token = demo.links["deliver"].partition("#")[2]
    await lecturer.open(demo.url, s.Hello(token=token, session="a" * 24))
    await lecturer.ask(s.Enter(), s.Snapshot)
    demo.child(b"demo.peer")

    await lecturer.ask(s.EndLesson(), s.Ok)
    await lecturer.close()

    await until(lambda: b"demo.peer" not in demo.commands())


async def test_nothing_is_left_when_the_demo_ends(demo: Demo) -> None:
    async with visitor(demo) as classroom:
        await until(flowing(classroom, 2))
    children = demo.children()

    demo.process.terminate()
    await demo.process.wait()

    assert len(children) >= 3
    assert not alive(children)
