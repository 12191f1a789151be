"""Seals: statements about the trail that are signed, so that they can be relied on elsewhere.

Rule: a seal says "record `number` has this `hash`", and since each record's hash covers the one
before, it says so of everything up to it. What a seal is for is part of what is signed: one made
for one purpose is worth nothing for another.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

import msgspec

from classroom.audit.record import FIRST

DAY = 86400.0


class SealPurpose(StrEnum):
    """What a seal says."""

    HEAD = "head"  # the last record of a day, UTC
    CHECKPOINT = "checkpoint"  # everything up to this record was dropped, being old enough
    EXPORT = "export"  # what was exported ends here; `hash` is that of the exported bytes


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """A signed statement."""

    purpose: SealPurpose
    day: str  # UTC, such as 2026-09-01: the head's day; otherwise when it was signed
    number: int
    hash: str
    key: str  # the public key that signed, hexadecimal
    signature: str  # Ed25519 over `sealed_text`, hexadecimal


class Position(msgspec.Struct, frozen=True):
    """A place in the trail: behind this record."""

    number: int = 0
    hash: str = FIRST


BEGINNING = Position()


class Signing(Protocol):
    """Signs and checks; the arithmetic is done outside the classroom."""

    @property
    def public(self) -> str:
        """The public key, hexadecimal."""
        ...

    def sign(self, text: bytes) -> str:
        """Return the signature, hexadecimal."""
        ...


class Checking(Protocol):
    """Knows which keys are to be believed."""

    def knows(self, key: str) -> bool:
        """Tell whether it is a key of this server."""
        ...

    def good(self, key: str, text: bytes, signature: str) -> bool:
        """Tell whether the signature is that key's. False for what is no key or no signature."""
        ...


def sealed_text(purpose: SealPurpose, day: str, number: int, hash: str) -> bytes:
    r"""Return what is signed.

    >>> sealed_text(SealPurpose.HEAD, "2026-09-01", 7, "ab")
    b'sanketang audit head 1\n2026-09-01\n7\nab'
    """
    return "\n".join([f"sanketang audit {purpose} 1", day, str(number), hash]).encode()


def seal(signing: Signing, purpose: SealPurpose, day: str, number: int, hash: str) -> Seal:
    """Sign."""
    signature = signing.sign(sealed_text(purpose, day, number, hash))
    return Seal(
        purpose=purpose, day=day, number=number, hash=hash, key=signing.public, signature=signature
    )


def is_signed(given: Seal, checking: Checking) -> bool:
    """Tell whether the seal's own signature is good, by whichever key."""
    text = sealed_text(given.purpose, given.day, given.number, given.hash)
    return checking.good(given.key, text, given.signature)


def day_of(at: float) -> str:
    """Return the day of a time, UTC.

    >>> day_of(1788220800.0)
    '2026-09-01'
    """
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def begin_of(day: str) -> float:
    """Return when a day begins, in seconds since the epoch.

    >>> begin_of("2026-09-01")
    1788220800.0
    """
    return datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()


def day_after(day: str) -> str:
    """Return the next day.

    >>> day_after("2026-12-31")
    '2027-01-01'
    """
    return (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat()
