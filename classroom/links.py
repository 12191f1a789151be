"""Joining links: an unguessable token for one classroom in one lesson, until it expires.

Rule: the token itself is shown once, to whoever made the lesson; only its SHA-256 is kept. With
192 random bits, a plain hash is enough: there is nothing to try out.
"""

import hashlib
import secrets

import msgspec

from classroom.failures import Refused

TOKEN_BYTES = 24
DAY = 86400.0


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a link."""

    token_hash: str  # SHA-256, hexadecimal
    lesson: str
    classroom: str
    expires_at: float  # seconds since the epoch, UTC


def hash_token(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(*, lesson: str, classroom: str, now: float, days: float) -> tuple[str, Link]:
    """Return a new token and what is kept of it."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = Link(
        token_hash=hash_token(token),
        lesson=lesson,
        classroom=classroom,
        expires_at=now + days * DAY,
    )
    return token, link


def check(link: Link | None, now: float) -> Link:
    """Return the link if it opens a door.

    Raises:
        Refused: `link_unknown` or `link_expired`.
    """
    if link is None:
        raise Refused("link_unknown")
    if link.expires_at <= now:
        raise Refused("link_expired")
    return link
