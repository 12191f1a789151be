"""What is reported is kept as it was, and only by who could see it."""

import msgspec
import pytest

from classroom.commands import (
    AnswerQuestion,
    AskQuestion,
    ForbidAll,
    PinNotice,
    Report,
    Say,
    SetRight,
    ShareFile,
    ShowBoard,
    ShowSlides,
)
from classroom.events import Reported
from classroom.failures import Refused
from classroom.files.values import FileKind
from classroom.ink.strokes import Stroke, Tool
from classroom.lesson import Lesson
from classroom.media_messages import Source
from classroom.questions.question import QuestionKind, Reply
from classroom.reports.evidence import Evidence, What
from classroom.reports.reporting import MOST
from classroom.reports.ticket import MOST_STEPS, Ticket, TicketState, check_step
from classroom.reports.witness import witness
from classroom.states import Audience, Objectionable, Right
from classroom.talk import remarks
from tests.classroom.school import BAISHUI, LECTURER, NINE, QINGSHAN, live, send

TICKET = Ticket(
    id="t1", lesson="l1", scope="/p/n/centre/", by=QINGSHAN, what=What.REMARK, object="0",
    reason=Objectionable.ABUSE, evidence=Evidence(classroom=BAISHUI, name="白水"), made_at=NINE,
)  # fmt: skip


def there() -> Lesson:
    return live(QINGSHAN, BAISHUI)


def test_a_remark_is_kept_as_it_was_said() -> None:
    lesson = there()
    said = remarks.after(
        (), lesson.handle(Say(by=BAISHUI, to=Audience.EVERYBODY, text="骂人的话"), NINE + 60)
    )

    found = witness(lesson.record, QINGSHAN, What.REMARK, "0", said)

    assert (found.classroom, found.text, found.at) == (BAISHUI, "骂人的话", NINE + 60)


def test_what_was_said_to_the_lecturer_only_is_reported_by_nobody_else() -> None:
    lesson = there()
    said = remarks.after(
        (), lesson.handle(Say(by=BAISHUI, to=Audience.LECTURER, text="悄悄话"), NINE + 60)
    )

    assert witness(lesson.record, LECTURER, What.REMARK, "0", said).text == "悄悄话"
    with pytest.raises(Refused, match="unknown_thing"):
        witness(lesson.record, QINGSHAN, What.REMARK, "0", said)


def test_a_question_an_answer_a_notice_and_a_stream_are_kept_by_what_they_were() -> None:
    lesson = there()
    lesson.handle(PinNotice(by=LECTURER, text="带好课本"), NINE)
    asked = AskQuestion(
        by=LECTURER, kind=QuestionKind.TEXT, text="谁写的？", options=(), right=None
    )
    lesson.handle(asked, NINE + 1)
    assert lesson.record.question is not None
    id = lesson.record.question.id
    lesson.handle(AnswerQuestion(by=QINGSHAN, question=id, reply=Reply(text="坏话")), NINE + 2)
    send(lesson, BAISHUI, Source.CAMERA)
    camera = lesson.record.streams[0].producer

    def text(by: str, what: What, id: str) -> str:
        return witness(lesson.record, by, what, id, ()).text

    assert text(QINGSHAN, What.NOTICE, "notice") == "带好课本"
    assert text(QINGSHAN, What.QUESTION, id) == "谁写的？"
    assert text(LECTURER, What.ANSWER, QINGSHAN) == "坏话"
    with pytest.raises(Refused, match="unknown_thing"):
        text(BAISHUI, What.ANSWER, QINGSHAN)  # not shown to the others yet
    seen = witness(lesson.record, LECTURER, What.STREAM, camera, ())
    assert (seen.classroom, seen.source, seen.producer) == (BAISHUI, "camera", camera)
    assert witness(lesson.record, QINGSHAN, What.STREAM, BAISHUI, ()) == seen, "by its classroom"


def with_a_file(by: str) -> Lesson:
    lesson = there()
    lesson.handle(SetRight(by=LECTURER, right=Right.FILE, on=True, classroom=None), NINE)
    file = ShareFile(
        by=by,
        file="f1",
        name="坏图.png",
        kind=FileKind.PNG,
        size=9,
        sha256="f1" * 32,
        sizes=((64, 48),),
        most_bytes=100,
    )
    lesson.handle(file, NINE + 3)
    return lesson


def test_a_file_is_whose_it_is_and_what_it_is_called() -> None:
    lesson = with_a_file(QINGSHAN)

    found = witness(lesson.record, BAISHUI, What.FILE, "f1", ())

    assert (found.classroom, found.text, found.at) == (QINGSHAN, "坏图.png", NINE + 3)
    lesson.handle(ForbidAll(by=LECTURER), NINE + 4)
    with pytest.raises(Refused, match="unknown_thing"):
        witness(lesson.record, BAISHUI, What.FILE, "f1", ())  # hidden from it
    assert witness(lesson.record, LECTURER, What.FILE, "f1", ()) == found


def test_a_slide_is_the_lecturers_who_shows_it() -> None:
    lesson = with_a_file(QINGSHAN)
    with pytest.raises(Refused, match="unknown_thing"):
        witness(lesson.record, BAISHUI, What.SLIDE, "f1", ())
    lesson.handle(ShowSlides(by=LECTURER, file="f1", page=1), NINE + 4)

    found = witness(lesson.record, BAISHUI, What.SLIDE, "f1", ())

    assert (found.classroom, found.text) == (LECTURER, "坏图.png")
    assert found.surface == "slides:f1:1"


def test_what_was_drawn_is_the_classrooms_that_drew_it() -> None:
    lesson = there()
    lesson.handle(ShowBoard(by=LECTURER, page=1), NINE)
    drawn = [
        Stroke(id=f"{QINGSHAN}/1", points="AAAA"),
        Stroke(id=f"{QINGSHAN}/2", tool=Tool.TEXT, points="AA", text="骂人的话"),
        Stroke(id=f"{LECTURER}/3", points="AAAA"),
    ]

    found = witness(lesson.record, BAISHUI, What.STROKE, QINGSHAN, (), drawn)

    assert (found.classroom, found.text, found.surface) == (QINGSHAN, "骂人的话", "board:1")
    assert found.strokes == (f"{QINGSHAN}/1", f"{QINGSHAN}/2")
    with pytest.raises(Refused, match="unknown_thing"):
        witness(lesson.record, QINGSHAN, What.STROKE, BAISHUI, (), drawn)


@pytest.mark.parametrize("what", What)
@pytest.mark.parametrize("id", ["0", "notice", "q9", "another-lesson", "../../etc"])
def test_what_is_not_there_is_not_reported(what: What, id: str) -> None:
    with pytest.raises(Refused, match="unknown_thing"):
        witness(there().record, QINGSHAN, what, id, ())


def test_a_classroom_reports_so_much_a_lesson_and_no_more() -> None:
    lesson = there()
    report = Report(
        by=QINGSHAN,
        what=What.STREAM,
        id="p1",
        reason=Objectionable.OTHER,
        evidence=TICKET.evidence,
    )
    for _ in range(MOST):
        [event] = lesson.handle(report, NINE)
        assert isinstance(event, Reported)

    with pytest.raises(Refused, match="too_many_reports"):
        lesson.handle(report, NINE)
    lesson.handle(msgspec.structs.replace(report, by=BAISHUI), NINE)


def test_a_ticket_is_late_after_its_hours_unless_it_is_decided() -> None:
    assert not TICKET.is_overdue(24, NINE + 24 * 3600)
    assert TICKET.is_overdue(24, NINE + 24 * 3600 + 1)
    decided = msgspec.structs.replace(TICKET, state=TicketState.DISMISSED)
    assert not decided.is_overdue(24, NINE + 99 * 3600)


def test_a_decision_says_why_and_is_taken_back_only_by_another() -> None:
    upheld = msgspec.structs.replace(TICKET, state=TicketState.UPHELD)

    check_step(TICKET, TicketState.LOOKED_AT, "")
    check_step(upheld, TicketState.DISMISSED, "看错了人")
    with pytest.raises(Refused, match="reason_needed"):
        check_step(TICKET, TicketState.UPHELD, "  ")
    for back in (TicketState.NEW, TicketState.LOOKED_AT, TicketState.UPHELD):
        with pytest.raises(Refused, match="wrong_state"):
            check_step(upheld, back, "重新看")
    with pytest.raises(Refused, match="wrong_state"):
        check_step(
            msgspec.structs.replace(upheld, version=MOST_STEPS), TicketState.DISMISSED, "再改一次"
        )
