"""What the control process and the recorder's process say to each other, each one frame of msgpack.

Rule: the process speaks first: Ready or StartFailed. Every Request has exactly one Reply or Failed
with its id, and every Ping its Pong; Happened comes unasked. When the socket closes, the process
writes out what it has and ends.
"""

from enum import StrEnum

import msgspec

from classroom.recorder_messages import RecorderEvent, RecorderReply, RecorderRequest


class _Message(msgspec.Struct, frozen=True, array_like=True, tag=str.lower):
    pass


# ------------------------------------------------------------------ to the process


class Request(_Message, frozen=True):
    """Do this."""

    id: int
    body: RecorderRequest


class Ping(_Message, frozen=True):
    """Are you there?"""


ToProcess = Request | Ping

# ------------------------------------------------------------------ from the process


class Fault(StrEnum):
    """Which failure of `classroom.failures`; INTERNAL is a bug of ours."""

    BAD_MESSAGE = "bad_message"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


class Ready(_Message, frozen=True):
    """It listens."""


class StartFailed(_Message, frozen=True):
    """It cannot start and ends; `detail` says why, in plain English."""

    detail: str


class Reply(_Message, frozen=True):
    """Done as asked."""

    id: int
    body: RecorderReply


class Failed(_Message, frozen=True):
    """Not done."""

    id: int
    fault: Fault
    code: str
    detail: str = ""


class Happened(_Message, frozen=True):
    """Something that nobody asked for."""

    body: RecorderEvent


class Pong(_Message, frozen=True):
    """I am."""


FromProcess = Ready | StartFailed | Reply | Failed | Happened | Pong
