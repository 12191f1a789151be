"""What requests are acknowledged with."""

from classroom.media_messages import Kind
from classroom.states import Part
from signaling.messages.base import Message, Opaque, snake
from signaling.messages.files import FileState, ShowingState
from signaling.messages.questions import QuestionState
from signaling.messages.roll import SheetState
from signaling.messages.values import (
    ClassroomState,
    LessonState,
    MediaState,
    RemarkState,
    StreamState,
    View,
)


class Ok(Message, frozen=True, tag=snake):
    """Done."""


class Error(Message, frozen=True, tag=snake):
    """Not done. `code` is stable and translated by the page; `detail` is for engineers only."""

    code: str
    detail: str = ""
    retryable: bool = False


class Described(Message, frozen=True, tag=snake):
    """A transport for mediasoup-client: id, iceParameters, iceCandidates, dtlsParameters, and
    iceServers: our own relays with credentials that are good for a while.
    """

    description: Opaque


class Produced(Message, frozen=True, tag=snake):
    """The track is taken."""

    producer: str


class Consumed(Message, frozen=True, tag=snake):
    """A consumer, paused until `resume_consumer`."""

    consumer: str
    producer: str
    kind: Kind
    rtp_parameters: Opaque
    producer_paused: bool


class Snapshot(Message, frozen=True, tag=snake):
    """All that this page may know, as of `version`; `now` is the server's clock, for countdowns."""

    version: int
    now: float
    you: str  # this page's classroom
    part: Part
    may: list[str]  # the requests this page may make (from the permission table)
    lesson: LessonState
    classrooms: list[ClassroomState]
    streams: list[StreamState]
    views: list[View]
    media: MediaState
    question: QuestionState | None
    sheets: list[SheetState]  # of the roll, as far as this page may know them; none: not called
    remarks: list[RemarkState]  # the latest that this page may see
    files: list[FileState]
    showing: ShowingState | None
    ticket: str  # proves at HTTP which page it is; good for as long as the page is in the lesson
