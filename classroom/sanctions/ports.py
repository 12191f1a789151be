"""Where sanctions are kept, as lessons need them; `classroom.store.sanctions` implements it."""

from collections.abc import Collection, Mapping
from typing import Protocol

from classroom.audit.record import Actor
from classroom.sanctions.sanction import Standing, Subject


class Sanctions(Protocol):
    """Knows who may do less than their role says."""

    async def standings(
        self, subjects: Collection[Subject], lesson: str
    ) -> Mapping[Subject, Standing]:
        """Return how those of them stand in this lesson whom a sanction in force names there.

        Raises:
            Unavailable: the store cannot be read.
        """
        ...

    async def keep_out(
        self, subjects: Collection[Subject], lesson: str, classroom: str, by: Actor
    ) -> None:
        """Keep these out of every lesson of this lesson's pairing, until it is lifted.

        Raises:
            Refused: `no_series`: the timetable does not have this lesson.
            Unavailable: the store does not take it.
        """
        ...

    async def let_back(self, lesson: str, classroom: str, by: Actor) -> None:
        """Lift what `keep_out` imposed in this lesson for this classroom.

        Raises:
            Unavailable: the store does not take it.
        """
        ...
