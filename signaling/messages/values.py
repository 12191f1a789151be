"""What a page knows of a lesson, in values that results and changes hold."""

from classroom.media_messages import Kind, Level, LevelReason, Source
from classroom.recording.values import Alarm
from classroom.states import (
    Audience,
    DeviceState,
    Layout,
    Light,
    Part,
    Phase,
    Place,
    Presence,
    Purpose,
    Right,
)
from signaling.messages.base import Opaque, Value
from signaling.messages.ink import BoardState
from signaling.messages.staging import SoundState


class MissedState(Value, frozen=True):
    """What a classroom missed and may catch up, seconds since the epoch."""

    since: float
    until: float


class CatchUpState(Value, frozen=True):
    """A classroom watches what it missed, `rate` times as fast as it went."""

    at: float  # when it began to
    since: float  # where it began: it was `at - since` seconds behind
    rate: float


class ClassroomState(Value, frozen=True):
    """One classroom of the lesson."""

    id: str
    name: str  # "青山小学 四年级" - a place, never a person
    part: Part
    presence: Presence
    since: float  # when presence last changed, seconds since the epoch
    camera: DeviceState
    microphone: DeviceState
    loudspeaker: DeviceState
    rights: list[Right]  # switched on for it; a pause, or `forbidden`, takes them all away
    knocking: bool  # waits before the closed door
    removed: bool  # was put out for good
    push_to_talk: bool  # is heard only while it holds its key
    sound: SoundState | None  # its last test; None: none is known
    missed: MissedState | None
    catching_up: CatchUpState | None
    pinned: Level | None  # it is sent no more than this, as it wants


class StreamState(Value, frozen=True):
    """One track in the lesson. `producer` is what `consume` takes."""

    producer: str
    classroom: str
    source: Source
    kind: Kind
    paused: bool


class View(Value, frozen=True):
    """What this page is to show or sound, and where; its consumers are made to match its views."""

    producer: str
    place: Place
    layer: int  # the simulcast layer the server sends: 0 low … 2 high


class HandState(Value, frozen=True):
    """A classroom that wants to be called on."""

    classroom: str
    purpose: Purpose
    at: float  # since when, seconds since the epoch


class CountdownState(Value, frozen=True):
    """Time that runs down on every wall."""

    seconds: int
    ends_at: float  # seconds since the epoch


class RemarkState(Value, frozen=True):
    """Something that was said. Its text is shown as text, whatever is in it."""

    number: int  # counts what was said in the lesson: remarks are in this order
    at: float  # seconds since the epoch
    by: str  # the classroom
    to: Audience
    text: str


class RecordingAlarmState(Value, frozen=True):
    """Something is wrong with the recording: with all of it, or one source of a classroom."""

    alarm: Alarm
    since: float
    classroom: str | None
    source: Source | None


class RecordingState(Value, frozen=True):
    """How the lesson is being recorded."""

    on: bool
    alarms: list[RecordingAlarmState]  # the oldest first
    # Classrooms that are not recorded for want of a guardian's consent; a receiving classroom is
    # told of itself only.
    withheld: list[str]


class LessonState(Value, frozen=True):
    """The lesson itself."""

    id: str
    title: str
    subject: str
    phase: Phase
    starts_at: float
    ends_at: float
    live_since: float | None
    hold_until: float | None  # while on hold: when it ends by itself
    cap: int  # receiving classrooms at most
    stage: list[str]  # classrooms on stage, first called first
    large: str | None
    hands: list[HandState]  # first raised first
    rights: list[Right]  # of receiving classrooms that are not set apart
    forbidden: bool  # all rights of receiving classrooms are off
    locked: bool
    shut_down: bool
    layout: Layout  # of every wall
    spotlight: str | None  # the classroom that every wall shows large
    half_duplex: bool  # one microphone at a time is heard
    push_to_talk: bool  # classrooms that are not set apart hold a key to be heard
    pressing: list[str]  # those that hold it now
    push_seconds: float  # how long one press is heard at most
    sound_days: float  # after which a sound test is to be made again
    slow_seconds: int  # from one remark of a receiving classroom to its next
    notice: str  # on every wall; "": none
    countdown: CountdownState | None
    board: BoardState
    break_at: float | None  # when those who attend should rest their eyes, or should have
    recording: RecordingState


class MediaState(Value, frozen=True):
    """The media plane of this lesson. A new `epoch` means: throw all transports away, build anew.

    None as epoch: no media worker just now; wait for the next change.
    """

    epoch: str | None
    rtp_capabilities: Opaque | None


class Line(Value, frozen=True):
    """One classroom's line. `light` is decided by the server; figures are for a closer look."""

    classroom: str
    light: Light
    picture: bool
    sound: bool
    up_kbps: float
    down_kbps: float
    loss: float  # the worse direction, 0…1
    rtt_ms: float | None
    protocol: str | None
    level: Level | None  # what it is sent; None: nothing yet
    reason: LevelReason | None  # why it is not more
    estimate_kbps: float | None  # what it takes in; None: nobody knows
    bytes_down: int  # in this lesson, without the headers of IP and UDP
    bytes_up: int
