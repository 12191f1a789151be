"""Each decided clause passes by good evidence, fails by bad, and says nothing without any."""

import pytest

from classroom.audit.record import Actor, ActorKind, Note
from classroom.commands import SetRight
from classroom.events import BreakDue, FileShared
from classroom.files.values import FileKind
from classroom.media_messages import Source
from classroom.safety.catalogue import CATALOGUE
from classroom.safety.clause import Clause, ClauseKind, Verdict, judge
from classroom.safety.evidence import Evidence
from classroom.states import Right
from tests.classroom.safety.cases import (
    CASES,
    NEVER_WRONG,
    NOT_SEEN,
    NOT_THERE,
    entered_while_paused,
    locked,
    paused,
    switched_behind_its_back,
)
from tests.classroom.safety.story import Story, did, of_server, record
from tests.classroom.school import LECTURER, MINUTE, NINE, QINGSHAN

CLAUSES: dict[str, Clause] = {c.id: c for chapter in CATALOGUE for c in chapter.clauses}


@pytest.mark.parametrize("id", CASES)
def test_good_evidence_passes_and_is_named(id: str) -> None:
    found = judge(CLAUSES[id], CASES[id][0]())

    assert (found.state, found.why.zh) == (Verdict.PASS, found.why.zh)
    assert found.proofs


@pytest.mark.parametrize("id", CASES)
def test_bad_evidence_fails(id: str) -> None:
    found = judge(CLAUSES[id], CASES[id][1]())

    assert (found.state, found.why.zh) == (Verdict.FAIL, found.why.zh)


@pytest.mark.parametrize("id", CLAUSES)
def test_without_evidence_nothing_passes(id: str) -> None:
    assert judge(CLAUSES[id], Evidence()).state is not Verdict.PASS


@pytest.mark.parametrize("id", CLAUSES)
def test_a_lesson_that_nobody_came_to_passes_nothing_of_the_lesson(id: str) -> None:
    found = judge(CLAUSES[id], Story().evidence())

    assert (
        found.state is not Verdict.PASS
        or CLAUSES[id].of == "server"
        or id
        in (
            "B3",  # its devices stand in the classrooms
            "P13-17/P31/C8-10",  # and guardians were asked before
        )
    )


def test_every_clause_that_is_decided_has_its_two_cases() -> None:
    decided = {id for id, clause in CLAUSES.items() if clause.kind is not ClauseKind.ORGANISATIONAL}

    assert decided == set(CASES) | NOT_THERE | NOT_SEEN | NEVER_WRONG


@pytest.mark.parametrize("id", sorted(NOT_THERE))
def test_what_this_version_does_not_have_fails_however_well_the_lesson_went(id: str) -> None:
    assert judge(CLAUSES[id], Story().taught().evidence()).state is Verdict.FAIL


@pytest.mark.parametrize("id", sorted(NOT_SEEN))
def test_what_cannot_be_seen_from_here_is_unknown(id: str) -> None:
    assert judge(CLAUSES[id], Story().taught().evidence()).state is Verdict.UNKNOWN


def test_a_restored_backup_is_shown_by_its_record() -> None:
    assert judge(CLAUSES["G6"], of_server()).state is Verdict.UNKNOWN
    assert judge(CLAUSES["G6"], of_server(restored=did("restore"))).state is Verdict.PASS


def test_a_right_that_stands_otherwise_than_was_switched_fails() -> None:
    assert judge(CLAUSES["B6"], switched_behind_its_back()).state is Verdict.FAIL


def test_whoever_enters_a_paused_lesson_without_knocking_fails_it() -> None:
    assert judge(CLAUSES["B7"], entered_while_paused()).state is Verdict.FAIL


def test_a_lesson_of_which_not_all_was_read_does_not_pass() -> None:
    story = locked().but(is_whole=False)

    assert judge(CLAUSES["1.D-lock"], story.evidence()).state is Verdict.UNKNOWN


def test_what_is_published_with_pupils_needs_consents_that_people_show() -> None:
    story = Story().begun().sends(QINGSHAN, Source.CAMERA).but(pupils_published=True)

    assert judge(CLAUSES["U76"], story.evidence()).state is Verdict.UNKNOWN


def test_a_lecturer_who_was_told_in_time_has_done_what_is_asked() -> None:
    story = Story().taught().add(BreakDue(at=NINE + 20 * MINUTE))

    assert judge(CLAUSES["H1-stretch"], story.evidence()).state is Verdict.PASS


def test_an_assistant_who_stands_beside_the_classroom_sends_nothing() -> None:
    story = Story().begun()
    assistant = Actor(kind=ActorKind.PERSON, id="sun", session="s", address="10.0.0.3")
    beside = Note(action="admit", object="lesson", detail=f'{{"seat":"{QINGSHAN}","assists":true}}')
    story.records.append(record(799, NINE, assistant, beside))

    found = judge(CLAUSES["A2/R9"], story.sends(QINGSHAN, Source.CAMERA).evidence())

    assert found.state is Verdict.PASS


def test_answers_of_pupils_that_are_kept_too_long_fail_it_as_pupils_do() -> None:
    found = judge(CLAUSES["P19/H4"], of_server(overdue_pupils=0, overdue_answers=2, forgotten=(8,)))

    assert found.state is Verdict.FAIL
    assert "2" in found.why.en


def handed_round(by: str) -> FileShared:
    return FileShared(
        at=NINE + 12 * MINUTE,
        file="a" * 32,
        by=by,
        name="作业.png",
        kind=FileKind.PNG,
        size=1000,
        sha256="a" * 64,
        sizes=((640, 480),),
    )


def test_a_file_of_a_classroom_without_the_right_fails_whatever_let_it_through() -> None:
    def switched(on: bool) -> SetRight:
        return SetRight(by=LECTURER, right=Right.FILE, on=on, classroom=None)

    def verdict(by: str, *switches: SetRight) -> Verdict:
        story = Story().taught(*switches).add(handed_round(by))
        return judge(CLAUSES["B6"], story.evidence()).state

    assert verdict(QINGSHAN, switched(True)) is Verdict.PASS
    assert verdict(QINGSHAN, switched(True), switched(False)) is Verdict.FAIL
    assert verdict(LECTURER, switched(True), switched(False)) is Verdict.PASS


def test_a_file_of_a_classroom_in_a_pause_fails_and_the_lecturer_s_does_not() -> None:
    def verdict(by: str) -> Verdict:
        return judge(CLAUSES["B7"], paused().add(handed_round(by)).evidence()).state

    assert verdict(QINGSHAN) is Verdict.FAIL
    assert verdict(LECTURER) is Verdict.PASS
