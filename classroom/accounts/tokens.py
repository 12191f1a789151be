"""API tokens: how another system comes in.

Rule: a token can do at most what it names, where it says, and what its maker can do at that moment:
whoever loses a role takes it from their tokens. It never signs anybody in or makes tokens. It is
shown once; only its SHA-256 is kept.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from typing import Annotated

import msgspec

from classroom.permissions import Action, Granted, permits
from classroom.register.checks import Invalid
from classroom.register.people import Grant
from classroom.register.resource import Id, Name, Problem
from classroom.register.scope import contains

MARK = "skt_"  # so that a token that lies about is known for one
TOKEN_BYTES = 32
DAY = 86400.0
LONGEST_DAYS = 365
_TOKEN = re.compile(r"skt_[A-Za-z0-9_-]{43}")

# What only a person does, signed in: it decides who comes in at all.
PERSONAL = frozenset(
    {
        Action.INVITE_PERSON,
        Action.CHECK_CHANGES,
        Action.READ_SESSIONS,
        Action.END_SESSIONS,
        Action.RESET_SECOND_FACTOR,
        Action.ENROL_DEVICE,
        Action.READ_TOKENS,
        Action.WRITE_TOKENS,
        Action.WRITE_SETTINGS,
        Action.ERASE_PUPIL,
        Action.HOLD_DATA,
        Action.WATCH_RECORDING,
        Action.DELETE_RECORDING,
        Action.ERASE_TRACK,
    }
)


class TokenOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked for: a name, what it may do, in one region or school, for how long.

    Neither region nor school: the whole server, for whoever has that.
    """

    name: Name
    actions: Annotated[tuple[Action, ...], msgspec.Meta(min_length=1, max_length=len(Action))]
    region: Id | None = None
    school: Id | None = None
    days: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_DAYS)] = 90


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a token, and told of it."""

    id: str
    name: str
    person: str  # id of its maker
    scope: str
    actions: tuple[Action, ...]
    made_at: float  # seconds since the epoch, UTC
    expires_at: float
    revoked_at: float | None = None

    def opens(self, now: float) -> bool:
        """Whether it still lets anybody in."""
        return self.revoked_at is None and now < self.expires_at


class TokenGrant(Grant, frozen=True):
    """A role of the maker's, narrowed to what the token names."""

    actions: frozenset[Action] = frozenset()

    def names(self, action: Action) -> bool:
        """Whether the token names the action."""
        return action in self.actions


def digest(token: str) -> str:
    """Return what is kept of a token; with 256 random bits there is nothing to try out."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Whether it can be a token at all."""
    return _TOKEN.fullmatch(text) is not None


def make(
    order: TokenOrder, scope: str, person: str, grants: Iterable[Granted], now: float
) -> tuple[str, Token]:
    """Return a new token and what is kept of it.

    Raises:
        Invalid: it names what its maker may not do there, or what no token may.
    """
    grants = tuple(grants)
    problems = [
        Problem("actions", "not_for_tokens" if action in PERSONAL else "not_yours", {"one": action})
        for action in order.actions
        if action in PERSONAL or not permits(grants, action, scope)
    ]
    if problems:
        raise Invalid(problems)
    return MARK + secrets.token_urlsafe(TOKEN_BYTES), Token(
        id=secrets.token_hex(8),
        name=order.name,
        person=person,
        scope=scope,
        actions=tuple(sorted(set(order.actions))),
        made_at=now,
        expires_at=now + order.days * DAY,
    )


def grants_of(token: Token, makers: Iterable[Grant]) -> tuple[TokenGrant, ...]:
    """Return what the token may do, from what its maker may do now."""
    named = frozenset(token.actions)
    narrowed = []
    for grant in makers:
        if contains(grant.scope, token.scope):
            scope = token.scope
        elif contains(token.scope, grant.scope):
            scope = grant.scope
        else:
            continue
        narrowed.append(TokenGrant(role=grant.role, scope=scope, actions=named))
    return tuple(narrowed)
