"""Which classrooms may be recorded.

Rule: consent is the guardians', one for each child (个人信息保护法 31), and a camera does not pick
children out: a class is recorded when every guardian in it has agreed to the notice in force, and
not otherwise. A classroom of the register whose class is not known is not recorded either. In a
lesson made by links nobody is in the register: whoever makes it answers for the consents.
"""

from collections.abc import Collection
from typing import Protocol

from classroom.record import LessonRecord


class Consents(Protocol):
    """The register, as a recording needs it."""

    async def whole(self, classes: Collection[str]) -> Collection[str]:
        """Return those of these classes in which every guardian has agreed.

        Raises:
            Unavailable: it cannot be told now.
        """
        ...


def classes_of(record: LessonRecord) -> set[str]:
    """Return the classes whose consents count in this lesson."""
    return {seat.school_class for seat in record.receiving if seat.school_class}


def agreed(record: LessonRecord, whole: Collection[str]) -> frozenset[str]:
    """Return the receiving classrooms that may be recorded."""
    return frozenset(
        seat.id
        for seat in record.receiving
        if (seat.school_class in whole if seat.school_class else not seat.registered)
    )
