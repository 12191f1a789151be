"""Pages of classrooms come and go."""

from classroom.commands.base import BaseCommand
from classroom.states import DeviceState


class Arrive(BaseCommand, frozen=True):
    """A page of the classroom connected. The same `session` again is the same page coming back.

    `session` is the SHA-256 of the page's session, hexadecimal: it is kept, the original is not.
    """

    by: str
    session: str


class Disconnect(BaseCommand, frozen=True):
    """That page's connection broke; nothing happens if another session has taken over since."""

    by: str
    session: str


class ReportDevices(BaseCommand, frozen=True):
    """What the device check found."""

    by: str
    camera: DeviceState
    microphone: DeviceState
    loudspeaker: DeviceState


class Enter(BaseCommand, frozen=True):
    """Walk from the device check into the lesson. Refused: `lesson_full`, `not_open`."""

    by: str


class Leave(BaseCommand, frozen=True):
    """Leave on purpose; the place is free at once."""

    by: str


class Evict(BaseCommand, frozen=True):
    """That page is put out: its sign-in ended or its device was revoked. The place is free at
    once; nothing happens if another session has taken over since.
    """

    by: str
    session: str
