"""Forms: what an inspection asks, on which scales, and what each answer weighs.

Rules:
1. A form is never changed: it gets a new version, and a sheet stays with the version that it was
   begun with.
2. The result is worked out here and nowhere else: of each item the share of its scale, weighed, in
   a hundred, to one decimal; an item that is left out, being optional, weighs nothing. It is of a
   lesson. Nothing here is of a pupil, and nothing is put in an order by it.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

import msgspec
from msgspec import Meta

from classroom.register.resource import Id, Problem

MOST_ITEMS = 60
MOST_LEVELS = 11
MOST_OF_A_PLACE = 100  # forms that are made in one region or school
Words = Annotated[str, Meta(max_length=200)]
Key = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,32}$")]


class Scale(StrEnum):
    """How an item is answered."""

    POINTS = "points"  # a whole number from low to high
    LEVELS = "levels"  # one of some words, each worth so many points
    TEXT = "text"  # in words; weighs nothing


class Level(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One word of a scale."""

    points: Annotated[int, Meta(ge=0, le=100)]
    zh: Annotated[str, Meta(min_length=1, max_length=30)]
    en: Annotated[str, Meta(max_length=30)] = ""


class FormItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is looked at."""

    key: Key  # stays the same from version to version
    zh: Annotated[str, Meta(min_length=1, max_length=100)]
    en: Annotated[str, Meta(max_length=100)] = ""
    help_zh: Words = ""
    help_en: Words = ""
    scale: Scale = Scale.POINTS
    low: Annotated[int, Meta(ge=0, le=100)] = 0
    high: Annotated[int, Meta(ge=0, le=100)] = 10
    levels: Annotated[tuple[Level, ...], Meta(max_length=MOST_LEVELS)] = ()
    weight: Annotated[int, Meta(ge=0, le=100)] = 10
    required: bool = True

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the most it may be given."""
        if self.scale is Scale.LEVELS:
            points = [level.points for level in self.levels]
            return min(points, default=0), max(points, default=0)
        return self.low, self.high


class FormOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form as it is written."""

    zh: Annotated[str, Meta(min_length=1, max_length=60)]
    en: Annotated[str, Meta(max_length=60)] = ""
    about_zh: Annotated[str, Meta(max_length=500)] = ""
    about_en: Annotated[str, Meta(max_length=500)] = ""
    items: Annotated[tuple[FormItem, ...], Meta(min_length=1, max_length=MOST_ITEMS)]


class InspectionForm(FormOrder, frozen=True, kw_only=True):
    """A version of a form."""

    id: Id
    version: int
    scope: str  # whose inspectors use it
    made_by: str
    made_at: float
    retired: bool = False  # no sheet is begun with it any more


class SheetMark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an item was given. `points` is None where it is answered in words, or not yet."""

    item: Key
    points: Annotated[int, Meta(ge=0, le=100)] | None = None
    remark: Annotated[str, Meta(max_length=1000)] = ""


def check_form(order: FormOrder) -> list[Problem]:
    """Return what is wrong with a form."""
    found = [] if order.zh.strip() else [Problem("zh", "too_short", {"limit": 1})]
    keys = [item.key for item in order.items]
    for number, item in enumerate(order.items):
        where = f"items[{number}]"
        if not item.zh.strip():
            found.append(Problem(f"{where}.zh", "too_short", {"limit": 1}))
        if keys.index(item.key) != number:
            found.append(Problem(f"{where}.key", "twice"))
        match item.scale:
            case Scale.LEVELS:
                points = [level.points for level in item.levels]
                if len(set(points)) < max(2, len(points)):
                    found.append(Problem(f"{where}.levels", "wrong_scale"))
            case Scale.POINTS:
                if item.low >= item.high:
                    found.append(Problem(f"{where}.high", "wrong_scale"))
            case Scale.TEXT:
                if item.weight:
                    found.append(Problem(f"{where}.weight", "text_weighs_nothing"))
    if not any(item.weight for item in order.items if item.scale is not Scale.TEXT):
        found.append(Problem("items", "weighs_nothing"))
    return found


def check_marks(form: FormOrder, marks: Sequence[SheetMark], *, complete: bool) -> list[Problem]:
    """Return what is wrong with what the items were given; `complete`: nothing may be missing."""
    items = {item.key: item for item in form.items}
    found = []
    given: dict[str, SheetMark] = {}
    for number, mark in enumerate(marks):
        where = f"marks[{number}]"
        item = items.get(mark.item)
        if item is None:
            found.append(Problem(f"{where}.item", "not_found"))
        elif mark.item in given:
            found.append(Problem(f"{where}.item", "twice"))
        elif mark.points is not None and not _on_scale(item, mark.points):
            found.append(Problem(f"{where}.points", "not_on_the_scale"))
        given[mark.item] = mark
    if complete:
        for key, item in items.items():
            if item.required and not _answered(item, given.get(key)):
                found.append(Problem(f"marks.{key}", "missing"))
    return found


def result(form: FormOrder, marks: Sequence[SheetMark]) -> float | None:
    """Return the weighed result in a hundred, to one decimal; None while nothing weighs.

    >>> item = FormItem(key="board", zh="板书", low=0, high=10, weight=30)
    >>> other = FormItem(key="talk", zh="互动", low=1, high=5, weight=10)
    >>> form = FormOrder(zh="听课", items=(item, other))
    >>> result(form, [SheetMark(item="board", points=8), SheetMark(item="talk", points=5)])
    85.0
    """
    items = {item.key: item for item in form.items}
    reached, weights = Fraction(0), 0
    for mark in marks:
        item = items.get(mark.item)
        if item is None or mark.points is None or not item.weight or item.scale is Scale.TEXT:
            continue
        low, high = item.ends
        reached += Fraction(mark.points - low, high - low) * item.weight
        weights += item.weight
    if not weights:
        return None
    tenths = reached * 1000 / weights
    return int(tenths + Fraction(1, 2)) / 10  # a half goes up, for everybody


def by_item(marks: Sequence[SheetMark]) -> Mapping[str, SheetMark]:
    """Return them by what they are of."""
    return {mark.item: mark for mark in marks}


def _on_scale(item: FormItem, points: int) -> bool:
    match item.scale:
        case Scale.LEVELS:
            return any(level.points == points for level in item.levels)
        case Scale.POINTS:
            return item.low <= points <= item.high
        case Scale.TEXT:
            return False


def _answered(item: FormItem, mark: SheetMark | None) -> bool:
    if mark is None:
        return False
    return bool(mark.remark.strip()) if item.scale is Scale.TEXT else mark.points is not None
