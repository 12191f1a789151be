"""A pupil as the roll shows it."""

import msgspec


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """What is joined to an id where it is shown."""

    id: str
    number: str  # the school's; empty when the register has forgotten the pupil
    name: str  # empty: may not be named, or is forgotten
