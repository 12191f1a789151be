"""Where each classroom of the register takes part: in one lesson at a time.

Rule: a classroom that walks into a lesson leaves the one it was in. Where it is still needed (that
is being taught and its bell has not rung) it is refused instead, and told by which lesson. So
lessons back to back hand their classrooms over by themselves, and nobody takes a class out of its
lesson. A recording box is no classroom that walks: it may be shown in two.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from classroom.attendance import is_bound, is_there
from classroom.commands import Leave
from classroom.failures import Refused
from classroom.ports import Clock
from classroom.seats import Seat

if TYPE_CHECKING:
    from signaling.room import LessonRoom


class Whereabouts:
    """Looks through the rooms of this node."""

    def __init__(self, rooms: Mapping[str, "LessonRoom"], clock: Clock) -> None:
        """Look through `rooms`, which others fill."""
        self._rooms = rooms
        self._clock = clock
        self._walking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def entering(self, seat: Seat, lesson: str) -> AsyncIterator[None]:
        """Have the classroom out of every other lesson while the block lets it into `lesson`.

        Raises:
            Refused: `classroom_busy`, with the title of the lesson that needs it.
            Unavailable: the other lesson cannot let it go now.
        """
        if not seat.registered:
            yield
            return
        walking = self._walking.setdefault(seat.id, asyncio.Lock())
        async with walking:  # or it could walk into two at once
            for room in list(self._rooms.values()):
                if room.record.id != lesson:
                    await self._leave(room, seat.id)
            yield

    async def _leave(self, room: "LessonRoom", classroom: str) -> None:
        seat = room.record.seat(classroom)
        if seat is None or not (seat.registered and is_there(seat)):
            return
        if is_bound(room.record, classroom, self._clock.now()):
            raise Refused("classroom_busy", room.record.title)
        await room.task.submit(Leave(by=classroom))
