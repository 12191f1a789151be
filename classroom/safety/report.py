"""A report: every clause of the catalogue with what was found, of one lesson or of a term.

Rule: states are counted each by itself, and no sum of them is made: unknown is not passed. A term's
clause is as found in each of its lessons, and it stands as the worst of them; what is of the server
is found once, as it is set up now.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from classroom.safety.catalogue import CATALOGUE, Chapter
from classroom.safety.clause import (
    Clause,
    ClauseKind,
    ClauseOf,
    Finding,
    Proof,
    Seen,
    Verdict,
    Words,
    judge,
)
from classroom.safety.evidence import Evidence

EXAMPLES = 5  # lessons that a term's entry names of each state
NO_LESSONS = Words("这个学期还没有可以检查的课", "There are no lessons of this term to look at yet")
WORST = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)


class ComplianceCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many are of each state; never added together."""

    passed: int = 0
    failed: int = 0
    unknown: int = 0
    people: int = 0


class ComplianceLessons(msgspec.Struct, frozen=True, kw_only=True):
    """A clause over a term's lessons: how many of each state, and some of them by id."""

    counts: ComplianceCounts
    passed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class ComplianceEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One clause and what was found."""

    id: str
    source: Words
    place: str
    seen: Seen
    title: Words
    text: Words
    kind: ClauseKind
    of: ClauseOf
    state: Verdict
    why: Words
    proofs: tuple[Proof, ...]
    more: int  # proofs that are not named
    people: Words | None  # what people have to show besides
    lessons: ComplianceLessons | None = None  # of a term


class ComplianceChapter(msgspec.Struct, frozen=True, kw_only=True):
    """A chapter and what was found in it."""

    id: str
    title: Words
    entries: tuple[ComplianceEntry, ...]


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """An event that some finding names."""

    number: int
    at: float
    what: Words
    classroom: str = ""  # id


class ComplianceReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of a lesson or a term, and when it was looked for."""

    made_at: float
    title: str  # of the lesson or term
    lesson: str = ""  # id
    term: str = ""  # id
    starts_at: float = 0.0
    ends_at: float = 0.0
    lessons: int = 1  # that were looked at
    left_out: int = 0  # of a term: that were not
    counts: ComplianceCounts
    chapters: tuple[ComplianceChapter, ...]
    events: tuple[Cited, ...] = ()  # of a lesson: those that findings name, in order
    classrooms: Mapping[str, str] = {}  # id → name, of a lesson's


def judged(
    evidence: Evidence, catalogue: Sequence[Chapter] = CATALOGUE
) -> tuple[ComplianceChapter, ...]:
    """Return every clause with what was found."""
    return tuple(
        ComplianceChapter(
            id=chapter.id,
            title=chapter.title,
            entries=tuple(entry(clause, judge(clause, evidence)) for clause in chapter.clauses),
        )
        for chapter in catalogue
    )


def entry(
    clause: Clause, found: Finding, lessons: ComplianceLessons | None = None
) -> ComplianceEntry:
    """Return a clause with what was found."""
    return ComplianceEntry(
        id=clause.id,
        source=clause.source.title,
        place=clause.source.place,
        seen=clause.source.seen,
        title=clause.title,
        text=clause.text,
        kind=clause.kind,
        of=clause.of,
        state=found.state,
        why=found.why,
        proofs=found.proofs,
        more=found.more,
        people=clause.people,
        lessons=lessons,
    )


def counts(states: Iterable[Verdict]) -> ComplianceCounts:
    """Count states, each by itself."""
    every = list(states)
    return ComplianceCounts(
        passed=every.count(Verdict.PASS),
        failed=every.count(Verdict.FAIL),
        unknown=every.count(Verdict.UNKNOWN),
        people=every.count(Verdict.PEOPLE),
    )


def counts_of(chapters: Iterable[ComplianceChapter]) -> ComplianceCounts:
    """Count the states of all entries."""
    return counts(entry.state for chapter in chapters for entry in chapter.entries)


class TermSum:
    """Takes a term's lessons one by one, and keeps what a report says of them."""

    def __init__(self, catalogue: Sequence[Chapter] = CATALOGUE) -> None:
        """Begin with none."""
        self.lessons = 0
        self._catalogue = catalogue
        self._counts: dict[tuple[str, Verdict], int] = {}
        self._examples: dict[tuple[str, Verdict], list[str]] = {}
        self._whys: dict[tuple[str, Verdict], Words] = {}

    def take(self, lesson: str, evidence: Evidence) -> None:
        """Look at one lesson."""
        self.lessons += 1
        for clause in self._of_lessons():
            found = judge(clause, evidence)
            key = (clause.id, found.state)
            self._counts[key] = self._counts.get(key, 0) + 1
            self._whys.setdefault(key, found.why)
            some = self._examples.setdefault(key, [])
            if len(some) < EXAMPLES:
                some.append(lesson)

    def take_all(self, lessons: Iterable[tuple[str, Evidence]]) -> None:
        """Look at several."""
        for lesson, evidence in lessons:
            self.take(lesson, evidence)

    def judged(self, server: Evidence) -> tuple[ComplianceChapter, ...]:
        """Return every clause: of lessons the worst, of the server as it is found there."""
        return tuple(
            ComplianceChapter(
                id=chapter.id,
                title=chapter.title,
                entries=tuple(self._entry(clause, server) for clause in chapter.clauses),
            )
            for chapter in self._catalogue
        )

    def _entry(self, clause: Clause, server: Evidence) -> ComplianceEntry:
        if clause.of is ClauseOf.SERVER or clause.kind is ClauseKind.ORGANISATIONAL:
            return entry(clause, judge(clause, server))
        worst = next((s for s in WORST if self._counts.get((clause.id, s))), Verdict.UNKNOWN)
        found = Finding(state=worst, why=self._whys.get((clause.id, worst), NO_LESSONS))
        return entry(clause, found, self._lessons_of(clause.id))

    def _lessons_of(self, id: str) -> ComplianceLessons:
        def count(state: Verdict) -> int:
            return self._counts.get((id, state), 0)

        def some(state: Verdict) -> tuple[str, ...]:
            return tuple(self._examples.get((id, state), ()))

        return ComplianceLessons(
            counts=ComplianceCounts(
                passed=count(Verdict.PASS),
                failed=count(Verdict.FAIL),
                unknown=count(Verdict.UNKNOWN),
            ),
            passed=some(Verdict.PASS),
            failed=some(Verdict.FAIL),
            unknown=some(Verdict.UNKNOWN),
        )

    def _of_lessons(self) -> Iterable[Clause]:
        return (
            clause
            for chapter in self._catalogue
            for clause in chapter.clauses
            if clause.of is ClauseOf.LESSON and clause.kind is not ClauseKind.ORGANISATIONAL
        )
