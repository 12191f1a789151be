"""What the media plane is told when it starts.

Rule: read once, frozen, handed on whole to every worker; nothing in media/ reads a file or the
environment.
"""

from typing import Literal

import msgspec

from config.sections import Log


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
    """A peer without a sign of consent for so long is lost (RFC 7675, section 5.1)."""
    kernel: Literal["auto", "c", "python"] = "auto"
    """What packets are forwarded with; "auto": the C kernel if it is built."""
    log: Log = Log(level="info", format="console")
    reply_seconds: float = 5.0
    """A worker that has not answered by then counts as down: Unavailable."""
    deaf_seconds: float = 2.0
    """A worker that said nothing for so long hangs: it is ended and started again. One that is
    well says something twice a second."""
    spare: bool = False
    """Whether one more process waits, with all imported, to take a dead worker's place at once."""
    start_seconds: float = 20.0
    """A worker that is not ready by then is ended and started again."""
