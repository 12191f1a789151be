"""What the pool and a worker say to each other: each is msgpack, a frame of `classroom.framing`.

Rule: the pool says Begin, and the worker Ready or StartFailed. Then every Request has exactly one
Reply or Failed with its id; Happened comes unasked, and Load every `media.load.BEAT_SECONDS`: who
is silent for longer hangs. When the socket closes, the worker ends.
"""

from enum import StrEnum

import msgspec

from classroom.media_messages import MediaEvent, MediaReply, MediaRequest
from media.settings import WorkerSettings


class _Message(msgspec.Struct, frozen=True, array_like=True, tag=str.lower):
    pass


class Begin(_Message, frozen=True):
    """From the pool, once: be worker `index`. A process that waits for it is a spare."""

    index: int
    settings: WorkerSettings


class Request(_Message, frozen=True):
    """From the pool."""

    id: int
    body: MediaRequest


class Fault(StrEnum):
    """Which failure of `classroom.failures`; INTERNAL is a bug of ours."""

    BAD_MESSAGE = "bad_message"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


class Ready(_Message, frozen=True):
    """The worker listens on this port, UDP and TCP; and whether the C kernel forwards packets."""

    port: int
    kernel: bool


class StartFailed(_Message, frozen=True):
    """The worker cannot start and ends; `detail` says why, in plain English."""

    code: str
    detail: str


class Reply(_Message, frozen=True):
    """Done as asked."""

    id: int
    body: MediaReply


class Failed(_Message, frozen=True):
    """Not done."""

    id: int
    fault: Fault
    code: str
    detail: str = ""


class Happened(_Message, frozen=True):
    """Something that nobody asked for."""

    body: MediaEvent


class Load(_Message, frozen=True):
    """What the worker's work weighs, over the last few seconds."""

    cpu: float  # of one core, 0…1: its process alone, without its ingests'
    packets: float  # a second, that went out to receivers
    rooms: int  # open
    silent: int  # of these: nothing has come in for a while, or not yet


class Carried(msgspec.Struct):
    """What was carried of one kind, since the worker began; bytes are of payload."""

    expected_in: int = 0  # by their numbers; those of them that never came were lost
    packets_in: int = 0  # with those that came as a retransmission
    bytes_in: int = 0
    packets_out: int = 0
    bytes_out: int = 0
    lost_out: float = 0.0  # by the receivers' reports, so about


class Figures(_Message, frozen=True):
    """How the worker does, once a second; left out when it is crowded. What only grows counts from
    its start.
    """

    cpu_seconds: float
    memory_bytes: int  # resident
    lag_seconds: float  # by how much its clock was late at worst, since it last said so
    rooms: int
    peers: int
    tasks: int  # of its event loop
    carried: dict[str, Carried]  # by `classroom.media_messages.Kind`
    freezes: int  # a camera's picture on its way to one receiver stood still
    dropped: dict[str, int]  # datagrams, by why: `media.counters.Counters`


FromWorker = Ready | StartFailed | Reply | Failed | Happened | Load | Figures
ToWorker = Begin | Request
