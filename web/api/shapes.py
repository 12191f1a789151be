"""What the API's bodies look like, made from the Kinds.

Rule: nothing is described twice. The values of a thing are its struct without what the store gives
and what is set elsewhere; a page of things, and the query of a list, follow from its Kind.
"""

from functools import cache
from typing import Annotated, Any, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType

from classroom.register.checks import GIVEN_BY_THE_STORE
from classroom.register.kinds import KINDS
from classroom.register.ports import COUNTED, MOST_ON_A_PAGE
from classroom.register.resource import Id, Kind

Search = Annotated[str, msgspec.Meta(max_length=60, description="A word to be found.")]
After = Annotated[
    str, msgspec.Meta(max_length=1000, description="`after` of the page before this one.")
]
Limit = Annotated[int, msgspec.Meta(ge=1, le=MOST_ON_A_PAGE, description="How many on a page.")]
Removed = Annotated[bool, msgspec.Meta(description="What was taken away instead, latest first.")]
Within = Annotated[
    str,
    msgspec.Meta(
        max_length=32, description="Id of a region or a school: only what lies in it, at any depth."
    ),
]
Total = Annotated[
    int, msgspec.Meta(description=f"How many match in all; {COUNTED + 1} means more than can be.")
]
Labels = Annotated[
    dict[str, str], msgspec.Meta(description="Id → name of whatever the items refer to.")
]


class PageAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which page."""

    after: After = ""
    limit: Limit = 50


class SearchAsked(PageAsked, frozen=True, kw_only=True):
    """Which page, of what."""

    search: Search = ""
    within: Within = ""


def fields_of(kind: Kind[Any]) -> dict[str, tuple[Any, msgspec.structs.FieldInfo]]:
    """Return the fields that whoever writes a thing gives: name → type, field."""
    hints = get_type_hints(kind.type, include_extras=True)
    return {
        field.name: (hints[field.name], field)
        for field in msgspec.structs.fields(kind.type)
        if field.name not in GIVEN_BY_THE_STORE and field.name not in kind.kept
    }


@cache
def values_of(name: str) -> type[msgspec.Struct]:
    """Return the struct of what is sent to make or replace a thing of this kind."""
    kind = KINDS[name]
    fields: list[Any] = []
    for field_name, (hint, field) in fields_of(kind).items():
        if field.required:
            fields.append((field_name, hint))
        else:
            fields.append((field_name, hint, field.default))
    return msgspec.defstruct(
        f"{kind.type.__name__}Values",
        fields,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        module=__name__,
        namespace={"__doc__": f"What is sent to make or replace a {kind.type.__name__}."},
    )


@cache
def page_of(name: str) -> type[msgspec.Struct]:
    """Return the struct of a page of this kind."""
    kind = KINDS[name]
    return msgspec.defstruct(
        f"{kind.type.__name__}Page",
        [
            ("items", list[kind.type]),  # type: ignore[name-defined]
            ("after", str | None),
            ("total", Total),
            ("labels", Labels),
        ],
        frozen=True,
        kw_only=True,
        module=__name__,
        namespace={"__doc__": "Some of them, in order; `after` is where the next page begins."},
    )


@cache
def query_of(name: str) -> type[msgspec.Struct]:
    """Return the struct of a list's query. A filter that is not given is absent, not empty."""
    kind = KINDS[name]
    hints = get_type_hints(kind.type, include_extras=True)
    fields: list[Any] = [
        *((field, Id | UnsetType, UNSET) for field in kind.under),
        *(
            (field, _one(hints[field]) | UnsetType, UNSET)
            for field in kind.filters
            if field not in kind.under
        ),
        ("within", Within, ""),
        ("after", After, ""),
        ("limit", Limit, 50),
        ("removed", Removed, False),
    ]
    if kind.search:
        fields.insert(0, ("search", Search, ""))
    return msgspec.defstruct(
        f"{kind.type.__name__}Query", fields, frozen=True, kw_only=True, module=__name__
    )


def where(kind: Kind[Any], asked: Any) -> dict[str, Any]:
    """Return what a list is limited to, as the store takes it."""
    names = dict.fromkeys([*kind.under, *kind.filters])
    return {name: value for name in names if (value := getattr(asked, name)) is not UNSET}


def _one(hint: Any) -> Any:
    """Return the type without its None: a query cannot say None."""
    inner = [each for each in getattr(hint, "__args__", ()) if each is not type(None)]
    return inner[0] if type(None) in getattr(hint, "__args__", ()) else hint
