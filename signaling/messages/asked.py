"""What a page asks of its lesson.

Rule: each is acknowledged, with the result its docstring names or with an `Error`.
"""

from classroom.states import DeviceState
from signaling.messages.base import Id, Message, snake


class Sync(Message, frozen=True, tag=snake):
    """Ask for a new snapshot. Result: Snapshot."""


class ReportDevices(Message, frozen=True, tag=snake):
    """What the device check found. Result: Ok."""

    camera: DeviceState
    microphone: DeviceState
    loudspeaker: DeviceState


class Enter(Message, frozen=True, tag=snake):
    """Walk from the device check into the lesson. Result: Snapshot. Refused: `lesson_full`, ..."""


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
