"""One lesson's recording in this process; the test turns its clock and owns its disk."""

import asyncio
import errno
import threading
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from classroom.media_messages import Source
from classroom.packet_messages import Packet, Report
from classroom.recorder_messages import AlarmCleared, AlarmRaised, RecorderEvent
from classroom.recording.values import Alarm
from recording.manifest.entries import Entry
from recording.manifest.lines import read
from recording.recorder.clock import SteadyClock
from recording.recorder.disk import Disk
from recording.recorder.files import Files
from recording.recorder.lesson import LessonRecording
from tests.recording.recorder.films import Line, Sent
from tests.recording.recorder.manifests import MANIFEST
from tests.recording.recorder.plane import LESSON, WALL, take


class OwnDisk(Disk):
    """Fails with `error`, or waits for `goes`, whatever it is asked to write."""

    def __init__(self) -> None:
        self.error: int | None = None
        self.goes = threading.Event()
        self.goes.set()

    def write(self, file: int, data: bytes, at: int) -> None:
        self.goes.wait()
        if self.error is not None:
            raise OSError(self.error, errno.errorcode[self.error])
        super().write(file, data, at)

    def sync(self, file: int) -> None:
        """What a test has written need not survive a power cut."""


class Desk:
    """Its time is `now`, seconds of the film as well; the machine's clock is `wall`."""

    def __init__(self, folder: Path) -> None:
        self.now, self.wall = 0.0, WALL
        self.disk = OwnDisk()
        self.told: list[RecorderEvent] = []
        self.folder = folder / LESSON
        self.clock = SteadyClock(lambda: self.wall + self.now, lambda: self.now)
        self.full = 0
        self.asked: list[float] = []

    @asynccontextmanager
    async def open(self, *takes: str) -> AsyncIterator["Desk"]:
        threads = ThreadPoolExecutor(1)
        self.recording = LessonRecording(
            LESSON,
            Files(LESSON, self.folder, self.disk, self.clock),
            clock=self.clock,
            threads=threads,
            keyframe_seconds=4.0,
            emit=self.told.append,
            disk_full=self._disk_full,
        )
        self.recording.want_keyframe = lambda consumer: self.asked.append(self.now)
        await self.recording.open()
        for consumer in takes:
            self.take(consumer)
        try:
            yield self
        finally:
            self.disk.goes.set()
            await self.recording.close(5.0)
            threads.shutdown()

    def take(self, consumer: str, source: Source | None = None, *, leading: bool = True) -> None:
        """Take a camera or, if it is called so, a microphone."""
        found = source or Source(consumer)
        self.recording.take(take(consumer, found, leading=leading), self.now)

    async def play(
        self,
        film: Iterable[tuple[Line, Sent]],
        *,
        later: float = 0.0,
        reports: bool = True,
        every: float = 0.1,
    ) -> None:
        """Let the film pass, and wait for the disk so often, in seconds of the film."""
        ticked = drained = self.now
        for line, sent in film:
            self.now = max(self.now, sent.at + later)
            for packet in line.packets(sent, later):
                self.recording.message(Packet(line.consumer, packet), self.now, 0.0)
            if reports and sent.at % 1 < 0.014:
                at = sent.at + later
                report = Report(line.consumer, WALL + at, line.ticks(at))
                self.recording.message(report, self.now, 0.0)
            if self.now - ticked >= 0.1:
                ticked = self.now
                self.tick()
                await asyncio.sleep(0)
            if self.now - drained >= every:
                drained = self.now
                if self.disk.error is None and self.disk.goes.is_set():
                    await self.recording.drained()

    def wait(self, seconds: float) -> None:
        """Let time pass in which nothing comes."""
        for _ in range(round(seconds * 10)):
            self.now += 0.1
            self.tick()

    def tick(self) -> None:
        """Do what the process does by its clock."""
        for track in self.recording.tracks.values():
            if track.listener is not None and track.listener.waiting:
                track.watch.peak(self.now, track.listener.peak())
        self.recording.tick(self.now)

    async def end(self) -> list[Entry]:
        """End the recording, and return what it says."""
        await self.recording.end()
        return read(self.folder / MANIFEST)

    def raised(self, source: Source | None = None) -> list[Alarm]:
        """Return the alarms that stand, about this source or about all of it."""
        standing: list[Alarm] = []
        for event in self.told:
            if isinstance(event, AlarmRaised) and event.source is source:
                standing.append(event.alarm)
            elif isinstance(event, AlarmCleared) and event.source is source:
                standing.remove(event.alarm)
        return standing

    def _disk_full(self) -> None:
        self.full += 1
