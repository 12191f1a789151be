"""What all things in the register have in common, and the kinds of things there are.

Rule: one frozen struct and one `Kind` a thing. Tables, the API, its OpenAPI description, import and
export, the audit trail and the clerk's pages are all led by them, so that a field is added in one
place (and its column in a migration).
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar

import msgspec

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9_-]+$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^\S(.*\S)?$")]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9._-]+$")]
Day = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
]  # ISO 8601, the school's own
TimeOfDay = Annotated[
    str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
]  # such as 08:30


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in the register. The store gives `id`, `version` and `scope`."""

    id: Id = ""
    version: int = 0  # grows by one with every change; the API's ETag
    scope: str = ""  # whose it is, see `classroom.register.scope`


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with one field, as a stable code; `about` holds what the words need."""

    field: str
    code: str
    about: dict[str, Any] = {}


R = TypeVar("R", bound=Resource)


class Within(StrEnum):
    """Where a natural key is unique."""

    SERVER = "server"
    SCOPE = "scope"  # the school or region
    UNDER = "under"  # what it lies in


class Kind(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """One kind of thing: how it is called, where it hangs, how it is found."""

    name: str  # plural, snake_case: in URLs, tables and the audit trail
    type: type[R]
    under: tuple[str, ...]  # one of these fields holds the id of what it lies in: hence its scope
    refers: dict[str, str]  # field → the kind it names the id of; `list.field` inside a list
    key: tuple[str, ...]  # its natural key: a second import finds it by this
    within: Within = Within.SCOPE  # where that is unique
    search: tuple[str, ...] = ("name",)  # fields searched for a typed word
    large: bool = False  # so many that a search finds beginnings only: of a number, or of a name
    order: tuple[str, ...] = ("name",)  # how lists are sorted, inside a scope; `id` comes last
    grouped: bool = True  # lists go scope by scope
    filters: tuple[str, ...] = ()  # fields a list may be limited by, besides `under`
    check: Callable[[R], list[Problem]] = lambda _thing: []
    kept: tuple[str, ...] = ()  # fields that a replacement leaves alone: something else sets them
    told: bool = True  # whether its values may stand in the audit trail; never for people
    inherited: bool = False  # a region's counts for all inside it, so that they may read it
    paired: bool = False  # a pairing or part of one: every school that takes part may read it
