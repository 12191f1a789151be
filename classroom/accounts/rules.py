"""What an administrator decides about signing in while the server runs.

Rule: each is one struct under one name, with a default that is safe; the store keeps only what was
changed.
"""

from collections.abc import Iterable
from typing import Annotated

import msgspec

from classroom.permissions import Granted, Role


class SignInRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who needs a second factor, who is signed in at one place only, and when people are reminded
    of their password's age.
    """

    second_factor: tuple[Role, ...] = (
        Role.SYSTEM_ADMIN,
        Role.SCHOOL_ADMIN,
        Role.AUDITOR,
        Role.INSPECTOR,
    )
    one_session: tuple[Role, ...] = ()
    password_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] = 180  # 0: never


def needs_second_factor(grants: Iterable[Granted], rules: SignInRules) -> bool:
    """Tell whether one of the roles is enforced to have a second factor."""
    return any(grant.role in rules.second_factor for grant in grants)


def is_signed_in_once(grants: Iterable[Granted], rules: SignInRules) -> bool:
    """Tell whether signing in with one of the roles ends what the person has open elsewhere."""
    return any(grant.role in rules.one_session for grant in grants)
