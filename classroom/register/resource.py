"""What all things in the register have in common, and the kinds of things there are.

Rule: one frozen struct and one `Kind` a thing. Tables, the API, its OpenAPI description, import and
export, the audit trail and the clerk's pages are all led by them, so that a field is added in one
place (and its column in a migration).
"""

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

import msgspec

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9_-]+$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^\S(.*\S)?$")]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9._-]+$")]
Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]  # ISO 8601, the school's own
TimeOfDay = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]  # such as 08:30


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


class Kind(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """One kind of thing: how it is called, where it hangs, how it is found."""

    name: str  # plural, snake_case: in URLs, tables and the audit trail
    type: type[R]
    under: str  # the field whose object it lies in, which gives the scope
    refers: dict[str, str]  # field → the kind it names the id of (tuples of ids, too)
    key: tuple[
        str, ...
    ]  # what tells it apart within what it lies in; a second import finds it by this
    search: tuple[str, ...] = ("name",)  # fields searched by a typed word
    order: tuple[str, ...] = ("name",)  # how lists are sorted; `id` comes last by itself
    filters: tuple[str, ...] = ()  # fields a list may be limited by, besides `under`
    check: Callable[[R], list[Problem]] = lambda _thing: []
    told: bool = True  # whether its values may stand in the audit trail; never for people
    paired: bool = False  # a pairing or part of one: every school that takes part may see it
