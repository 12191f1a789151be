"""Sights of what takes two permissions: one for moving data, one for the kind that is moved."""

from classroom.failures import Refused
from classroom.register.scope import Sight


def both(one: Sight, other: Sight) -> Sight:
    """Return what lies in both sights.

    Raises:
        Refused: `not_allowed`, nothing does.
    """
    scopes = [scope for scope in one.scopes if other.covers(scope)]
    scopes += [scope for scope in other.scopes if one.covers(scope)]
    if not scopes:
        raise Refused("not_allowed", "no grant allows it anywhere")
    return Sight(tuple(dict.fromkeys(scopes)))
