"""Passes that come to their end while their people are in lessons.

Rule: whose sign-in or device has ended is put out, whoever ended it; whose sanction is over is
free.
"""

from collections.abc import Awaitable, Callable, Sequence

import structlog

from classroom.admission import Cut, Pass
from classroom.failures import Unavailable
from classroom.ports import Clock, Door

log = structlog.get_logger(__name__)


class Passes:
    """Looks after the passes of everybody in this node's lessons."""

    def __init__(
        self,
        admitted: Callable[[], Sequence[Pass]],
        door: Door,
        clock: Clock,
        *,
        cut: Callable[[Cut, str], Awaitable[None]],
        judge: Callable[[], Awaitable[None]],
    ) -> None:
        """Look at `admitted`; `cut` puts somebody out, `judge` looks at everybody's sanctions."""
        self._admitted = admitted
        self._door = door
        self._clock = clock
        self._cut = cut
        self._judge = judge

    async def expire(self) -> None:
        """Cut whoever's sign-in has come to its end; free whoever's sanction has."""
        now = self._clock.now()
        if any(_freed(admitted, now) for admitted in self._admitted()):
            try:
                await self._judge()
            except Unavailable as failure:
                log.warning("sanctions_not_looked_up", code=failure.code)
        for admitted in self._admitted():
            if admitted.until <= now:
                await self._cut(cut_of(admitted), _code_of(admitted))

    async def cut_ended(self) -> None:
        """Cut whoever's sign-in was ended where nobody told us: by another process, or idle."""
        try:
            ended = await self._door.ended(self._admitted())
        except Unavailable as failure:
            log.warning("passes_not_looked_up", code=failure.code)
            return
        for admitted in ended:
            await self._cut(cut_of(admitted), _code_of(admitted))


def cut_of(admitted: Pass) -> Cut:
    """Return the cut that puts out this sign-in or device, and no other."""
    if admitted.by_device:
        return Cut(device=admitted.actor.device)
    return Cut(session=admitted.actor.session)


def _freed(admitted: Pass, now: float) -> bool:
    """Tell whether what was held against somebody has come to its end."""
    until = None if admitted.standing is None else admitted.standing.until
    return until is not None and until <= now


def _code_of(admitted: Pass) -> str:
    return "device_revoked" if admitted.by_device else "signed_out"
