"""A clause: what some rule asks, in our words, and how what was kept decides it.

Rule: a clause passes only by evidence that could have been otherwise. Where there is none it is
*unknown*, and where it is for people to show it is *people's*; neither is ever a pass.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum

import msgspec

from classroom.safety.evidence import Evidence, Happened

MOST_PROOFS = 12  # that a finding names; of more it says how many


class Words(msgspec.Struct, frozen=True):
    """A text in both languages."""

    zh: str
    en: str


class Seen(StrEnum):
    """How the rule's own text is known to us."""

    READ = "read"
    PART = "part"  # read in part
    REPORTED = "reported"  # from a newspaper's summary, or quoted by others
    OURS = "ours"  # no rule's text: practice that we hold to


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where a clause comes from."""

    title: Words
    place: str = ""  # article or number
    seen: Seen


class ClauseKind(StrEnum):
    """Who can satisfy it."""

    SOFTWARE = "software"
    MIXED = "mixed"  # the finding is of the software's part
    ORGANISATIONAL = "organisational"


class ClauseOf(StrEnum):
    """What is looked at."""

    LESSON = "lesson"
    SERVER = "server"  # how the server is set up and run now


class Verdict(StrEnum):
    """What was found; from the best to the worst, but for what people have to show."""

    PASS = "pass"
    PEOPLE = "people"
    UNKNOWN = "unknown"
    FAIL = "fail"


class ProofKind(StrEnum):
    """What a proof is the name of."""

    EVENT = "event"  # number in the lesson's events
    RECORD = "record"  # number in the audit trail
    SETTING = "setting"  # as in config/default.toml, or `signin_rules.…`
    DEVICE = "device"
    CLASSROOM = "classroom"
    NOTICE = "notice"


class Proof(msgspec.Struct, frozen=True):
    """One piece of what decided."""

    kind: ProofKind
    id: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, why, and by what."""

    state: Verdict
    why: Words
    proofs: tuple[Proof, ...] = ()
    more: int = 0  # proofs that are not named


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the catalogue."""

    id: str
    source: Source
    title: Words
    text: Words
    kind: ClauseKind = ClauseKind.SOFTWARE
    of: ClauseOf = ClauseOf.LESSON
    people: Words | None = None  # what people have to show besides
    decide: Callable[[Evidence], Finding] | None = None  # None: organisational


FOR_PEOPLE = Words("需要单位自行出具材料，软件不能代替", "For people to show; no software can")
BROKEN = Words(
    "检查时出错，没有得出结论",
    "The check itself went wrong and came to no conclusion",
)

NO_PROOF = Words("没有可以作证的记录", "There is no record to show it by")


def judge(clause: Clause, evidence: Evidence) -> Finding:
    """Return what was found. A check that fails of itself is unknown, not passed."""
    if clause.kind is ClauseKind.ORGANISATIONAL or clause.decide is None:
        return Finding(state=Verdict.PEOPLE, why=clause.people or FOR_PEOPLE)
    try:
        return clause.decide(evidence)
    except Exception as bug:  # one wrong check must not take the whole report with it
        name = type(bug).__name__
        why = Words(f"{BROKEN.zh}（{name}）", f"{BROKEN.en} ({name})")
        return Finding(state=Verdict.UNKNOWN, why=why)


# ---------------------------------------------------------------- what clauses answer with


def passed(zh: str, en: str, proofs: Iterable[Proof]) -> Finding:
    """Return a pass, by these proofs; without any there is none."""
    given = tuple(proofs)
    return _found(Verdict.PASS, zh, en, given) if given else unknown(NO_PROOF.zh, NO_PROOF.en)


def failed(zh: str, en: str, proofs: Iterable[Proof] = ()) -> Finding:
    """Return a failure."""
    return _found(Verdict.FAIL, zh, en, tuple(proofs))


def unknown(zh: str, en: str, proofs: Iterable[Proof] = ()) -> Finding:
    """Return that nothing can be said."""
    return _found(Verdict.UNKNOWN, zh, en, tuple(proofs))


def absent(zh: str, en: str) -> Callable[[Evidence], Finding]:
    """Return the decision of what this version does not have."""
    finding = failed(f"本版本还没有：{zh}", f"Not in this version: {en}")
    return lambda _evidence: finding


def of_events(events: Iterable[Happened]) -> list[Proof]:
    """Return events as proofs."""
    return [Proof(ProofKind.EVENT, str(each.number)) for each in events]


def of_records(numbers: Iterable[int]) -> list[Proof]:
    """Return records of the audit trail as proofs."""
    return [Proof(ProofKind.RECORD, str(number)) for number in numbers]


def of_settings(*names: str) -> list[Proof]:
    """Return settings as proofs."""
    return [Proof(ProofKind.SETTING, name) for name in names]


def of_classrooms(ids: Iterable[str]) -> list[Proof]:
    """Return classrooms as proofs."""
    return [Proof(ProofKind.CLASSROOM, id) for id in ids]


def _found(state: Verdict, zh: str, en: str, proofs: tuple[Proof, ...]) -> Finding:
    named = tuple(dict.fromkeys(proofs))
    more = max(0, len(named) - MOST_PROOFS)
    return Finding(state=state, why=Words(zh, en), proofs=named[:MOST_PROOFS], more=more)
