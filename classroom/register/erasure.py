"""When data of pupils goes: because somebody asked, or because its time is over.

Rules:
1. A legal hold names whose data it keeps, which, why, by whom and until when; while it is in force,
   nothing it names goes, whoever asks and however long ago (个人信息保护法 47).
2. What is refused is refused in writing, with a reason (未成年人网络保护条例 34).
3. Data is kept for the shortest time that is necessary (个人信息保护法 19): `Keeping` says for how
   long.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import msgspec

from classroom.register.resource import Day, Id

Reason = Annotated[str, msgspec.Meta(min_length=4, max_length=500)]
DAY_SECONDS = 86_400.0
SCHOOL_YEAR_BEGINS = 9  # September


class HeldKind(StrEnum):
    """Whose data a hold keeps."""

    PUPIL = "pupils"
    CLASS = "classes"
    SCHOOL = "schools"
    RECORDING = "recordings"  # a recording itself, with whoever is in it


class HoldOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A legal hold to be laid on something."""

    kind: HeldKind
    object: Id
    data: Annotated[tuple[str, ...], msgspec.Meta(max_length=20)] = ()  # tables; (): all of it
    reason: Reason
    until: Day  # included


class Hold(HoldOrder, frozen=True, kw_only=True):
    """A legal hold."""

    id: Id
    scope: str
    made_at: float
    made_by: str  # id of the person
    lifted_at: float | None = None

    def in_force(self, today: str) -> bool:
        """Tell whether it holds on this day."""
        return self.lifted_at is None and today <= self.until

    def names(self, table: str) -> bool:
        """Tell whether it keeps what is in this table."""
        return not self.data or table in self.data


class GuardianWish(StrEnum):
    """What a guardian may ask for."""

    ERASE = "erase"
    EXPORT = "export"
    CORRECT = "correct"


class WishRefused(msgspec.Struct, frozen=True, kw_only=True):
    """What a guardian asked for and was refused, with the reason they were given."""

    id: Id
    pupil: Id
    scope: str
    wish: GuardianWish
    reason: str
    at: float
    decided_by: str  # id of the person


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """What has gone, in rows by table, and what is left because a hold names it."""

    erased: dict[str, int]
    left: dict[str, int]
    holds: list[Hold]


class Keeping(msgspec.Struct, frozen=True, kw_only=True):
    """How long pupils' data is kept when nobody asks for anything."""

    removed_days: int = 30  # what was taken away can be brought back for so long
    left_years: int = 1  # pupils who are in no class of this school year, nor of so many before
    answers_days: int = 366  # what pupils chose in lessons

    def removed_before(self, now: float) -> float:
        """Return the time before which what was taken away goes for good."""
        return now - self.removed_days * DAY_SECONDS

    def answers_before(self, now: float) -> float:
        """Return the time before which what pupils chose goes for good."""
        return now - self.answers_days * DAY_SECONDS

    def oldest_year(self, today: str) -> int:
        """Return the earliest school year of whose classes the pupils stay.

        >>> Keeping(left_years=1).oldest_year("2026-08-31")
        2024
        >>> Keeping(left_years=1).oldest_year("2026-09-01")
        2025
        """
        year, month = int(today[:4]), int(today[5:7])
        return (year if month >= SCHOOL_YEAR_BEGINS else year - 1) - self.left_years


def held(holds: Iterable[Hold], table: str, today: str) -> bool:
    """Tell whether what is in this table has to stay."""
    return any(hold.in_force(today) and hold.names(table) for hold in holds)
