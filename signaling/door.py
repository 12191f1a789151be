"""The door of lessons that were made with joining links: whoever holds the link has the seat.

Rule: what a link opens stands in the link, not in what the page says.
"""

from collections.abc import Sequence

import structlog

from classroom import links
from classroom.admission import Knock, Pass
from classroom.audit.record import Actor, ActorKind
from classroom.failures import Refused
from classroom.ports import Clock, Store
from classroom.sanctions.sanction import Standing

log = structlog.get_logger(__name__)

ID_CHARS = 16  # of a link's hash, enough to tell links apart in the audit trail


class LinkDoor:
    """Implements `classroom.ports.Door` with links alone; it keeps no record but the log."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Look links up in `store`."""
        self._store = store
        self._clock = clock

    async def admit(self, knock: Knock) -> Pass:
        """Let in by a joining link.

        Raises:
            Refused: `link_unknown`, `link_expired`, `lesson_over` (it was shut down),
                `not_signed_in` (there was no link).
        """
        if not knock.token:
            raise Refused("not_signed_in")
        found = await self._store.find_link(links.hash_token(knock.token))
        try:
            link = links.check(found, self._clock.now())
        except Refused:
            if found is not None and await self._is_shut_down(found.lesson):
                raise Refused("lesson_over") from None
            raise
        return Pass(
            lesson=link.lesson,
            seat=link.classroom,
            actor=Actor(kind=ActorKind.LINK, id=link.token_hash[:ID_CHARS], address=knock.address),
            assists=knock.assists,
        )

    async def _is_shut_down(self, id: str) -> bool:
        lesson = await self._store.load(id)
        return lesson is not None and lesson.record.shut_down

    async def record(self, _knock: Knock, admitted: Pass, result: str) -> None:
        """Log it."""
        log.info("admission", lesson=admitted.lesson, seat=admitted.seat, result=result)

    async def standings(self, admitted: Sequence[Pass]) -> Sequence[Standing | None]:
        """Return that nothing is held against anybody: a link is nobody's account."""
        return [None for _ in admitted]

    async def ended(self, _admitted: Sequence[Pass]) -> Sequence[Pass]:
        """Return nobody: a link that expires opens no door any more, and puts nobody out."""
        return []
