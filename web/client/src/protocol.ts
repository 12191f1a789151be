// Generated from signaling/messages/ by `make docs`. Do not edit.

/** Parameters of the media engine; passed to mediasoup-client unread. */
export type Opaque = Record<string, unknown>;

/** Sound or picture (W3C `MediaStreamTrack.kind`). */
export type Kind = "audio" | "video";

/** What a track shows or sounds; at most one producer of each a peer. */
export type Source = "camera" | "microphone" | "screen" | "screen_sound" | "document";

/** Seen from the browser, as in mediasoup-client: `send` carries producers, `recv` consumers. */
export type Direction = "send" | "recv";

/** How much of a lesson a receiver is sent; sound is in all of them. */
export type Level = 0 | 1 | 2 | 3 | 4;

/** Why it is not sent more. */
export type LevelReason = "line" | "loss" | "pinned" | "full";

/** Where a lesson is in its life; `hold` is live with the lecturer gone for a moment. */
export type Phase = "scheduled" | "open" | "live" | "hold" | "paused" | "ended";

/** What may go wrong with a recording, each with its words on the pages. */
export type Alarm = "stalled" | "no_keyframe" | "silent" | "lossy" | "dropped" | "disk_low" | "disk_full" | "disk_failed" | "recorder_down" | "sealed";

/** A classroom's part in the lesson. */
export type Part = "delivering" | "receiving";

/** A classroom as the lesson sees it. */
export type Presence = "expected" | "waiting" | "present" | "lost" | "left";

/** What the device check found. */
export type DeviceState = "ok" | "off" | "missing" | "busy" | "refused" | "failed" | "unknown";

/** Where a stream belongs on the page that sees it. */
export type Place = "main" | "corner" | "stage" | "spotlight" | "strip" | "sound";

/** How every wall arranges what it shows, as the lecturer chose. A *surface* is whatever all look at that is no person: a screen, a document camera, slides. */
export type Layout = "speaker" | "side_by_side" | "grid" | "surface";

/** What a classroom's sound test found, in one word. */
export type SoundVerdict = "good" | "echo" | "loud" | "noisy" | "quiet";

/** A classroom's line in one word; pages show word and shape, never the colour alone. */
export type Light = "good" | "fair" | "poor" | "lost";

/** What a receiving classroom may do, each switched by itself. */
export type Right = "video" | "audio" | "annotate" | "screen" | "file" | "text" | "raise_hand" | "answer";

/** What a classroom raises its hand for. */
export type Purpose = "question" | "answer" | "show";

/** How it is answered. */
export type QuestionKind = "single" | "multiple" | "true_false" | "number" | "text" | "hands";

/** What is taken away, the mildest first. */
export type Step = "warn" | "limit" | "suspend" | "close";

/** What is on the surface that everybody looks at. */
export type ShownKind = "slides";

/** What is said of one pupil on the roll; who is not marked is present, unless the rule says that the classroom was late. */
export type Mark = "present" | "absent" | "late" | "on_leave" | "left_early";

/** What does not fit together in a classroom's roll. */
export type Finding = "not_confirmed" | "full_but_not_there" | "full_but_nothing_sent" | "count_differs";

/** Whom something is said to. */
export type Audience = "everybody" | "lecturer";

/** What is wrong with something that was said or shown. */
export type Objectionable = "abuse" | "vulgar" | "false" | "privacy" | "advertising" | "other";

/** What a stroke is drawn with. */
export type Tool = "pen" | "marker" | "line" | "arrow" | "rectangle" | "ellipse" | "text";

/** The colours there are; each can be told from white and, with its rim, from a dark slide. */
export type Colour = "black" | "red" | "blue" | "green" | "purple";

/** What is in a file, by its bytes; nothing else is taken. None of them is ever run. */
export type FileKind = "pdf" | "png" | "jpg" | "webp" | "docx" | "xlsx" | "mp3" | "mp4";

/** What can be reported. */
export type What = "remark" | "notice" | "question" | "answer" | "stream" | "file" | "slide" | "stroke";

/** That an enrolled classroom device speaks: its signature over a nonce that the server gave it (`POST /api/v1/device/challenge`), good once. What is signed: `classroom/accounts/proofs.py`. */
export interface DeviceProof {
  device: string;
  nonce: string;
  signature: string;
}

/** The Socket.IO `auth` of a connection. `session` is made once per page load, at random: a connection that comes back with it is the same peer, and its media goes on untouched. A joining link's `token`; or the `lesson`, entered by the classroom's device with a `proof`, or without one by whoever is signed in. `over`: a person at the classroom's device said to take the seat over from the person who holds it. `assists`: stand beside a receiving classroom's page, as its assistant's tablet does, without sound and picture. */
export interface Hello {
  session: string;
  token?: string | null;
  lesson?: string | null;
  proof?: DeviceProof | null;
  over?: boolean;
  assists?: boolean;
}

/** One classroom of the lesson. */
export interface ClassroomState {
  id: string;
  name: string;
  part: Part;
  presence: Presence;
  since: number;
  camera: DeviceState;
  microphone: DeviceState;
  loudspeaker: DeviceState;
  rights: Right[];
  knocking: boolean;
  removed: boolean;
  push_to_talk: boolean;
  sound: SoundState | null;
  missed: MissedState | null;
  catching_up: CatchUpState | null;
  pinned: Level | null;
}

/** One track in the lesson. `producer` is what `consume` takes. */
export interface StreamState {
  producer: string;
  classroom: string;
  source: Source;
  kind: Kind;
  paused: boolean;
}

/** What this page is to show or sound, and where; its consumers are made to match its views. */
export interface View {
  producer: string;
  place: Place;
  layer: number;
}

/** A classroom that wants to be called on. */
export interface HandState {
  classroom: string;
  purpose: Purpose;
  at: number;
}

/** What is answered; only the field of the question's kind is filled in. */
export interface Reply {
  options: number[];
  number: number | null;
  text: string;
  counts: number[];
}

/** A classroom's latest answer. */
export interface AnswerState {
  classroom: string;
  at: number;
  reply: Reply;
  pupils: number;
}

/** A pupil of the page's own classroom, and the options that the pupil chose. */
export interface PupilChoiceState {
  id: string;
  name: string;
  number: string;
  options: number[];
}

/** The question that is being asked, as far as this page may know it: a receiving classroom is told the others' answers, and what is right, when they are revealed. */
export interface QuestionState {
  id: string;
  kind: QuestionKind;
  text: string;
  options: string[];
  asked_at: number;
  closed: boolean;
  revealed: boolean;
  answered: number;
  right: Reply | null;
  answers: AnswerState[];
  per_pupil: boolean;
  expected: number;
  pupils: PupilChoiceState[];
}

/** Time that runs down on every wall. */
export interface CountdownState {
  seconds: number;
  ends_at: number;
}

/** The board. */
export interface BoardState {
  page: number | null;
  pages: number;
}

/** What was drawn. Points: `classroom/ink/points.py`. */
export interface Stroke {
  id: string;
  tool?: Tool;
  colour?: Colour;
  width?: number;
  points: string;
  pressed?: boolean;
  text?: string;
}

/** A piece of a stroke that is being drawn. */
export interface SketchState {
  by: string;
  tag: number;
  tool: Tool;
  colour: Colour;
  width: number;
  points: string;
  pressed: boolean;
}

/** Where a classroom points; None: no more. */
export interface PointerState {
  by: string;
  x: number | null;
  y: number | null;
}

/** Something that was said. Its text is shown as text, whatever is in it. */
export interface RemarkState {
  number: number;
  at: number;
  by: string;
  to: Audience;
  text: string;
}

/** What a classroom missed and may catch up, seconds since the epoch. */
export interface MissedState {
  since: number;
  until: number;
}

/** A classroom watches what it missed, `rate` times as fast as it went. */
export interface CatchUpState {
  at: number;
  since: number;
  rate: number;
}

/** A classroom's last sound test. */
export interface SoundState {
  at: number;
  verdict: SoundVerdict;
  loss: number;
}

/** A file that this page may have, at `/lesson/<lesson>/files/<id>`. */
export interface FileState {
  id: string;
  name: string;
  kind: FileKind;
  size: number;
  pages: number;
  by: string;
  at: number;
}

/** What is on the surface that everybody looks at. What is drawn on it belongs to its `key`. */
export interface ShowingState {
  what: ShownKind;
  file: string;
  page: number;
  key: string;
}

/** Something is wrong with the recording: with all of it, or one source of a classroom. */
export interface RecordingAlarmState {
  alarm: Alarm;
  since: number;
  classroom: string | null;
  source: Source | null;
}

/** How the lesson is being recorded. */
export interface RecordingState {
  on: boolean;
  alarms: RecordingAlarmState[];
  withheld: string[];
}

/** The lesson itself. */
export interface LessonState {
  id: string;
  title: string;
  subject: string;
  phase: Phase;
  starts_at: number;
  ends_at: number;
  live_since: number | null;
  hold_until: number | null;
  cap: number;
  stage: string[];
  large: string | null;
  hands: HandState[];
  rights: Right[];
  forbidden: boolean;
  locked: boolean;
  shut_down: boolean;
  layout: Layout;
  spotlight: string | null;
  half_duplex: boolean;
  push_to_talk: boolean;
  pressing: string[];
  push_seconds: number;
  sound_days: number;
  slow_seconds: number;
  notice: string;
  countdown: CountdownState | null;
  board: BoardState;
  break_at: number | null;
  recording: RecordingState;
}

/** A pupil on the roll. */
export interface PupilState {
  id: string;
  name: string;
  number: string;
  mark: Mark | null;
}

/** A classroom's sheet of the roll that was called last. */
export interface SheetState {
  classroom: string;
  roll: number;
  called_at: number;
  expected: number | null;
  present: number | null;
  missing: number | null;
  heads: number | null;
  confirmed_at: number | null;
  version: number;
  late: boolean;
  findings: Finding[];
  pupils: PupilState[];
}

/** The media plane of this lesson. A new `epoch` means: throw all transports away, build anew. None as epoch: no media worker just now; wait for the next change. */
export interface MediaState {
  epoch: string | null;
  rtp_capabilities: Opaque | null;
}

/** One classroom's line. `light` is decided by the server; figures are for a closer look. */
export interface Line {
  classroom: string;
  light: Light;
  picture: boolean;
  sound: boolean;
  up_kbps: number;
  down_kbps: number;
  loss: number;
  rtt_ms: number | null;
  protocol: string | null;
  level: Level | null;
  reason: LevelReason | null;
  estimate_kbps: number | null;
  bytes_down: number;
  bytes_up: number;
}

/** Ask for a new snapshot. Result: Snapshot. */
export interface Sync {
  type: "sync";
}

/** Ask whether anybody is at the other end: a page that was told nothing for a second asks, and one that is not answered begins a new connection. Result: Ok. */
export interface Beat {
  type: "beat";
}

/** What the device check found. Result: Ok. */
export interface ReportDevices {
  type: "report_devices";
  camera: DeviceState;
  microphone: DeviceState;
  loudspeaker: DeviceState;
}

/** Watch what was missed, from the recording, or be live (again): also to watch nothing of it. Result: Ok. Refused: `nothing_missed`. */
export interface CatchUp {
  type: "catch_up";
  on: boolean;
}

/** Walk from the device check into the lesson. Result: Snapshot. Refused: `lesson_full`, ... */
export interface Enter {
  type: "enter";
}

/** Leave on purpose. Result: Ok. */
export interface Leave {
  type: "leave";
}

/** open → live. Result: Ok. */
export interface StartLesson {
  type: "start_lesson";
}

/** live → paused: the classrooms' sound and picture stop, the lecturer's go on. Result: Ok. */
export interface PauseLesson {
  type: "pause_lesson";
}

/** paused → live. Result: Ok. */
export interface ResumeLesson {
  type: "resume_lesson";
}

/** End it for everybody. Result: Ok. */
export interface EndLesson {
  type: "end_lesson";
}

/** Put a receiving classroom on stage: all others see and hear it. Result: Ok. */
export interface CallOn {
  type: "call_on";
  classroom: string;
}

/** Take a classroom off the stage. Result: Ok. */
export interface TakeDown {
  type: "take_down";
  classroom: string;
}

/** Which classroom the lecturer sees large (None: whoever is on stage). Result: Ok. */
export interface Enlarge {
  type: "enlarge";
  classroom: string | null;
}

/** Whose turn it is comes on stage instead of whoever is there. Result: Ok. Refused: `nobody_else`. */
export interface CallNext {
  type: "call_next";
}

/** Want to be called on. Result: Ok. Refused: `right_off`. */
export interface RaiseHand {
  type: "raise_hand";
  purpose: Purpose;
}

/** Take one's own hand down. Result: Ok. */
export interface LowerHand {
  type: "lower_hand";
}

/** Take a classroom's hand down. Result: Ok. */
export interface DismissHand {
  type: "dismiss_hand";
  classroom: string;
}

/** Switch one right of one receiving classroom, or of all of them (None). Result: Ok. */
export interface SetRight {
  type: "set_right";
  right: Right;
  on: boolean;
  classroom: string | null;
}

/** Every right of every receiving classroom is off until `allow_again`. Result: Ok. */
export interface ForbidAll {
  type: "forbid_all";
}

/** What was before `forbid_all` comes back. Result: Ok. */
export interface AllowAgain {
  type: "allow_again";
}

/** Close the door: who has not been in yet knocks and waits. Result: Ok. */
export interface Lock {
  type: "lock";
}

/** Open it again. Result: Ok. */
export interface Unlock {
  type: "unlock";
}

/** Let in a classroom that knocks. Result: Ok. Refused: `not_knocking`, `lesson_full`. */
export interface Admit {
  type: "admit";
  classroom: string;
}

/** Put a classroom out; it does not come back unless it is readmitted. `keep_out`: whoever is there stays out of every lesson of this series, too, until that is lifted. Result: Ok. Refused: `nobody_there`, `no_series`. */
export interface Remove {
  type: "remove";
  classroom: string;
  keep_out?: boolean;
}

/** Let a classroom come back that was put out. Result: Ok. */
export interface Readmit {
  type: "readmit";
  classroom: string;
}

/** End at once what cannot be controlled any more. Result: Ok. */
export interface ShutDown {
  type: "shut_down";
}

/** Take down what a pupil of one's own classroom chose; nothing: has not answered. Result: Ok. Refused: as `answer_question`, and `no_pupils`, `unknown_pupil`. */
export interface AnswerForPupil {
  type: "answer_for_pupil";
  question: string;
  pupil: string;
  options: number[];
}

/** Answer for the classroom, in place of what it answered before. Result: Ok. Refused: `right_off`, `question_closed`, `bad_answer`. */
export interface AnswerQuestion {
  type: "answer_question";
  question: string;
  reply: Reply;
}

/** Ask all receiving classrooms; a question that is there goes. Asked `per_pupil`, classrooms with a class list say what each pupil chose, the others how many chose what (`counts`). Result: Ok. Refused: `bad_question`, `no_pupils`. */
export interface AskQuestion {
  type: "ask_question";
  kind: QuestionKind;
  text: string;
  options: string[];
  right: Reply | null;
  per_pupil?: boolean;
}

/** Take no more answers. Result: Ok. */
export interface CloseQuestion {
  type: "close_question";
}

/** Close it and take it off everybody's page. Result: Ok. */
export interface PutQuestionAway {
  type: "put_question_away";
}

/** Close it and show all answers, and what is right, to everybody. Result: Ok. */
export interface RevealQuestion {
  type: "reveal_question";
}

/** Ask every expected classroom who is there. Result: Ok. Refused: `too_many_rolls`. */
export interface CallRoll {
  type: "call_roll";
}

/** Say what is with a pupil (None: nothing any more); a reason is needed once the sheet is confirmed. Result: Ok. Refused: `no_roll`, `unknown_pupil`, `reason_needed`. */
export interface MarkPupil {
  type: "mark_pupil";
  classroom: string;
  pupil: string;
  mark: Mark | null;
  reason?: string;
}

/** Say how many pupils are there; a reason is needed once the sheet is confirmed. Result: Ok. Refused: `no_roll`, `reason_needed`. */
export interface CountHeads {
  type: "count_heads";
  classroom: string;
  heads: number;
  reason?: string;
}

/** It is so. Result: Ok. Refused: `no_roll`, `count_first`. */
export interface ConfirmRoll {
  type: "confirm_roll";
  classroom: string;
}

/** Say something to everybody or to the lecturer. Result: Ok. Refused: `right_off`, `slow_mode`, `text_empty`, `text_too_long`, `words_not_allowed`, `no_links`. */
export interface Say {
  type: "say";
  to: Audience;
  text: string;
}

/** Take a remark from every page. Result: Ok. Refused: `unknown_remark`. */
export interface Unsay {
  type: "unsay";
  remark: number;
}

/** Seconds from one remark of a receiving classroom to its next; 0: none. Result: Ok. */
export interface SetSlowMode {
  type: "set_slow_mode";
  seconds: number;
}

/** Say that something said or shown is wrong, and why; a ticket is made of it. `id` is a remark's number, a question's id, the classroom that answered, a producer or the classroom that sends it, a file's id, that of the file whose slide is shown, or the classroom that drew on what is shown; for the notice, `notice`. Result: Ok. Refused: `unknown_thing`, `too_many_reports`. */
export interface Report {
  type: "report";
  what: What;
  id: string;
  reason: Objectionable;
}

/** Put a short notice on every wall. Result: Ok. Refused: as for `say`. */
export interface PinNotice {
  type: "pin_notice";
  text: string;
}

/** Take it down. Result: Ok. */
export interface UnpinNotice {
  type: "unpin_notice";
}

/** Count down on every wall, anew if it does already. Result: Ok. */
export interface StartCountdown {
  type: "start_countdown";
  seconds: number;
}

/** Take it down. Result: Ok. */
export interface StopCountdown {
  type: "stop_countdown";
}

/** How every wall arranges what it shows. Result: Ok. */
export interface SetLayout {
  type: "set_layout";
  layout: Layout;
}

/** Which classroom every wall shows large (None: none); it is not heard by that. Result: Ok. Refused: `not_present`. */
export interface Spotlight {
  type: "spotlight";
  classroom: string | null;
}

/** Send this classroom no more than that, whatever its line takes in (None: as much as that is). It holds for this lesson, on whichever page. Result: Ok. */
export interface PinLevel {
  type: "pin_level";
  level: Level | null;
}

/** Let go what a receiving classroom has pinned. Result: Ok. */
export interface ReleaseLevel {
  type: "release_level";
  classroom: string;
}

/** One microphone at a time is heard: who speaks first, until they have finished. Result: Ok. */
export interface SetHalfDuplex {
  type: "set_half_duplex";
  on: boolean;
}

/** One receiving classroom, or all of them (None), is heard only while it holds its key. Result: Ok. */
export interface SetPushToTalk {
  type: "set_push_to_talk";
  on: boolean;
  classroom: string | null;
}

/** Be heard until `release_talk`, or for as long as `push_seconds`. Result: Ok. Refused: `not_on_stage`, `not_push_to_talk`, `right_off`. */
export interface PressToTalk {
  type: "press_to_talk";
}

/** Be heard no longer. Result: Ok. */
export interface ReleaseTalk {
  type: "release_talk";
}

/** How the classroom sounds, as its page measured it, in dB of full scale. Result: Ok. */
export interface ReportSound {
  type: "report_sound";
  noise: number;
  speech: number | null;
  played: number;
  returned: number;
  delay_ms: number | null;
}

/** Show a page of the board to everybody; the one after the last adds one. Result: Ok. Refused: `unknown_page`, `board_full`. */
export interface ShowBoard {
  type: "show_board";
  page: number;
}

/** Put the board away; what is on it stays. Result: Ok. */
export interface HideBoard {
  type: "hide_board";
}

/** Ask what is drawn on a surface; `have`: the revision this page has. Result: InkSheet. Refused: `not_shown`. */
export interface ReadInk {
  type: "read_ink";
  surface: string;
  have?: number | null;
}

/** Show a piece of a stroke that is being drawn. A piece begins where the one before it ended; of a shape, it is the shape so far. Result: Ok. Refused: as for `draw`. */
export interface Sketch {
  type: "sketch";
  surface: string;
  tag: number;
  tool: Tool;
  colour: Colour;
  width: number;
  points: string;
  pressed?: boolean;
}

/** Keep a finished stroke; sent again with the same tag, it is the same stroke. Result: Ok. Refused: `right_off`, `not_shown`, `bad_stroke`, `page_full`, `ink_full`, and for text as for `say`. */
export interface Draw {
  type: "draw";
  surface: string;
  tag: number;
  tool: Tool;
  colour: Colour;
  width: number;
  points: string;
  pressed?: boolean;
  text?: string;
}

/** Take strokes off: one's own, the lecturer anybody's. Result: Ok. Refused: `not_yours`. */
export interface Erase {
  type: "erase";
  surface: string;
  strokes: string[];
}

/** Take back the last thing this classroom did there. Result: Ok. Refused: `nothing_to_undo`. */
export interface Undo {
  type: "undo";
  surface: string;
}

/** Take everything off a surface. Result: Ok. */
export interface Wipe {
  type: "wipe";
  surface: string;
}

/** Point there; None: no more. Result: Ok. Refused: as for `draw`. */
export interface Point {
  type: "point";
  surface: string;
  x: number | null;
  y: number | null;
}

/** Take a file from every page. Result: Ok. Refused: `unknown_file`. */
export interface TakeFileAway {
  type: "take_file_away";
  file: string;
}

/** Show a page of a file on every wall. Result: Ok. Refused: `unknown_file`, `not_slides`, `no_such_page`. */
export interface ShowSlides {
  type: "show_slides";
  file: string;
  page: number;
}

/** Put away what is shown. Result: Ok. */
export interface StopShowing {
  type: "stop_showing";
}

/** Result: Described. */
export interface CreateTransport {
  type: "create_transport";
  direction: Direction;
}

/** Result: Ok. */
export interface ConnectTransport {
  type: "connect_transport";
  transport: string;
  dtls_parameters: Opaque;
}

/** Result: Described. */
export interface RestartIce {
  type: "restart_ice";
  transport: string;
}

/** Send a track. Result: Produced. Refused `not_allowed` when this page may not send it. */
export interface Produce {
  type: "produce";
  transport: string;
  source: Source;
  rtp_parameters: Opaque;
  paused?: boolean;
}

/** Switch a camera or microphone off. Result: Ok. */
export interface PauseProducer {
  type: "pause_producer";
  producer: string;
}

/** Switch it on again. Result: Ok. */
export interface ResumeProducer {
  type: "resume_producer";
  producer: string;
}

/** Stop a track for good. Result: Ok. */
export interface CloseProducer {
  type: "close_producer";
  producer: string;
}

/** Receive a stream that this page's views name; it starts paused. Result: Consumed. */
export interface Consume {
  type: "consume";
  transport: string;
  producer: string;
  rtp_capabilities: Opaque;
}

/** Result: Ok. */
export interface ResumeConsumer {
  type: "resume_consumer";
  consumer: string;
}

/** Result: Ok. */
export interface PauseConsumer {
  type: "pause_consumer";
  consumer: string;
}

/** Result: Ok. */
export interface CloseConsumer {
  type: "close_consumer";
  consumer: string;
}

/** Done. */
export interface Ok {
  type: "ok";
}

/** Not done. `code` is stable and translated by the page; `detail` is for engineers only. */
export interface Error {
  type: "error";
  code: string;
  detail: string;
  retryable: boolean;
}

/** A transport for mediasoup-client: id, iceParameters, iceCandidates, dtlsParameters, and iceServers: our own relays with credentials that are good for a while. */
export interface Described {
  type: "described";
  description: Opaque;
}

/** The track is taken. */
export interface Produced {
  type: "produced";
  producer: string;
}

/** A consumer, paused until `resume_consumer`. */
export interface Consumed {
  type: "consumed";
  consumer: string;
  producer: string;
  kind: Kind;
  rtp_parameters: Opaque;
  producer_paused: boolean;
}

/** All that this page may know, as of `version`; `now` is the server's clock, for countdowns. */
export interface Snapshot {
  type: "snapshot";
  version: number;
  now: number;
  you: string;
  part: Part;
  may: string[];
  lesson: LessonState;
  classrooms: ClassroomState[];
  streams: StreamState[];
  views: View[];
  media: MediaState;
  question: QuestionState | null;
  sheets: SheetState[];
  remarks: RemarkState[];
  files: FileState[];
  showing: ShowingState | null;
  ticket: string;
}

/** What is drawn on a surface. `same`: as at the revision the page has, and not told again. During a pause, a receiving classroom is told the lecturer's strokes only. */
export interface InkSheet {
  type: "ink_sheet";
  surface: string;
  revision: number;
  same: boolean;
  strokes: Stroke[];
}

/** Phase, hold, stage or large changed. */
export interface LessonChanged {
  type: "lesson_changed";
  lesson: LessonState;
}

/** A classroom came, went, or its devices changed (also: one not seen before). */
export interface ClassroomChanged {
  type: "classroom_changed";
  classroom: ClassroomState;
}

/** A track opened, paused or resumed. */
export interface StreamChanged {
  type: "stream_changed";
  stream: StreamState;
}

/** A track ended. */
export interface StreamClosed {
  type: "stream_closed";
  producer: string;
}

/** What this page is to show, whole. */
export interface ViewsChanged {
  type: "views_changed";
  views: View[];
}

/** The media plane went away or came back. */
export interface MediaChanged {
  type: "media_changed";
  media: MediaState;
}

/** A question was asked, answered, closed, revealed or put away (None). */
export interface QuestionChanged {
  type: "question_changed";
  question: QuestionState | null;
}

/** The roll was called, or a classroom's sheet of it changed. */
export interface SheetChanged {
  type: "sheet_changed";
  sheet: SheetState;
}

/** These were said, or are shown again; each belongs where its number puts it. */
export interface RemarksShown {
  type: "remarks_shown";
  remarks: RemarkState[];
}

/** These are not shown any more: taken away, hidden by a pause, or too long ago. */
export interface RemarksHidden {
  type: "remarks_hidden";
  remarks: number[];
}

/** The files that this page may have, whole. */
export interface FilesChanged {
  type: "files_changed";
  files: FileState[];
}

/** Something else is shown, or nothing (None). */
export interface ShowingChanged {
  type: "showing_changed";
  showing: ShowingState | null;
}

/** A stroke was finished; it takes the place of what was seen of it under this tag. */
export interface StrokeDrawn {
  type: "stroke_drawn";
  stroke: Stroke;
  tag: number;
}

/** These are off. */
export interface StrokesErased {
  type: "strokes_erased";
  strokes: string[];
}

/** These are there again; strokes lie in the order of their numbers. */
export interface StrokesBack {
  type: "strokes_back";
  strokes: Stroke[];
}

/** Everything is off. */
export interface InkWiped {
  type: "ink_wiped";
}

/** State moved from `version - 1` to `version`. */
export interface Changed {
  type: "changed";
  version: number;
  changes: Change[];
}

/** What happened to a surface lately. `revision` is what the changes lead to, one each: a page takes those that it lacks, and reads anew if one is missing. Without changes it says nothing. */
export interface Inked {
  type: "inked";
  surface: string;
  revision: number;
  changes: InkChange[];
  sketches: SketchState[];
  pointers: PointerState[];
}

/** Every classroom's line, every two seconds. Not state. */
export interface Lines {
  type: "lines";
  lines: Line[];
}

/** Classrooms that speak now, loudest first. Not state. */
export interface Speakers {
  type: "speakers";
  classrooms: string[];
}

/** Which classroom alone is heard now, where microphones share the word (None: all are). Not state. */
export interface WordChanged {
  type: "word_changed";
  classroom: string | null;
}

/** The simulcast layer now sent to this page for one of its consumers. Not state. */
export interface LayerSent {
  type: "layer_sent";
  consumer: string;
  layer: number | null;
}

/** The highest simulcast layer of one of this page's tracks that anybody receives: it may leave out those above. All are wanted until it is told. Not state. */
export interface LayersWanted {
  type: "layers_wanted";
  producer: string;
  layer: number;
}

/** The server hears nothing of this page on that path: it should be tried anew. Not state. */
export interface PathSilent {
  type: "path_silent";
  direction: Direction;
}

/** What the school has said of whoever is at this page, also when they come: that they are warned, or may only watch, why, and until when (None: until it is lifted). Step None: nothing any more. Not state. */
export interface StandingChanged {
  type: "standing_changed";
  step: Step | null;
  reason: string;
  until: number | null;
}

/** The server stops when the lessons here are over, at this time at the latest (seconds since the epoch), and comes back at once; also told to whoever comes meanwhile. Not state. */
export interface Restarting {
  type: "restarting";
  at: number;
}

/** The server closes this connection after it, and why: `opened_elsewhere`, `lesson_over`, `too_slow`, `signed_out`, `device_revoked`, `kept_out`. The page does not reconnect by itself. */
export interface Goodbye {
  type: "goodbye";
  code: string;
}

export type FromBrowser =
  | Sync
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
  | CloseConsumer;

export type Result =
  | Ok
  | Error
  | Described
  | Produced
  | Consumed
  | Snapshot
  | InkSheet;

export type Change =
  | LessonChanged
  | ClassroomChanged
  | StreamChanged
  | StreamClosed
  | ViewsChanged
  | MediaChanged
  | QuestionChanged
  | SheetChanged
  | RemarksShown
  | RemarksHidden
  | FilesChanged
  | ShowingChanged;

export type InkChange =
  | StrokeDrawn
  | StrokesErased
  | StrokesBack
  | InkWiped;

export type ToBrowser =
  | Snapshot
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
  | Goodbye;

/** What each request is answered with when it is not an `Error`. */
export interface ResultOf {
  sync: Snapshot;
  beat: Ok;
  report_devices: Ok;
  catch_up: Ok;
  enter: Snapshot;
  leave: Ok;
  start_lesson: Ok;
  pause_lesson: Ok;
  resume_lesson: Ok;
  end_lesson: Ok;
  call_on: Ok;
  take_down: Ok;
  enlarge: Ok;
  call_next: Ok;
  raise_hand: Ok;
  lower_hand: Ok;
  dismiss_hand: Ok;
  set_right: Ok;
  forbid_all: Ok;
  allow_again: Ok;
  lock: Ok;
  unlock: Ok;
  admit: Ok;
  remove: Ok;
  readmit: Ok;
  shut_down: Ok;
  answer_for_pupil: Ok;
  answer_question: Ok;
  ask_question: Ok;
  close_question: Ok;
  put_question_away: Ok;
  reveal_question: Ok;
  call_roll: Ok;
  mark_pupil: Ok;
  count_heads: Ok;
  confirm_roll: Ok;
  say: Ok;
  unsay: Ok;
  set_slow_mode: Ok;
  report: Ok;
  pin_notice: Ok;
  unpin_notice: Ok;
  start_countdown: Ok;
  stop_countdown: Ok;
  set_layout: Ok;
  spotlight: Ok;
  pin_level: Ok;
  release_level: Ok;
  set_half_duplex: Ok;
  set_push_to_talk: Ok;
  press_to_talk: Ok;
  release_talk: Ok;
  report_sound: Ok;
  show_board: Ok;
  hide_board: Ok;
  read_ink: InkSheet;
  sketch: Ok;
  draw: Ok;
  erase: Ok;
  undo: Ok;
  wipe: Ok;
  point: Ok;
  take_file_away: Ok;
  show_slides: Ok;
  stop_showing: Ok;
  create_transport: Described;
  connect_transport: Ok;
  restart_ice: Described;
  produce: Produced;
  pause_producer: Ok;
  resume_producer: Ok;
  close_producer: Ok;
  consume: Consumed;
  resume_consumer: Ok;
  pause_consumer: Ok;
  close_consumer: Ok;
}
