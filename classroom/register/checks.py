"""Reading values into things of the register: all that is wrong with them, field by field.

Rule: nobody is told of one mistake when there are three. A problem is a field, a stable code, and
what the words need; pages, imports and the API say it in the reader's language.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

from classroom.failures import Refused
from classroom.hidden import hides
from classroom.register.resource import Day, Kind, Problem, Resource

R = TypeVar("R", bound=Resource)

GIVEN_BY_THE_STORE = frozenset({"id", "version", "scope"})


class Invalid(Refused):
    """The values make no thing of its kind; `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep what is wrong."""
        super().__init__("invalid", ", ".join(f"{p.field}: {p.code}" for p in problems))
        self.problems = problems


# msgspec's own messages, which name the constraint that was not met.
_CODES = [
    (re.compile(r"of length >= (\d+)"), "too_short"),
    (re.compile(r"of length <= (\d+)"), "too_long"),
    (re.compile(r">= (-?\d+)"), "too_small"),
    (re.compile(r"<= (-?\d+)"), "too_large"),
    (re.compile(r"matching regex"), "bad_pattern"),
    (re.compile(r"enum value"), "not_one_of"),
    (re.compile(r"unknown field"), "unknown_field"),
    (re.compile(r"missing required field"), "missing"),
]


def build(kind: Kind[R], values: Mapping[str, Any], *, id: str = "") -> R:
    """Return the thing these values make (strings, numbers, lists, as JSON has them).

    Raises:
        Invalid: with every problem there is.
    """
    hints, fields = _shape(kind.type)
    problems: list[Problem] = []
    read: dict[str, Any] = {}
    for name in values:
        if name not in fields or name in GIVEN_BY_THE_STORE:
            problems.append(Problem(name, "unknown_field"))
    for name, field in fields.items():
        if name in GIVEN_BY_THE_STORE:
            continue
        if name not in values:
            if field.required:
                problems.append(Problem(name, "missing"))
            continue
        try:
            read[name] = msgspec.convert(values[name], hints[name], strict=True)
        except msgspec.ValidationError as error:
            problems.append(_problem(name, values[name], error))
        else:
            problems += _impossible_date(name, hints[name], read[name])
            if _hides_something(values[name]):
                problems.append(Problem(name, "hidden_characters"))
    if not problems:
        thing = kind.type(**read, id=id)
        problems = kind.check(thing)
        if not problems:
            return thing
    raise Invalid(problems)


@cache  # an import builds ten thousand of a kind
def _shape(type: type[Resource]) -> tuple[dict[str, Any], dict[str, msgspec.structs.FieldInfo]]:
    fields = {field.name: field for field in msgspec.structs.fields(type)}
    return get_type_hints(type, include_extras=True), fields


def _problem(field: str, value: Any, error: msgspec.ValidationError) -> Problem:
    text = str(error)
    if value in (None, ""):
        return Problem(field, "missing")
    for pattern, code in _CODES:
        if (found := pattern.search(text)) is not None:
            return Problem(field, code, {"limit": int(found[1])} if found.groups() else {})
    return Problem(field, "wrong_type")


def _hides_something(value: Any) -> bool:
    """No text of ours has several lines, no database keeps a NUL, and no name looks like another's
    by what nobody sees.
    """
    if isinstance(value, str):
        return hides(value)
    if isinstance(value, Mapping):
        return any(_hides_something(each) for each in (*value, *value.values()))
    return isinstance(value, list | tuple) and any(map(_hides_something, value))


def _impossible_date(field: str, hint: Any, value: Any) -> list[Problem]:
    """A date must be one: the pattern lets 2026-02-30 through."""
    if value is None or not (hint == Day or Day in get_args(hint)):
        return []
    try:
        date.fromisoformat(value)
    except ValueError:
        return [Problem(field, "no_such_day")]
    return []
