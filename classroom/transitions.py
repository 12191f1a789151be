"""Which commands a lesson understands in which phase, and where they may leave it.

Rule: what is not in TRANSITIONS is refused. Documentation is made from these tables.
"""

from classroom import commands as c
from classroom.permissions import Action
from classroom.states import Phase

_STAY_OR_END = (Phase.ENDED,)


def _anytime(phase: Phase, *others: Phase) -> dict[type[c.Command], tuple[Phase, ...]]:
    """What is always understood: pages, tracks and time. Any of them may find that time is up."""
    kinds: tuple[type[c.Command], ...] = (
        c.Arrive,
        c.Disconnect,
        c.ReportDevices,
        c.Leave,
        c.Evict,
        c.Limit,
        c.Publish,
        c.SetPaused,
        c.Unpublish,
        c.ForgetPeer,
        c.NoteSilence,
        c.NoteHeard,
        c.CatchUp,
        c.LoseMedia,
        c.AttachIngest,
        c.ReportIngest,
        c.ReleaseTalk,
        c.ReportSound,
        c.NoteSound,
        c.PinLevel,
        c.NoteLevel,
        c.ShareFile,
        c.TurnRecording,
        c.RaiseAlarm,
        c.ClearAlarm,
        c.WithholdClassrooms,
        c.Tick,
        c.Recover,
    )
    return dict.fromkeys(kinds, (phase, *others, Phase.ENDED))


def _roll(phase: Phase, *others: Phase) -> dict[type[c.Command], tuple[Phase, ...]]:
    """What each classroom answers when the roll has been called."""
    kinds: tuple[type[c.Command], ...] = (c.MarkPupil, c.CountHeads, c.ConfirmRoll)
    return dict.fromkeys(kinds, (phase, *others, Phase.ENDED))


def _order(phase: Phase) -> dict[type[c.Command], tuple[Phase, ...]]:
    """What keeps order in a lesson that is open, whether it is being taught or not."""
    kinds: tuple[type[c.Command], ...] = (
        c.SetRight,
        c.ForbidAll,
        c.AllowAgain,
        c.Lock,
        c.Unlock,
        c.Admit,
        c.Remove,
        c.Readmit,
        c.LowerHand,
        c.DismissHand,
        c.Say,
        c.Unsay,
        c.SetSlowMode,
        c.Report,
        c.PinNotice,
        c.UnpinNotice,
        c.StartCountdown,
        c.StopCountdown,
        c.SetLayout,
        c.Spotlight,
        c.SetHalfDuplex,
        c.SetPushToTalk,
        c.ReleaseLevel,
        c.ShowBoard,
        c.HideBoard,
        c.WithholdText,
        c.TakeFileAway,
        c.ShowSlides,
        c.StopShowing,
    )
    return {**dict.fromkeys(kinds, (phase, Phase.ENDED)), c.ShutDown: _STAY_OR_END}


def _asking(phase: Phase) -> dict[type[c.Command], tuple[Phase, ...]]:
    """What a lecturer who teaches asks the classrooms."""
    kinds: tuple[type[c.Command], ...] = (
        c.AskQuestion,
        c.CloseQuestion,
        c.RevealQuestion,
        c.PutQuestionAway,
    )
    return dict.fromkeys(kinds, (phase, Phase.ENDED))


# phase → command → the phases it may leave the lesson in. What is not here is refused.
TRANSITIONS: dict[Phase, dict[type[c.Command], tuple[Phase, ...]]] = {
    Phase.SCHEDULED: {
        **_anytime(Phase.SCHEDULED, Phase.OPEN, Phase.LIVE),
        c.FollowPlan: (Phase.SCHEDULED, Phase.OPEN, Phase.LIVE, Phase.ENDED),
        c.CancelLesson: _STAY_OR_END,
        c.EndLesson: _STAY_OR_END,
        c.ShutDown: _STAY_OR_END,
    },
    Phase.OPEN: {
        **_anytime(Phase.OPEN, Phase.LIVE),
        **_order(Phase.OPEN),
        c.FollowPlan: (Phase.SCHEDULED, Phase.OPEN, Phase.LIVE, Phase.ENDED),
        c.CancelLesson: _STAY_OR_END,
        c.Enter: (Phase.OPEN, Phase.LIVE, Phase.ENDED),
        c.StartLesson: (Phase.LIVE, Phase.ENDED),
        c.EndLesson: _STAY_OR_END,
        c.Enlarge: (Phase.OPEN, Phase.LIVE, Phase.ENDED),
        c.PressToTalk: (Phase.OPEN, Phase.LIVE, Phase.ENDED),
    },
    Phase.LIVE: {
        **_anytime(Phase.LIVE, Phase.HOLD),
        **_order(Phase.LIVE),
        **_asking(Phase.LIVE),
        **_roll(Phase.LIVE),
        c.CallRoll: (Phase.LIVE, Phase.ENDED),
        c.Enter: (Phase.LIVE, Phase.ENDED),
        c.PauseLesson: (Phase.PAUSED, Phase.ENDED),
        c.EndLesson: _STAY_OR_END,
        c.RaiseHand: (Phase.LIVE, Phase.ENDED),
        c.PressToTalk: (Phase.LIVE, Phase.ENDED),
        c.AnswerQuestion: (Phase.LIVE, Phase.ENDED),
        c.AnswerForPupil: (Phase.LIVE, Phase.ENDED),
        c.CallOn: (Phase.LIVE, Phase.ENDED),
        c.CallNext: (Phase.LIVE, Phase.ENDED),
        c.TakeDown: (Phase.LIVE, Phase.ENDED),
        c.Enlarge: (Phase.LIVE, Phase.ENDED),
    },
    Phase.PAUSED: {
        **_anytime(Phase.PAUSED, Phase.HOLD),
        **_order(Phase.PAUSED),
        **_asking(Phase.PAUSED),
        **_roll(Phase.PAUSED),
        c.CallRoll: (Phase.PAUSED, Phase.ENDED),
        c.Enter: (Phase.PAUSED, Phase.ENDED),
        c.ResumeLesson: (Phase.LIVE, Phase.ENDED),
        c.EndLesson: _STAY_OR_END,
        c.CallOn: (Phase.PAUSED, Phase.ENDED),
        c.CallNext: (Phase.PAUSED, Phase.ENDED),
        c.TakeDown: (Phase.PAUSED, Phase.ENDED),
        c.Enlarge: (Phase.PAUSED, Phase.ENDED),
    },
    Phase.HOLD: {
        **_anytime(Phase.HOLD, Phase.LIVE, Phase.PAUSED),
        **_roll(Phase.HOLD),
        c.Enter: (Phase.HOLD, Phase.LIVE, Phase.PAUSED, Phase.ENDED),
        c.RaiseHand: (Phase.HOLD, Phase.ENDED),
        c.PressToTalk: (Phase.HOLD, Phase.ENDED),
        c.AnswerQuestion: (Phase.HOLD, Phase.ENDED),
        c.AnswerForPupil: (Phase.HOLD, Phase.ENDED),
        c.LowerHand: (Phase.HOLD, Phase.ENDED),
        c.Say: (Phase.HOLD, Phase.ENDED),
        c.Report: (Phase.HOLD, Phase.ENDED),
        c.WithholdText: (Phase.HOLD, Phase.ENDED),
        c.ShutDown: _STAY_OR_END,
    },
    Phase.ENDED: {
        c.Disconnect: (Phase.ENDED,),
        c.Leave: (Phase.ENDED,),
        c.Evict: (Phase.ENDED,),
        c.MarkPupil: (Phase.ENDED,),
        c.CountHeads: (Phase.ENDED,),
        c.Unpublish: (Phase.ENDED,),
        c.ForgetPeer: (Phase.ENDED,),
        c.LoseMedia: (Phase.ENDED,),
        c.TurnRecording: (Phase.ENDED,),
        c.RaiseAlarm: (Phase.ENDED,),
        c.ClearAlarm: (Phase.ENDED,),
        c.Tick: (Phase.ENDED,),
        c.Recover: (Phase.ENDED,),
        c.RestartLesson: (Phase.OPEN,),
    },
}

REFUSAL = {
    Phase.SCHEDULED: "not_open",
    Phase.OPEN: "wrong_phase",
    Phase.LIVE: "wrong_phase",
    Phase.PAUSED: "wrong_phase",
    Phase.HOLD: "wrong_phase",
    Phase.ENDED: "lesson_over",
}

# What only a lecturer who has entered may ask for.
LEADING: dict[type[c.Command], Action] = {
    c.StartLesson: Action.START_LESSON,
    c.PauseLesson: Action.PAUSE_LESSON,
    c.ResumeLesson: Action.RESUME_LESSON,
    c.EndLesson: Action.END_LESSON,
    c.CallOn: Action.CALL_ON,
    c.TakeDown: Action.TAKE_DOWN,
    c.Enlarge: Action.ENLARGE,
    c.CallNext: Action.CALL_NEXT,
    c.DismissHand: Action.DISMISS_HAND,
    c.SetRight: Action.SET_RIGHT,
    c.ForbidAll: Action.FORBID_ALL,
    c.AllowAgain: Action.ALLOW_AGAIN,
    c.Lock: Action.LOCK,
    c.Unlock: Action.UNLOCK,
    c.Admit: Action.ADMIT,
    c.Remove: Action.REMOVE,
    c.Readmit: Action.READMIT,
    c.ShutDown: Action.SHUT_DOWN,
    c.AskQuestion: Action.ASK_QUESTION,
    c.CloseQuestion: Action.CLOSE_QUESTION,
    c.RevealQuestion: Action.REVEAL_QUESTION,
    c.PutQuestionAway: Action.PUT_QUESTION_AWAY,
    c.CallRoll: Action.CALL_ROLL,
    c.Unsay: Action.UNSAY,
    c.SetSlowMode: Action.SET_SLOW_MODE,
    c.PinNotice: Action.PIN_NOTICE,
    c.UnpinNotice: Action.UNPIN_NOTICE,
    c.StartCountdown: Action.START_COUNTDOWN,
    c.StopCountdown: Action.STOP_COUNTDOWN,
    c.SetLayout: Action.SET_LAYOUT,
    c.Spotlight: Action.SPOTLIGHT,
    c.SetHalfDuplex: Action.SET_HALF_DUPLEX,
    c.SetPushToTalk: Action.SET_PUSH_TO_TALK,
    c.ReleaseLevel: Action.RELEASE_LEVEL,
    c.ShowBoard: Action.SHOW_BOARD,
    c.HideBoard: Action.HIDE_BOARD,
    c.TakeFileAway: Action.TAKE_FILE_AWAY,
    c.ShowSlides: Action.SHOW_SLIDES,
    c.StopShowing: Action.STOP_SHOWING,
}
