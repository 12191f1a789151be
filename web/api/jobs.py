"""Long work on somebody's behalf: planning a term, taking in a spreadsheet.

Rule: bounded in every direction: so many at once, so many waiting, so many remembered. A job keeps
its progress here and its results in the store, whose transactions are all or nothing; the job
itself does not outlive the server, and one from before a restart is said to be `lost`.
"""

import asyncio
import re
import secrets
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

import msgspec
import structlog

from classroom.failures import Failure, Refused, Unavailable
from web.errors import Told, told

_ID = re.compile(r"[0-9a-f]{24}")
log = structlog.get_logger(__name__)

AT_ONCE = 2
WAITING = 16
WAITING_OF_ONE = 4  # so that nobody fills the queue alone
REMEMBERED = 200


class JobState(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"  # the server restarted meanwhile: look at what came of it, or ask again


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of long work, as its owner sees it."""

    id: str
    work: str  # what it is, a stable word such as `plan_term`
    state: JobState
    done: int = 0
    total: int = 0  # 0 while it is not known
    result: Mapping[str, Any] | None = None  # of a job that is done
    failure: Told | None = None  # of a job that has failed


class Progress:
    """What the work itself holds: it says how far it is, and sees nothing else of the job."""

    def __init__(self) -> None:
        """Begin at nothing of something unknown."""
        self.done = 0
        self.total = 0

    def __call__(self, done: int, total: int) -> None:
        """Say how much is done."""
        self.done, self.total = done, total


Work = Callable[[Progress], Awaitable[Mapping[str, Any]]]


class _Kept:
    def __init__(self, id: str, owner: str, work: str, run: Work) -> None:
        self.id, self.owner, self.work = id, owner, work
        self.run: Work | None = run  # until it is over: it may hold a file of ten megabytes
        self.state = JobState.WAITING
        self.progress = Progress()
        self.result: Mapping[str, Any] | None = None
        self.failure: Told | None = None

    @property
    def over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)

    def seen(self) -> Job:
        return Job(
            id=self.id,
            work=self.work,
            state=self.state,
            done=self.progress.done,
            total=self.progress.total,
            result=self.result,
            failure=self.failure,
        )


class Jobs:
    """The jobs of this process, from its start to its end."""

    def __init__(
        self, at_once: int = AT_ONCE, waiting: int = WAITING, remembered: int = REMEMBERED
    ) -> None:
        """Run `at_once`, let `waiting` more wait, and remember so many."""
        self._start = secrets.token_hex(4)  # tells jobs of this run of the server from others'
        self._at_once, self._most_waiting, self._remembered = at_once, waiting, remembered
        self._kept: dict[str, _Kept] = {}  # oldest first
        self._waiting: deque[_Kept] = deque()
        self._more = asyncio.Event()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Jobs"]:
        """Work until the block ends; what is not finished by then is given up."""
        workers = [asyncio.create_task(self._work()) for _ in range(self._at_once)]
        try:
            yield self
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    def start(self, owner: str, work: str, run: Work) -> Job:
        """Take a piece of work on for `owner`.

        Raises:
            Unavailable: `too_busy`, as much waits as may.
        """
        theirs = sum(1 for job in self._waiting if job.owner == owner)
        if len(self._waiting) >= self._most_waiting or theirs >= WAITING_OF_ONE:
            raise Unavailable("too_busy", "other long work waits already")
        job = _Kept(f"{self._start}{secrets.token_hex(8)}", owner, work, run)
        self._forget()
        self._kept[job.id] = job
        self._waiting.append(job)
        self._more.set()
        return job.seen()

    def look(self, owner: str, id: str) -> Job:
        """Return one's own job.

        Raises:
            Refused: `not_found`, there is no such job or it is somebody else's.
        """
        job = self._kept.get(id)
        if job is not None and job.owner == owner:
            return job.seen()
        if job is None and _ID.fullmatch(id) and not id.startswith(self._start):
            return Job(id=id, work="", state=JobState.LOST)
        raise Refused("not_found")

    def _forget(self) -> None:
        over = [job for job in self._kept.values() if job.over]
        for job in over[: max(0, len(self._kept) + 1 - self._remembered)]:
            del self._kept[job.id]

    async def _work(self) -> None:
        while True:
            while not self._waiting:
                self._more.clear()
                await self._more.wait()
            job = self._waiting.popleft()
            job.state = JobState.RUNNING
            assert job.run is not None, "it is run once"
            try:
                job.result = await job.run(job.progress)
            except Failure as failure:
                job.failure = told(failure)
            except Exception:
                log.exception("job_bug", work=job.work)
                job.failure = Told(code="internal")
            job.run = None
            job.state = JobState.FAILED if job.failure else JobState.DONE
