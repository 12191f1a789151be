"""A classroom's device: how it is enrolled, and what is kept of it.

An unenrolled page makes a key and shows a code; a school administrator, who sees the screen, types
the code and chooses the classroom. From then on the key is that classroom.

Rule: one device a classroom. A second takes its place only when the administrator says so, and then
the first is revoked. A key that was revoked stays so; the device makes another one.
"""

import secrets
import unicodedata
from collections.abc import Sequence
from typing import Protocol

import msgspec

from classroom.accounts.proofs import DeviceKey
from classroom.audit.record import Actor
from classroom.failures import BadMessage, Refused
from classroom.register.scope import Sight

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 and O, no 1, I and L
CODE_CHARS = 8
CODE_SECONDS = 15 * 60.0
AGENT_CHARS = 200
WAITING = 2000  # enrolments that wait at once, all addresses together
WAITING_FROM_ONE = 50  # from one address; a county's schools may be behind one
SEEN_SECONDS = 1800.0  # how exact "last seen" is: not every request is a write
KEPT_SECONDS = 3600.0  # how long an enrolment that expired is known as such


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """A device that shows its code and waits."""

    key: DeviceKey
    code: str
    agent: str = ""  # what the browser says it is, for whoever types the code
    address: str = ""
    asked_at: float  # seconds since the epoch, UTC
    expires_at: float

    @property
    def device(self) -> str:
        """The id it will have."""
        return self.key.device


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """An enrolled device."""

    id: str
    classroom: str
    scope: str  # of the classroom's school
    key: DeviceKey
    name: str = ""  # as the administrator called it; "" for none
    agent: str = ""
    made_at: float
    seen_at: float
    revoked_at: float | None = None


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An enrolled device as an administrator reads of it."""

    device: Device
    classroom: str  # the classroom's name
    school: str  # its school's


class Devices(Protocol):
    """The devices as kept. Every change has its record in the audit trail."""

    async def find(self, id: str) -> Device | None:
        """Return a device, revoked or not; None also when its classroom was taken away."""
        ...

    async def waiting(self, code: str) -> Enrolment | None:
        """Return what shows this code, expired or not."""
        ...

    async def ask(self, asked: Enrolment, by: Actor) -> Enrolment:
        """Keep an enrolment, or return the one of this key that still waits.

        Raises:
            Refused: `device_revoked`, `device_enrolled`.
            Later: `too_many` wait, in all or of this address.
        """
        ...

    async def enrol(
        self, code: str, classroom: str, *, name: str, replace: bool, sight: Sight, by: Actor
    ) -> tuple[Device, Device | None]:
        """Let what shows this code be the classroom; return it, and the device it replaced.

        Raises:
            Refused: `code_unknown`, `code_expired`, `not_found` (the classroom),
                `classroom_has_device` (and it was not said to replace it).
        """
        ...

    async def revoke(self, id: str, *, sight: Sight, by: Actor) -> Device:
        """Revoke a device; once more changes nothing.

        Raises:
            Refused: `not_found`.
        """
        ...

    async def page(
        self, sight: Sight, *, of: Sequence[str] = (), after: str = "", limit: int = 50
    ) -> tuple[Sequence[Listed], str | None]:
        """Return some devices, of these classrooms if any are named, revoked ones included, and
        where the next page begins.
        """
        ...

    async def seen(self, id: str) -> None:
        """Note that a device was here now."""
        ...


def new_code() -> str:
    """Return a code to show: as good as unguessable within its time, easily read from the wall."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARS))


def read_code(typed: str) -> str:
    """Return the code that somebody typed: in any case and width, with spaces and hyphens.

    Raises:
        BadMessage: `bad_code`.

    >>> read_code(" ａbcd-2345 ")
    'ABCD2345'
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(char for char in plain if char not in " -–—·\t")
    if len(code) != CODE_CHARS or not set(code) <= set(ALPHABET):
        raise BadMessage("bad_code")
    return code


def enrolment(key: DeviceKey, *, agent: str, address: str, now: float) -> Enrolment:
    """Return a new enrolment that waits for its code to be typed."""
    return Enrolment(
        key=key,
        code=new_code(),
        agent="".join(c for c in agent if c.isprintable())[:AGENT_CHARS],
        address=address,
        asked_at=now,
        expires_at=now + CODE_SECONDS,
    )


def usable(found: Enrolment | None, now: float) -> Enrolment:
    """Return the enrolment if its code is good now.

    Raises:
        Refused: `code_unknown`, `code_expired`.
    """
    if found is None:
        raise Refused("code_unknown")
    if found.expires_at <= now:
        raise Refused("code_expired")
    return found


def active(found: Device | None) -> Device:
    """Return the device if it may act.

    Raises:
        Refused: `device_unknown`, `device_revoked`.
    """
    if found is None:
        raise Refused("device_unknown")
    if found.revoked_at is not None:
        raise Refused("device_revoked")
    return found
