"""The demo lesson: 《静夜思》, taught by a film, attended by two classrooms that nobody sits in.

Rule: it uses the same doors as everybody: the lesson is planned and stored as any other, its film
is the delivering classroom's ingest, and the synthetic classrooms come in by their links.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import msgspec
import structlog

from classroom.events import Event
from classroom.lesson import Lesson
from classroom.links import Link
from classroom.planning import plan_lesson, rules_of
from classroom.seats import Ingest
from config.sections import Settings

FOLDER = Path(__file__).resolve().parent
TITLE, SUBJECT = "静夜思", "语文"
DELIVERING = "县实验小学 录播教室"
SYNTHETIC = (
    ("青山教学点 一年级", FOLDER / "classroom_a.mp4"),
    ("柳溪小学 一年级", FOLDER / "classroom_b.mp4"),
)
FREE = ("云台小学 一年级", "石桥教学点 一年级", "白鹿小学 一年级", "望江教学点 一年级")
MINUTES = 24 * 60.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
END_SECONDS = 3.0

log = structlog.get_logger()


class LessonStore(Protocol):
    """Where a new lesson is kept."""

    async def create(self, lesson: Lesson, links: Sequence[Link], events: Sequence[Event]) -> None:
        """Keep a new lesson with its joining links."""
        ...


@dataclass(frozen=True, slots=True)
class DemoLesson:
    """The stored lesson and the tokens of its links."""

    deliver: str
    """Of the delivering classroom: whoever opens it teaches in the film's place."""
    receive: tuple[str, ...]
    """Of receiving classrooms that are free."""
    synthetic: tuple[tuple[str, Path], ...]
    """Of those that play a film, each with it."""

    @asynccontextmanager
    async def running(self, address: str) -> AsyncIterator[None]:
        """Keep the synthetic classrooms in the lesson until the block ends.

        `address`: of the server, such as http://127.0.0.1:8080.
        """
        tasks = [
            asyncio.create_task(_keep(address, token, film), name=f"synthetic {film.stem}")
            for token, film in self.synthetic
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def prepare(store: LessonStore, settings: Settings, now: float) -> DemoLesson:
    """Store a lesson that begins now, and return its links' tokens.

    Raises:
        Unavailable: the database did not take it.
    """
    film = Ingest(url=str(FOLDER / "lesson.mp4"), loop=True)
    plan = plan_lesson(
        title=TITLE,
        subject=SUBJECT,
        deliver=DELIVERING,
        receive=[*(name for name, _ in SYNTHETIC), *FREE],
        starts_at=now,
        now=now,
        minutes=MINUTES,
        link_days=settings.lesson.link_days,
        rules=msgspec.structs.replace(rules_of(settings.lesson), recorded=()),  # it lasts all day
        ingests={DELIVERING: film},
    )
    await store.create(plan.lesson, plan.links, plan.events)
    deliver, *receive = plan.tokens.values()
    return DemoLesson(
        deliver=deliver,
        receive=tuple(receive[len(SYNTHETIC) :]),
        synthetic=tuple(zip(receive, (film for _, film in SYNTHETIC), strict=False)),
    )


async def _keep(address: str, token: str, film: Path) -> None:
    """Run one synthetic classroom in a process of its own, and start it again if it dies."""
    pause = FIRST_PAUSE
    while True:
        process = await _start(address, token, film)
        try:
            code = await process.wait()
        finally:
            await _end(process)
        if code == 0:
            return  # the lesson is over, or a visitor has taken its place
        # Ctrl-C can reach it between its fork and its own session; then we are ending too.
        say = log.info if code == -signal.SIGINT else log.warning
        say("synthetic_classroom_died", film=film.name, code=code)
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 2)


async def _start(address: str, token: str, film: Path) -> asyncio.subprocess.Process:
    environment: dict[str, Any] = {**os.environ, "DEMO_PEER_TOKEN": token}
    paths = (str(FOLDER.parent), environment.get("PYTHONPATH", ""))
    environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "demo.peer", "--url", address, "--film", str(film)),
        stdin=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the server, which ends it
        env=environment,  # not the arguments: those every account of the machine can read
    )


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(END_SECONDS):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
