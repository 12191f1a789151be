"""What a page asks of its lesson.

Rule: each is acknowledged, with the result its docstring names or with an `Error`.
"""

from classroom.states import DeviceState, Purpose, Right
from signaling.messages.base import Id, Message, snake


class Sync(Message, frozen=True, tag=snake):
    """Ask for a new snapshot. Result: Snapshot."""


class Beat(Message, frozen=True, tag=snake):
    """Ask whether anybody is at the other end: a page that was told nothing for a second asks, and
    one that is not answered begins a new connection. Result: Ok.
    """


class ReportDevices(Message, frozen=True, tag=snake):
    """What the device check found. Result: Ok."""

    camera: DeviceState
    microphone: DeviceState
    loudspeaker: DeviceState


class Enter(Message, frozen=True, tag=snake):
    """Walk from the device check into the lesson. Result: Snapshot. Refused: `lesson_full`, ..."""


class CatchUp(Message, frozen=True, tag=snake):
    """Watch what was missed, from the recording, or be live (again): also to watch nothing of it.
    Result: Ok. Refused: `nothing_missed`.
    """

    on: bool


class Leave(Message, frozen=True, tag=snake):
    """Leave on purpose. Result: Ok."""


class StartLesson(Message, frozen=True, tag=snake):
    """open → live. Result: Ok."""


class PauseLesson(Message, frozen=True, tag=snake):
    """live → paused: the classrooms' sound and picture stop, the lecturer's go on. Result: Ok."""


class ResumeLesson(Message, frozen=True, tag=snake):
    """paused → live. Result: Ok."""


class EndLesson(Message, frozen=True, tag=snake):
    """End it for everybody. Result: Ok."""


class CallOn(Message, frozen=True, tag=snake):
    """Put a receiving classroom on stage: all others see and hear it. Result: Ok."""

    classroom: Id


class TakeDown(Message, frozen=True, tag=snake):
    """Take a classroom off the stage. Result: Ok."""

    classroom: Id


class Enlarge(Message, frozen=True, tag=snake):
    """Which classroom the lecturer sees large (None: whoever is on stage). Result: Ok."""

    classroom: Id | None


class CallNext(Message, frozen=True, tag=snake):
    """Whose turn it is comes on stage instead of whoever is there. Result: Ok. Refused:
    `nobody_else`.
    """


class RaiseHand(Message, frozen=True, tag=snake):
    """Want to be called on. Result: Ok. Refused: `right_off`."""

    purpose: Purpose


class LowerHand(Message, frozen=True, tag=snake):
    """Take one's own hand down. Result: Ok."""


class DismissHand(Message, frozen=True, tag=snake):
    """Take a classroom's hand down. Result: Ok."""

    classroom: Id


class SetRight(Message, frozen=True, tag=snake):
    """Switch one right of one receiving classroom, or of all of them (None). Result: Ok."""

    right: Right
    on: bool
    classroom: Id | None


class ForbidAll(Message, frozen=True, tag=snake):
    """Every right of every receiving classroom is off until `allow_again`. Result: Ok."""


class AllowAgain(Message, frozen=True, tag=snake):
    """What was before `forbid_all` comes back. Result: Ok."""


class Lock(Message, frozen=True, tag=snake):
    """Close the door: who has not been in yet knocks and waits. Result: Ok."""


class Unlock(Message, frozen=True, tag=snake):
    """Open it again. Result: Ok."""


class Admit(Message, frozen=True, tag=snake):
    """Let in a classroom that knocks. Result: Ok. Refused: `not_knocking`, `lesson_full`."""

    classroom: Id


class Remove(Message, frozen=True, tag=snake):
    """Put a classroom out; it does not come back unless it is readmitted. `keep_out`: whoever is
    there stays out of every lesson of this series, too, until that is lifted. Result: Ok. Refused:
    `nobody_there`, `no_series`.
    """

    classroom: Id
    keep_out: bool = False


class Readmit(Message, frozen=True, tag=snake):
    """Let a classroom come back that was put out. Result: Ok."""

    classroom: Id


class ShutDown(Message, frozen=True, tag=snake):
    """End at once what cannot be controlled any more. Result: Ok."""
