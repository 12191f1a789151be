"""A classroom's sound test: from a page into its lesson, and from the store back.

Rule: who measured it is taken from the page's pass, never from what it says.
"""

import structlog

from classroom.audit.record import ActorKind
from classroom.commands import ReportSound
from classroom.failures import Unavailable
from classroom.ports import Store
from classroom.sound_test import Measured, SoundTest
from signaling import messages as s
from signaling.page import Page

log = structlog.get_logger(__name__)


def report_of(page: Page, message: s.ReportSound) -> ReportSound:
    """Return the command, with who reports it."""
    actor = page.admitted.actor
    return ReportSound(
        by=page.classroom,
        measured=Measured(
            noise=message.noise,
            speech=message.speech,
            played=message.played,
            returned=message.returned,
            delay_ms=message.delay_ms,
        ),
        person=actor.id if actor.kind is ActorKind.PERSON else "",
        device=actor.id if actor.kind is ActorKind.DEVICE else actor.device,
    )


async def last_sound(store: Store, classroom: str) -> SoundTest | None:
    """Return the classroom's last test; none, too, when the store is out of reach."""
    try:
        return await store.sound(classroom)
    except Unavailable as failure:
        log.warning("sound_not_known", code=failure.code)
        return None
