"""Sign-in sessions: kept by the server, so that they can be listed and ended.

Rule: a session's id names it in lists and in the audit trail and opens nothing; its secret opens
it, is known to one browser, and only its SHA-256 is kept. Every rise of privilege makes the secret
anew, so that one that was planted before is worth nothing after.
"""

import hashlib
import secrets

import msgspec

SECRET_BYTES = 32
HALF_SECONDS = 600.0  # how long a second factor is waited for
MOST = 20  # of one person; the one that has been idle the longest goes


class SessionRules(msgspec.Struct, frozen=True, kw_only=True):
    """When a session ends by itself."""

    idle_seconds: float
    absolute_seconds: float


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a session."""

    id: str
    person: str
    secret_hash: str
    made_at: float
    seen_at: float  # when it was last used; being in a lesson is using it
    half: bool  # the second factor is still to come
    strong: bool = False  # it was given
    address: str = ""
    agent: str = ""  # the browser, in its own words


def new_secret() -> str:
    """Return a secret for a browser to keep."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_secret(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_token(secret: str) -> str:
    """Return what the session's own page must send back to change anything: it follows from the
    secret, which scripts cannot read, and the secret does not follow from it.
    """
    return hashlib.sha256(b"csrf:" + secret.encode()).hexdigest()


def until(session: Session, rules: SessionRules) -> float:
    """Return when it ends whatever happens."""
    longest = HALF_SECONDS if session.half else rules.absolute_seconds
    return session.made_at + longest


def ended(session: Session, rules: SessionRules, now: float) -> str | None:
    """Tell why it has ended, `too_long` or `idle`; None: it has not."""
    if now >= until(session, rules):
        return "too_long"
    return "idle" if now - session.seen_at >= rules.idle_seconds else None
