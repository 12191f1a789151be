"""What one page may know of a lesson, and how that has changed.

Rule: a page is told only effective streams, and of those only its own, those in its views and, to
the lecturer, everybody's; and of consents only its own class's. Changes are the difference of two
projections, so what a page has been told and what is so cannot drift apart.
"""

import msgspec

from classroom.permissions import allowed, role_of
from classroom.record import LessonRecord
from classroom.screen_time import break_at
from classroom.states import Part
from classroom.streams import Stream, effective
from classroom.talk.remarks import Remark, Remarks, seen_by
from classroom.talk.values import Countdown
from classroom.views import Scene
from signaling.messages import (
    AnswerState,
    BoardState,
    Change,
    ClassroomChanged,
    CountdownState,
    FilesChanged,
    FileState,
    HandState,
    LessonChanged,
    LessonState,
    MediaChanged,
    MediaState,
    PupilChoiceState,
    QuestionChanged,
    QuestionState,
    RemarksHidden,
    RemarksShown,
    RemarkState,
    SheetChanged,
    SheetState,
    ShowingChanged,
    ShowingState,
    Snapshot,
    StreamChanged,
    StreamClosed,
    StreamState,
    View,
    ViewsChanged,
)
from signaling.seat_state import classroom_state
from signaling.shared import files_of, recording_of, showing_of


class Shared:
    """What every page knows of one record, made once for all of them, and told in changes that are
    the same objects for all of them, so that they are written once (`signaling.written`).
    """

    def __init__(self, record: LessonRecord) -> None:
        """Look at a lesson as it is."""
        self.record = record
        self.scene = Scene(record)
        self.lesson = _lesson(record)
        self.classrooms = {seat.id: classroom_state(record, seat) for seat in record.seats}
        self.streams = tuple(effective(record.streams).values())
        self._lessons: dict[str, LessonState] = {}  # as receiving classrooms know it; "": most
        self._told: dict[int, LessonChanged] = {}
        self._before: Shared | None = None
        self._changes: tuple[bool, list[Change]] = False, []

    def __eq__(self, other: object) -> bool:
        """Whether pages know the same by it."""
        if not isinstance(other, Shared):
            return NotImplemented
        return self.lesson == other.lesson and self.classrooms == other.classrooms

    __hash__ = None  # type: ignore[assignment]

    def lesson_of(self, classroom: str) -> LessonState:
        """Return the lesson as a classroom's pages know it: where a guardian has not agreed is for
        the lecturer to know, and for that classroom.
        """
        withheld = self.lesson.recording.withheld
        seat = self.record.seat(classroom)
        if not withheld or (seat is not None and seat.part is Part.DELIVERING):
            return self.lesson
        own = classroom if classroom in withheld else ""
        if own not in self._lessons:
            recording = msgspec.structs.replace(
                self.lesson.recording, withheld=[own] if own else []
            )
            self._lessons[own] = msgspec.structs.replace(self.lesson, recording=recording)
        return self._lessons[own]

    def lesson_changed(self, lesson: LessonState) -> LessonChanged:
        """Return what tells pages of this state of it, which is one of ours."""
        return self._told.setdefault(id(lesson), LessonChanged(lesson=lesson))

    def since(self, before: "Shared") -> tuple[bool, list[Change]]:
        """Return whether the lesson changed, and what did of its classrooms."""
        if before is self:
            return False, []
        if self._before is not before:
            lesson = before.lesson != self.lesson
            classrooms: list[Change] = [
                ClassroomChanged(classroom=state)
                for id_, state in self.classrooms.items()
                if before.classrooms.get(id_) != state
            ]
            self._before, self._changes = before, (lesson, classrooms)
            before._before = None  # nobody asks it any more, and it would keep all before it
        return self._changes


class Beyond(msgspec.Struct, frozen=True, kw_only=True):
    """What there is of a lesson besides its record, as far as it concerns one page."""

    media: MediaState
    shared: Shared | None = None
    """Of the record; without it, it is made for this page alone."""
    remarks: Remarks = ()
    sheets: dict[str, SheetState] = {}
    """By classroom: what the page may know of the roll."""
    pupils: list[PupilChoiceState] = []
    """Of the page's own classroom, where a question is asked of each."""


class Projection(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson as one page knows it."""

    shared: Shared
    lesson: LessonState
    streams: dict[str, StreamState]
    views: list[View]
    media: MediaState
    question: QuestionState | None
    sheets: dict[str, SheetState]
    remarks: Remarks
    files: list[FileState]
    showing: ShowingState | None


def project(record: LessonRecord, classroom: str, beyond: Beyond) -> Projection:
    """Return what the classroom's page may know."""
    shared = beyond.shared
    if shared is None or shared.record is not record:
        shared = Shared(record)
    views = [
        View(producer=view.producer, place=view.place, layer=view.layer)
        for view in shared.scene.of(classroom)
    ]
    return Projection(
        shared=shared,
        lesson=shared.lesson_of(classroom),
        streams={s.producer: _stream(s) for s in _streams(record, shared, classroom, views)},
        views=views,
        media=beyond.media,
        question=_question(record, classroom, beyond.pupils),
        sheets=beyond.sheets,
        remarks=seen_by(record, classroom, beyond.remarks),
        files=files_of(record, classroom),
        showing=showing_of(record, classroom),
    )


def without_media(projection: Projection) -> Projection:
    """Return what a page beside the seat may know of it: it neither sends nor receives."""
    nothing = MediaState(epoch=None, rtp_capabilities=None)
    return msgspec.structs.replace(projection, streams={}, views=[], media=nothing)


def changes(before: Projection, after: Projection) -> list[Change]:
    """Return what a page that knows `before` has to be told. Streams come before the views that
    name them, and go after the views that no longer do.
    """
    lesson, classrooms = after.shared.since(before.shared)
    told: list[Change] = []
    if before.media != after.media:
        told.append(MediaChanged(media=after.media))
    if lesson and before.lesson != after.lesson:
        told.append(after.shared.lesson_changed(after.lesson))
    if before.question != after.question:
        told.append(QuestionChanged(question=after.question))
    told += classrooms
    told += [
        StreamChanged(stream=state)
        for producer, state in after.streams.items()
        if before.streams.get(producer) != state
    ]
    told += [
        SheetChanged(sheet=state)
        for id_, state in after.sheets.items()
        if before.sheets.get(id_) != state
    ]
    if before.views != after.views:
        told.append(ViewsChanged(views=after.views))
    told += [
        StreamClosed(producer=producer)
        for producer in before.streams
        if producer not in after.streams
    ]
    if before.remarks != after.remarks:
        told += _remarks(before.remarks, after.remarks)
    if before.files != after.files:
        told.append(FilesChanged(files=after.files))
    if before.showing != after.showing:
        told.append(ShowingChanged(showing=after.showing))
    return told


def snapshot(
    projection: Projection,
    *,
    record: LessonRecord,
    classroom: str,
    version: int,
    now: float,
    ticket: str = "",
) -> Snapshot:
    """Return the projection as a whole."""
    seat = record.seat(classroom)
    part = Part.RECEIVING if seat is None else seat.part
    return Snapshot(
        version=version,
        now=now,
        you=classroom,
        part=part,
        may=allowed(role_of(part)),
        lesson=projection.lesson,
        classrooms=list(projection.shared.classrooms.values()),
        streams=list(projection.streams.values()),
        views=projection.views,
        media=projection.media,
        question=projection.question,
        sheets=list(projection.sheets.values()),
        remarks=[_remark(remark) for remark in projection.remarks],
        files=projection.files,
        showing=projection.showing,
        ticket=ticket,
    )


def _streams(
    record: LessonRecord, shared: Shared, classroom: str, views: list[View]
) -> list[Stream]:
    seat = record.seat(classroom)
    seen = {view.producer for view in views}
    return [
        stream
        for stream in shared.streams
        if stream.classroom == classroom
        or stream.producer in seen
        or (seat is not None and seat.part is Part.DELIVERING)
    ]


def _question(
    record: LessonRecord, classroom: str, pupils: list[PupilChoiceState]
) -> QuestionState | None:
    question, seat = record.question, record.seat(classroom)
    if question is None or seat is None:
        return None
    leads = seat.part is Part.DELIVERING
    if not (leads or seat.walked_in):  # who knocks, or has yet to come in, is told nothing
        return None
    everything = question.revealed or leads
    return QuestionState(
        id=question.id,
        kind=question.kind,
        text=question.text,
        options=list(question.options),
        asked_at=question.asked_at,
        closed=question.closed,
        revealed=question.revealed,
        answered=len(question.answers),
        right=question.right if everything else None,
        answers=[
            AnswerState(
                classroom=answer.classroom,
                at=answer.at,
                reply=answer.reply,
                pupils=answer.pupils,
            )
            for answer in question.answers
            if everything or answer.classroom == classroom
        ],
        per_pupil=question.pupils is not None,
        expected=sum(
            number for room, number in (question.pupils or {}).items() if leads or room == classroom
        ),
        pupils=pupils,
    )


def _remarks(before: Remarks, after: Remarks) -> list[Change]:
    known, shown = {r.number for r in before}, {r.number for r in after}
    gone = [remark.number for remark in before if remark.number not in shown]
    new = [_remark(remark) for remark in after if remark.number not in known]
    told: list[Change] = []
    if gone:
        told.append(RemarksHidden(remarks=gone))
    if new:
        told.append(RemarksShown(remarks=new))
    return told


def _remark(remark: Remark) -> RemarkState:
    return RemarkState(
        number=remark.number, at=remark.at, by=remark.by, to=remark.to, text=remark.text
    )


def _lesson(record: LessonRecord) -> LessonState:
    return LessonState(
        id=record.id,
        title=record.title,
        subject=record.subject,
        phase=record.phase,
        starts_at=record.starts_at,
        ends_at=record.ends_at,
        live_since=record.live_since,
        hold_until=record.hold_until,
        cap=record.rules.cap,
        stage=list(record.stage),
        large=record.large,
        hands=[
            HandState(classroom=hand.classroom, purpose=hand.purpose, at=hand.at)
            for hand in record.hands
        ],
        rights=list(record.rights),
        forbidden=record.forbidden,
        locked=record.locked,
        shut_down=record.shut_down,
        layout=record.staging.layout,
        spotlight=record.staging.spotlight,
        half_duplex=record.half_duplex,
        push_to_talk=record.push_to_talk,
        pressing=[press.classroom for press in record.staging.pressing],
        push_seconds=record.rules.push_seconds,
        sound_days=record.rules.sound_days,
        slow_seconds=record.talk.slow_seconds,
        notice=record.talk.notice,
        countdown=_countdown(record.talk.countdown),
        board=BoardState(page=record.board.page, pages=record.board.pages),
        break_at=break_at(record),
        recording=recording_of(record),
    )


def _countdown(countdown: Countdown | None) -> CountdownState | None:
    if countdown is None:
        return None
    return CountdownState(seconds=countdown.seconds, ends_at=countdown.ends_at)


def _stream(stream: Stream) -> StreamState:
    return StreamState(
        producer=stream.producer,
        classroom=stream.classroom,
        source=stream.source,
        kind=stream.source.kind,
        paused=stream.paused,
    )
