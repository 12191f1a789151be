"""The seams of incidents: where pictures come from, and where packages go to."""

from collections.abc import Sequence
from typing import Protocol

from classroom.incidents.incident import Incident
from classroom.media_messages import Still


class Stills(Protocol):
    """Takes what was last seen of a lesson that was shut down."""

    async def keep(self, lesson: str, stills: Sequence[Still]) -> None:
        """Keep them until its package is made; what this returned from survives kill -9."""
        ...


class Receiver(Protocol):
    """Takes a package out of the house, once that is authorised and on record.

    What the standard wants packages synchronised with is not known (safety.md, B8); whatever it
    is, it comes to stand here.
    """

    async def hand_over(self, incident: Incident, package: bytes) -> bytes:
        """Hand it over; return what whoever asked for it is given: the signed file, a receipt."""
        ...
