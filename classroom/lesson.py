"""The lesson: who may do what, and when.

Rule 1: a command that is not in TRANSITIONS for the lesson's phase is refused and changes nothing.
Rule 2: whatever moves a lesson to another phase is in this file, and TRANSITIONS
(`classroom.transitions`) names it.
Rule 3: nothing here does I/O or reads a clock; time comes in as `now`, seconds since the epoch.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from classroom import (
    attendance,
    entrance,
    following,
    gaps,
    hands,
    layouts,
    levels,
    microphones,
    restarting,
    rights,
    screen_time,
    sound_checks,
    stage,
    tracks,
)
from classroom import commands as c
from classroom.draft import Draft
from classroom.events import Event
from classroom.failures import Refused
from classroom.files import sharing, showing
from classroom.ink import board
from classroom.permissions import check, role_of
from classroom.questions import asking, pupils
from classroom.record import LessonRecord
from classroom.recording import reported
from classroom.reports import reporting
from classroom.roll import calling
from classroom.states import Phase, Presence
from classroom.talk import talking, walls
from classroom.transitions import LEADING, REFUSAL, TRANSITIONS


class Lesson:
    """One lesson: feed it commands, store and tell what comes out."""

    def __init__(self, record: LessonRecord) -> None:
        """Take a lesson up where its record left it."""
        self.record = record

    @property
    def id(self) -> str:
        """The lesson's id."""
        return self.record.id

    def handle(self, command: c.Command, now: float) -> list[Event]:
        """Apply `command`; return what happened, in order.

        Raises:
            Refused: the rules say no; nothing was changed.
        """
        before = self.record
        outcomes = TRANSITIONS[before.phase].get(type(command))
        if outcomes is None:
            name = type(command).__name__
            raise Refused(REFUSAL[before.phase], f"{name} while the lesson is {before.phase}")
        draft = Draft(before, now)
        if type(command) in LEADING:
            _check_leader(draft, command)
        _HANDLERS[type(command)](draft, command)
        _settle(draft)
        gaps.watch(draft)
        screen_time.watch(draft)
        # The table is what the documentation is drawn from, so it has to be true.
        assert draft.record.phase in outcomes, (
            before.phase,
            type(command).__name__,
            draft.record.phase,
        )
        if draft.events or draft.record != before:
            self.record = msgspec.structs.replace(draft.record, version=before.version + 1)
        return draft.events

    def next_due(self) -> float | None:
        """Return when the next Tick has something to do, or None when nothing is awaited."""
        record = self.record
        if record.phase is Phase.ENDED:
            return None
        rules = record.rules
        due = [record.ends_at + rules.overrun_seconds]
        if record.phase is Phase.SCHEDULED:
            due.append(record.starts_at - rules.early_seconds)
        if record.phase is Phase.OPEN and record.delivering.ingest_plays:
            due.append(record.starts_at)
        if record.hold_until is not None:
            due.append(record.hold_until)
        if (over := walls.countdown_due(record)) is not None:
            due.append(over)
        if (eyes := screen_time.next_due(record)) is not None:
            due.append(eyes)
        due += [press.at + rules.push_seconds for press in record.staging.pressing]
        due += [hand.at + rules.hand_seconds for hand in record.hands]
        due += [
            seat.since + rules.lost_seconds
            for seat in record.seats
            if seat.presence is Presence.LOST
        ]
        return min(due)


# ------------------------------------------------------------------ phases


def _check_leader(draft: Draft, command: Any) -> None:
    if command.by is None:
        return  # from outside the lesson, where it was checked who asks
    seat = draft.seat(command.by)
    check(role_of(seat.part), LEADING[type(command)])
    if not seat.here:
        raise Refused("not_entered")


def _start(draft: Draft, _command: c.StartLesson) -> None:
    _go_live(draft, "lecturer")


def _pause(draft: Draft, _command: c.PauseLesson) -> None:
    draft.set_phase(Phase.PAUSED, "lecturer")


def _resume(draft: Draft, _command: c.ResumeLesson) -> None:
    draft.set_phase(Phase.LIVE, "lecturer")


def _end(draft: Draft, _command: c.EndLesson) -> None:
    _finish(draft, "lecturer")


def _shut_down(draft: Draft, _command: c.ShutDown) -> None:
    draft.set(shut_down=True)
    _finish(draft, "shut_down")


def _restart(draft: Draft, command: c.RestartLesson) -> None:
    restarting.restart(draft, command)
    draft.set_phase(Phase.OPEN, "restarted")


def _follow(draft: Draft, command: c.FollowPlan) -> None:
    following.follow(draft, command.plan)
    record = draft.record
    early = draft.now < record.starts_at - record.rules.early_seconds
    if record.phase is Phase.OPEN and early:
        draft.set_phase(Phase.SCHEDULED, "moved")


def _cancel(draft: Draft, command: c.CancelLesson) -> None:
    _finish(draft, command.reason)


def _tick(_draft: Draft, _command: c.Tick) -> None:
    """Time is looked at after every command, see `_settle`."""


def _recover(draft: Draft, _command: c.Recover) -> None:
    tracks.lose_media(draft)
    microphones.let_everybody_go(draft)
    attendance.lose_everybody(draft)
    if draft.record.phase is Phase.HOLD:  # the pause was ours: the lecturer's time starts anew
        draft.set(hold_until=draft.now + draft.record.rules.hold_seconds)


def _go_live(draft: Draft, reason: str) -> None:
    draft.set(live_since=draft.now)
    draft.set_phase(Phase.LIVE, reason)


def _finish(draft: Draft, reason: str) -> None:
    draft.close_streams(draft.record.streams)
    hands.lower(draft, [hand.classroom for hand in draft.record.hands], "over")
    asking.end(draft)
    showing.put_away(draft)
    draft.set_stage(())
    layouts.put_out(draft)
    microphones.let_everybody_go(draft)
    draft.set_large(None)
    draft.set(held_phase=None, hold_until=None)
    draft.set_phase(Phase.ENDED, reason)


def _settle(draft: Draft) -> None:
    """Bring about what follows from the time and from who is there, whatever the command was."""
    if draft.record.phase is Phase.ENDED:
        return
    attendance.give_up_lost(draft)
    entrance.open_to_who_knocks(draft)
    attendance.note_who_came(draft)
    stage.clear_absent(draft)
    layouts.clear_absent(draft)
    microphones.clear(draft)
    hands.clear(draft)
    talking.hide_or_bring_back(draft)
    sharing.hide_or_bring_back(draft)
    walls.clear(draft)
    record, now = draft.record, draft.now
    if now >= record.ends_at + record.rules.overrun_seconds:
        _finish(draft, "overrun")
        return
    if record.phase is Phase.SCHEDULED and now >= record.starts_at - record.rules.early_seconds:
        draft.set_phase(Phase.OPEN, "time")
    delivering = draft.record.delivering
    if (
        draft.record.phase is Phase.OPEN
        and now >= record.starts_at
        and delivering.ingest_plays
        and delivering.presence not in (Presence.WAITING, Presence.PRESENT)
    ):
        _go_live(draft, "ingest")  # nobody is there who could press the button
    _hold_or_return(draft)


def _hold_or_return(draft: Draft) -> None:
    record, now = draft.record, draft.now
    here = attendance.lecturer_is_here(record)
    if record.phase in (Phase.LIVE, Phase.PAUSED) and not here:
        draft.set(held_phase=record.phase, hold_until=now + record.rules.hold_seconds)
        draft.set_phase(Phase.HOLD, "lecturer_gone")
    elif record.phase is Phase.HOLD and here:
        back = record.held_phase or Phase.LIVE
        draft.set(held_phase=None, hold_until=None)
        draft.set_phase(back, "lecturer_back")
    elif record.phase is Phase.HOLD and now >= (record.hold_until or now):
        _finish(draft, "hold_expired")


_HANDLERS: dict[type[c.Command], Callable[[Draft, Any], None]] = {
    c.Arrive: attendance.arrive,
    c.Disconnect: attendance.disconnect,
    c.ReportDevices: attendance.report_devices,
    c.Enter: entrance.enter,
    c.Leave: attendance.leave,
    c.Evict: attendance.evict,
    c.StartLesson: _start,
    c.PauseLesson: _pause,
    c.ResumeLesson: _resume,
    c.EndLesson: _end,
    c.CallOn: stage.call_on,
    c.TakeDown: stage.take_down,
    c.Enlarge: stage.enlarge,
    c.CallNext: stage.call_next,
    c.RaiseHand: hands.raise_hand,
    c.LowerHand: hands.lower_hand,
    c.DismissHand: hands.dismiss_hand,
    c.SetRight: rights.set_right,
    c.ForbidAll: rights.forbid_all,
    c.AllowAgain: rights.allow_again,
    c.Lock: entrance.lock,
    c.Unlock: entrance.unlock,
    c.Admit: entrance.admit,
    c.Remove: entrance.remove,
    c.Readmit: entrance.readmit,
    c.Limit: rights.limit,
    c.ShutDown: _shut_down,
    c.RestartLesson: _restart,
    c.AskQuestion: asking.ask,
    c.AnswerQuestion: asking.answer,
    c.AnswerForPupil: pupils.answer,
    c.CloseQuestion: asking.close,
    c.RevealQuestion: asking.reveal,
    c.PutQuestionAway: asking.put_away,
    c.CallRoll: calling.call_roll,
    c.MarkPupil: calling.mark_pupil,
    c.CountHeads: calling.count_heads,
    c.ConfirmRoll: calling.confirm_roll,
    c.Say: talking.say,
    c.Unsay: talking.unsay,
    c.SetSlowMode: talking.set_slow_mode,
    c.Report: reporting.report,
    c.PinNotice: walls.pin_notice,
    c.UnpinNotice: walls.unpin_notice,
    c.StartCountdown: walls.start_countdown,
    c.StopCountdown: walls.stop_countdown,
    c.SetLayout: layouts.set_layout,
    c.Spotlight: layouts.spotlight,
    c.SetHalfDuplex: microphones.set_half_duplex,
    c.SetPushToTalk: microphones.set_push_to_talk,
    c.PressToTalk: microphones.press,
    c.ReleaseTalk: microphones.release,
    c.ReportSound: sound_checks.report,
    c.NoteSound: sound_checks.note,
    c.PinLevel: levels.pin,
    c.ReleaseLevel: levels.release,
    c.NoteLevel: levels.note,
    c.ShowBoard: board.show,
    c.HideBoard: board.hide,
    c.WithholdText: board.withhold,
    c.ShareFile: sharing.share_file,
    c.TakeFileAway: sharing.take_file_away,
    c.ShowSlides: showing.show_slides,
    c.StopShowing: showing.stop_showing,
    c.Publish: tracks.publish,
    c.SetPaused: tracks.set_paused,
    c.Unpublish: tracks.unpublish,
    c.ForgetPeer: tracks.forget_peer,
    c.NoteSilence: gaps.note_silence,
    c.NoteHeard: gaps.note_heard,
    c.CatchUp: gaps.catch_up,
    c.LoseMedia: tracks.lose_media,
    c.AttachIngest: tracks.attach_ingest,
    c.ReportIngest: tracks.report_ingest,
    c.FollowPlan: _follow,
    c.CancelLesson: _cancel,
    c.TurnRecording: reported.turn,
    c.RaiseAlarm: reported.raise_alarm,
    c.ClearAlarm: reported.clear_alarm,
    c.WithholdClassrooms: reported.withhold,
    c.Tick: _tick,
    c.Recover: _recover,
}
