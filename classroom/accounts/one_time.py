"""One-time links: an unguessable token that lets somebody make an account, once, until it expires.

Rule: as with joining links, only the SHA-256 is kept. A newer link of the same purpose for the same
person makes the older one worthless.
"""

import secrets
from enum import StrEnum

import msgspec

from classroom.failures import Refused
from classroom.links import hash_token

TOKEN_BYTES = 24
SETUP_SECONDS = 86400.0


class Purpose(StrEnum):
    """What a link is for."""

    SETUP = "setup"  # the first administrator, where there is none
    ACTIVATE = "activate"  # a person's own login and password; also when they forgot it


class OneTimeLink(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a link."""

    token_hash: str
    purpose: Purpose
    person: str = ""  # whose account it makes
    expires_at: float


def make(
    purpose: Purpose, *, now: float, seconds: float, person: str = ""
) -> tuple[str, OneTimeLink]:
    """Return a new token and what is kept of it."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = OneTimeLink(
        token_hash=hash_token(token), purpose=purpose, person=person, expires_at=now + seconds
    )
    return token, link


def check(link: OneTimeLink | None, purpose: Purpose, now: float) -> OneTimeLink:
    """Return the link if it opens.

    Raises:
        Refused: `link_unknown` (also when it was used) or `link_expired`.
    """
    if link is None or link.purpose is not purpose:
        raise Refused("link_unknown")
    if link.expires_at <= now:
        raise Refused("link_expired")
    return link
