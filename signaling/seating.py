"""Where a page that was let in goes: into its classroom's seat, or beside it.

Rule: one at a time for a lesson, or a person who is being let in would not be seen as there. A page
that comes back with its session is the same page; and the seat has the rights of who sits in it.
"""

import asyncio

from classroom import commands as c
from classroom.admission import Pass, give_way
from classroom.failures import Refused
from classroom.seats import Seat
from classroom.states import Part
from signaling.lesson_task import LessonTask
from signaling.page import Page
from signaling.pages import Pages
from signaling.standing import seated
from signaling.whereabouts import Whereabouts


class Seating:
    """Gives pages their places in one lesson."""

    def __init__(self, pages: Pages, task: LessonTask, whereabouts: Whereabouts) -> None:
        """Keep them in `pages`, and let the lesson know by `task`."""
        self._pages, self._task, self._whereabouts = pages, task, whereabouts
        self._arriving = asyncio.Lock()

    async def page_for(self, admitted: Pass, session: str, *, over: bool) -> Page:
        """Return the page, in its place.

        Raises:
            Refused: `not_receiving`, `removed`, `opened_elsewhere`, `seat_taken`,
                `classroom_busy`, `unknown_classroom`, `lesson_over`.
            Unavailable: the lesson cannot take it now.
        """
        if admitted.assists:
            page = self._beside(admitted, session)
        else:
            async with self._arriving:
                page = await self._take_seat(admitted, session, over=over)
        page.admitted = admitted
        if not page.beside:
            await seated(self._task, page)
        return page

    def _beside(self, admitted: Pass, session: str) -> Page:
        """Let an assistant's page stand beside its classroom."""
        seat = self._seat(admitted.seat)
        if seat.part is not Part.RECEIVING:
            raise Refused("not_receiving")
        if seat.removed:
            raise Refused("removed")
        page = self._pages.beside(admitted.seat, session)
        if page is None:
            page = Page(admitted, session)
            self._pages.stand_beside(page)
        return page

    async def _take_seat(self, admitted: Pass, session: str, *, over: bool) -> Page:
        """Give the classroom's seat to a page, which is the same one again if its session is."""
        classroom = admitted.seat
        page, seat = self._pages.seated(classroom), self._seat(classroom)
        if page is not None and page.session != session and page.session == seat.session:
            give_way(page.admitted, seat.presence, admitted, over=over)
        await self._arrive(seat, session)
        if self._seat(classroom).session != session:
            raise Refused("opened_elsewhere")
        page = self._pages.seated(classroom)
        if page is None or page.session != session:
            page = Page(admitted, session)
            self._pages.seat(page)
        return page

    async def _arrive(self, seat: Seat, session: str) -> None:
        """Give the seat to a page; one that comes back walks in again by itself."""
        command = c.Arrive(by=seat.id, session=session)
        if seat.entered and seat.session == session:
            async with self._whereabouts.entering(seat, self._task.record.id):
                await self._task.submit(command)
        else:
            await self._task.submit(command)

    def _seat(self, classroom: str) -> Seat:
        seat = self._task.record.seat(classroom)
        if seat is None:
            raise Refused("unknown_classroom")
        return seat
