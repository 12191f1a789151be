import msgspec
import pytest

from classroom.accounts.granting import check_person, may_grant, may_manage
from classroom.accounts.principal import Principal
from classroom.audit.record import Actor, ActorKind
from classroom.failures import Refused
from classroom.permissions import Action, Role
from classroom.register.people import Grant, Person

COUNTY, SCHOOL, OTHER = "/county/", "/county/school/", "/county/other/"


def somebody(role: Role, scope: str, kind: ActorKind = ActorKind.PERSON) -> Principal:
    return Principal(
        actor=Actor(kind=kind, id="me"), person="me", grants=(Grant(role, scope),), verified=True
    )


def person(*grants: Grant, id: str = "you", scope: str = SCHOOL) -> Person:
    return Person(
        id=id,
        scope=scope,
        school="school",
        number="1",
        real_name="李晓云",
        display_name="小云",
        grants=grants,
    )


OPERATOR = somebody(Role.SYSTEM_ADMIN, "/")
CLERK = somebody(Role.SYSTEM_ADMIN, COUNTY)
HEAD = somebody(Role.SCHOOL_ADMIN, SCHOOL)


@pytest.mark.parametrize(
    ("granter", "role", "scope", "may"),
    [
        (OPERATOR, Role.SYSTEM_ADMIN, "/", True),
        (CLERK, Role.SYSTEM_ADMIN, "/", False),
        (CLERK, Role.SYSTEM_ADMIN, COUNTY, True),
        (CLERK, Role.AUDITOR, COUNTY, True),
        (CLERK, Role.SCHOOL_ADMIN, SCHOOL, True),
        (HEAD, Role.LECTURER, SCHOOL, True),
        (HEAD, Role.ASSISTANT, SCHOOL, True),
        (HEAD, Role.SCHOOL_ADMIN, SCHOOL, False),
        (HEAD, Role.AUDITOR, SCHOOL, False),
        (HEAD, Role.INSPECTOR, SCHOOL, False),
        (HEAD, Role.LECTURER, OTHER, False),
        (HEAD, Role.LECTURER, COUNTY, False),
        (somebody(Role.LECTURER, SCHOOL), Role.LECTURER, SCHOOL, False),
        (somebody(Role.AUDITOR, COUNTY), Role.LECTURER, SCHOOL, False),
        (somebody(Role.SYSTEM_ADMIN, "/", ActorKind.TOKEN), Role.LECTURER, SCHOOL, True),
        (somebody(Role.SYSTEM_ADMIN, "/", ActorKind.TOKEN), Role.SCHOOL_ADMIN, SCHOOL, False),
    ],
)
def test_nobody_gives_more_than_their_role_may(
    granter: Principal, role: Role, scope: str, may: bool
) -> None:
    assert may_grant(granter, Grant(role, scope), person()) is may


@pytest.mark.parametrize("granter", [OPERATOR, CLERK, HEAD])
def test_nobody_gives_a_role_to_themselves(granter: Principal) -> None:
    assert not may_grant(granter, Grant(Role.LECTURER, SCHOOL), person(id="me"))


def test_a_school_takes_no_role_of_the_county_away() -> None:
    inspector = person(Grant(Role.INSPECTOR, COUNTY))

    with pytest.raises(Refused, match="may_not_grant"):
        check_person(HEAD, inspector, msgspec.structs.replace(inspector, grants=()))


def test_a_school_renames_nobody_who_has_a_role_of_the_county() -> None:
    clerk = person(Grant(Role.SYSTEM_ADMIN, COUNTY))

    with pytest.raises(Refused, match="may_not_grant"):
        check_person(HEAD, clerk, msgspec.structs.replace(clerk, display_name="另一个人"))


def test_nobody_verifies_or_renames_themselves() -> None:
    me = person(Grant(Role.SCHOOL_ADMIN, SCHOOL), id="me")

    with pytest.raises(Refused, match="not_oneself"):
        check_person(HEAD, me, msgspec.structs.replace(me, real_name="李校长"))
    check_person(HEAD, me, msgspec.structs.replace(me, phone="13900000000"))


def test_a_school_makes_teachers() -> None:
    check_person(HEAD, None, person(Grant(Role.LECTURER, SCHOOL)))

    with pytest.raises(Refused, match="may_not_grant"):
        check_person(HEAD, None, person(Grant(Role.LECTURER, OTHER)))


def test_who_cannot_give_a_persons_roles_does_not_touch_their_account() -> None:
    teacher = person(Grant(Role.LECTURER, SCHOOL))
    clerk = person(Grant(Role.LECTURER, SCHOOL), Grant(Role.SYSTEM_ADMIN, COUNTY))

    assert may_manage(HEAD, teacher, Action.INVITE_PERSON)
    assert not may_manage(HEAD, clerk, Action.INVITE_PERSON)
    assert may_manage(OPERATOR, clerk, Action.INVITE_PERSON)
