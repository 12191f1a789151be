"""What a lesson is at one moment, as one frozen value: the whole aggregate, and what is stored.

Rule: a record is never changed, only replaced, so that a refused command or a failed save leaves
exactly what was there before.
"""

import msgspec

from classroom.files.values import Files, Showing
from classroom.ink.values import Board
from classroom.questions.question import Question
from classroom.recording.now import RecordingNow
from classroom.recording.values import Recorded
from classroom.roll.sheet import Roll
from classroom.seats import Seat
from classroom.staging import Staging
from classroom.states import Part, Phase, Purpose, Right
from classroom.streams import Stream
from classroom.talk.values import Talk

AT_FIRST = (Right.VIDEO, Right.AUDIO, Right.TEXT, Right.RAISE_HAND, Right.ANSWER)


class Hand(msgspec.Struct, frozen=True, kw_only=True):
    """A classroom that wants to be called on."""

    classroom: str
    purpose: Purpose
    at: float  # seconds since the epoch, UTC


class LessonRules(msgspec.Struct, frozen=True, kw_only=True):
    """The limits a lesson was made with; a later change of the settings does not touch it."""

    rights: tuple[Right, ...] = AT_FIRST  # of the receiving classrooms when it is made
    cap: int = 8  # receiving classrooms in the lesson at once
    stage: int = 3  # classrooms on stage at once
    hold_seconds: float = 180.0  # how long a live lesson waits for its lecturer
    lost_seconds: float = 30.0  # how long a lost page keeps its place
    early_seconds: float = 900.0  # how long before its start the lesson opens
    overrun_seconds: float = 3600.0  # how long past its end it may last
    hand_seconds: float = 600.0  # how long a hand stays raised
    late_seconds: float = 120.0  # how long after the start one may come, or go before the end
    stretch_seconds: float = 0.0  # before the screen until a break is due; 0: it is not said
    break_seconds: float = 600.0  # what counts as one
    half_duplex: bool = False  # one microphone at a time, until the lecturer says otherwise
    push_to_talk: bool = False  # classrooms hold a key to be heard, until the lecturer says …
    push_seconds: float = 60.0  # how long they are heard without pressing it anew
    sound_days: float = 30.0  # after which a classroom's sound is to be tested again
    recorded: tuple[Recorded, ...] = ()  # what of it is recorded; nothing, unless it is said


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """How long those who attend have been before the screen."""

    since: float | None = None  # when this stretch began
    off_at: float | None = None  # since when there is nothing to look at
    told: bool = False  # that a break is due


class LessonRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One lesson at one moment."""

    id: str
    title: str
    subject: str
    starts_at: float  # seconds since the epoch, UTC
    ends_at: float
    seats: tuple[Seat, ...]  # the delivering classroom first
    rules: LessonRules = LessonRules()
    version: int = 0  # grows with every command that changed something
    phase: Phase = Phase.SCHEDULED
    live_since: float | None = None
    held_phase: Phase | None = None  # what a lesson on hold returns to
    hold_until: float | None = None
    stage: tuple[str, ...] = ()
    large: str | None = None
    last_called: str | None = None  # from whom on the classrooms take turns
    hands: tuple[Hand, ...] = ()  # who raised theirs first comes first
    rights: tuple[Right, ...] = AT_FIRST  # of the receiving classrooms, unless a seat says else
    forbidden: bool = False  # all rights of theirs are off, whatever else is said
    locked: bool = False  # who has not been in yet knocks
    shut_down: bool = False
    screen: Screen = Screen()
    question: Question | None = None  # that is being asked, or was last
    questions_asked: int = 0
    roll: Roll | None = None  # the one called last; those before it are in the events
    talk: Talk = Talk()
    staging: Staging = Staging()
    board: Board = Board()
    files: Files = Files()
    showing: Showing | None = None  # on every wall
    recording: RecordingNow = RecordingNow()
    streams: tuple[Stream, ...] = ()  # never stored: a restarted server receives nothing

    @property
    def delivering(self) -> Seat:
        """The delivering classroom's seat."""
        return self.seats[0]

    @property
    def receiving(self) -> tuple[Seat, ...]:
        """The receiving classrooms' seats."""
        return tuple(seat for seat in self.seats if seat.part is Part.RECEIVING)

    def seat(self, classroom: str) -> Seat | None:
        """Return the classroom's seat, or None."""
        return next((seat for seat in self.seats if seat.id == classroom), None)

    def stream(self, producer: str) -> Stream | None:
        """Return the stream with this producer, or None."""
        return next((s for s in self.streams if s.producer == producer), None)

    def hand(self, classroom: str) -> Hand | None:
        """Return the classroom's raised hand, or None."""
        return next((hand for hand in self.hands if hand.classroom == classroom), None)

    @property
    def half_duplex(self) -> bool:
        """Whether one microphone at a time is forwarded."""
        said = self.staging.half_duplex
        return self.rules.half_duplex if said is None else said

    @property
    def push_to_talk(self) -> bool:
        """Whether classrooms that are not set apart hold a key to be heard."""
        said = self.staging.push_to_talk
        return self.rules.push_to_talk if said is None else said

    def pushes_to_talk(self, seat: Seat) -> bool:
        """Whether this classroom does."""
        said = seat.push_to_talk
        return self.push_to_talk if said is None else said

    def pressing(self, classroom: str) -> bool:
        """Whether the classroom holds its key now."""
        return any(press.classroom == classroom for press in self.staging.pressing)

    @property
    def paused(self) -> bool:
        """Whether the lesson is paused, also while its lecturer is gone."""
        return (self.held_phase or self.phase) is Phase.PAUSED

    @property
    def unattended(self) -> bool:
        """Whether the lecturer has yet to walk in: until then classrooms only wait."""
        return self.phase in (Phase.SCHEDULED, Phase.OPEN) and not self.delivering.known

    @property
    def latched(self) -> bool:
        """Whether all rights of the receiving classrooms are off, whatever their switches say."""
        return self.paused or self.forbidden

    @property
    def closed(self) -> bool:
        """Whether the door is closed to whoever has not been in yet."""
        return self.locked or self.paused
