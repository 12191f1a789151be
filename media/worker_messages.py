"""What the pool and a worker say to each other: each is msgpack, a frame of `classroom.framing`.

Rule: a worker speaks first: Ready or StartFailed. Every Request has exactly one Reply or Failed
with its id; Happened comes unasked. When the socket closes, the worker ends.
"""

from enum import StrEnum

import msgspec

from classroom.media_messages import MediaEvent, MediaReply, MediaRequest


class _Message(msgspec.Struct, frozen=True, array_like=True, tag=str.lower):
    pass


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
    """The worker listens on this port, UDP and TCP."""

    port: int


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


FromWorker = Ready | StartFailed | Reply | Failed | Happened
