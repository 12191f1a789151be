"""Everything that can be asked of a lesson.

Rule: one frozen struct a command, plain values only. `by` is the classroom whose page asks;
commands without it come from the server itself (the clock, the media plane, a restart).
"""

import msgspec

from classroom.media_messages import IngestState, Source
from classroom.record import LessonRecord
from classroom.states import DeviceState


class _Command(msgspec.Struct, frozen=True, kw_only=True):
    pass


# ------------------------------------------------------------------ pages come and go


class Arrive(_Command, frozen=True):
    """A page of the classroom connected. The same `session` again is the same page coming back.

    `session` is the SHA-256 of the page's session, hexadecimal: it is kept, the original is not.
    """

    by: str
    session: str


class Disconnect(_Command, frozen=True):
    """That page's connection broke; nothing happens if another session has taken over since."""

    by: str
    session: str


class ReportDevices(_Command, frozen=True):
    """What the device check found."""

    by: str
    camera: DeviceState
    microphone: DeviceState
    loudspeaker: DeviceState


class Enter(_Command, frozen=True):
    """Walk from the device check into the lesson. Refused: `lesson_full`, `not_open`."""

    by: str


class Leave(_Command, frozen=True):
    """Leave on purpose; the place is free at once."""

    by: str


class Evict(_Command, frozen=True):
    """That page is put out: its sign-in ended or its device was revoked. The place is free at
    once; nothing happens if another session has taken over since.
    """

    by: str
    session: str


# ------------------------------------------------------------------ the timetable


class FollowPlan(_Command, frozen=True):
    """The timetable has another time or other classrooms for a lesson that nobody teaches yet.

    `plan` is the record that would be made of it now; who is there stays there.
    """

    plan: LessonRecord


class CancelLesson(_Command, frozen=True):
    """The timetable has called off a lesson that nobody teaches yet. `reason`: a stable word."""

    reason: str


# ------------------------------------------------------------------ the lecturer leads


class StartLesson(_Command, frozen=True):
    """open → live."""

    by: str


class PauseLesson(_Command, frozen=True):
    """live → paused."""

    by: str


class ResumeLesson(_Command, frozen=True):
    """paused → live."""

    by: str


class EndLesson(_Command, frozen=True):
    """Any phase → ended."""

    by: str


class CallOn(_Command, frozen=True):
    """Put a receiving classroom on stage. Refused: `stage_full`, `not_present`."""

    by: str
    classroom: str


class TakeDown(_Command, frozen=True):
    """Take a classroom off the stage; one that is not there stays where it is."""

    by: str
    classroom: str


class Enlarge(_Command, frozen=True):
    """Which classroom the lecturer sees large; None leaves it to the stage."""

    by: str
    classroom: str | None


# ------------------------------------------------------------------ tracks


class Publish(_Command, frozen=True):
    """A peer of the classroom has begun to send a track."""

    classroom: str
    peer: str
    producer: str
    source: Source
    paused: bool = False


class SetPaused(_Command, frozen=True):
    """Its owner switched the track off or on."""

    producer: str
    paused: bool


class Unpublish(_Command, frozen=True):
    """The track ended."""

    producer: str


class ForgetPeer(_Command, frozen=True):
    """A peer is gone with all its tracks."""

    peer: str


class LoseMedia(_Command, frozen=True):
    """The media worker died: every track is gone."""


class AttachIngest(_Command, frozen=True):
    """A recording box (RTSP) or a file speaks for this classroom from now on; None: no longer."""

    classroom: str
    url: str | None
    loop: bool = False


class ReportIngest(_Command, frozen=True):
    """How the classroom's ingest is doing."""

    classroom: str
    state: IngestState


# ------------------------------------------------------------------ time and restarts


class Tick(_Command, frozen=True):
    """Time has passed: open, give up places, end what must end."""


class Recover(_Command, frozen=True):
    """The server was started again: nobody is connected any more, and nothing is sent."""


Command = (
    Arrive
    | Disconnect
    | ReportDevices
    | Enter
    | Leave
    | Evict
    | StartLesson
    | PauseLesson
    | ResumeLesson
    | EndLesson
    | CallOn
    | TakeDown
    | Enlarge
    | Publish
    | SetPaused
    | Unpublish
    | ForgetPeer
    | LoseMedia
    | AttachIngest
    | ReportIngest
    | FollowPlan
    | CancelLesson
    | Tick
    | Recover
)
