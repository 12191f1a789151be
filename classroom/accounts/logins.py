"""Login names: what a person types to say who they are.

Rule: unique on the server, and the same whatever the keyboard made of it (full width, capitals).
"""

import hashlib
import unicodedata

from classroom.register.resource import Problem

LEAST, MOST = 2, 64


def normal(login: str) -> str:
    """Return the login as it is kept and looked up."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def problems(login: str) -> list[Problem]:
    """Tell what is wrong with a new login."""
    login = normal(login)
    if len(login) < LEAST:
        return [Problem("login", "too_short", {"limit": LEAST})]
    if len(login) > MOST:
        return [Problem("login", "too_long", {"limit": MOST})]
    if not all(c.isprintable() and not c.isspace() for c in login):
        return [Problem("login", "bad_pattern")]
    return []


def key(login: str) -> str:
    """Return under what failures are counted, whether there is such an account or not: somebody may
    have typed a password there.
    """
    return hashlib.sha256(normal(login).encode()).hexdigest()
