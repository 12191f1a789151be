"""What a lesson's record holds of its talk: small, however much is said."""

import msgspec


class Countdown(msgspec.Struct, frozen=True, kw_only=True):
    """Time that the lecturer gave, on every wall against the server's clock."""

    seconds: int
    ends_at: float  # seconds since the epoch, UTC


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """How talk stands; what was said is in the events."""

    said: int = 0  # how many remarks so far; the next one's number
    slow_seconds: int = 0  # from one remark of a receiving classroom to its next; 0: as they like
    hidden_before: int | None = None  # remarks below this number are hidden just now
    notice: str = ""
    countdown: Countdown | None = None
