"""Everything that can be asked of a lesson, by concept; what each is: `classroom.commands.base`."""

from classroom.commands.board import HideBoard as HideBoard
from classroom.commands.board import ShowBoard as ShowBoard
from classroom.commands.board import WithholdText as WithholdText
from classroom.commands.files import ShareFile as ShareFile
from classroom.commands.files import ShowSlides as ShowSlides
from classroom.commands.files import StopShowing as StopShowing
from classroom.commands.files import TakeFileAway as TakeFileAway
from classroom.commands.gaps import CatchUp as CatchUp
from classroom.commands.gaps import NoteHeard as NoteHeard
from classroom.commands.gaps import NoteSilence as NoteSilence
from classroom.commands.leading import CallNext as CallNext
from classroom.commands.leading import CallOn as CallOn
from classroom.commands.leading import EndLesson as EndLesson
from classroom.commands.leading import Enlarge as Enlarge
from classroom.commands.leading import PauseLesson as PauseLesson
from classroom.commands.leading import RestartLesson as RestartLesson
from classroom.commands.leading import ResumeLesson as ResumeLesson
from classroom.commands.leading import ShutDown as ShutDown
from classroom.commands.leading import StartLesson as StartLesson
from classroom.commands.leading import TakeDown as TakeDown
from classroom.commands.levels import NoteLevel as NoteLevel
from classroom.commands.levels import PinLevel as PinLevel
from classroom.commands.levels import ReleaseLevel as ReleaseLevel
from classroom.commands.media import AttachIngest as AttachIngest
from classroom.commands.media import ForgetPeer as ForgetPeer
from classroom.commands.media import LoseMedia as LoseMedia
from classroom.commands.media import Publish as Publish
from classroom.commands.media import ReportIngest as ReportIngest
from classroom.commands.media import SetPaused as SetPaused
from classroom.commands.media import Unpublish as Unpublish
from classroom.commands.order import Admit as Admit
from classroom.commands.order import AllowAgain as AllowAgain
from classroom.commands.order import DismissHand as DismissHand
from classroom.commands.order import ForbidAll as ForbidAll
from classroom.commands.order import Limit as Limit
from classroom.commands.order import Lock as Lock
from classroom.commands.order import LowerHand as LowerHand
from classroom.commands.order import RaiseHand as RaiseHand
from classroom.commands.order import Readmit as Readmit
from classroom.commands.order import Remove as Remove
from classroom.commands.order import SetRight as SetRight
from classroom.commands.order import Unlock as Unlock
from classroom.commands.plan import CancelLesson as CancelLesson
from classroom.commands.plan import FollowPlan as FollowPlan
from classroom.commands.presence import Arrive as Arrive
from classroom.commands.presence import Disconnect as Disconnect
from classroom.commands.presence import Enter as Enter
from classroom.commands.presence import Evict as Evict
from classroom.commands.presence import Leave as Leave
from classroom.commands.presence import ReportDevices as ReportDevices
from classroom.commands.questions import AnswerForPupil as AnswerForPupil
from classroom.commands.questions import AnswerQuestion as AnswerQuestion
from classroom.commands.questions import AskQuestion as AskQuestion
from classroom.commands.questions import CloseQuestion as CloseQuestion
from classroom.commands.questions import PutQuestionAway as PutQuestionAway
from classroom.commands.questions import RevealQuestion as RevealQuestion
from classroom.commands.recording import ClearAlarm as ClearAlarm
from classroom.commands.recording import RaiseAlarm as RaiseAlarm
from classroom.commands.recording import TurnRecording as TurnRecording
from classroom.commands.recording import WithholdClassrooms as WithholdClassrooms
from classroom.commands.reports import Report as Report
from classroom.commands.roll import CallRoll as CallRoll
from classroom.commands.roll import ConfirmRoll as ConfirmRoll
from classroom.commands.roll import CountHeads as CountHeads
from classroom.commands.roll import MarkPupil as MarkPupil
from classroom.commands.staging import NoteSound as NoteSound
from classroom.commands.staging import PressToTalk as PressToTalk
from classroom.commands.staging import ReleaseTalk as ReleaseTalk
from classroom.commands.staging import ReportSound as ReportSound
from classroom.commands.staging import SetHalfDuplex as SetHalfDuplex
from classroom.commands.staging import SetLayout as SetLayout
from classroom.commands.staging import SetPushToTalk as SetPushToTalk
from classroom.commands.staging import Spotlight as Spotlight
from classroom.commands.talk import PinNotice as PinNotice
from classroom.commands.talk import Say as Say
from classroom.commands.talk import SetSlowMode as SetSlowMode
from classroom.commands.talk import StartCountdown as StartCountdown
from classroom.commands.talk import StopCountdown as StopCountdown
from classroom.commands.talk import UnpinNotice as UnpinNotice
from classroom.commands.talk import Unsay as Unsay
from classroom.commands.time import Recover as Recover
from classroom.commands.time import Tick as Tick

Command = (
    Arrive
    | Disconnect
    | ReportDevices
    | Enter
    | Leave
    | Evict
    | FollowPlan
    | CancelLesson
    | StartLesson
    | PauseLesson
    | ResumeLesson
    | EndLesson
    | ShutDown
    | RestartLesson
    | CallOn
    | TakeDown
    | CallNext
    | Enlarge
    | SetRight
    | ForbidAll
    | AllowAgain
    | Lock
    | Unlock
    | Admit
    | Remove
    | Readmit
    | Limit
    | RaiseHand
    | LowerHand
    | DismissHand
    | CallRoll
    | MarkPupil
    | CountHeads
    | ConfirmRoll
    | Say
    | Unsay
    | SetSlowMode
    | Report
    | PinNotice
    | UnpinNotice
    | StartCountdown
    | StopCountdown
    | SetLayout
    | Spotlight
    | SetHalfDuplex
    | SetPushToTalk
    | PressToTalk
    | ReleaseTalk
    | ReportSound
    | NoteSound
    | PinLevel
    | ReleaseLevel
    | NoteLevel
    | ShowBoard
    | HideBoard
    | WithholdText
    | ShareFile
    | TakeFileAway
    | ShowSlides
    | StopShowing
    | Publish
    | SetPaused
    | Unpublish
    | ForgetPeer
    | NoteSilence
    | NoteHeard
    | CatchUp
    | LoseMedia
    | AttachIngest
    | ReportIngest
    | AnswerForPupil
    | AnswerQuestion
    | AskQuestion
    | CloseQuestion
    | PutQuestionAway
    | RevealQuestion
    | TurnRecording
    | RaiseAlarm
    | ClearAlarm
    | WithholdClassrooms
    | Tick
    | Recover
)
