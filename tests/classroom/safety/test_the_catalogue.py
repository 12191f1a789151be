"""The catalogue's own order: ids, languages, sources; and that a new clause is one entry."""

import re
from collections import Counter
from typing import get_args

import pytest

from classroom.events import Event, RightChanged, StreamOpened
from classroom.media_messages import Source
from classroom.safety import sources
from classroom.safety.catalogue import CATALOGUE, Chapter
from classroom.safety.clause import (
    Clause,
    ClauseKind,
    Finding,
    Seen,
    Verdict,
    Words,
    failed,
    judge,
    of_events,
    of_settings,
    passed,
)
from classroom.safety.evidence import Evidence
from classroom.safety.report import TermSum, counts, counts_of, judged
from classroom.safety.timeline import WHAT, cited, what
from classroom.states import Right
from tests.classroom.safety.story import Story, of_server

CLAUSES = [clause for chapter in CATALOGUE for clause in chapter.clauses]
HAN = re.compile(r"[\u4e00-\u9fff]")

# The rows of the requirements' working table, and the entries that each became.
ROWS = {
    "A1": "A1", "A2/R9": "A2/R9", "R10": "R10", "B1": "B1", "B2/G1d": "B2 G1d", "B3": "B3",
    "B4/M31a": "B4/M31a", "B5": "B5", "B6": "B6", "B7": "B7 B7-forbid", "B8": "B8 B8-package",
    "B9/M29": "B9/M29", "B10/L1": "B10",
    "1.D": "1.D-remove 1.D-lock 1.D-first 1.D-expected 1.D-hold",
    "1.C": "1.C", "L1/M29": "L1/M29", "M7/N-complaint/D20": "M7/D20", "M26": "M26",
    "M31b": "M31b", "U76": "U76", "U74/E-app/M24": "U74/M24", "P13–17…": "P13-17/P31/C8-10",
    "P44–47…": "P44-47/M34", "P19/H4": "P19/H4", "M36": "M36",
    "M37/P54/D27/P55/P56": "M37/P54/D27 P55-assessment P55/56", "M35/P57/D11/L4":
    "M35/P57/D11/L4", "N-log/G3": "N-log G3-chain G3-fields", "G1a/b": "G1a/b", "G2": "G2",
    "G4": "G4", "G5": "G5-way G5-rest", "G6": "G6", "G7/G8/D16": "G7/G8/D16", "L6": "L6",
    "T13/T14": "T13 T14", "T10/T14": "T10-patrol T10-overrun", "roll call": "roll-call",
    "H1–H5": "H1-stretch H1-day H3-end H5",
    "organisational": "filing level-filing C8-officer P21/D12 P51-training N-plan L3-duty "
    "L5-teachers legal-basis",
}  # fmt: skip


def test_every_row_of_the_requirements_has_its_entries() -> None:
    named = {id for ids in ROWS.values() for id in ids.split()}

    assert named == {clause.id for clause in CLAUSES}


def test_ids_are_unique() -> None:
    assert [id for id, n in Counter(c.id for c in CLAUSES).items() if n > 1] == []
    assert [id for id, n in Counter(c.id for c in CATALOGUE).items() if n > 1] == []


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_every_clause_says_what_it_asks_in_both_languages_and_where_it_is_from(
    clause: Clause,
) -> None:
    texts = [clause.title, clause.text, clause.source.title]
    texts += [clause.people] if clause.people else []

    assert all(HAN.search(words.zh) for words in texts)
    assert all(words.en.strip() for words in texts)
    assert not any(HAN.search(words.en) for words in (clause.title, clause.text))
    assert clause.source.place or clause.source.seen is Seen.OURS


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_what_only_people_can_show_never_passes_and_says_what_to_show(clause: Clause) -> None:
    if clause.kind is not ClauseKind.ORGANISATIONAL:
        assert clause.decide is not None
        return

    assert judge(clause, Story().taught().evidence()).state is Verdict.PEOPLE
    assert clause.people is not None


def test_a_clause_that_people_show_is_not_even_decided() -> None:
    def passes(_evidence: Evidence) -> Finding:
        return passed("好", "Well", of_settings("anything"))

    clause = entry("people", passes, ClauseKind.ORGANISATIONAL)

    assert judge(clause, of_server()).state is Verdict.PEOPLE


def entry(id: str, decide: object, kind: ClauseKind = ClauseKind.SOFTWARE) -> Clause:
    return Clause(
        id=id,
        source=sources.ours(),
        title=Words("新的", "New"),
        text=Words("新的一条", "A new one"),
        kind=kind,
        decide=decide,  # type: ignore[arg-type]
    )


def test_a_new_clause_is_one_entry() -> None:
    def seen(evidence: Evidence) -> Finding:
        events = evidence.lesson.events
        return passed("看到了", "Seen", of_events(events)) if events else failed("没有", "None")

    chapter = Chapter(id="new", title=Words("新", "New"), clauses=(entry("new", seen),))
    term = TermSum((*CATALOGUE, chapter))
    term.take("lesson", Story().taught().evidence())
    term.take("other", Story().evidence())

    of_a_lesson = judged(Story().taught().evidence(), (*CATALOGUE, chapter))[-1].entries[0]
    of_the_term = term.judged(of_server())[-1].entries[0]

    assert (of_a_lesson.id, of_a_lesson.state) == ("new", Verdict.PASS)
    assert of_the_term.state is Verdict.FAIL
    assert of_the_term.lessons is not None
    assert (of_the_term.lessons.passed, of_the_term.lessons.failed) == (("lesson",), ("other",))


def test_a_check_that_breaks_is_unknown_and_takes_nothing_with_it() -> None:
    def breaks(_evidence: Evidence) -> Finding:
        raise KeyError("nothing of a person")

    found = judge(entry("breaks", breaks), of_server())

    assert found.state is Verdict.UNKNOWN
    assert "KeyError" in found.why.en
    assert "person" not in found.why.en


def test_a_pass_without_any_proof_is_unknown() -> None:
    assert passed("好", "Well", []).state is Verdict.UNKNOWN


def test_of_many_proofs_some_are_named_and_the_others_counted() -> None:
    story = Story().taught()
    found = passed("好", "Well", of_events(story.happened * 1))
    many = passed("好", "Well", of_settings(*(f"s{n}" for n in range(40))))

    assert found.more == max(0, len(story.happened) - 12)
    assert (len(many.proofs), many.more) == (12, 28)


def test_every_event_has_its_words_in_both_languages() -> None:
    assert set(WHAT) == set(get_args(Event))
    assert all(HAN.search(words.zh) and words.en for words in WHAT.values())


def test_the_chinese_words_of_an_event_hold_no_code() -> None:
    opened: list[Event] = [
        StreamOpened(at=0.0, classroom="r1", producer="p1", source=source, ingest=False)
        for source in Source
    ]
    switched: list[Event] = [
        RightChanged(at=0.0, classroom="r1", right=right, on=True) for right in Right
    ]

    assert not [said for each in opened + switched if re.search("[a-z_]", said := what(each).zh)]


def test_the_events_that_findings_name_are_told_once_and_in_order() -> None:
    evidence = Story().taught().evidence()

    told = cited(evidence.lesson, judged(evidence))

    numbers = [each.number for each in told]
    assert numbers == sorted(set(numbers))
    assert told[-1].what.zh == "课堂阶段：结束"


def test_unknown_is_counted_by_itself() -> None:
    told = counts([Verdict.PASS, Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.PEOPLE, Verdict.FAIL])

    assert (told.passed, told.unknown, told.people, told.failed) == (1, 2, 1, 1)


def test_the_counts_of_a_report_are_those_of_its_entries() -> None:
    chapters = judged(Story().taught().evidence())
    told = counts_of(chapters)
    states = [entry.state for chapter in chapters for entry in chapter.entries]

    assert told.passed == states.count(Verdict.PASS)
    assert told.unknown == states.count(Verdict.UNKNOWN)
    assert told.passed + told.failed + told.unknown + told.people == len(CLAUSES)


def test_a_term_stands_as_its_worst_lesson() -> None:
    term = TermSum()
    for number in range(7):
        term.take(f"good{number}", Story().taught().evidence())
    term.take("nobody came", Story().evidence())

    entries = {e.id: e for chapter in term.judged(of_server()) for e in chapter.entries}
    second = entries["B2"]

    assert second.state is Verdict.UNKNOWN
    assert second.lessons is not None
    assert (second.lessons.counts.passed, second.lessons.counts.unknown) == (7, 1)
    assert second.lessons.unknown == ("nobody came",)
    assert second.lessons.passed == tuple(f"good{n}" for n in range(5))
    assert entries["G1d"].lessons is None


def test_a_term_without_lessons_passes_nothing_of_lessons() -> None:
    entries = [e for chapter in TermSum().judged(of_server()) for e in chapter.entries]

    assert {e.state for e in entries if e.of == "lesson" and e.kind != "organisational"} == {
        Verdict.UNKNOWN
    }
