"""Everything that can be asked of a lesson.

Rule: one frozen struct a command, plain values only. `by` is the classroom whose page asks;
commands without it come from the server itself (the clock, the media plane, a restart).
"""

import msgspec

from classroom.media_messages import IngestState, Source
from classroom.record import LessonRecord
from classroom.states import DeviceState, Purpose, Right


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


class CallNext(_Command, frozen=True):
    """Whose turn it is comes on stage instead of whoever is there: the first hand, else the next
    classroom. Refused: `nobody_else`.
    """

    by: str


class DismissHand(_Command, frozen=True):
    """Take down the raised hand of a classroom."""

    by: str
    classroom: str


class SetRight(_Command, frozen=True):
    """Switch one right of one receiving classroom; None: of all, also where it was set apart."""

    by: str
    right: Right
    on: bool
    classroom: str | None


class ForbidAll(_Command, frozen=True):
    """一键禁止: every right of every receiving classroom is off until AllowAgain."""

    by: str


class AllowAgain(_Command, frozen=True):
    """What was before ForbidAll comes back."""

    by: str


class Lock(_Command, frozen=True):
    """Close the door: who has not been in yet knocks and waits."""

    by: str


class Unlock(_Command, frozen=True):
    """Open it; who knocks walks in."""

    by: str


class Admit(_Command, frozen=True):
    """Let in a classroom that knocks. Refused: `not_knocking`, `lesson_full`."""

    by: str
    classroom: str


class Remove(_Command, frozen=True):
    """Put a classroom out; it does not come back unless it is readmitted."""

    by: str
    classroom: str


class Readmit(_Command, frozen=True):
    """Let a classroom come back that was put out."""

    by: str
    classroom: str


class ShutDown(_Command, frozen=True):
    """一键关停: end at once what cannot be controlled any more; nothing of the lesson moves on.
    By nobody in it: by whoever administers it.
    """

    by: str | None


# ------------------------------------------------------------------ a classroom asks


class RaiseHand(_Command, frozen=True):
    """Want to be called on. Raised already: its place in the queue stays. Refused: `right_off`,
    `not_entered`, `not_receiving`.
    """

    by: str
    purpose: Purpose


class LowerHand(_Command, frozen=True):
    """Take one's own hand down."""

    by: str


# ------------------------------------------------------------------ what is seen


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
    | CallNext
    | DismissHand
    | SetRight
    | ForbidAll
    | AllowAgain
    | Lock
    | Unlock
    | Admit
    | Remove
    | Readmit
    | ShutDown
    | RaiseHand
    | LowerHand
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
