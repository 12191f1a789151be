"""Who takes part: people with their roles, classes, and pupils (name and number, nothing more).

Rule: a person's real name stands behind, the display name in front. Whoever verified the person is
noted, never the number of an identity document: it is no number of ours, either.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from classroom.permissions import Action, Role
from classroom.register.identity import holds_identity_number
from classroom.register.resource import Code, Id, Kind, Name, Problem, Resource

Phone = Annotated[str, msgspec.Meta(pattern=r"^(\+?[0-9]{5,15})?$")]


class VerifiedBy(StrEnum):
    """How it was made certain who a person is (互联网用户账号信息管理规定, article 9)."""

    NOBODY = "nobody"  # may sign in and look; may not teach, speak or publish
    PHONE = "phone"
    ID_NUMBER = "id_no"
    CREDIT_CODE = "uscc"
    SCHOOL = "school"  # the school's roll or identity platform


class Grant(msgspec.Struct, frozen=True):
    """A role in a scope: that region or school and all that lies in it."""

    role: Role
    scope: str

    def names(self, action: Action) -> bool:
        """Whether it is good for the action, if the role is; a token's is narrower."""
        return action in Action


class Person(Resource, frozen=True, kw_only=True):
    """A teacher, an assistant, a clerk, an inspector; of a school, or of the region itself."""

    region: Id | None = None  # exactly one of region and school is given
    school: Id | None = None
    number: Code  # 工号, unique in the school or region
    real_name: Name
    display_name: Name
    phone: Phone = ""
    verified_by: VerifiedBy = VerifiedBy.NOBODY
    grants: tuple[Grant, ...] = ()


class SchoolClass(Resource, frozen=True, kw_only=True):
    """A class (班级) of one school year. Grade 1 to 6 is primary, 7 to 9 is junior secondary."""

    school: Id
    name: Name
    grade: Annotated[int, msgspec.Meta(ge=1, le=12)]
    year: Annotated[int, msgspec.Meta(ge=2000, le=2100)]  # in which the school year begins


class Consent(StrEnum):
    """What a pupil's guardian has said; the ledger behind it is in `classroom.register.consent`."""

    UNASKED = "unasked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Pupil(Resource, frozen=True, kw_only=True):
    """A child: name and school number, nothing more. `consent` is set by the ledger only."""

    school_class: Id
    name: Name
    number: Code  # 学号, unique in the school
    consent: Consent = Consent.UNASKED


def _number(thing: Person | Pupil) -> list[Problem]:
    if holds_identity_number(thing.number):
        return [Problem("number", "number_is_identity")]
    return []


def _person(person: Person) -> list[Problem]:
    problems = _number(person)
    if (person.region is None) == (person.school is None):
        problems.append(Problem("school", "region_or_school"))
    roles = {grant.role for grant in person.grants}
    if len(roles & {Role.SYSTEM_ADMIN, Role.SCHOOL_ADMIN}) > 0 and Role.AUDITOR in roles:
        problems.append(Problem("grants", "roles_apart"))
    return problems


PEOPLE = Kind(
    name="people",
    type=Person,
    under=("school", "region"),
    refers={"region": "regions", "school": "schools"},
    key=("number",),
    search=("display_name", "real_name", "number"),
    order=("display_name",),
    check=_person,
    told=False,
)
CLASSES = Kind(
    name="classes",
    type=SchoolClass,
    under=("school",),
    refers={"school": "schools"},
    key=("year", "name"),
    order=("grade", "name"),
    filters=("grade", "year"),
)
PUPILS = Kind(
    name="pupils",
    type=Pupil,
    under=("school_class",),
    refers={"school_class": "classes"},
    key=("number",),
    search=("name", "number"),
    large=True,
    order=("number",),
    filters=("consent",),
    check=_number,
    kept=("consent",),
    told=False,
)
