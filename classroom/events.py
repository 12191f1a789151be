"""What has happened in a lesson, as it is kept in the database, in order and for good.

Rule: an event says what is so now, in plain values; it is never changed or removed later, and it
never holds a person's name, a token or an address. What somebody typed is kept as they typed it.
"""

import msgspec

from classroom.event_base import BaseEvent
from classroom.gap_events import CatchingUp as CatchingUp
from classroom.gap_events import CaughtUp as CaughtUp
from classroom.gap_events import Missed as Missed
from classroom.level_events import LevelNoted as LevelNoted
from classroom.level_events import LevelPinned as LevelPinned
from classroom.media_messages import IngestState, Source
from classroom.questions.question import QuestionKind, Reply
from classroom.recording_events import RecordingAlarmed as RecordingAlarmed
from classroom.recording_events import RecordingRecovered as RecordingRecovered
from classroom.recording_events import RecordingTurned as RecordingTurned
from classroom.recording_events import RecordingWithheld as RecordingWithheld
from classroom.reports.evidence import Evidence, What
from classroom.roll_events import HeadsCounted as HeadsCounted
from classroom.roll_events import PupilMarked as PupilMarked
from classroom.roll_events import RollCalled as RollCalled
from classroom.roll_events import RollConfirmed as RollConfirmed
from classroom.roll_events import RollCorrected as RollCorrected
from classroom.showing_events import BoardShown as BoardShown
from classroom.showing_events import FileShared as FileShared
from classroom.showing_events import FileTakenAway as FileTakenAway
from classroom.showing_events import ShowingEnded as ShowingEnded
from classroom.showing_events import SlideShown as SlideShown
from classroom.staging_events import HalfDuplexSet as HalfDuplexSet
from classroom.staging_events import LayoutChanged as LayoutChanged
from classroom.staging_events import PushToTalkSet as PushToTalkSet
from classroom.staging_events import SoundTested as SoundTested
from classroom.staging_events import SpotlightChanged as SpotlightChanged
from classroom.staging_events import TalkPressed as TalkPressed
from classroom.staging_events import TalkReleased as TalkReleased
from classroom.states import (
    Audience,
    DeviceState,
    Objectionable,
    Phase,
    Presence,
    Purpose,
    Right,
)


class LessonMade(BaseEvent, frozen=True):
    """The lesson was entered in the timetable."""


class PhaseChanged(BaseEvent, frozen=True):
    """The lesson moved on; `reason` is a stable word, such as `lecturer` or `hold_expired`."""

    phase: Phase
    reason: str


class LessonRestarted(BaseEvent, frozen=True):
    """A lesson that was shut down may go on; the switches are as they were at its beginning."""

    reason: str


class PresenceChanged(BaseEvent, frozen=True):
    """A classroom came, went, or was lost."""

    classroom: str
    presence: Presence


class DevicesReported(BaseEvent, frozen=True):
    """A classroom's device check."""

    classroom: str
    camera: DeviceState
    microphone: DeviceState
    loudspeaker: DeviceState


class StageChanged(BaseEvent, frozen=True):
    """The classrooms on stage, first called first."""

    stage: tuple[str, ...]


class LargeChanged(BaseEvent, frozen=True):
    """The classroom the lecturer sees large."""

    classroom: str | None


class HandRaised(BaseEvent, frozen=True):
    """A classroom wants to be called on."""

    classroom: str
    purpose: Purpose


class HandLowered(BaseEvent, frozen=True):
    """It does not any more; `reason` is a stable word: `own`, `called`, `dismissed`, `expired`,
    `gone`, `right_off` or `over`.
    """

    classroom: str
    reason: str


class RightChanged(BaseEvent, frozen=True):
    """A right was switched; no classroom: of all of them."""

    classroom: str | None
    right: Right
    on: bool


class AllForbidden(BaseEvent, frozen=True):
    """All rights of all receiving classrooms were taken away (`forbidden`), or given back."""

    forbidden: bool


class LockChanged(BaseEvent, frozen=True):
    """The lesson's door was closed or opened."""

    locked: bool


class Knocked(BaseEvent, frozen=True):
    """A classroom wants in through the closed door."""

    classroom: str


class Removed(BaseEvent, frozen=True):
    """A classroom was put out for good (`removed`), or may come back. `kept_out`: whoever was there
    is kept out of the whole series.
    """

    classroom: str
    removed: bool
    kept_out: bool = False


class SeatLimited(BaseEvent, frozen=True):
    """By a sanction, who sits there may only watch; or it does not hold any more."""

    classroom: str
    limited: bool


class QuestionAsked(BaseEvent, frozen=True):
    """The classrooms are asked something."""

    question: str
    kind: QuestionKind
    text: str
    options: tuple[str, ...]
    right: Reply | None
    per_pupil: bool = False


class QuestionAnswered(BaseEvent, frozen=True):
    """A classroom answered, perhaps not for the first time."""

    question: str
    classroom: str
    reply: Reply


class QuestionClosed(BaseEvent, frozen=True):
    """No more answers are taken; `counted`: asked per pupil, what each classroom's chose."""

    question: str
    counted: dict[str, tuple[int, ...]] = msgspec.field(default_factory=dict)


class PupilAnswered(BaseEvent, frozen=True):
    """A pupil chose something (nothing: has not answered). It is kept as a row that goes with the
    pupil, never among the lesson's events, which stay.
    """

    question: str
    classroom: str
    pupil: str
    options: tuple[int, ...]


class QuestionRevealed(BaseEvent, frozen=True):
    """Everybody sees all answers."""

    question: str


class QuestionPutAway(BaseEvent, frozen=True):
    """It is on nobody's page any more."""

    question: str


class Said(BaseEvent, frozen=True):
    """Something was said; `number` counts what was said in the lesson."""

    number: int
    by: str
    to: Audience
    text: str


class Withheld(BaseEvent, frozen=True):
    """The school's wording had something against it: nobody was told; `reason` is its code."""

    by: str
    text: str
    reason: str


class Unsaid(BaseEvent, frozen=True):
    """The lecturer took it away; it stays in its `Said`."""

    number: int
    by: str


class RemarkReported(BaseEvent, frozen=True):
    """A classroom, or the lecturer, found that wrong; written before there were tickets."""

    number: int
    by: str
    reason: Objectionable


class Reported(BaseEvent, frozen=True):
    """A classroom, or the lecturer, finds something wrong; a ticket is made of it."""

    by: str
    what: What
    object: str
    reason: Objectionable
    evidence: Evidence


class SlowModeSet(BaseEvent, frozen=True):
    """Classrooms wait so long from one remark to the next; 0: they need not."""

    seconds: int


class NoticePinned(BaseEvent, frozen=True):
    """What is written on every wall; "": nothing."""

    text: str


class CountdownSet(BaseEvent, frozen=True):
    """Every wall counts down from so many seconds; None: it was taken down."""

    seconds: int | None


class StreamOpened(BaseEvent, frozen=True):
    """A classroom sends a track."""

    classroom: str
    producer: str
    source: Source
    ingest: bool


class StreamPaused(BaseEvent, frozen=True):
    """A classroom switched a track off (`paused`) or on."""

    classroom: str
    producer: str
    paused: bool


class StreamClosed(BaseEvent, frozen=True):
    """A track ended."""

    classroom: str
    producer: str


class BreakDue(BaseEvent, frozen=True):
    """Those who attend have been before the screen for as long as is well; the lecturer is told."""


class MediaLost(BaseEvent, frozen=True):
    """Every track ended at once: the media worker died, or the server was started again."""


class IngestAttached(BaseEvent, frozen=True):
    """A recording box or file speaks for the classroom (its address is in the state, not here)."""

    classroom: str
    attached: bool


class IngestReported(BaseEvent, frozen=True):
    """How that goes."""

    classroom: str
    state: IngestState


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
    | SeatLimited
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
    | Reported
    | SlowModeSet
    | NoticePinned
    | CountdownSet
    | LayoutChanged
    | SpotlightChanged
    | HalfDuplexSet
    | PushToTalkSet
    | TalkPressed
    | TalkReleased
    | SoundTested
    | BoardShown
    | FileShared
    | FileTakenAway
    | SlideShown
    | ShowingEnded
    | StreamOpened
    | StreamPaused
    | StreamClosed
    | BreakDue
    | MediaLost
    | Missed
    | CatchingUp
    | CaughtUp
    | IngestAttached
    | IngestReported
    | RollCalled
    | PupilMarked
    | HeadsCounted
    | RollConfirmed
    | RollCorrected
    | LevelPinned
    | LevelNoted
    | RecordingTurned
    | RecordingAlarmed
    | RecordingRecovered
    | RecordingWithheld
)
