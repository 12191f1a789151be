"""What the lecturer makes of the walls and of the classrooms' microphones, as values.

Rule: small and bounded, for it is stored with every command.
"""

import msgspec

from classroom.states import Layout


class Press(msgspec.Struct, frozen=True, kw_only=True):
    """A classroom that holds its key to be heard."""

    classroom: str
    at: float  # since when, seconds since the epoch, UTC


class Staging(msgspec.Struct, frozen=True, kw_only=True):
    """How walls look, who is large on them, and how microphones take turns."""

    layout: Layout = Layout.SPEAKER
    spotlight: str | None = None  # the classroom that walls show large; it is not heard by that
    half_duplex: bool | None = None  # None: as the rules say
    push_to_talk: bool | None = None
    pressing: tuple[Press, ...] = ()
