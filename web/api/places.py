"""Where a list is limited to: the scope of a region or school that is named by its id."""

from classroom.failures import Refused
from classroom.register.places import REGIONS, SCHOOLS
from classroom.register.scope import Sight, contains
from classroom.store.registry import DatabaseRegistry


async def scope_of(registry: DatabaseRegistry, id: str, seen: Sight) -> str:
    """Return the scope of a region or school in sight.

    Raises:
        Refused: `not_found`.
    """
    try:
        return (await registry.get(SCHOOLS, id, seen)).scope
    except Refused:
        return (await registry.get(REGIONS, id, seen)).scope


async def limited(registry: DatabaseRegistry, within: str, seen: Sight) -> Sight:
    """Return what of the sight lies in a region or school in it; all of it, if none is named.

    Raises:
        Refused: `not_found`.
    """
    return narrowed(seen, await scope_of(registry, within, seen)) if within else seen


def narrowed(seen: Sight, scope: str) -> Sight:
    """Return what of the sight lies in a scope."""
    return Sight(
        tuple(
            scope if contains(mine, scope) else mine
            for mine in seen.scopes
            if contains(mine, scope) or contains(scope, mine)
        )
    )
