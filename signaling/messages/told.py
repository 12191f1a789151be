"""What a page is told unasked: changes of state, in order and numbered, and what is not state."""

from classroom.media_messages import Direction
from signaling.messages.base import Message, snake
from signaling.messages.files import FilesChanged, ShowingChanged
from signaling.messages.questions import QuestionState
from signaling.messages.roll import SheetState
from signaling.messages.values import (
    ClassroomState,
    LessonState,
    Line,
    MediaState,
    RemarkState,
    StreamState,
    View,
)


class LessonChanged(Message, frozen=True, tag=snake):
    """Phase, hold, stage or large changed."""

    lesson: LessonState


class ClassroomChanged(Message, frozen=True, tag=snake):
    """A classroom came, went, or its devices changed (also: one not seen before)."""

    classroom: ClassroomState


class StreamChanged(Message, frozen=True, tag=snake):
    """A track opened, paused or resumed."""

    stream: StreamState


class StreamClosed(Message, frozen=True, tag=snake):
    """A track ended."""

    producer: str


class ViewsChanged(Message, frozen=True, tag=snake):
    """What this page is to show, whole."""

    views: list[View]


class MediaChanged(Message, frozen=True, tag=snake):
    """The media plane went away or came back."""

    media: MediaState


class QuestionChanged(Message, frozen=True, tag=snake):
    """A question was asked, answered, closed, revealed or put away (None)."""

    question: QuestionState | None


class SheetChanged(Message, frozen=True, tag=snake):
    """The roll was called, or a classroom's sheet of it changed."""

    sheet: SheetState


class RemarksShown(Message, frozen=True, tag=snake):
    """These were said, or are shown again; each belongs where its number puts it."""

    remarks: list[RemarkState]


class RemarksHidden(Message, frozen=True, tag=snake):
    """These are not shown any more: taken away, hidden by a pause, or too long ago."""

    remarks: list[int]


Change = (
    LessonChanged
    | ClassroomChanged
    | StreamChanged
    | StreamClosed
    | ViewsChanged
    | MediaChanged
    | QuestionChanged
    | SheetChanged
    | RemarksShown
    | RemarksHidden
    | FilesChanged
    | ShowingChanged
)


class Changed(Message, frozen=True, tag=snake):
    """State moved from `version - 1` to `version`."""

    version: int
    changes: list[Change]


class Lines(Message, frozen=True, tag=snake):
    """Every classroom's line, every two seconds. Not state."""

    lines: list[Line]


class Speakers(Message, frozen=True, tag=snake):
    """Classrooms that speak now, loudest first. Not state."""

    classrooms: list[str]


class LayerSent(Message, frozen=True, tag=snake):
    """The simulcast layer now sent to this page for one of its consumers. Not state."""

    consumer: str
    layer: int | None


class LayersWanted(Message, frozen=True, tag=snake):
    """The highest simulcast layer of one of this page's tracks that anybody receives: it may leave
    out those above. All are wanted until it is told. Not state.
    """

    producer: str
    layer: int


class PathSilent(Message, frozen=True, tag=snake):
    """The server hears nothing of this page on that path: it should be tried anew. Not state."""

    direction: Direction


class Restarting(Message, frozen=True, tag=snake):
    """The server stops when the lessons here are over, at this time at the latest (seconds since
    the epoch), and comes back at once; also told to whoever comes meanwhile. Not state.
    """

    at: float


class Goodbye(Message, frozen=True, tag=snake):
    """The server closes this connection after it, and why: `opened_elsewhere`, `lesson_over`,
    `too_slow`, `signed_out`, `device_revoked`, `kept_out`. The page does not reconnect by itself.
    """

    code: str
