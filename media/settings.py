"""What the media plane is told when it starts.

Rule: read once, frozen, handed on whole to every worker; nothing in media/ reads a file or the
environment.
"""

import msgspec


class WorkerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many workers there are and where they listen.

    `port` is worker 0's, for UDP and TCP alike; worker i has `port + i`; 0 means any free port.
    `listen` and `announce` are IP addresses; an empty `announce` means those listened on.
    """

    workers: int = 1
    port: int = 40000
    listen: list[str] = msgspec.field(default_factory=lambda: ["127.0.0.1"])
    announce: list[str] = msgspec.field(default_factory=list)
    tcp: bool = True
    consent_seconds: float = 30.0
    """A peer that has not answered a check for so long is gone (RFC 7675)."""
    reply_seconds: float = 5.0
    """A worker that has not answered by then counts as down: Unavailable."""
    start_seconds: float = 20.0
    """A worker that is not ready by then is ended and started again."""
