"""A synthetic classroom: `python -m demo.peer --url URL --token TOKEN --film FILM`.

It takes part as a page does: it joins by its link, sends its film as camera and microphone,
receives what its views name, follows the lesson through restarts, and never gives up. It decodes
and encodes nothing, so that it costs next to nothing.

Rule: whatever goes wrong, everything is thrown away and built anew after a pause that doubles up to
15 seconds. It ends by itself only when the server says so: the link is void or the lesson over.
"""

import argparse
import asyncio
import logging
import os
import random
import secrets
import signal
import time
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import structlog

from classroom.failures import Failure
from demo.looped_film import LoopedFilm
from demo.peer_line import Line
from demo.peer_media import PeerMedia
from signaling import messages as s

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
STEADY_SECONDS = 30.0
FINAL = ("lesson_over", "link_expired", "link_unknown", "opened_elsewhere")

log = structlog.get_logger()


class SyntheticClassroom:
    """One classroom that nobody sits in."""

    def __init__(self, url: str, token: str, film: LoopedFilm) -> None:
        """Take a link's token; the session stays over reconnections, as a page's does."""
        self._url = url
        self._hello = s.Hello(token=token, session=secrets.token_urlsafe(18))
        self._film = film
        self.line: Line | None = None
        self.media: PeerMedia | None = None
        self.playing = asyncio.Event()
        """Set while its film goes up and its views come down."""

    async def run(self) -> str:
        """Take part until the server says goodbye for good, and return why."""
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            try:
                reason = await self._take_part()
                log.info("classroom_disconnected", reason=reason or "connection lost")
            except Failure as failure:
                reason = failure.code
                log.warning("classroom_stopped", code=failure.code, detail=failure.detail)
            if reason in FINAL:
                return reason
            if time.monotonic() - began > STEADY_SECONDS:
                pause = FIRST_PAUSE
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _take_part(self) -> str:
        """One connection from beginning to end."""
        self.line = line = Line()
        async with AsyncExitStack() as stack:
            stack.callback(self.playing.clear)
            stack.push_async_callback(line.close)
            await line.open(self._url, self._hello)
            await line.ask(
                s.ReportDevices(
                    camera=s.DeviceState.OK,
                    microphone=s.DeviceState.OK,
                    loudspeaker=s.DeviceState.OK,
                ),
                s.Ok,
            )
            await line.ask(s.Enter(), s.Snapshot)
            lost = asyncio.Event()
            media_stack = await stack.enter_async_context(AsyncExitStack())
            self.media = None
            while not line.ended and line.goodbye is None and not lost.is_set():
                line.changed.clear()
                if self.media is not None and self.media.epoch != line.media.epoch:
                    await media_stack.aclose()
                    lost = asyncio.Event()
                    self.media = None
                    self.playing.clear()
                if self.media is None and line.media.epoch is not None:
                    media = PeerMedia(line, media_stack, lost)
                    await media.build(self._film)
                    self.media = media
                if self.media is not None:
                    await self.media.match()
                    self.playing.set()
                await _either(line.changed, lost)
            if lost.is_set():  # the next page load: what the server keeps of this one is void
                self._hello = s.Hello(token=self._hello.token, session=secrets.token_urlsafe(18))
            return line.goodbye or ""


async def _either(*events: asyncio.Event) -> None:
    """Wait until one of the events is set."""
    tasks = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _run(url: str, token: str, film: Path) -> None:
    classroom = SyntheticClassroom(url, token, LoopedFilm(film))
    task = asyncio.create_task(classroom.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    parent = asyncio.create_task(_until_orphaned(task))
    with suppress(asyncio.CancelledError):
        log.info("classroom_ended", reason=await task)
    parent.cancel()
    await asyncio.gather(parent, return_exceptions=True)


async def _until_orphaned(task: asyncio.Task[str]) -> None:
    """End with whoever started us, also when it is killed."""
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - no event tells of a parent's death
        await asyncio.sleep(2.0)
    task.cancel()


def main() -> None:
    """Take part in a lesson as a classroom that nobody sits in."""
    parser = argparse.ArgumentParser("python -m demo.peer", description=main.__doc__)
    parser.add_argument("--url", required=True, help="the server, such as http://127.0.0.1:8080")
    parser.add_argument("--token", help="the link's token; or in the environment, DEMO_PEER_TOKEN")
    parser.add_argument("--film", type=Path, required=True, help="an MP4 that passes untouched")
    arguments = parser.parse_args()
    token = arguments.token or os.environ.get("DEMO_PEER_TOKEN", "")
    quiet = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=quiet)  # the terminal is the server's
    asyncio.run(_run(arguments.url, token, arguments.film))


if __name__ == "__main__":
    main()
