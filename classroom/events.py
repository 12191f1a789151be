"""What has happened in a lesson, as it is kept in the database, in order and for good.

Rule: an event says what is so now, in plain values; it is never changed or removed later, and it
never holds a person's name, a token or an address. What somebody typed is kept as they typed it.
"""

import msgspec

from classroom.files.values import FileKind
from classroom.media_messages import IngestState, Source
from classroom.questions.question import QuestionKind, Reply
from classroom.states import (
    Audience,
    DeviceState,
    Mark,
    Objectionable,
    Phase,
    Presence,
    Purpose,
    Right,
)


class _Event(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    at: float  # seconds since the epoch, UTC


class LessonMade(_Event, frozen=True):
    """The lesson was entered in the timetable."""


class PhaseChanged(_Event, frozen=True):
    """The lesson moved on; `reason` is a stable word, such as `lecturer` or `hold_expired`."""

    phase: Phase
    reason: str


class LessonRestarted(_Event, frozen=True):
    """A lesson that was shut down may go on; the switches are as they were at its beginning."""

    reason: str


class PresenceChanged(_Event, frozen=True):
    """A classroom came, went, or was lost."""

    classroom: str
    presence: Presence


class DevicesReported(_Event, frozen=True):
    """A classroom's device check."""

    classroom: str
    camera: DeviceState
    microphone: DeviceState
    loudspeaker: DeviceState


class StageChanged(_Event, frozen=True):
    """The classrooms on stage, first called first."""

    stage: tuple[str, ...]


class LargeChanged(_Event, frozen=True):
    """The classroom the lecturer sees large."""

    classroom: str | None


class HandRaised(_Event, frozen=True):
    """A classroom wants to be called on."""

    classroom: str
    purpose: Purpose


class HandLowered(_Event, frozen=True):
    """It does not any more; `reason` is a stable word: `own`, `called`, `dismissed`, `expired`,
    `gone`, `right_off` or `over`.
    """

    classroom: str
    reason: str


class RightChanged(_Event, frozen=True):
    """A right was switched; no classroom: of all of them."""

    classroom: str | None
    right: Right
    on: bool


class AllForbidden(_Event, frozen=True):
    """All rights of all receiving classrooms were taken away (`forbidden`), or given back."""

    forbidden: bool


class LockChanged(_Event, frozen=True):
    """The lesson's door was closed or opened."""

    locked: bool


class Knocked(_Event, frozen=True):
    """A classroom wants in through the closed door."""

    classroom: str


class Removed(_Event, frozen=True):
    """A classroom was put out for good (`removed`), or may come back."""

    classroom: str
    removed: bool


class QuestionAsked(_Event, frozen=True):
    """The classrooms are asked something."""

    question: str
    kind: QuestionKind
    text: str
    options: tuple[str, ...]
    right: Reply | None
    per_pupil: bool = False


class QuestionAnswered(_Event, frozen=True):
    """A classroom answered, perhaps not for the first time."""

    question: str
    classroom: str
    reply: Reply


class QuestionClosed(_Event, frozen=True):
    """No more answers are taken; `counted`: asked per pupil, what each classroom's chose."""

    question: str
    counted: dict[str, tuple[int, ...]] = {}


class PupilAnswered(_Event, frozen=True):
    """A pupil chose something (nothing: has not answered). It is kept as a row that goes with the
    pupil, never among the lesson's events, which stay.
    """

    question: str
    classroom: str
    pupil: str
    options: tuple[int, ...]


class QuestionRevealed(_Event, frozen=True):
    """Everybody sees all answers."""

    question: str


class QuestionPutAway(_Event, frozen=True):
    """It is on nobody's page any more."""

    question: str


class Said(_Event, frozen=True):
    """Something was said; `number` counts what was said in the lesson."""

    number: int
    by: str
    to: Audience
    text: str


class Withheld(_Event, frozen=True):
    """The school's wording had something against it: nobody was told; `reason` is its code."""

    by: str
    text: str
    reason: str


class Unsaid(_Event, frozen=True):
    """The lecturer took it away; it stays in its `Said`."""

    number: int
    by: str


class RemarkReported(_Event, frozen=True):
    """A classroom, or the lecturer, finds that wrong."""

    number: int
    by: str
    reason: Objectionable


class SlowModeSet(_Event, frozen=True):
    """Classrooms wait so long from one remark to the next; 0: they need not."""

    seconds: int


class NoticePinned(_Event, frozen=True):
    """What is written on every wall; "": nothing."""

    text: str


class CountdownSet(_Event, frozen=True):
    """Every wall counts down from so many seconds; None: it was taken down."""

    seconds: int | None


class FileShared(_Event, frozen=True):
    """A file was handed round: named by the beginning of its SHA-256; `sizes` are those of its
    pages, in points.
    """

    file: str
    by: str
    name: str
    kind: FileKind
    size: int
    sha256: str
    sizes: tuple[tuple[int, int], ...]


class FileTakenAway(_Event, frozen=True):
    """The lecturer took a file from every page."""

    file: str
    by: str


class SlideShown(_Event, frozen=True):
    """This page of a file is on every wall."""

    file: str
    page: int


class ShowingEnded(_Event, frozen=True):
    """What was shown was put away."""


class StreamOpened(_Event, frozen=True):
    """A classroom sends a track."""

    classroom: str
    producer: str
    source: Source
    ingest: bool


class StreamPaused(_Event, frozen=True):
    """A classroom switched a track off (`paused`) or on."""

    classroom: str
    producer: str
    paused: bool


class StreamClosed(_Event, frozen=True):
    """A track ended."""

    classroom: str
    producer: str


class BreakDue(_Event, frozen=True):
    """Those who attend have been before the screen for as long as is well; the lecturer is told."""


class MediaLost(_Event, frozen=True):
    """Every track ended at once: the media worker died, or the server was started again."""


class IngestAttached(_Event, frozen=True):
    """A recording box or file speaks for the classroom (its address is in the state, not here)."""

    classroom: str
    attached: bool


class IngestReported(_Event, frozen=True):
    """How that goes."""

    classroom: str
    state: IngestState


class RollCalled(_Event, frozen=True):
    """The roll was called: the pupils, by id, who are expected in each classroom; None: heads are
    counted there.
    """

    roll: int  # 1, 2, 3… in the lesson
    expected: dict[str, tuple[str, ...] | None]


class PupilMarked(_Event, frozen=True):
    """A pupil was marked, or (None) not any more."""

    roll: int
    classroom: str
    pupil: str
    mark: Mark | None


class HeadsCounted(_Event, frozen=True):
    """So many pupils were counted in the classroom."""

    roll: int
    classroom: str
    heads: int


class RollConfirmed(_Event, frozen=True):
    """The classroom's roll was confirmed: its version 1."""

    roll: int
    classroom: str
    here: bool  # whether the classroom took part at that moment
    sending: bool  # and sent sound or a picture


class RollCorrected(_Event, frozen=True):
    """Afterwards it was changed: a pupil's mark, or the number of heads."""

    roll: int
    classroom: str
    version: int
    reason: str
    pupil: str | None = None
    mark: Mark | None = None
    heads: int | None = None


Event = (
    LessonMade
    | PhaseChanged
    | PresenceChanged
    | DevicesReported
    | StageChanged
    | LargeChanged
    | HandRaised
    | HandLowered
    | LessonRestarted
    | RightChanged
    | AllForbidden
    | LockChanged
    | Knocked
    | Removed
    | QuestionAsked
    | QuestionAnswered
    | PupilAnswered
    | QuestionClosed
    | QuestionRevealed
    | QuestionPutAway
    | Said
    | Withheld
    | Unsaid
    | RemarkReported
    | SlowModeSet
    | NoticePinned
    | CountdownSet
    | FileShared
    | FileTakenAway
    | SlideShown
    | ShowingEnded
    | StreamOpened
    | StreamPaused
    | StreamClosed
    | BreakDue
    | MediaLost
    | IngestAttached
    | IngestReported
    | RollCalled
    | PupilMarked
    | HeadsCounted
    | RollConfirmed
    | RollCorrected
)
