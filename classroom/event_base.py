"""What every event is; the events themselves: `classroom.events`."""

import msgspec


class BaseEvent(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Something that has happened."""

    at: float  # seconds since the epoch, UTC
