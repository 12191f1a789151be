"""A lesson that was shut down, made ready to go on.

Rule: nobody in the lesson can ask for it; whoever administers it does, and gives a reason. Nobody
who was in it still is: they come in anew, and find the switches as the lesson was made with. What
was closed to everybody stays closed, and who was put out stays out.
"""

import msgspec

from classroom.commands import RestartLesson
from classroom.draft import Draft
from classroom.events import LessonRestarted
from classroom.failures import Refused
from classroom.states import Presence


def restart(draft: Draft, command: RestartLesson) -> None:
    """Empty it, and put its switches back."""
    record = draft.record
    if not record.shut_down:
        raise Refused("not_shut_down")
    if draft.now >= record.ends_at + record.rules.overrun_seconds:
        raise Refused("already_over", "its time is over")
    draft.events.append(LessonRestarted(at=draft.now, reason=command.reason))
    for seat in record.seats:
        ingest = seat.ingest and msgspec.structs.replace(seat.ingest, state=None)
        draft.set_seat(
            seat.id,
            session=None,
            entered=False,
            knocking=False,
            granted=(),
            denied=(),
            ingest=ingest,
        )
        if seat.presence is not Presence.EXPECTED:
            draft.move(seat.id, Presence.LEFT)
    draft.set(shut_down=False, rights=record.rules.rights)
