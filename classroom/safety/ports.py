"""Where evidence comes from, as a Protocol; `classroom.store.evidence` implements it."""

from collections.abc import Sequence
from typing import Protocol

from classroom.register.scope import Sight
from classroom.safety.evidence import Facts, LessonEvidence, ServerEvidence
from classroom.timetable.planned import PlannedLesson

AT_ONCE = 20  # lessons whose evidence is read together


class EvidencePort(Protocol):
    """Reads what was kept. It changes nothing, and no name of a person comes out of it."""

    async def of_lessons(self, planned: Sequence[PlannedLesson]) -> list[LessonEvidence]:
        """Return what was kept of these lessons, `AT_ONCE` at most, in their order."""
        ...

    async def of_server(self, facts: Facts, sight: Sight) -> ServerEvidence:
        """Return what is known of the server; of pupils and changes, what lies in the sight."""
        ...

    async def of_term(self, term: str, sight: Sight, after: str, limit: int) -> list[PlannedLesson]:
        """Return lessons of a term in the order of their ids, which were opened or are over; those
        behind `after`.
        """
        ...

    async def how_many(self, term: str, sight: Sight) -> int:
        """Return how many that are."""
        ...
