"""A lesson's events as a page tells them that reviews its recording: pure.

Rule: a moment has plain values that the page puts into words. Pupils are counted and never named;
what was taken from the chat, or never let into it, is told only to whoever may read reports. What
has no row in `TOLD` is not told: it says nothing about what was taught.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

import msgspec

from classroom import events as e
from classroom.events import Event
from classroom.questions.question import Reply
from classroom.roll.sheet import Roll, Sheet, after
from classroom.states import Mark

MOST = 20_000  # moments; a lesson of 45 minutes has a few hundred

Data = dict[str, Any]


class ReviewedMoment(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened."""

    at: int  # UTC, milliseconds
    kind: str
    classroom: str = ""  # id in the lesson; "": of no particular one
    data: Data = msgspec.field(default_factory=dict)


class Moments(msgspec.Struct, frozen=True, kw_only=True):
    """What happened, in order."""

    items: list[ReviewedMoment]
    more: int = 0  # how many were left out, being too many


def moments(events: Iterable[Event], *, all_remarks: bool) -> Moments:
    """Return what is told. `all_remarks`: also what was taken away or withheld."""
    happened = list(events)
    gone = {each.number: each for each in happened if isinstance(each, e.Unsaid)}
    found = list(_told(happened, gone, all_remarks=all_remarks))
    return Moments(items=found[:MOST], more=max(0, len(found) - MOST))


def delivered(told: Moments, leads: Collection[str]) -> Moments:
    """Return what is told to whoever is to see nothing of pupils: what no classroom did, or one
    that delivers; answers are not told, not even as counts.
    """
    items = [
        msgspec.structs.replace(each, data=each.data | {"counted": {}})
        if "counted" in each.data
        else each
        for each in told.items
        if not each.classroom or each.classroom in leads
    ]
    return msgspec.structs.replace(told, items=items)


def _told(
    events: list[Event], gone: dict[int, e.Unsaid], *, all_remarks: bool
) -> Iterator[ReviewedMoment]:
    roll: Roll | None = None
    sources: dict[str, tuple[str, str]] = {}  # producer → classroom, source
    for event in events:
        roll = after(roll, event)
        match event:
            case e.Said():
                taken = gone.get(event.number)
                if taken is None or all_remarks:
                    data = {"number": event.number, "to": event.to, "text": event.text}
                    if taken is not None:
                        data |= {"gone_at": _ms(taken.at)}
                    yield _moment(event, "said", data, event.by)
            case e.Withheld():
                if all_remarks:
                    data = {"text": event.text, "reason": event.reason}
                    yield _moment(event, "withheld", data, event.by)
            case e.RollConfirmed() | e.RollCorrected() | e.RollCalled():
                yield from _roll(event, roll)
            case e.StreamOpened():
                sources[event.producer] = event.classroom, event.source
                data = {"on": True, "source": event.source}
                yield _moment(event, "stream", data, event.classroom)
            case e.StreamPaused() | e.StreamClosed():
                room, source = sources.get(event.producer, (event.classroom, ""))
                on = isinstance(event, e.StreamPaused) and not event.paused
                yield _moment(event, "stream", {"on": on, "source": source}, room)
            case _ if type(event) in TOLD:
                kind, data_of = TOLD[type(event)]
                yield _moment(event, kind, data_of(event), getattr(event, "classroom", None) or "")


def _ms(at: float) -> int:
    return round(at * 1000)


def _moment(event: Event, kind: str, data: Data, classroom: str = "") -> ReviewedMoment:
    return ReviewedMoment(at=_ms(event.at), kind=kind, classroom=classroom, data=data)


def _roll(
    event: e.RollCalled | e.RollConfirmed | e.RollCorrected, roll: Roll | None
) -> Iterator[ReviewedMoment]:
    if isinstance(event, e.RollCalled):
        yield _moment(event, "roll_called", {"classrooms": len(event.expected)})
        return
    sheet = roll.sheet(event.classroom) if roll is not None and roll.number == event.roll else None
    corrected = isinstance(event, e.RollCorrected)
    data = {} if sheet is None else _counts(sheet)
    yield _moment(event, "roll_corrected" if corrected else "roll", data, event.classroom)


def _counts(sheet: Sheet) -> Data:
    marks = list(sheet.marks.values())
    return {
        "expected": None if sheet.expected is None else len(sheet.expected),
        "present": sheet.present,
        "late": marks.count(Mark.LATE),
        "absent": marks.count(Mark.ABSENT),
        "on_leave": marks.count(Mark.ON_LEAVE),
    }


def _reply(reply: Reply | None) -> Data | None:
    if reply is None:
        return None
    return {
        "options": reply.options,
        "number": reply.number,
        "text": reply.text,
        "counts": reply.counts,
    }


def _fields(*names: str) -> Callable[[Any], Data]:
    return lambda event: {name: getattr(event, name) for name in names}


def _asked(event: e.QuestionAsked) -> Data:
    told = _fields("question", "kind", "text", "options", "per_pupil")(event)
    return told | {"right": _reply(event.right)}


def _answered(event: e.QuestionAnswered) -> Data:
    return {"question": event.question, "reply": _reply(event.reply)}


def _missed(event: e.Missed) -> Data:
    return {"since": _ms(event.since), "seconds": round(event.at - event.since, 1)}


def _shared(event: e.FileShared) -> Data:
    told = _fields("file", "by", "name", "kind")(event)
    return told | {"pages": len(event.sizes)}


TOLD: dict[type[Event], tuple[str, Callable[[Any], Data]]] = {
    e.PhaseChanged: ("phase", _fields("phase", "reason")),
    e.LessonRestarted: ("restarted", _fields()),
    e.PresenceChanged: ("presence", _fields("presence")),
    e.StageChanged: ("stage", _fields("stage")),
    e.HandRaised: ("hand_up", _fields("purpose")),
    e.HandLowered: ("hand_down", _fields("reason")),
    e.RightChanged: ("right", _fields("right", "on")),
    e.AllForbidden: ("forbidden", _fields("forbidden")),
    e.LockChanged: ("lock", _fields("locked")),
    e.Removed: ("removed", _fields("removed")),
    e.QuestionAsked: ("question", _asked),
    e.QuestionAnswered: ("answer", _answered),
    e.QuestionClosed: ("question_closed", _fields("question", "counted")),
    e.QuestionRevealed: ("question_shown", _fields("question")),
    e.QuestionPutAway: ("question_away", _fields("question")),
    e.NoticePinned: ("notice", _fields("text")),
    e.CountdownSet: ("countdown", _fields("seconds")),
    e.LayoutChanged: ("layout", _fields("layout")),
    e.SpotlightChanged: ("spotlight", _fields()),
    e.BoardShown: ("board", _fields("page")),
    e.SlideShown: ("slide", _fields("file", "page")),
    e.ShowingEnded: ("slides_away", _fields()),
    e.FileShared: ("file", _shared),
    e.FileTakenAway: ("file_away", _fields("file", "by")),
    e.BreakDue: ("break_due", _fields()),
    e.MediaLost: ("media_lost", _fields()),
    e.Missed: ("missed", _missed),
    e.CatchingUp: ("catching_up", _fields()),
    e.CaughtUp: ("caught_up", _fields()),
    e.IngestAttached: ("ingest", _fields("attached")),
}
