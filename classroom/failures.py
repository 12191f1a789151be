"""Whose fault it is: the four kinds of failure, each with a stable code.

    Failure
    ├── BadMessage    they sent bytes or values we cannot read; nothing was changed
    ├── Refused       understood, but the rules say no, or not now; nothing was changed
    │   └── Later     not now: too often, or too many failures; after some seconds, ask again
    └── Unavailable   something of ours is down or late; trying again may work

Anything else that is raised is a bug: logged with its trace, shown as `internal`.
Rule: codes are part of the protocol; pages translate them, so a code is never reused or renamed.
`web/errors.py` and `signaling/gateway.py` are the only places that turn them into answers.
"""


class Failure(Exception):
    """A failure that may be told to the other side: `code` is stable, `detail` is for engineers."""

    retryable = False

    def __init__(self, code: str, detail: str = "") -> None:
        """Keep the stable code and a detail in plain English (never a name of a person)."""
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class BadMessage(Failure):
    """Their bytes: malformed, too long, or of no known type."""


class Refused(Failure):
    """The rules: understood, and declined."""


class Later(Refused):
    """The rules: declined for now. The same request may succeed after `seconds`."""

    retryable = True

    def __init__(self, code: str, detail: str = "", *, seconds: float) -> None:
        """Keep how long to wait."""
        super().__init__(code, detail)
        self.seconds = seconds


class Unavailable(Failure):
    """Ours: down or late. The same request may succeed later."""

    retryable = True
