"""Every message between a page and the server, both directions: this package *is* the protocol.

Rule 1: one frozen struct per message; its tag is the Socket.IO event name (`snake_case`).
Rule 2: a request from the browser is always acknowledged, with its `Result` or with an `Error`.
Rule 3: state is told once as a `Snapshot` with a version, then as `Changed` with version + 1, and
so on; a page that misses a number asks again with `sync`. What is not state (levels, quality) has
no number.
Rule 4: nothing here is parsed anywhere but in `signaling/codec.py`. The pages' TypeScript types and
docs/protocol.md are generated from it; a test fails when they are stale.

A page connects with the Socket.IO `auth` object of `Hello`.
"""

from classroom.files.values import FileKind as FileKind
from classroom.files.values import ShownKind as ShownKind
from classroom.ink.strokes import Colour as Colour
from classroom.ink.strokes import Stroke as Stroke
from classroom.ink.strokes import Tool as Tool
from classroom.media_messages import Level as Level
from classroom.media_messages import LevelReason as LevelReason
from classroom.questions.question import QuestionKind as QuestionKind
from classroom.questions.question import Reply as Reply
from classroom.recording.values import Alarm as Alarm
from classroom.reports.evidence import What as What
from classroom.sanctions.sanction import Step as Step
from classroom.states import Audience as Audience
from classroom.states import DeviceState as DeviceState
from classroom.states import Finding as Finding
from classroom.states import Layout as Layout
from classroom.states import Light as Light
from classroom.states import Mark as Mark
from classroom.states import Objectionable as Objectionable
from classroom.states import Part as Part
from classroom.states import Phase as Phase
from classroom.states import Place as Place
from classroom.states import Presence as Presence
from classroom.states import Purpose as Purpose
from classroom.states import Right as Right
from classroom.states import SoundVerdict as SoundVerdict
from signaling.messages.asked import Admit as Admit
from signaling.messages.asked import AllowAgain as AllowAgain
from signaling.messages.asked import Beat as Beat
from signaling.messages.asked import CallNext as CallNext
from signaling.messages.asked import CallOn as CallOn
from signaling.messages.asked import CatchUp as CatchUp
from signaling.messages.asked import DismissHand as DismissHand
from signaling.messages.asked import EndLesson as EndLesson
from signaling.messages.asked import Enlarge as Enlarge
from signaling.messages.asked import Enter as Enter
from signaling.messages.asked import ForbidAll as ForbidAll
from signaling.messages.asked import Leave as Leave
from signaling.messages.asked import Lock as Lock
from signaling.messages.asked import LowerHand as LowerHand
from signaling.messages.asked import PauseLesson as PauseLesson
from signaling.messages.asked import RaiseHand as RaiseHand
from signaling.messages.asked import Readmit as Readmit
from signaling.messages.asked import Remove as Remove
from signaling.messages.asked import ReportDevices as ReportDevices
from signaling.messages.asked import ResumeLesson as ResumeLesson
from signaling.messages.asked import SetRight as SetRight
from signaling.messages.asked import ShutDown as ShutDown
from signaling.messages.asked import StartLesson as StartLesson
from signaling.messages.asked import Sync as Sync
from signaling.messages.asked import TakeDown as TakeDown
from signaling.messages.asked import Unlock as Unlock
from signaling.messages.base import Id as Id
from signaling.messages.base import Opaque as Opaque
from signaling.messages.base import Token as Token
from signaling.messages.files import FilesChanged as FilesChanged
from signaling.messages.files import FileState as FileState
from signaling.messages.files import ShowingChanged as ShowingChanged
from signaling.messages.files import ShowingState as ShowingState
from signaling.messages.files import ShowSlides as ShowSlides
from signaling.messages.files import StopShowing as StopShowing
from signaling.messages.files import TakeFileAway as TakeFileAway
from signaling.messages.greeting import DeviceProof as DeviceProof
from signaling.messages.greeting import Hello as Hello
from signaling.messages.ink import BoardState as BoardState
from signaling.messages.ink import Draw as Draw
from signaling.messages.ink import Erase as Erase
from signaling.messages.ink import HideBoard as HideBoard
from signaling.messages.ink import InkChange as InkChange
from signaling.messages.ink import Inked as Inked
from signaling.messages.ink import InkRequest as InkRequest
from signaling.messages.ink import InkSheet as InkSheet
from signaling.messages.ink import InkWiped as InkWiped
from signaling.messages.ink import Point as Point
from signaling.messages.ink import PointerState as PointerState
from signaling.messages.ink import ReadInk as ReadInk
from signaling.messages.ink import ShowBoard as ShowBoard
from signaling.messages.ink import Sketch as Sketch
from signaling.messages.ink import SketchState as SketchState
from signaling.messages.ink import StrokeDrawn as StrokeDrawn
from signaling.messages.ink import StrokesBack as StrokesBack
from signaling.messages.ink import StrokesErased as StrokesErased
from signaling.messages.ink import Undo as Undo
from signaling.messages.ink import Wipe as Wipe
from signaling.messages.keeping import Report as Report
from signaling.messages.keeping import StandingChanged as StandingChanged
from signaling.messages.levels import PinLevel as PinLevel
from signaling.messages.levels import ReleaseLevel as ReleaseLevel
from signaling.messages.media import CloseConsumer as CloseConsumer
from signaling.messages.media import CloseProducer as CloseProducer
from signaling.messages.media import ConnectTransport as ConnectTransport
from signaling.messages.media import Consume as Consume
from signaling.messages.media import CreateTransport as CreateTransport
from signaling.messages.media import MediaRequest as MediaRequest
from signaling.messages.media import PauseConsumer as PauseConsumer
from signaling.messages.media import PauseProducer as PauseProducer
from signaling.messages.media import Produce as Produce
from signaling.messages.media import RestartIce as RestartIce
from signaling.messages.media import ResumeConsumer as ResumeConsumer
from signaling.messages.media import ResumeProducer as ResumeProducer
from signaling.messages.questions import AnswerForPupil as AnswerForPupil
from signaling.messages.questions import AnswerQuestion as AnswerQuestion
from signaling.messages.questions import AnswerState as AnswerState
from signaling.messages.questions import AskQuestion as AskQuestion
from signaling.messages.questions import CloseQuestion as CloseQuestion
from signaling.messages.questions import PupilChoiceState as PupilChoiceState
from signaling.messages.questions import PutQuestionAway as PutQuestionAway
from signaling.messages.questions import QuestionState as QuestionState
from signaling.messages.questions import RevealQuestion as RevealQuestion
from signaling.messages.results import Consumed as Consumed
from signaling.messages.results import Described as Described
from signaling.messages.results import Error as Error
from signaling.messages.results import Ok as Ok
from signaling.messages.results import Produced as Produced
from signaling.messages.results import Snapshot as Snapshot
from signaling.messages.roll import CallRoll as CallRoll
from signaling.messages.roll import ConfirmRoll as ConfirmRoll
from signaling.messages.roll import CountHeads as CountHeads
from signaling.messages.roll import MarkPupil as MarkPupil
from signaling.messages.roll import PupilState as PupilState
from signaling.messages.roll import SheetState as SheetState
from signaling.messages.staging import PressToTalk as PressToTalk
from signaling.messages.staging import ReleaseTalk as ReleaseTalk
from signaling.messages.staging import ReportSound as ReportSound
from signaling.messages.staging import SetHalfDuplex as SetHalfDuplex
from signaling.messages.staging import SetLayout as SetLayout
from signaling.messages.staging import SetPushToTalk as SetPushToTalk
from signaling.messages.staging import SoundState as SoundState
from signaling.messages.staging import Spotlight as Spotlight
from signaling.messages.staging import WordChanged as WordChanged
from signaling.messages.talk import PinNotice as PinNotice
from signaling.messages.talk import Say as Say
from signaling.messages.talk import SetSlowMode as SetSlowMode
from signaling.messages.talk import StartCountdown as StartCountdown
from signaling.messages.talk import StopCountdown as StopCountdown
from signaling.messages.talk import UnpinNotice as UnpinNotice
from signaling.messages.talk import Unsay as Unsay
from signaling.messages.told import Change as Change
from signaling.messages.told import Changed as Changed
from signaling.messages.told import ClassroomChanged as ClassroomChanged
from signaling.messages.told import Goodbye as Goodbye
from signaling.messages.told import LayerSent as LayerSent
from signaling.messages.told import LayersWanted as LayersWanted
from signaling.messages.told import LessonChanged as LessonChanged
from signaling.messages.told import Lines as Lines
from signaling.messages.told import MediaChanged as MediaChanged
from signaling.messages.told import PathSilent as PathSilent
from signaling.messages.told import QuestionChanged as QuestionChanged
from signaling.messages.told import RemarksHidden as RemarksHidden
from signaling.messages.told import RemarksShown as RemarksShown
from signaling.messages.told import Restarting as Restarting
from signaling.messages.told import SheetChanged as SheetChanged
from signaling.messages.told import Speakers as Speakers
from signaling.messages.told import StreamChanged as StreamChanged
from signaling.messages.told import StreamClosed as StreamClosed
from signaling.messages.told import ViewsChanged as ViewsChanged
from signaling.messages.values import CatchUpState as CatchUpState
from signaling.messages.values import ClassroomState as ClassroomState
from signaling.messages.values import CountdownState as CountdownState
from signaling.messages.values import HandState as HandState
from signaling.messages.values import LessonState as LessonState
from signaling.messages.values import Line as Line
from signaling.messages.values import MediaState as MediaState
from signaling.messages.values import MissedState as MissedState
from signaling.messages.values import RecordingAlarmState as RecordingAlarmState
from signaling.messages.values import RecordingState as RecordingState
from signaling.messages.values import RemarkState as RemarkState
from signaling.messages.values import StreamState as StreamState
from signaling.messages.values import View as View

FromBrowser = (
    Sync
    | Beat
    | ReportDevices
    | CatchUp
    | Enter
    | Leave
    | StartLesson
    | PauseLesson
    | ResumeLesson
    | EndLesson
    | CallOn
    | TakeDown
    | Enlarge
    | CallNext
    | RaiseHand
    | LowerHand
    | DismissHand
    | SetRight
    | ForbidAll
    | AllowAgain
    | Lock
    | Unlock
    | Admit
    | Remove
    | Readmit
    | ShutDown
    | AnswerForPupil
    | AnswerQuestion
    | AskQuestion
    | CloseQuestion
    | PutQuestionAway
    | RevealQuestion
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
    | PinLevel
    | ReleaseLevel
    | SetHalfDuplex
    | SetPushToTalk
    | PressToTalk
    | ReleaseTalk
    | ReportSound
    | ShowBoard
    | HideBoard
    | ReadInk
    | Sketch
    | Draw
    | Erase
    | Undo
    | Wipe
    | Point
    | TakeFileAway
    | ShowSlides
    | StopShowing
    | CreateTransport
    | ConnectTransport
    | RestartIce
    | Produce
    | PauseProducer
    | ResumeProducer
    | CloseProducer
    | Consume
    | ResumeConsumer
    | PauseConsumer
    | CloseConsumer
)

Result = Ok | Error | Described | Produced | Consumed | Snapshot | InkSheet

ToBrowser = (
    Snapshot
    | Changed
    | Inked
    | Lines
    | Speakers
    | WordChanged
    | LayerSent
    | LayersWanted
    | PathSilent
    | StandingChanged
    | Restarting
    | Goodbye
)
