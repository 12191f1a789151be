"""Finding what is reported, and keeping what it was.

Rule: nobody reports what they could not see, so that a report is no way to learn what was said to
others. What has no witness in here is kept by its kind and id, as it was named.
"""

import msgspec

from classroom.failures import Refused
from classroom.media_messages import Source
from classroom.questions.question import Question, Reply
from classroom.record import LessonRecord
from classroom.reports.evidence import Evidence, What
from classroom.states import Part
from classroom.talk.remarks import Remarks, seen_by

MOST_TEXT = 2000  # characters that are kept


def witness(record: LessonRecord, by: str, what: What, id: str, remarks: Remarks) -> Evidence:
    """Return what that is, as the classroom `by` could see it.

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
            shown = [each for each in record.streams if id in (each.producer, each.classroom)]
            if shown:
                seen = min(shown, key=lambda each: list(Source).index(each.source))
                found = _evidence(record, seen.classroom)
                return msgspec.structs.replace(
                    found, source=seen.source.value, producer=seen.producer
                )
        case What.FILE | What.SLIDE | What.STROKE:
            return _evidence(record, record.delivering.id)
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
