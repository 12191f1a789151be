"""What a lesson and the recorder say to each other: the messages of the `Recorder` port.

Rule 1: one frozen struct a message; they cross a process boundary as msgpack, so they hold only
plain values. What the media plane sends the recorder, packet by packet, is
`classroom.packet_messages`.
Rule 2: every request may be sent again and means the same: a recorder that was started anew is told
all of it once more.

Words: a *track* is one source of one seat for as long as the recording lasts, whatever consumers
bring it; a *consumer* is what the media plane sends it by.
"""

import msgspec

from classroom.media_messages import Kind, Source
from classroom.recording.values import Alarm, Marked


class _Message(msgspec.Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    lesson: str


# ------------------------------------------------------------------ to the recorder


class BeginRecording(_Message, frozen=True):
    """Open the lesson's recording, or go on with it. Reply: RecordingBegun."""

    at: float  # seconds since the epoch, UTC


class TakeTrack(_Message, frozen=True):
    """Write what comes by this consumer as the track of this seat and source, from now on.

    Sent before the consumer is resumed, so that no packet comes unannounced.
    """

    at: float
    consumer: str
    seat: str  # the lesson's id of the classroom
    classroom: str | None  # the register's
    source: Source
    kind: Kind
    codec: str  # mime type of the consumer's RTP, such as "video/H264"
    clock_rate: int  # ticks a second
    payload_type: int
    leading: bool  # the lecturer's: stops last when there is no room
    paused: bool = False  # its owner has switched it off: silence is no alarm


class LeaveTrack(_Message, frozen=True):
    """Write nothing more of this consumer; the track may be taken again later."""

    at: float
    consumer: str
    why: str  # "off_stage", "closed", "consent", "policy"


class MarkRecording(_Message, frozen=True):
    """Note something on the recording's time line."""

    at: float
    what: Marked
    detail: dict[str, str | int | float | list[str] | None] = {}


class EndRecording(_Message, frozen=True):
    """Write out and close everything. Reply: RecordingEnded."""

    at: float


RecorderRequest = BeginRecording | TakeTrack | LeaveTrack | MarkRecording | EndRecording

# ------------------------------------------------------------------ replies


class RecordingBegun(_Message, frozen=True):
    """The media plane may attach to this Unix socket with this ticket."""

    path: str
    ticket: str
    resumed: bool  # there was something of it already: it goes on as the same recording


class RecordingEnded(_Message, frozen=True):
    """Everything is on the disk; `tracks` have been written."""

    tracks: int


class Noted(_Message, frozen=True):
    """Done."""


RecorderReply = RecordingBegun | RecordingEnded | Noted

# ------------------------------------------------------------------ what happens


class AlarmRaised(_Message, frozen=True):
    """Something is wrong with the recording."""

    alarm: Alarm
    since: float
    seat: str | None = None  # None: it is about all of it
    source: Source | None = None


class AlarmCleared(_Message, frozen=True):
    """It is right again."""

    alarm: Alarm
    seat: str | None = None
    source: Source | None = None


class RecordingLost(_Message, frozen=True):
    """The recorder's process is gone, or was started anew: begin again and tell it everything."""


RecorderEvent = AlarmRaised | AlarmCleared | RecordingLost
