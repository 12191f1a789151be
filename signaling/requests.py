"""What a page asks of its lesson, and the command for it.

Rule: a row for every request. A command has the same fields, and who asks; where it needs more, its
row is None and `LessonRoom.request` makes it.
"""

from collections.abc import Callable

import msgspec

from classroom import commands as c
from classroom.states import Part
from classroom.talk.wording import Wording
from signaling import messages as s
from signaling.wording import worded

WORDED = (c.Say, c.PinNotice, c.AskQuestion, c.AnswerQuestion)  # kept even if it is objected to
# What a page asks of its lesson, and the command for it: the same fields, and who asks.
COMMANDS: dict[type[s.FromBrowser], Callable[..., c.Command] | None] = {
    s.Sync: None,
    s.Beat: None,
    s.CatchUp: c.CatchUp,
    s.ReportDevices: c.ReportDevices,
    s.Enter: c.Enter,
    s.Leave: c.Leave,
    s.StartLesson: c.StartLesson,
    s.PauseLesson: c.PauseLesson,
    s.ResumeLesson: c.ResumeLesson,
    s.EndLesson: c.EndLesson,
    s.CallOn: c.CallOn,
    s.CallNext: c.CallNext,
    s.TakeDown: c.TakeDown,
    s.Enlarge: c.Enlarge,
    s.RaiseHand: c.RaiseHand,
    s.LowerHand: c.LowerHand,
    s.DismissHand: c.DismissHand,
    s.SetRight: c.SetRight,
    s.ForbidAll: c.ForbidAll,
    s.AllowAgain: c.AllowAgain,
    s.Lock: c.Lock,
    s.Unlock: c.Unlock,
    s.Admit: c.Admit,
    s.Remove: c.Remove,
    s.Readmit: c.Readmit,
    s.ShutDown: c.ShutDown,
    s.AskQuestion: c.AskQuestion,
    s.AnswerQuestion: c.AnswerQuestion,
    s.AnswerForPupil: None,  # see `AnswerBook`
    s.CloseQuestion: c.CloseQuestion,
    s.RevealQuestion: c.RevealQuestion,
    s.PutQuestionAway: c.PutQuestionAway,
    s.CallRoll: None,  # made with who is expected, see `RollBook`
    s.MarkPupil: c.MarkPupil,
    s.CountHeads: c.CountHeads,
    s.ConfirmRoll: c.ConfirmRoll,
    s.Say: c.Say,
    s.Unsay: c.Unsay,
    s.SetSlowMode: c.SetSlowMode,
    s.Report: None,  # made with its evidence, see `reporting`
    s.PinNotice: c.PinNotice,
    s.UnpinNotice: c.UnpinNotice,
    s.StartCountdown: c.StartCountdown,
    s.StopCountdown: c.StopCountdown,
    s.ShowBoard: c.ShowBoard,
    s.HideBoard: c.HideBoard,
    s.TakeFileAway: c.TakeFileAway,
    s.ShowSlides: c.ShowSlides,
    s.StopShowing: c.StopShowing,
    s.SetLayout: c.SetLayout,
    s.Spotlight: c.Spotlight,
    s.SetHalfDuplex: c.SetHalfDuplex,
    s.SetPushToTalk: c.SetPushToTalk,
    s.PressToTalk: c.PressToTalk,
    s.ReleaseTalk: c.ReleaseTalk,
    s.PinLevel: c.PinLevel,
    s.ReleaseLevel: c.ReleaseLevel,
    s.ReportSound: None,  # made with who reports it
}


def command_for(by: str, message: s.FromBrowser, part: Part, wording: Wording) -> c.Command | None:
    """Return the lesson's command for a page's request, or None when it changes nothing."""
    kind = COMMANDS[type(message)]
    if kind is None:
        return None
    fields = msgspec.structs.asdict(message) | worded(message, part, wording)
    return kind(by=by, **fields)
