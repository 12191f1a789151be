"""What classrooms want to be sent at most, and what they were: kept with the lesson.

Rule: a pin is the classroom's, whichever page or device is in its seat, and it ends with the
lesson: a line that is thin today is not thin for a term, and nobody would remember why the picture
is gone. What was sent is noted in stretches, never at each turn of a line.
"""

from classroom.commands import NoteLevel, PinLevel, ReleaseLevel
from classroom.draft import Draft
from classroom.events import LevelNoted, LevelPinned
from classroom.media_messages import Level


def pin(draft: Draft, command: PinLevel) -> None:
    """Be sent no more than this."""
    _pin(draft, command.by, command.level, released=False)


def release(draft: Draft, command: ReleaseLevel) -> None:
    """Let a receiving classroom be sent what its line takes in."""
    _pin(draft, draft.receiving(command.classroom).id, None, released=True)


def note(draft: Draft, command: NoteLevel) -> None:
    """Begin a stretch, unless it is the one that goes on."""
    seat = draft.record.seat(command.classroom)
    if seat is None or seat.noted == (command.level, command.reason):
        return
    draft.set_seat(seat.id, noted=(command.level, command.reason))
    draft.events.append(
        LevelNoted(at=draft.now, classroom=seat.id, level=command.level, reason=command.reason)
    )


def _pin(draft: Draft, classroom: str, level: Level | None, *, released: bool) -> None:
    if draft.seat(classroom).pinned is not level:
        draft.set_seat(classroom, pinned=level)
        draft.events.append(
            LevelPinned(at=draft.now, classroom=classroom, level=level, released=released)
        )
