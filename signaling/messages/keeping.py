"""Keeping order beyond the lesson: what is reported, and what a school has said of somebody."""

from typing import Annotated

import msgspec

from classroom.reports.evidence import What
from classroom.sanctions.sanction import Step
from classroom.states import Objectionable
from signaling.messages.base import Id, Message, snake


class Report(Message, frozen=True, tag=snake):
    """Say that something said or shown is wrong, and why; a ticket is made of it. `id` is a
    remark's number, a question's id, the classroom that answered, a producer or the classroom that
    sends it, a file's id, that of the file whose slide is shown, or the classroom that drew on what
    is shown; for the notice, `notice`. Result: Ok.
    Refused: `unknown_thing`, `too_many_reports`.
    """

    what: What
    id: Id
    reason: Objectionable


class StandingChanged(Message, frozen=True, tag=snake):
    """What the school has said of whoever is at this page, also when they come: that they are
    warned, or may only watch, why, and until when (None: until it is lifted). Step None: nothing
    any more. Not state.
    """

    step: Step | None
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""
    until: float | None = None
