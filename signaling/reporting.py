"""A page's report as the lesson's command: with the evidence, and who was there.

Rule: ids of accounts and devices are kept with a report, so that whoever decides it knows whom it
is about; no name of a person is.
"""

from collections.abc import Sequence

import msgspec

from classroom.commands import Report
from classroom.ink.strokes import Stroke
from classroom.record import LessonRecord
from classroom.reports.witness import witness
from classroom.sanctions.sanction import SubjectKind
from classroom.talk.remarks import Remarks
from signaling import messages as s
from signaling.pages import Pages
from signaling.standing import subjects_of


def report(
    record: LessonRecord,
    by: str,
    message: s.Report,
    remarks: Remarks,
    drawn: Sequence[Stroke],
    pages: Pages,
) -> Report:
    """Return the command.

    Raises:
        Refused: `unknown_thing`.
    """
    found = witness(record, by, message.what, message.id, remarks, drawn)
    there = sorted(subjects_of(pages, found.classroom))
    evidence = msgspec.structs.replace(
        found,
        people=tuple(each.id for each in there if each.kind is SubjectKind.PERSON),
        devices=tuple(each.id for each in there if each.kind is SubjectKind.DEVICE),
    )
    return Report(by=by, what=message.what, id=message.id, reason=message.reason, evidence=evidence)
