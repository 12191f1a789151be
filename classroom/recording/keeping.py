"""How long recordings are kept: for the shortest time necessary (个人信息保护法 19), by kind.

Rule: time is an input. A legal hold wins over everything here; whoever deletes asks for it in the
same transaction.
"""

import msgspec

from classroom.recording.values import Keeping

DAY = 86_400.0


class KeepDays(msgspec.Struct, frozen=True, kw_only=True):
    """For how many days, by what a recording is kept as."""

    lesson: int
    research: int
    open: int
    incident: int
    sheets: int = 1100  # inspection sheets, from the day they were filed

    def until(self, keeping: Keeping, ended_at: float) -> float:
        """Return when the time is over of what ended then.

        >>> days = KeepDays(lesson=180, research=730, open=365, incident=1100)
        >>> days.until(Keeping.LESSON, 0.0) / DAY
        180.0
        """
        days: int = getattr(self, keeping.value)
        return ended_at + days * DAY
