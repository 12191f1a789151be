"""From a lecturer's key to the last packet: pause and shut-down, as receivers see it.

Rule: every classroom sends and receives real media over loopback; the time runs from before the
request is sent until the last packet of what must be silent has arrived anywhere.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from demo.looped_film import LoopedFilm
from demo.peer import SyntheticClassroom
from media import rtp
from media.client import ClientTransport
from signaling import messages as s
from tools.live_server import ROOT, Server

FILM = ROOT / "demo" / "classroom_a.mp4"
ROOMS = ("青山小学", "河口教学点", "石桥村小")
# Streams that arrive: at the lecturer's three pictures and the sound of the one on stage, at the
# two off stage picture and sound of the one that is on; and the lecturer's two at all three.
THEIRS, LECTURERS = 8, 6
RECENT_SECONDS = 0.3
LISTEN_SECONDS = 2.0  # after it: twice what is allowed
PATIENCE_SECONDS = 30.0


class Lesson:
    """A lesson of synthetic classrooms, the lecturer first."""

    def __init__(self, classrooms: list[SyntheticClassroom]) -> None:
        """Listen to what each of them receives; they all play already."""
        self.classrooms = classrooms
        self.last: dict[tuple[int, int], float] = {}
        """When the last packet came, by classroom's place in the list and SSRC."""
        for place, classroom in enumerate(classrooms):
            assert classroom.media is not None  # it plays
            self._listen(place, classroom.media.receiving)

    def _listen(self, place: int, transport: ClientTransport) -> None:
        before = transport.on_rtp
        assert before is not None  # the classroom counts

        def arrived(packet: bytes, arrival: float) -> None:
            self.last[place, rtp.view(packet).ssrc] = time.monotonic()
            before(packet, arrival)

        transport.on_rtp = arrived

    async def ask(self, message: s.FromBrowser) -> None:
        """Ask as the lecturer."""
        line = self.classrooms[0].line
        assert line is not None  # it plays
        await line.ask(message, s.Ok)

    def flowing(self, *, lecturer_too: bool) -> set[tuple[int, int]]:
        """Return what is received of the classrooms, or also of the lecturer, just now: not the
        microphones of those who are off stage, which are consumed and not forwarded.
        """
        assert self.classrooms[0].media is not None  # it plays
        theirs = set(self.classrooms[0].media.produced)
        recently = time.monotonic() - RECENT_SECONDS
        return {
            (place, ssrc)
            for place, classroom in enumerate(self.classrooms)
            if classroom.media is not None
            for producer, ssrc in classroom.media.consumed.items()
            if (lecturer_too or producer not in theirs)
            and self.last.get((place, ssrc), 0.0) > recently
        }

    async def silenced(self, message: s.FromBrowser, *, lecturer_too: bool) -> float:
        """Press the key; return milliseconds until the last packet of what it is to silence.

        Raises:
            RuntimeError: something still flows.
            TimeoutError: nothing ever did.
        """
        expected = THEIRS + (LECTURERS if lecturer_too else 0)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(flowing := self.flowing(lecturer_too=lecturer_too)) < expected:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        await asyncio.sleep(random.uniform(0.5, 1.0))  # anywhere in a film's keyframe interval
        pressed = time.monotonic()
        # Nobody waits for the answer: a page whose media is shut begins anew before it has come.
        asking = asyncio.create_task(self.ask(message))
        await asyncio.sleep(LISTEN_SECONDS)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        last = max(self.last[each] for each in flowing)
        if time.monotonic() - last < LISTEN_SECONDS / 2:
            raise RuntimeError(f"media still flows after {type(message).__name__}")
        return max(0.0, last - pressed) * 1000


@asynccontextmanager
async def lesson(server: Server) -> AsyncIterator[Lesson]:
    """Begin a lesson of one and three with one of them on stage; everybody leaves at the end."""
    film = LoopedFilm(FILM)
    tokens = [link.partition("#")[2] for link in await server.new_lesson(*ROOMS)]
    classrooms = [SyntheticClassroom(server.url, token, film) for token in tokens]
    running = [asyncio.create_task(classroom.run()) for classroom in classrooms]
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            for classroom in classrooms:
                await classroom.playing.wait()
        taught = Lesson(classrooms)
        await taught.ask(s.StartLesson())
        await taught.ask(s.CallOn(classroom="r1"))
        yield taught
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def pauses(server: Server, tries: int) -> list[float]:
    """Pause and resume one lesson again and again; return milliseconds to silence."""
    took = []
    async with lesson(server) as taught:
        for _ in range(tries):
            took.append(await taught.silenced(s.PauseLesson(), lecturer_too=False))
            await taught.ask(s.ResumeLesson())
    return took


async def shut_downs(server: Server, tries: int) -> list[float]:
    """Shut down one lesson after the other; return milliseconds to silence."""
    took = []
    for _ in range(tries):
        async with lesson(server) as taught:
            took.append(await taught.silenced(s.ShutDown(), lecturer_too=True))
    return took
