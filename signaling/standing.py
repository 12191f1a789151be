"""How the people and devices in a lesson stand by their school's sanctions, and what follows.

Rule: whoever is limited watches; what else their page asks is refused here, whatever it is, unless
it takes something away or stops the lesson. The seat they sit in has no rights meanwhile, so that
nothing of theirs is forwarded. All of it follows the pass, which every page load gets anew.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import get_args

from classroom import commands as c
from classroom.admission import Pass
from classroom.failures import Refused
from classroom.record import LessonRecord
from classroom.sanctions.ports import Sanctions
from classroom.sanctions.sanction import Standing, Subject
from classroom.states import Part
from signaling import messages as s
from signaling.lesson_task import LessonTask
from signaling.page import Page
from signaling.pages import Pages

Judge = Callable[[Sequence[Pass]], Awaitable[Sequence[Standing | None]]]

# What whoever is limited may still ask. Tracks are taken, and not forwarded.
WATCHING = (
    s.Sync, s.Beat, s.CatchUp, s.ReportDevices, s.Enter, s.Leave, s.LowerHand, s.Report,
    s.PauseLesson, s.EndLesson, s.ShutDown, s.ForbidAll, *get_args(s.MediaRequest),
)  # fmt: skip


def check(page: Page, message: s.FromBrowser) -> None:
    """Raise Refused `limited` if it is not for whoever is at this page."""
    if page.admitted.limited and not isinstance(message, WATCHING):
        raise Refused("limited")


async def seated(task: LessonTask, page: Page) -> None:
    """Let the seat have the rights that whoever has sat down in it may have."""
    seat = task.record.seat(page.classroom)
    if seat is not None and seat.limited is not page.admitted.limited:
        await task.submit(c.Limit(classroom=page.classroom, limited=page.admitted.limited))


async def judge(pages: Pages, task: LessonTask, by: Judge) -> list[Page]:
    """Hold every page to what is in force by now; return those whose people are to go."""
    here = list(pages)
    stands = await by([page.admitted for page in here])
    gone = []
    for page, standing in zip(here, stands, strict=True):
        if page not in pages or page.admitted.standing == standing:
            continue
        page.stand(standing)
        if standing is not None and standing.keeps_out:
            gone.append(page)
        elif not page.beside:
            try:
                await seated(task, page)
            except Refused as refused:
                if refused.code != "lesson_over":  # then nobody does anything in it any more
                    raise
    return gone


class KeepingOut:
    """What a lecturer does to whoever is put out of a lesson."""

    def __init__(self, sanctions: Sanctions | None) -> None:
        """Keep it there; without, nobody is kept out of anything but the lesson."""
        self._sanctions = sanctions

    async def remove(self, record: LessonRecord, by: Page, classroom: str, pages: Pages) -> None:
        """Keep whoever is there for the classroom out of the whole series.

        Raises:
            Refused: `nobody_there`, whom a sanction could name; `no_series`.
        """
        leader, seat = record.seat(by.classroom), record.seat(classroom)
        if leader is None or not leader.here:
            raise Refused("not_entered")
        if seat is None or seat.part is not Part.RECEIVING:
            raise Refused("unknown_classroom")
        if self._sanctions is None:
            raise Refused("no_series")
        subjects = subjects_of(pages, classroom)
        if not subjects:
            raise Refused("nobody_there")
        await self._sanctions.keep_out(subjects, record.id, classroom, by.admitted.actor)

    async def readmit(self, record: LessonRecord, by: Page, classroom: str) -> None:
        """Let whoever was kept out for this classroom in this lesson come back."""
        if self._sanctions is not None:
            await self._sanctions.let_back(record.id, classroom, by.admitted.actor)


def subjects_of(pages: Pages, classroom: str) -> set[Subject]:
    """Return the accounts and devices that are there for a classroom."""
    there = (page.admitted.subject for page in pages if page.classroom == classroom)
    return {subject for subject in there if subject is not None}
