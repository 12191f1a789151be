"""Finding what is reported, and keeping what it was.

Rule: nobody reports what they could not see, so that a report is no way to learn what was said to
others.
"""

from collections.abc import Sequence

import msgspec

from classroom.failures import Refused
from classroom.files import sharing, showing
from classroom.ink.strokes import Stroke
from classroom.ink.surfaces import shown
from classroom.media_messages import Source
from classroom.questions.question import Question, Reply
from classroom.record import LessonRecord
from classroom.reports.evidence import Evidence, What
from classroom.states import Part
from classroom.talk.remarks import Remarks, seen_by

MOST_TEXT = 2000  # characters that are kept
MOST_STROKES = 100  # whose ids are


def witness(
    record: LessonRecord,
    by: str,
    what: What,
    id: str,
    remarks: Remarks,
    drawn: Sequence[Stroke] = (),
) -> Evidence:
    """Return what that is, as the classroom `by` could see it; `drawn` is what it sees drawn.

    Raises:
        Refused: `unknown_thing`: there is none, or it is not shown to this classroom.
    """
    match what:
        case What.REMARK:
            said = next(
                (each for each in seen_by(record, by, remarks) if str(each.number) == id), None
            )
            if said is not None:
                return _evidence(record, said.by, text=said.text, at=said.at)
        case What.NOTICE:
            if record.talk.notice:
                return _evidence(record, record.delivering.id, text=record.talk.notice)
        case What.QUESTION:
            if (asked := record.question) is not None and asked.id == id:
                text = "\n".join((asked.text, *asked.options))
                return _evidence(record, record.delivering.id, text=text, at=asked.asked_at)
        case What.ANSWER:
            seat = record.seat(by)
            leads = seat is not None and seat.part is Part.DELIVERING
            asked = record.question
            if asked is not None and (asked.revealed or leads or id == by):
                given = asked.answer(id)
                if given is not None:
                    return _evidence(record, id, text=_said(asked, given.reply), at=given.at)
        case What.STREAM:
            sent = [each for each in record.streams if id in (each.producer, each.classroom)]
            if sent:
                seen = min(sent, key=lambda each: list(Source).index(each.source))
                found = _evidence(record, seen.classroom)
                return msgspec.structs.replace(
                    found, source=seen.source.value, producer=seen.producer
                )
        case What.FILE:
            for file in sharing.seen_by(record, by):
                if file.id == id:
                    return _evidence(record, file.by, text=file.name, at=file.at)
        case What.SLIDE:
            on_walls, slides = showing.shown_to(record, by), record.files.find(id)
            if on_walls is not None and slides is not None and on_walls.file == id:
                found = _evidence(record, record.delivering.id, text=slides.name)
                return msgspec.structs.replace(found, surface=on_walls.key)
        case What.STROKE:
            theirs = [stroke for stroke in drawn if stroke.by == id]
            if theirs:
                text = "\n".join(stroke.text for stroke in theirs if stroke.text)
                return msgspec.structs.replace(
                    _evidence(record, id, text=text),
                    surface=shown(record) or "",
                    strokes=tuple(stroke.id for stroke in theirs[-MOST_STROKES:]),
                )
    raise Refused("unknown_thing", what.value)


def _evidence(
    record: LessonRecord,
    classroom: str,
    *,
    text: str = "",
    at: float | None = None,
) -> Evidence:
    seat = record.seat(classroom)
    return Evidence(
        classroom=classroom,
        name=seat.name if seat is not None else "",
        at=at,
        text=text[:MOST_TEXT],
    )


def _said(question: Question, reply: Reply) -> str:
    """Return an answer in words."""
    if reply.text:
        return reply.text
    if reply.number is not None:
        return f"{reply.number:g}"
    chosen = [question.options[n] for n in reply.options if n < len(question.options)]
    return " / ".join(chosen) or " / ".join(str(count) for count in reply.counts)
