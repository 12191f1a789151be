"""A sanction: warn, limit, suspend or close an account or a device, somewhere, until some time.

Rules:
1. It names an account or an enrolled device, never a nickname, and says where it holds, why, and
   who imposed it. Where it holds is a lesson, a pairing's lessons, a school's, or a region's.
2. It ends by itself when its time is over, or when somebody lifts it and says why; nothing else
   undoes it. A limit has an end; a suspension may be open (that is the blacklist: out until it is
   lifted); a warning and a closed account have none.
3. Of several the gravest counts. What it takes away is decided here, and asked wherever somebody
   signs in, knocks, or does something in a lesson.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from classroom.register.resource import Id, Problem
from classroom.register.scope import contains

LONGEST_SECONDS = 5 * 366 * 86_400.0
LEAST_WHY = 2
Why = Annotated[str, Meta(min_length=LEAST_WHY, max_length=500)]


class Step(StrEnum):
    """What is taken away, the mildest first."""

    WARN = "warn"  # 警示: nothing; it is read and acknowledged
    LIMIT = "limit"  # 限制功能: goes on watching, and does nothing else
    SUSPEND = "suspend"  # 暂停: comes into no lesson there; its own school's: does not sign in
    CLOSE = "close"  # 关闭: the same without an end; its sign-ins, links and tokens are dead


class SubjectKind(StrEnum):
    """What is sanctioned, called as the kinds are."""

    PERSON = "people"
    DEVICE = "devices"


class Reach(StrEnum):
    """Where it holds."""

    LESSON = "lessons"
    PAIRING = "pairings"  # the lessons of a series
    SCHOOL = "schools"
    REGION = "regions"


class Subject(NamedTuple):
    """Who is sanctioned."""

    kind: SubjectKind
    id: str


class LessonPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a lesson belongs."""

    lesson: str
    pairing: str = ""
    scopes: tuple[str, ...] = ()  # of the schools that take part in it


class SanctionOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sanction to be imposed."""

    kind: SubjectKind
    subject: Id
    step: Step
    reach: Reach
    place: Id  # of the lesson, pairing, school or region
    reason: Why
    until: float | None = None  # seconds since the epoch, UTC; None: until it is lifted
    report: Id | None = None  # the ticket it was imposed for


class Sanction(msgspec.Struct, frozen=True, kw_only=True):
    """One that was imposed."""

    id: Id
    kind: SubjectKind
    subject: Id
    step: Step
    reach: Reach
    place: Id
    scope: str  # whose it is to lift
    reason: str
    until: float | None
    made_at: float
    made_by: str  # id of the person
    report: str = ""
    lesson: str = ""  # in which it was imposed, and for whose seat
    classroom: str = ""
    lifted_at: float | None = None
    lifted_by: str = ""
    lift_reason: str = ""
    seen_at: float | None = None  # when a warning was acknowledged

    def in_force(self, now: float) -> bool:
        """Tell whether it holds."""
        if self.lifted_at is not None or (self.until is not None and self.until <= now):
            return False
        return self.step is not Step.WARN or self.seen_at is None

    @property
    def keeps_out(self) -> bool:
        """Whether the door is closed to its subject."""
        return self.step in (Step.SUSPEND, Step.CLOSE)

    def holds_in(self, place: LessonPlace) -> bool:
        """Tell whether it holds in this lesson."""
        match self.reach:
            case Reach.LESSON:
                return self.place == place.lesson
            case Reach.PAIRING:
                return self.place == place.pairing
            case Reach.SCHOOL | Reach.REGION:
                return any(contains(self.scope, scope) for scope in place.scopes)

    def bars_account(self, scope: str) -> bool:
        """Tell whether an account of this scope does not sign in."""
        wide = self.reach in (Reach.SCHOOL, Reach.REGION)
        return self.keeps_out and wide and contains(self.scope, scope)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody stands in a lesson, as they may know it themselves."""

    step: Step
    reason: str
    until: float | None

    @property
    def limited(self) -> bool:
        """Whether they watch and do nothing else."""
        return self.step is not Step.WARN

    @property
    def keeps_out(self) -> bool:
        """Whether they do not come in."""
        return self.step in (Step.SUSPEND, Step.CLOSE)


def gravest(sanctions: Iterable[Sanction]) -> Standing | None:
    """Return how its subject stands by these, which all hold there; of equals the one that lasts
    longest counts.
    """
    grades = tuple(Step)
    found = sorted(sanctions, key=lambda s: (grades.index(s.step), s.until or float("inf")))
    if not found:
        return None
    return Standing(step=found[-1].step, reason=found[-1].reason, until=found[-1].until)


def problems(order: SanctionOrder, now: float) -> list[Problem]:
    """Return what is wrong with an order."""
    found = []
    if len(order.reason.strip()) < LEAST_WHY:
        found.append(Problem("reason", "too_short", {"limit": LEAST_WHY}))
    if order.step is Step.WARN and order.kind is not SubjectKind.PERSON:
        found.append(Problem("step", "warns_nobody"))  # a device reads no warnings
    if order.step is Step.CLOSE and (
        order.kind is not SubjectKind.PERSON or order.reach in (Reach.LESSON, Reach.PAIRING)
    ):
        found.append(Problem("step", "closes_accounts"))
    if order.until is None:
        if order.step is Step.LIMIT:
            found.append(Problem("until", "missing"))
    elif order.step in (Step.WARN, Step.CLOSE):
        found.append(Problem("until", "has_no_end"))
    elif not now < order.until <= now + LONGEST_SECONDS:  # a NaN is not, either
        found.append(Problem("until", "not_a_coming_time"))
    return found
