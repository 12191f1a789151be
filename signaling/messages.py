"""Every message between a page and the server, both directions: this file *is* the protocol.

Rule 1: one frozen struct per message; its tag is the Socket.IO event name (`snake_case`).
Rule 2: a request from the browser is always acknowledged, with its `Result` or with an `Error`.
Rule 3: state is told once as a `Snapshot` with a version, then as `Changed` with version + 1, and
so on; a page that misses a number asks again with `sync`. What is not state (levels, quality) has
no number.
Rule 4: nothing here is parsed anywhere but in `signaling/codec.py`. The pages' TypeScript types and
docs/protocol.md are generated from this file; a test fails when they are stale.

A page connects with the Socket.IO `auth` object of `Hello`.
"""

from typing import Annotated, Any

import msgspec

from classroom.media_messages import Direction, Kind, Source
from classroom.states import DeviceState as DeviceState
from classroom.states import Light as Light
from classroom.states import Part as Part
from classroom.states import Phase as Phase
from classroom.states import Place as Place
from classroom.states import Presence as Presence

Opaque = dict[str, Any]

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Token = Annotated[str, msgspec.Meta(min_length=16, max_length=128, pattern=r"^[A-Za-z0-9_-]+$")]
Signature = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{86}$")]  # r||s, base64url
Layer = Annotated[int, msgspec.Meta(ge=0, le=2)]


class _Message(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"
):
    pass


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


# ------------------------------------------------------------------ from the browser


class DeviceProof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That an enrolled classroom device speaks: its signature over a nonce that the server gave it
    (`POST /api/v1/device/challenge`), good once. What is signed: `classroom/accounts/proofs.py`.
    """

    device: Id
    nonce: Token
    signature: Signature


class Hello(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The Socket.IO `auth` of a connection. `session` is made once per page load, at random: a
    connection that comes back with it is the same peer, and its media goes on untouched.

    A joining link's `token`; or the `lesson`, entered by the classroom's device with a `proof`, or
    without one by whoever is signed in. `over`: a person at the classroom's device said to take the
    seat over from the person who holds it.
    """

    session: Token
    token: Token | None = None
    lesson: Id | None = None
    proof: DeviceProof | None = None
    over: bool = False


class Sync(_Message, frozen=True, tag=_snake):
    """Ask for a new snapshot. Result: Snapshot."""


class ReportDevices(_Message, frozen=True, tag=_snake):
    """What the device check found. Result: Ok."""

    camera: DeviceState
    microphone: DeviceState
    loudspeaker: DeviceState


class Enter(_Message, frozen=True, tag=_snake):
    """Walk from the device check into the lesson. Result: Snapshot. Refused: `lesson_full`, ..."""


class Leave(_Message, frozen=True, tag=_snake):
    """Leave on purpose. Result: Ok."""


class StartLesson(_Message, frozen=True, tag=_snake):
    """open → live. Result: Ok."""


class PauseLesson(_Message, frozen=True, tag=_snake):
    """live → paused: the classrooms' sound and picture stop, the lecturer's go on. Result: Ok."""


class ResumeLesson(_Message, frozen=True, tag=_snake):
    """paused → live. Result: Ok."""


class EndLesson(_Message, frozen=True, tag=_snake):
    """End it for everybody. Result: Ok."""


class CallOn(_Message, frozen=True, tag=_snake):
    """Put a receiving classroom on stage: all others see and hear it. Result: Ok."""

    classroom: Id


class TakeDown(_Message, frozen=True, tag=_snake):
    """Take a classroom off the stage. Result: Ok."""

    classroom: Id


class Enlarge(_Message, frozen=True, tag=_snake):
    """Which classroom the lecturer sees large (None: whoever is on stage). Result: Ok."""

    classroom: Id | None


class CreateTransport(_Message, frozen=True, tag=_snake):
    """Result: Described."""

    direction: Direction


class ConnectTransport(_Message, frozen=True, tag=_snake):
    """Result: Ok."""

    transport: Id
    dtls_parameters: Opaque


class RestartIce(_Message, frozen=True, tag=_snake):
    """Result: Described."""

    transport: Id


class Produce(_Message, frozen=True, tag=_snake):
    """Send a track. Result: Produced. Refused `not_allowed` when this page may not send it."""

    transport: Id
    source: Source
    rtp_parameters: Opaque
    paused: bool = False


class PauseProducer(_Message, frozen=True, tag=_snake):
    """Switch a camera or microphone off. Result: Ok."""

    producer: Id


class ResumeProducer(_Message, frozen=True, tag=_snake):
    """Switch it on again. Result: Ok."""

    producer: Id


class CloseProducer(_Message, frozen=True, tag=_snake):
    """Stop a track for good. Result: Ok."""

    producer: Id


class Consume(_Message, frozen=True, tag=_snake):
    """Receive a stream that this page's views name; it starts paused. Result: Consumed."""

    transport: Id
    producer: Id
    rtp_capabilities: Opaque


class ResumeConsumer(_Message, frozen=True, tag=_snake):
    """Result: Ok."""

    consumer: Id


class PauseConsumer(_Message, frozen=True, tag=_snake):
    """Result: Ok."""

    consumer: Id


class CloseConsumer(_Message, frozen=True, tag=_snake):
    """Result: Ok."""

    consumer: Id


FromBrowser = (
    Sync
    | ReportDevices
    | Enter
    | Leave
    | StartLesson
    | PauseLesson
    | ResumeLesson
    | EndLesson
    | CallOn
    | TakeDown
    | Enlarge
    | CreateTransport
    | ConnectTransport
    | RestartIce
    | Produce
    | PauseProducer
    | ResumeProducer
    | CloseProducer
    | Consume
    | ResumeConsumer
    | PauseConsumer
    | CloseConsumer
)


# ------------------------------------------------------------------ values inside messages


class _Value(msgspec.Struct, frozen=True, kw_only=True):
    pass


class ClassroomState(_Value, frozen=True):
    """One classroom of the lesson."""

    id: str
    name: str  # "青山小学 四年级" - a place, never a person
    part: Part
    presence: Presence
    since: float  # when presence last changed, seconds since the epoch
    camera: DeviceState
    microphone: DeviceState
    loudspeaker: DeviceState


class StreamState(_Value, frozen=True):
    """One track in the lesson. `producer` is what `consume` takes."""

    producer: str
    classroom: str
    source: Source
    kind: Kind
    paused: bool


class View(_Value, frozen=True):
    """What this page is to show or sound, and where; its consumers are made to match its views."""

    producer: str
    place: Place
    layer: int  # the simulcast layer the server sends: 0 low … 2 high


class LessonState(_Value, frozen=True):
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


class MediaState(_Value, frozen=True):
    """The media plane of this lesson. A new `epoch` means: throw all transports away, build anew.

    None as epoch: no media worker just now; wait for the next change.
    """

    epoch: str | None
    rtp_capabilities: Opaque | None


# ------------------------------------------------------------------ results (acknowledgements)


class Ok(_Message, frozen=True, tag=_snake):
    """Done."""


class Error(_Message, frozen=True, tag=_snake):
    """Not done. `code` is stable and translated by the page; `detail` is for engineers only."""

    code: str
    detail: str = ""
    retryable: bool = False


class Described(_Message, frozen=True, tag=_snake):
    """A transport for mediasoup-client: id, iceParameters, iceCandidates, dtlsParameters."""

    description: Opaque


class Produced(_Message, frozen=True, tag=_snake):
    """The track is taken."""

    producer: str


class Consumed(_Message, frozen=True, tag=_snake):
    """A consumer, paused until `resume_consumer`."""

    consumer: str
    producer: str
    kind: Kind
    rtp_parameters: Opaque
    producer_paused: bool


class Snapshot(_Message, frozen=True, tag=_snake):
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


Result = Ok | Error | Described | Produced | Consumed | Snapshot


# ------------------------------------------------------------------ to the browser, unasked


class LessonChanged(_Message, frozen=True, tag=_snake):
    """Phase, hold, stage or large changed."""

    lesson: LessonState


class ClassroomChanged(_Message, frozen=True, tag=_snake):
    """A classroom came, went, or its devices changed (also: one not seen before)."""

    classroom: ClassroomState


class StreamChanged(_Message, frozen=True, tag=_snake):
    """A track opened, paused or resumed."""

    stream: StreamState


class StreamClosed(_Message, frozen=True, tag=_snake):
    """A track ended."""

    producer: str


class ViewsChanged(_Message, frozen=True, tag=_snake):
    """What this page is to show, whole."""

    views: list[View]


class MediaChanged(_Message, frozen=True, tag=_snake):
    """The media plane went away or came back."""

    media: MediaState


Change = (
    LessonChanged | ClassroomChanged | StreamChanged | StreamClosed | ViewsChanged | MediaChanged
)


class Changed(_Message, frozen=True, tag=_snake):
    """State moved from `version - 1` to `version`."""

    version: int
    changes: list[Change]


class Line(_Value, frozen=True):
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


class Lines(_Message, frozen=True, tag=_snake):
    """Every classroom's line, every two seconds. Not state."""

    lines: list[Line]


class Speakers(_Message, frozen=True, tag=_snake):
    """Classrooms that speak now, loudest first. Not state."""

    classrooms: list[str]


class LayerSent(_Message, frozen=True, tag=_snake):
    """The simulcast layer now sent to this page for one of its consumers. Not state."""

    consumer: str
    layer: int | None


class Goodbye(_Message, frozen=True, tag=_snake):
    """The server closes this connection after it, and why: `opened_elsewhere`, `lesson_over`,
    `too_slow`, `signed_out`, `device_revoked`. The page does not reconnect by itself.
    """

    code: str


ToBrowser = Snapshot | Changed | Lines | Speakers | LayerSent | Goodbye
