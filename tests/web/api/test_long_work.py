"""Jobs: bounded, seen by their owner only, and honest about a restart."""

import asyncio
import gc
import weakref

import pytest

from classroom.failures import Refused, Unavailable
from web.api.jobs import WAITING_OF_ONE, Job, Jobs, JobState, Progress, Work


class Gate:
    """Work that is done when it is told to."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.opened = asyncio.Event()

    async def __call__(self, progress: Progress) -> dict[str, int]:
        progress(1, 2)
        self.begun.set()
        await self.opened.wait()
        progress(2, 2)
        return {"made": 7}


async def over(jobs: Jobs, owner: str, job: Job) -> Job:
    async with asyncio.timeout(10):
        running = (JobState.WAITING, JobState.RUNNING)
        while jobs.look(owner, job.id).state in running:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
    return jobs.look(owner, job.id)


async def test_a_job_tells_how_far_it_is_and_what_came_of_it() -> None:
    async with Jobs().serving() as jobs:
        gate = Gate()
        job = jobs.start("me", "plan_term", gate)
        assert job.state is JobState.WAITING
        await gate.begun.wait()
        running = jobs.look("me", job.id)
        gate.opened.set()

        done = await over(jobs, "me", job)

        assert (running.state, running.done, running.total) == (JobState.RUNNING, 1, 2)
        assert (done.state, done.result) == (JobState.DONE, {"made": 7})


async def test_nobody_else_sees_it() -> None:
    async with Jobs().serving() as jobs:
        job = jobs.start("me", "plan_term", Gate())

        with pytest.raises(Refused, match="not_found"):
            jobs.look("you", job.id)


async def test_what_fails_says_why_and_a_bug_says_no_more_than_that() -> None:
    async def refused(_progress: Progress) -> dict[str, int]:
        raise Refused("conflicts", "lecturer_taken")

    async def broken(_progress: Progress) -> dict[str, int]:
        raise RuntimeError("what nobody outside may read")

    async with Jobs().serving() as jobs:
        first = await over(jobs, "me", jobs.start("me", "plan_term", refused))
        second = await over(jobs, "me", jobs.start("me", "plan_term", broken))

        assert first.state is second.state is JobState.FAILED
        assert first.failure is not None
        assert second.failure is not None
        assert first.failure.code == "conflicts"
        assert (second.failure.code, second.failure.detail) == ("internal", "")


async def test_so_many_at_once_so_many_waiting_and_no_more() -> None:
    async with Jobs(at_once=1, waiting=3).serving() as jobs:
        gates = [Gate() for _ in range(5)]
        jobs.start("a", "work", gates[0])
        await gates[0].begun.wait()
        waiting = [
            jobs.start(owner, "work", gate) for owner, gate in zip("bcd", gates[1:], strict=False)
        ]

        with pytest.raises(Unavailable, match="too_busy"):
            jobs.start("e", "work", gates[4])

        assert jobs.look("b", waiting[0].id).state is JobState.WAITING
        assert not gates[1].begun.is_set()
        gates[0].opened.set()
        await gates[1].begun.wait()


async def test_nobody_fills_the_queue_alone() -> None:
    async with Jobs(at_once=1).serving() as jobs:
        busy = Gate()
        jobs.start("me", "work", busy)
        await busy.begun.wait()
        for _ in range(WAITING_OF_ONE):
            jobs.start("me", "work", Gate())

        with pytest.raises(Unavailable, match="too_busy"):
            jobs.start("me", "work", Gate())

        assert jobs.start("you", "work", Gate()).state is JobState.WAITING


async def test_only_the_latest_are_remembered() -> None:
    async def nothing(_progress: Progress) -> dict[str, int]:
        return {}

    async with Jobs(remembered=3).serving() as jobs:
        done = [await over(jobs, "me", jobs.start("me", "work", nothing)) for _ in range(5)]

        for forgotten in done[:2]:
            with pytest.raises(Refused, match="not_found"):
                jobs.look("me", forgotten.id)
        assert jobs.look("me", done[4].id).state is JobState.DONE


async def test_what_a_job_worked_on_is_not_kept_with_it() -> None:
    class File:
        """Ten megabytes that somebody sent."""

    def work_on(file: File) -> Work:
        async def read(_progress: Progress) -> dict[str, int]:
            return {"files": 1 if file else 0}

        return read

    async with Jobs().serving() as jobs:
        file = File()
        kept = weakref.ref(file)
        job = jobs.start("me", "read_table", work_on(file))
        del file

        done = await over(jobs, "me", job)
        gc.collect()

        assert done.result == {"files": 1}
        assert kept() is None


async def test_a_job_of_before_the_restart_is_lost_and_says_so() -> None:
    async with Jobs().serving() as before:
        job = before.start("me", "work", Gate())

    async with Jobs().serving() as after:
        assert after.look("me", job.id).state is JobState.LOST
        with pytest.raises(Refused, match="not_found"):
            after.look("me", "no-job-at-all")
