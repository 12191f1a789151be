"""Who may give which role to whom, and who may act on another's account.

Rule: nobody gives a role to themselves or takes one from themselves; nobody gives more than their
own role may give; and whoever could not have given all that a person has may not touch that
person's account, since a new password is as good as all their roles.
"""

from classroom.accounts.principal import Principal
from classroom.audit.record import ActorKind
from classroom.failures import Refused
from classroom.permissions import Action, Role, permits
from classroom.register.people import Grant, Person
from classroom.register.scope import contains

_TEACHING = frozenset({Role.LECTURER, Role.ASSISTANT, Role.RESEARCHER, Role.VIEWER})
MAY_GIVE: dict[Role, frozenset[Role]] = {
    Role.SCHOOL_ADMIN: _TEACHING,
    Role.SYSTEM_ADMIN: frozenset(Role),
}


def may_grant(granter: Principal, grant: Grant, person: Person) -> bool:
    """Tell whether the granter may give this role to the person, or take it away."""
    if granter.person and granter.person == person.id:
        return False
    if not permits(granter.grants, Action.GRANT_ROLES, grant.scope):
        return False
    given = _given_by(granter, grant.scope)
    if granter.actor.kind is not ActorKind.PERSON:  # a token makes nobody an administrator
        given &= _TEACHING
    return grant.role in given


def may_manage(manager: Principal, person: Person, action: Action) -> bool:
    """Tell whether the manager may do this to the person's account."""
    return permits(manager.grants, action, person.scope) and all(
        may_grant(manager, grant, person) for grant in person.grants
    )


def require_manager(manager: Principal, person: Person, action: Action) -> None:
    """Raise Refused `not_allowed` unless the manager may do this to the person's account."""
    if manager.person == person.id:
        raise Refused("not_oneself", f"{action} is for somebody else to do")
    if not may_manage(manager, person, action):
        raise Refused("not_allowed", f"{action} on somebody with such roles")


def check_person(writer: Principal, before: Person | None, after: Person) -> None:
    """Check what is about to be written of a person. `after` has its scope already.

    Raises:
        Refused: `not_oneself`: roles, names and who verified them are for somebody else to write;
            `may_not_grant`: a role that is more than the writer may give or take.
    """
    if before is not None and writer.person == before.id and _trusted(before) != _trusted(after):
        raise Refused("not_oneself", "somebody else writes roles and names")
    given = set(after.grants) ^ set(before.grants if before is not None else ())
    if before is not None and _trusted(before) != _trusted(after):
        given |= set(before.grants)  # to be called otherwise is to be taken for somebody else
    for grant in given:
        if not may_grant(writer, grant, after):
            raise Refused("may_not_grant", f"{grant.role}")


def _given_by(granter: Principal, scope: str) -> frozenset[Role]:
    given: frozenset[Role] = frozenset()
    for grant in granter.grants:
        if contains(grant.scope, scope):
            given |= MAY_GIVE.get(grant.role, frozenset())
    return given


def _trusted(person: Person) -> tuple[object, ...]:
    return person.grants, person.real_name, person.display_name, person.verified_by
