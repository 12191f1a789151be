"""Which recordings are looked at, by rule and by lot (双随机): nobody picks, and nobody is picked.

Rules:
1. A draw is decided by its seed and by what it drew from, and both are kept: whoever does it again
   gets the same. A recording's number is SHA-256(seed, newline, its id); the lowest are drawn.
2. The seed is the server's, made when the draw is; nobody can choose one.
3. No recording is drawn twice for the same rule. A second draw of the same days draws what is still
   missing to the rule's share, so that a draw may be asked for again without harm.
4. What was drawn goes to the rule's inspectors in turn, from where the draw before has ended;
   nobody gets a lesson that they taught.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from classroom.recording.values import Keeping
from classroom.register.resource import Id, Problem

MOST_AT_ONCE = 200  # recordings that one draw may take
MOST_TO_DRAW_FROM = 20_000
MOST_INSPECTORS = 50
MOST_RULES = 100  # of one region or school


class SamplingPeriod(StrEnum):
    """Of which days: the last whole ones before the day of the draw."""

    DAY = "day"
    WEEK = "week"  # Monday to Sunday
    MONTH = "month"


class SamplingOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule as it is written; exactly one of `share` and `count` is given."""

    title: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"\S")]
    period: SamplingPeriod = SamplingPeriod.WEEK
    share: Annotated[float, Meta(gt=0, le=100)] | None = None  # in a hundred, rounded up
    count: Annotated[int, Meta(ge=1, le=MOST_AT_ONCE)] | None = None
    subject: Annotated[str, Meta(max_length=60)] = ""  # as recordings call it; "": every one
    grade: Annotated[int, Meta(ge=1, le=12)] | None = None  # of a class that took part
    keeping: Annotated[tuple[Keeping, ...], Meta(max_length=len(Keeping))] = ()  # (): every kind
    inspectors: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=MOST_INSPECTORS)]
    form: Id | None = None  # what they fill in, if the rule says so


class SamplingRule(SamplingOrder, frozen=True, kw_only=True):
    """A rule, as kept."""

    id: Id
    version: int
    scope: str  # of the region or school whose lessons are drawn
    made_by: str
    made_at: float
    retired: bool = False


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A recording that may be drawn."""

    recording: str
    scope: str
    lecturer: str  # id of the person; ""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """One that was, and whose it is to look at; "": nobody could take it."""

    recording: str
    inspector: str


def check_rule(order: SamplingOrder) -> list[Problem]:
    """Return what is wrong with a rule."""
    found = []
    if (order.share is None) == (order.count is None):
        found.append(Problem("share", "one_of_two", {"other": "count"}))
    if len(set(order.inspectors)) != len(order.inspectors):
        found.append(Problem("inspectors", "twice"))
    return found


def days_of(period: SamplingPeriod, today: str) -> tuple[str, str]:
    """Return the first and the last day of the period before this day.

    >>> days_of(SamplingPeriod.WEEK, "2026-10-14")
    ('2026-10-05', '2026-10-11')
    >>> days_of(SamplingPeriod.MONTH, "2026-01-02")
    ('2025-12-01', '2025-12-31')
    """
    day = date.fromisoformat(today)
    match period:
        case SamplingPeriod.DAY:
            first = last = day - timedelta(days=1)
        case SamplingPeriod.WEEK:
            last = day - timedelta(days=day.isoweekday())
            first = last - timedelta(days=6)
        case SamplingPeriod.MONTH:
            last = day.replace(day=1) - timedelta(days=1)
            first = last.replace(day=1)
    return first.isoformat(), last.isoformat()


def hours_of(first: str, last: str, zone: ZoneInfo) -> tuple[float, float]:
    """Return when these days begin, and when they are over, in UTC seconds."""
    begin = datetime.fromisoformat(first).replace(tzinfo=zone)
    end = datetime.fromisoformat(last).replace(tzinfo=zone) + timedelta(days=1)
    return begin.timestamp(), end.timestamp()


def wanted(rule: SamplingOrder, frame: int, drawn_before: int) -> int:
    """Return how many are still to be drawn from so many, of which some were drawn before.

    >>> rule = SamplingOrder(title="音乐", share=5.0, inspectors=("p",))
    >>> wanted(rule, 41, 0), wanted(rule, 41, 2), wanted(rule, 0, 0)
    (3, 1, 0)
    """
    if rule.count is not None:
        whole = rule.count
    else:
        # In thousandths of a share, so that 5 % of 40 is two and not three.
        whole = -(-frame * round((rule.share or 0) * 1000) // 100_000)
    return max(0, min(whole, frame, MOST_AT_ONCE) - drawn_before)


def lot(seed: str, recording: str) -> str:
    """Return a recording's number in a draw."""
    return hashlib.sha256(f"{seed}\n{recording}".encode()).hexdigest()


def draw(seed: str, frame: Collection[str], before: Collection[str], many: int) -> list[str]:
    """Return so many of the frame that were not drawn before, in the order of their numbers.

    >>> draw("s", ["a", "b", "c"], ["a"], 5) == draw("s", ["c", "b", "a"], ["a"], 5)
    True
    """
    left = set(frame) - set(before)
    return sorted(left, key=lambda each: lot(seed, each))[:many]


def assign(
    drawn: Sequence[Candidate],
    inspectors: Sequence[str],
    turn: int,
    may: Callable[[str, Candidate], bool],
) -> tuple[list[Drawn], int]:
    """Hand them out in turn; return who gets which, and whose turn it is then.

    `may` says whether an inspector may look at a recording at all.
    """
    found = []
    for each in drawn:
        taken = ""
        for step in range(len(inspectors)):
            person = inspectors[(turn + step) % len(inspectors)]
            if person != each.lecturer and may(person, each):
                taken, turn = person, turn + step + 1
                break
        found.append(Drawn(recording=each.recording, inspector=taken))
    return found, turn % len(inspectors) if inspectors else 0
