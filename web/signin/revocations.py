"""Who is told when a session, an account or a device ends: whoever holds sockets or media for it.

Rule: told after the store has it, so that whoever is put out and knocks again is refused.
"""

from collections.abc import Collection
from typing import Protocol


class Cut(Protocol):
    """Puts out a session, a person or a device, such as `signaling.gateway.Gateway.cut`."""

    async def __call__(self, *, session: str = "", person: str = "", device: str = "") -> None:
        """Put them out."""
        ...


class Revocations:
    """Passes it on."""

    def __init__(self) -> None:
        """Begin with nobody to tell."""
        self._listeners: list[Cut] = []

    def listen(self, listener: Cut) -> None:
        """Tell this one from now on."""
        self._listeners.append(listener)

    async def sessions_ended(self, ids: Collection[str]) -> None:
        """Say that these sessions are over."""
        for id in ids:
            for listener in self._listeners:
                await listener(session=id)

    async def person_ended(self, person: str) -> None:
        """Say that a person has no account any more."""
        for listener in self._listeners:
            await listener(person=person)

    async def device_ended(self, device: str) -> None:
        """Say that a classroom's device is revoked."""
        for listener in self._listeners:
            await listener(device=device)
