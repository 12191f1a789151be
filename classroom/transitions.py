"""Which commands a lesson understands in which phase, and where they may leave it.

Rule: what is not in TRANSITIONS is refused. Documentation is made from these tables.
"""

from classroom.commands import (
    Admit,
    AllowAgain,
    Arrive,
    AttachIngest,
    CallNext,
    CallOn,
    CancelLesson,
    Command,
    Disconnect,
    DismissHand,
    EndLesson,
    Enlarge,
    Enter,
    Evict,
    FollowPlan,
    ForbidAll,
    ForgetPeer,
    Leave,
    Lock,
    LoseMedia,
    LowerHand,
    PauseLesson,
    Publish,
    RaiseHand,
    Readmit,
    Recover,
    Remove,
    ReportDevices,
    ReportIngest,
    ResumeLesson,
    SetPaused,
    SetRight,
    ShutDown,
    StartLesson,
    TakeDown,
    Tick,
    Unlock,
    Unpublish,
)
from classroom.permissions import Action
from classroom.states import Phase

_STAY_OR_END = (Phase.ENDED,)
_RUNNING = (Phase.LIVE, Phase.PAUSED, Phase.HOLD, Phase.ENDED)


def _anytime(phase: Phase, *others: Phase) -> dict[type[Command], tuple[Phase, ...]]:
    """What is always understood: pages, tracks and time. Any of them may find that time is up."""
    kinds: tuple[type[Command], ...] = (
        Arrive,
        Disconnect,
        ReportDevices,
        Leave,
        Evict,
        Publish,
        SetPaused,
        Unpublish,
        ForgetPeer,
        LoseMedia,
        AttachIngest,
        ReportIngest,
        Tick,
        Recover,
    )
    return dict.fromkeys(kinds, (phase, *others, Phase.ENDED))


def _order(phase: Phase) -> dict[type[Command], tuple[Phase, ...]]:
    """What keeps order in a lesson that is open, whether it is being taught or not."""
    kinds: tuple[type[Command], ...] = (
        SetRight,
        ForbidAll,
        AllowAgain,
        Lock,
        Unlock,
        Admit,
        Remove,
        Readmit,
        LowerHand,
        DismissHand,
    )
    return {**dict.fromkeys(kinds, (phase, Phase.ENDED)), ShutDown: _STAY_OR_END}


# phase → command → the phases it may leave the lesson in. What is not here is refused.
TRANSITIONS: dict[Phase, dict[type[Command], tuple[Phase, ...]]] = {
    Phase.SCHEDULED: {
        **_anytime(Phase.SCHEDULED, Phase.OPEN, Phase.LIVE),
        FollowPlan: (Phase.SCHEDULED, Phase.OPEN, Phase.LIVE, Phase.ENDED),
        CancelLesson: _STAY_OR_END,
        EndLesson: _STAY_OR_END,
        ShutDown: _STAY_OR_END,
    },
    Phase.OPEN: {
        **_anytime(Phase.OPEN, Phase.LIVE),
        **_order(Phase.OPEN),
        FollowPlan: (Phase.SCHEDULED, Phase.OPEN, Phase.LIVE, Phase.ENDED),
        CancelLesson: _STAY_OR_END,
        Enter: (Phase.OPEN, Phase.LIVE, Phase.ENDED),
        StartLesson: (Phase.LIVE, Phase.ENDED),
        EndLesson: _STAY_OR_END,
        Enlarge: (Phase.OPEN, Phase.LIVE, Phase.ENDED),
    },
    Phase.LIVE: {
        **_anytime(Phase.LIVE, Phase.HOLD),
        **_order(Phase.LIVE),
        Enter: (Phase.LIVE, Phase.ENDED),
        PauseLesson: (Phase.PAUSED, Phase.ENDED),
        EndLesson: _STAY_OR_END,
        RaiseHand: (Phase.LIVE, Phase.ENDED),
        CallOn: (Phase.LIVE, Phase.ENDED),
        CallNext: (Phase.LIVE, Phase.ENDED),
        TakeDown: (Phase.LIVE, Phase.ENDED),
        Enlarge: (Phase.LIVE, Phase.ENDED),
    },
    Phase.PAUSED: {
        **_anytime(Phase.PAUSED, Phase.HOLD),
        **_order(Phase.PAUSED),
        Enter: (Phase.PAUSED, Phase.ENDED),
        ResumeLesson: (Phase.LIVE, Phase.ENDED),
        EndLesson: _STAY_OR_END,
        CallOn: (Phase.PAUSED, Phase.ENDED),
        CallNext: (Phase.PAUSED, Phase.ENDED),
        TakeDown: (Phase.PAUSED, Phase.ENDED),
        Enlarge: (Phase.PAUSED, Phase.ENDED),
    },
    Phase.HOLD: {
        **_anytime(Phase.HOLD, Phase.LIVE, Phase.PAUSED),
        Enter: (Phase.HOLD, Phase.LIVE, Phase.PAUSED, Phase.ENDED),
        RaiseHand: (Phase.HOLD, Phase.ENDED),
        LowerHand: (Phase.HOLD, Phase.ENDED),
        ShutDown: _STAY_OR_END,
    },
    Phase.ENDED: {
        Disconnect: (Phase.ENDED,),
        Leave: (Phase.ENDED,),
        Evict: (Phase.ENDED,),
        Unpublish: (Phase.ENDED,),
        ForgetPeer: (Phase.ENDED,),
        LoseMedia: (Phase.ENDED,),
        Tick: (Phase.ENDED,),
        Recover: (Phase.ENDED,),
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
LEADING: dict[type[Command], Action] = {
    StartLesson: Action.START_LESSON,
    PauseLesson: Action.PAUSE_LESSON,
    ResumeLesson: Action.RESUME_LESSON,
    EndLesson: Action.END_LESSON,
    CallOn: Action.CALL_ON,
    TakeDown: Action.TAKE_DOWN,
    Enlarge: Action.ENLARGE,
    CallNext: Action.CALL_NEXT,
    DismissHand: Action.DISMISS_HAND,
    SetRight: Action.SET_RIGHT,
    ForbidAll: Action.FORBID_ALL,
    AllowAgain: Action.ALLOW_AGAIN,
    Lock: Action.LOCK,
    Unlock: Action.UNLOCK,
    Admit: Action.ADMIT,
    Remove: Action.REMOVE,
    Readmit: Action.READMIT,
    ShutDown: Action.SHUT_DOWN,
}
