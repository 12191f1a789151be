// Generated from the API's description by `make docs`. Do not edit.

import type { Grant, Mode, Receiver, RegionKind, Role } from "./kinds";
import type { Action } from "./permissions";

/** A person who signed in, a classroom's device, or whoever had a link. */
export interface Account {
  kind: ActorKind;
  id: string;
  name: string;
  seats: string[];
  delivers: boolean;
}

/** One's own account. */
export interface AccountTold {
  login: string;
  number: string;
  real_name: string;
  display_name: string;
  picture: string;
  verified_by: string;
  password_at: number;
  password_is_old: boolean;
  second_factor: boolean;
  second_factor_enforced: boolean;
  recovery_codes: number;
  sessions: SessionTold[];
  changes: AskedChange[];
}

/** What a person chooses. */
export interface Activation {
  login: string;
  password: string;
  token: string;
}

/** Who acts, by what and from where. */
export interface Actor {
  kind: ActorKind;
  id: string;
  session: string;
  device: string;
  address: string;
}

/** What acted. */
export type ActorKind = "device" | "link" | "nobody" | "person" | "server" | "token";

/** What may go wrong with a recording, each with its words on the pages. */
export type Alarm = "disk_failed" | "disk_full" | "disk_low" | "dropped" | "lossy" | "no_keyframe" | "recorder_down" | "sealed" | "silent" | "stalled";

/** What somebody asked for. The old value is shown until it is approved. */
export interface AskedChange {
  id: string;
  person: string;
  scope: string;
  field: AskedField;
  value: string;
  asked_at: number;
  state: AskedState;
  decided_at: number;
  reason: string;
}

/** What a person may ask to have changed. */
export type AskedField = "display_name" | "picture" | "real_name";

/** What has become of it. */
export type AskedState = "approved" | "pending" | "refused";

/** A recording that was drawn for somebody who has not begun with it. */
export interface Assigned {
  sampling: string;
  title: string;
  form: string | null;
  recording: string;
}

/** A pupil on one roll of a lesson. */
export interface Attended {
  lesson: string;
  title: string;
  starts_at: number;
  roll: number;
  marked: Mark | null;
  counts_as: Mark | null;
}

/** Records, the latest first. */
export interface AuditPage {
  items: AuditRecord[];
  after: string | null;
  labels: Record<string, string>;
}

/** One record, as kept. */
export interface AuditRecord {
  number: number;
  at: number;
  actor: Actor;
  note: Note;
  before: string;
  hash: string;
}

/** How the trail is. */
export interface AuditState {
  last: number;
  head: Seal | null;
  public_keys: string[];
  verified: LastVerified | null;
  broken: Break | null;
}

/** What the school relies on (个人信息保护法 article 13). */
export type Basis = "consent" | "duty";

/** A lesson that the classroom takes part in. */
export interface BoardLesson {
  id: string;
  part: Part;
  subject: string;
  title: string;
  lecturer: string;
  starts_at: number;
  ends_at: number;
  state: PlannedState;
}

/** The first thing that is wrong. */
export interface Break {
  number: number;
  fault: Fault;
  at: number | null;
}

/** What sums are made of. */
export type By = "pairing" | "school" | "subject";

/** Somebody knocked or signed in: from which address, by which sign-in and device. */
export interface Came {
  number: number;
  at: number;
  action: string;
  result: string;
  kind: ActorKind;
  id: string;
  session: string;
  device: string;
  address: string;
  seat: string;
}

/** What is wrong with a cell, as a stable code; `about` has what the words need. */
export interface CellProblem {
  column: number;
  field: string;
  code: string;
  about: Record<string, unknown>;
}

/** What a pupil chose. */
export interface Chosen {
  lesson: string;
  title: string;
  at: number;
  question: string;
  kind: QuestionKind | null;
  options: string[];
}

/** An event that some finding names. */
export interface Cited {
  number: number;
  at: number;
  what: Words;
  classroom: string;
}

/** What came from one classroom. */
export interface ClassroomAnswered {
  classroom: string;
  name: string;
  reply: Reply | null;
  pupils: PupilChose[];
}

/** One test, by whom and on what. */
export interface ClassroomLine {
  test: LineTest;
  person: string;
  device: string;
}

/** The tests of a classroom, the last one first; those before are forgotten after twenty. */
export interface ClassroomLines {
  items: ClassroomLine[];
}

/** When a classroom was there. */
export interface ClassroomReport {
  classroom: string;
  name: string;
  late: boolean;
  left_early: boolean;
  there: Interval[];
}

/** One test: when, by whom and on what, the figures in dB of full scale, and the verdict. */
export interface ClassroomSound {
  at: number;
  verdict: SoundVerdict;
  measured: Measured;
  person: string;
  device: string;
}

/** The tests of a classroom, the last one first; those before are forgotten after twenty. */
export interface ClassroomSounds {
  items: ClassroomSound[];
}

/** Who can satisfy it. */
export type ClauseKind = "mixed" | "organisational" | "software";

/** What is looked at. */
export type ClauseOf = "lesson" | "server";

/** The recorder's clock was set. */
export interface ClockSet {
  at: number;
  by: number;
}

/** The colours there are; each can be told from white and, with its rim, from a dark slide. */
export type Colour = "black" | "blue" | "green" | "purple" | "red";

/** A chapter and what was found in it. */
export interface ComplianceChapter {
  id: string;
  title: Words;
  entries: ComplianceEntry[];
}

/** How many are of each state; never added together. */
export interface ComplianceCounts {
  passed: number;
  failed: number;
  unknown: number;
  people: number;
}

/** One clause and what was found. */
export interface ComplianceEntry {
  id: string;
  source: Words;
  place: string;
  seen: Seen;
  title: Words;
  text: Words;
  kind: ClauseKind;
  of: ClauseOf;
  state: Verdict;
  why: Words;
  proofs: Proof[];
  more: number;
  people: Words | null;
  lessons: ComplianceLessons | null;
}

/** A clause over a term's lessons: how many of each state, and some of them by id. */
export interface ComplianceLessons {
  counts: ComplianceCounts;
  passed: string[];
  failed: string[];
  unknown: string[];
}

/** What was found of a lesson or a term, and when it was looked for. */
export interface ComplianceReport {
  made_at: number;
  title: string;
  lesson: string;
  term: string;
  starts_at: number;
  ends_at: number;
  lessons: number;
  left_out: number;
  counts: ComplianceCounts;
  chapters: ComplianceChapter[];
  events: Cited[];
  classrooms: Record<string, string>;
}

/** One thing that cannot be. */
export interface Conflict {
  code: string;
  who: string;
  lesson: Side | null;
  other: Side | null;
  slot: string;
  day: string;
  starts_at: number;
  ends_at: number;
  times: number;
  limit: number;
}

/** Why what was filed is corrected. */
export interface Correcting {
  why: string;
}

/** What is to be corrected on the roll that was called last: a pupil's mark (null: none), or the number of heads. The reason is kept with the roll; it names nobody. */
export interface CorrectionAsked {
  classroom: string;
  reason: string;
  pupil?: string | null;
  mark?: Mark | null;
  heads?: number | null;
}

/** By school and subject. */
export interface Coverage {
  items: Covered[];
  labels: Record<string, string>;
}

/** How many lessons of a subject in a school were recorded, drawn, and inspected. */
export interface Covered {
  school: string;
  subject: string;
  recordings: number;
  drawn: number;
  inspected: number;
}

/** What is decided: for how many days from now (as many as were asked for, if it is not said), or why not. */
export interface Decision {
  approve: boolean;
  days?: number | null;
  reason?: string;
}

/** What to sign next. */
export interface DeviceChallenge {
  nonce: string;
  now: number;
}

/** A public key on P-256, as in a JSON Web Key (RFC 7518, section 6.2). */
export interface DeviceKey {
  x: string;
  y: string;
}

/** What the administrator says. */
export interface DeviceOrder {
  code: string;
  classroom: string;
  name?: string | null;
  replace?: boolean;
}

/** Some of them. */
export interface DevicePage {
  items: DeviceState[];
  after: string | null;
}

/** An enrolled device. */
export interface DeviceState {
  id: string;
  classroom: string;
  name: string;
  agent: string;
  made_at: number;
  seen_at: number;
  revoked_at: number | null;
  classroom_name: string;
  school_name: string;
}

/** The day whose period before it is drawn from; without it, today. */
export interface DrawAsked {
  day?: string | null;
}

/** Some draws, the latest first. */
export interface DrawPage {
  items: SamplingDraw[];
  after: string | null;
  recordings: Record<string, RecordingBrief>;
  labels: Record<string, string>;
}

/** One that was drawn, and the sheet that was begun for it; "": none yet. */
export interface DrawnSheet {
  recording: string;
  inspector: string;
  sheet: string;
}

/** A stroke was finished; `tag` is what its page called it while it was drawn. */
export interface Drew {
  type: "Drew";
  stroke: Stroke;
  tag: number;
  at: number;
  surface: string;
  by: string;
}

/** Recovery codes, told once; and the session as it is now. */
export interface Enrolled {
  recovery_codes: string[];
  session: SignedIn;
}

/** The device, and the one it replaced. */
export interface EnrolledDevice {
  device: DeviceState;
  replaced: string | null;
}

/** A page's key. */
export interface EnrolmentAsked {
  key: DeviceKey;
}

/** The code to show. */
export interface EnrolmentCode {
  device: string;
  code: string;
  expires_at: number;
  now: number;
}

/** What somebody types to sign in. */
export interface Entry {
  login: string;
  password: string;
}

/** What has gone, in rows by table, and what is left because a hold names it. */
export interface Erased {
  erased: Record<string, number>;
  left: Record<string, number>;
  holds: Hold[];
}

/** What it was, whose, and when. */
export interface Evidence {
  classroom: string;
  name: string;
  at: number | null;
  text: string;
  source: string;
  producer: string;
  surface: string;
  strokes: string[];
  people: string[];
  devices: string[];
}

/** One export. */
export interface Export {
  id: string;
  recording: string;
  person: string;
  order: ExportOrder;
  state: ExportState;
  asked_at: number;
  done: number;
  of: number;
  bytes: number;
  why: string;
  finished_at: number | null;
  delete_after: number | null;
}

/** What is to be in the film; times are of the recording's index, all of it by default. */
export interface ExportAsked {
  layout?: ExportLayout;
  from?: number;
  to?: number;
  pupils?: boolean;
  language?: Language;
}

/** What is where in the picture. */
export type ExportLayout = "grid" | "lecturer" | "side_by_side";

/** One's own exports of a recording, the latest first. */
export interface ExportList {
  items: Export[];
  may_show_pupils: boolean;
  bytes_a_second: number;
  keep_days: number;
}

/** What is to be made. */
export interface ExportOrder {
  layout: ExportLayout;
  since: number;
  until: number;
  language: string;
  mark: string;
  pupils: boolean;
}

/** How an export stands. */
export type ExportState = "cancelled" | "done" | "failed" | "gone" | "making" | "waiting";

/** A second factor: the six digits, or a recovery code. */
export interface FactorCode {
  code: string;
}

/** What is wrong with the trail. */
export type Fault = "altered" | "cut_off" | "forged" | "missing" | "no_beginning" | "rewritten" | "unknown_key" | "unlinked";

/** A feed. Its address is told at its making and never again. */
export interface Feed {
  kind: FeedKind;
  object: string;
  language: FeedLanguage;
  id: string;
  scope: string;
  made_at: number;
  made_by: string;
}

/** Whose timetable. */
export type FeedKind = "classrooms" | "people" | "schools";

/** In which language it is written. */
export type FeedLanguage = "en" | "zh";

/** Some feeds in force, latest first. */
export interface FeedList {
  items: Feed[];
  after: string | null;
  labels: Record<string, string>;
}

/** A feed to be made. */
export interface FeedOrder {
  kind: FeedKind;
  object: string;
  language?: FeedLanguage;
}

/** What a recording came to, by its manifest. */
export interface Figures {
  bytes: number;
  seconds: number;
  tracks: number;
  gap_seconds: number;
  alarms: number;
  head: string;
}

/** What is in a file, by its bytes; nothing else is taken. None of them is ever run. */
export type FileKind = "docx" | "jpg" | "mp3" | "mp4" | "pdf" | "png" | "webp" | "xlsx";

/** An item as it was asked and answered. */
export interface FiledItem {
  asked: FormItem;
  points: number | null;
  remark: string;
}

/** What is signed: all of it stands in this text, so that nothing else need be believed. */
export interface FiledSheet {
  sheet: string;
  recording: string;
  head: string;
  title: string;
  subject: string;
  began_at: number;
  form: string;
  form_version: number;
  form_zh: string;
  form_en: string;
  inspector: string;
  lecturer: string;
  corrects: string;
  why: string;
  filed_at: number;
  items: FiledItem[];
  summary: string;
  advice: string;
  result: number | null;
  notes: RecordingNote[];
}

/** What does not fit together in a classroom's roll. */
export type Finding = "count_differs" | "full_but_not_there" | "full_but_nothing_sent" | "not_confirmed";

/** One thing that is looked at. */
export interface FormItem {
  key: string;
  zh: string;
  en?: string;
  help_zh?: string;
  help_en?: string;
  scale?: Scale;
  low?: number;
  high?: number;
  levels?: Level[];
  weight?: number;
  required?: boolean;
}

/** A form as it is written. */
export interface FormOrder {
  zh: string;
  en?: string;
  about_zh?: string;
  about_en?: string;
  items: FormItem[];
}

/** Some forms, the latest made first. */
export interface FormPage {
  items: InspectionForm[];
  after: string | null;
}

/** Nothing was written of a track, or of any. */
export interface Gap {
  since: number;
  until: number;
  track: number | null;
  why: string;
}

/** These are there again: taking them off was undone. */
export interface GaveBack {
  type: "GaveBack";
  strokes: string[];
  at: number;
  surface: string;
  by: string;
}

/** Why it is to go; it is kept in the trail, and names nobody. */
export interface GoingAsked {
  reason: string;
}

/** Which of them. */
export type GrantList = "decided" | "own" | "waiting";

/** Some of them, the latest first. */
export interface GrantPage {
  items: GrantTold[];
  after: string | null;
  labels: Record<string, string>;
}

/** What has become of it. */
export type GrantState = "asked" | "expired" | "granted" | "refused" | "revoked" | "withdrawn";

/** A grant, how it stands, and of what, once one may know. */
export interface GrantTold {
  grant: WatchGrant;
  state: GrantState;
  title: string;
  began_at: number | null;
  may_decide: boolean;
}

/** What a guardian may ask for. */
export type GuardianWish = "correct" | "erase" | "export";

/** Signed heads, the latest first. */
export interface Heads {
  items: Seal[];
}

/** Whose data a hold keeps. */
export type HeldKind = "classes" | "pupils" | "recordings" | "schools";

/** A legal hold. */
export interface Hold {
  kind: HeldKind;
  object: string;
  data: string[];
  reason: string;
  until: string;
  id: string;
  scope: string;
  made_at: number;
  made_by: string;
  lifted_at: number | null;
}

/** A legal hold to be laid on something. */
export interface HoldOrder {
  kind: HeldKind;
  object: string;
  data?: string[];
  reason: string;
  until: string;
}

/** Some legal holds, the latest first. */
export interface Holds {
  items: Hold[];
  after: string | null;
  labels: Record<string, string>;
}

/** An import, as its owner sees it. */
export interface Import {
  id: string;
  kind: string;
  state: ImportState;
  done: number;
  total: number;
  counts: Record<string, number>;
  headings: string[];
  passed_over: string[];
  digest: string;
  remade: boolean;
  failure: Told | null;
}

/** A row, and what would become of it. */
export interface ImportRow {
  number: number;
  outcome: Outcome;
  cells: string[];
  problems: CellProblem[];
  fields: string[];
}

/** Some of them; `after` is where the next ones begin. */
export interface ImportRows {
  items: ImportRow[];
  after: number | null;
  total: number;
}

/** Where an import is. */
export type ImportState = "failed" | "keeping" | "kept" | "reading" | "ready";

/** One lesson's. */
export interface Incident {
  id: string;
  lesson: string;
  title: string;
  scope: string;
  why: IncidentWhy;
  at: number;
  state: IncidentState;
  made_at: number | null;
  sha256: string;
  pictures: number;
  authorised_at: number | null;
  authorised_by: string;
  receiver: string;
  reason: string;
  sent_at: number | null;
}

/** Why; it is kept in the trail, and names nobody. */
export interface IncidentAsked {
  reason: string;
}

/** Some incidents, the latest first. */
export interface IncidentPage {
  items: Incident[];
  after: string | null;
}

/** What has become of its package. */
export type IncidentState = "authorised" | "gone" | "made" | "sent" | "wanted";

/** One incident, and what its package says once it is made. */
export interface IncidentTold {
  incident: Incident;
  is_shut: boolean;
  authoriser: string;
  package: Package | null;
}

/** Why there is one. */
export type IncidentWhy = "asked" | "shut_down";

/** All of a recording but its bytes. */
export interface Index {
  lesson: string;
  began: number;
  ended: number;
  over: boolean;
  seconds: number;
  bytes: number;
  lost: number;
  tracks: IndexedTrack[];
  marks: IndexedMark[];
  gaps: Gap[];
  clock: ClockSet[];
}

/** Something on the time line. */
export interface IndexedMark {
  at: number;
  what: Marked;
  track: number | null;
  detail: Record<string, string | number | number | string[] | null>;
}

/** One file. */
export interface IndexedPart {
  part: number;
  file: string;
  mime: string;
  rate: number;
  width: number | null;
  height: number | null;
  init: number;
  wall: number | null;
  segments: Piece[];
}

/** One source of one seat. */
export interface IndexedTrack {
  track: number;
  seat: string;
  classroom: string | null;
  source: Source;
  leading: boolean;
  erased: boolean;
  parts: IndexedPart[];
}

/** One sheet as lists know it; what was filed stands in its `FiledSheet`. */
export interface Inspection {
  id: string;
  version: number;
  recording: string;
  scope: string;
  form: string;
  form_version: number;
  inspector: string;
  lecturer: string;
  state: InspectionState;
  made_at: number;
  changed_at: number;
  filed_at: number | null;
  result: number | null;
  corrects: string;
  why: string;
  replaced_by: string;
}

/** A version of a form. */
export interface InspectionForm {
  zh: string;
  en: string;
  about_zh: string;
  about_en: string;
  items: FormItem[];
  id: string;
  version: number;
  scope: string;
  made_by: string;
  made_at: number;
  retired: boolean;
}

/** Some of them, the latest begun first. */
export interface InspectionPage {
  items: Inspection[];
  after: string | null;
  recordings: Record<string, RecordingBrief>;
  labels: Record<string, string>;
}

/** How far it is. */
export type InspectionState = "answered" | "closed" | "draft" | "filed";

/** Somebody who may be given lessons. */
export interface Inspector {
  id: string;
  name: string;
}

/** Who inspects lessons where one looks. */
export interface InspectorList {
  items: Inspector[];
}

/** A classroom was there. */
export interface Interval {
  since: number;
  until: number | null;
  lost: boolean;
}

/** A link for a person to make their account with, to be handed over; told once. */
export interface Invitation {
  path: string;
  until: number;
  name: string;
  login: string;
  qr: Qr;
}

/** A piece of long work, as its owner sees it. */
export interface Job {
  id: string;
  work: string;
  state: JobState;
  done: number;
  total: number;
  result: Record<string, unknown> | null;
  failure: Told | null;
}

/** Where a job is. */
export type JobState = "done" | "failed" | "lost" | "running" | "waiting";

/** What a recording is kept as, which decides for how long. */
export type Keeping = "incident" | "lesson" | "open" | "research";

/** What it is to be kept as. */
export interface KeepingAsked {
  keeping: Keeping;
}

/** Somebody whom one keeps out of one's lessons. */
export interface KeptOut {
  id: string;
  kind: SubjectKind;
  classroom: string;
  series: string;
  made_at: number;
}

/** In which language a table is written. */
export type Language = "en" | "zh";

/** The same, and when. */
export interface LastVerified {
  first: number;
  last: number;
  broken: Break | null;
  at: number;
}

/** A lesson's questions, first asked first. */
export interface LessonAnswers {
  lesson: string;
  title: string;
  starts_at: number;
  questions: QuestionReport[];
}

/** Some of them, by their start. */
export interface LessonList {
  items: Went[];
  after: string | null;
  labels: Record<string, string>;
}

/** A lesson's rolls and its classrooms. */
export interface LessonRoll {
  lesson: string;
  title: string;
  starts_at: number;
  opened: boolean;
  rolls: RollReport[];
  classrooms: ClassroomReport[];
}

/** How one lesson went. */
export interface LessonTally {
  lesson: string;
  held: boolean;
  missed: boolean;
  cancelled: boolean;
  merged: boolean;
  planned_minutes: number;
  late_minutes: number;
  lost_minutes: number;
  seats: SeatTally[];
}

/** One word of a scale. */
export interface Level {
  points: number;
  zh: string;
  en?: string;
}

/** Why it is lifted. */
export interface Lifting {
  reason: string;
}

/** In units a person thinks in. */
export interface LimitsTold {
  idle_minutes: number;
  absolute_hours: number;
  lock_after: number;
  lock_minutes: number;
  activation_hours: number;
  lesson_classrooms: number;
  lesson_early_minutes: number;
  lesson_overrun_minutes: number;
  audit_days: number;
  removed_days: number;
  incident_days: number;
  left_years: number;
  answers_days: number;
  file_mb: number;
  file_days: number;
  files_scanned: boolean;
}

/** What was measured. Rates are the best that held for some seconds; None: not measured. */
export interface LineFigures {
  up_kbps: number;
  down_kbps: number;
  up_loss: number;
  down_loss: number;
  jitter_ms: number | null;
  rtt_ms: number | null;
  path: WayKind | null;
  http_up_kbps: number | null;
  http_down_kbps: number | null;
  short: boolean;
  ways: Way[];
}

/** What keeps the line from a better level. */
export type LineLimit = "delay" | "down" | "jitter" | "loss" | "no_way" | "up";

/** Whose line it is; nobody's, when it is left out. */
export interface LineOrder {
  classroom?: string | null;
}

/** A test that is kept. */
export interface LineTest {
  at: number;
  verdict: LineVerdict;
  measured: LineFigures;
}

/** A test that has begun. */
export interface LineTestBegun {
  id: string;
  classroom: string | null;
  seconds: number;
  rtp_capabilities: Record<string, unknown>;
}

/** What the line is enough for: a level of the ladder (0 sound … 4 720p), None: no lesson. */
export interface LineVerdict {
  level: 0 | 1 | 2 | 3 | 4 | null;
  limit: LineLimit | null;
}

/** Whether a link still works. */
export interface LinkAsked {
  purpose: Purpose;
  token: string;
}

/** That it does, and for whom. */
export interface LinkTold {
  until: number;
  name: string;
  login: string;
}

/** What was looked at: the import's `digest`. */
export interface Looked {
  digest: string;
}

/** What is said of one pupil on the roll; who is not marked is present, unless the rule says that the classroom was late. */
export type Mark = "absent" | "late" | "left_early" | "on_leave" | "present";

/** What a recording's time line says of its tracks, beside the lesson's own events. */
export type Marked = "alarm" | "aligned" | "cleared" | "dropped" | "gap" | "layer" | "lost" | "muted" | "phase" | "stage" | "unmuted";

/** What the page measured, in dB of full scale. */
export interface Measured {
  noise: number;
  speech: number | null;
  played: number;
  returned: number;
  delay_ms: number | null;
}

/** One event of the lesson. */
export interface Moment {
  number: number;
  at: number;
  classroom: string;
  what: Words;
  event: Record<string, unknown>;
}

/** Why not. */
export interface NameRefusal {
  reason?: string;
}

/** Another name. */
export interface NameWish {
  field: AskedField;
  value: string;
}

/** A feed at its making: `path` is told here and never again. */
export interface NewFeed {
  path: string;
  feed: Feed;
}

/** A form, and where it is used: in this region or school, and in all that lies in it. */
export interface NewForm {
  zh: string;
  en?: string;
  about_zh?: string;
  about_en?: string;
  items: FormItem[];
  within: string;
}

/** A sheet to be begun. */
export interface NewInspection {
  recording: string;
  form: string;
}

/** A joining link that was made in place of a dead one; it is told once. */
export interface NewLink {
  classroom: string;
  name: string;
  delivers: boolean;
  token: string;
}

/** A notice to be published, of a region or school; of the whole server if neither is named. */
export interface NewNotice {
  zh: NoticeText;
  en: NoticeText;
  region?: string | null;
  school?: string | null;
}

/** Another password. */
export interface NewPassword {
  password: string;
  new: string;
}

/** A region of the tree that is set up. */
export interface NewRegion {
  kind: RegionKind;
  name: string;
  code: string;
}

/** A rule, and whose lessons it draws: those delivered in this region or school. */
export interface NewSampling {
  title: string;
  period?: SamplingPeriod;
  share?: number | null;
  count?: number | null;
  subject?: string;
  grade?: number | null;
  keeping?: Keeping[];
  inspectors: string[];
  form?: string | null;
  within: string;
}

/** A token at its making: `token` is told here and never again. */
export interface NewToken {
  token: string;
  about: Token;
}

/** What is to be recorded; the store adds number, time and hashes. */
export interface Note {
  action: string;
  kind: string;
  object: string;
  scope: string;
  result: string;
  detail: string;
}

/** What it is. */
export type NoteKind = "advice" | "good" | "question" | "remark";

/** What is written. */
export interface NoteOrder {
  start: number;
  end?: number | null;
  track?: string;
  text: string;
  kind?: NoteKind;
  visibility?: NoteVisibility;
}

/** Some of them, by the time that they are pinned to. */
export interface NotePage {
  items: RecordingNote[];
  after: string | null;
  readable: NoteVisibility[];
  labels: Record<string, string>;
}

/** Who may read it besides its author. */
export type NoteVisibility = "private" | "research" | "teacher";

/** One version of the notice of a region or school; it is never changed. */
export interface Notice {
  id: string;
  scope: string;
  version: number;
  zh: NoticeText;
  en: NoticeText;
  published_at: number;
  published_by: string;
}

/** What a guardian is told, in one language. */
export interface NoticeText {
  responsible: string;
  purpose: string;
  method: string;
  kinds: string;
  storage: string;
  retention: string;
  security: string;
  rights: string;
  refusing: string;
  complaints: string;
}

/** Every version of every notice that counts there, latest first. */
export interface Notices {
  items: Notice[];
  in_force: string;
}

/** What is wrong with something that was said or shown. */
export type Objectionable = "abuse" | "advertising" | "false" | "other" | "privacy" | "vulgar";

/** A second factor to be taken up on a phone, and confirmed by its first code. */
export interface Offer {
  secret: string;
  address: string;
  qr: Qr;
}

/** A person's account, as administrators may know it. */
export interface OtherAccount {
  login: string;
  second_factor: boolean;
  second_factor_enforced: boolean;
  password_at: number;
  locked_until: number;
  sessions: number;
  seen_at: number;
}

/** Somebody's session. */
export interface OtherSession {
  id: string;
  person: string;
  name: string;
  made_at: number;
  seen_at: number;
  address: string;
  agent: string;
  strong: boolean;
}

/** Some of them. */
export interface OtherSessions {
  items: OtherSession[];
  after: string | null;
}

/** What would become of a row. */
export type Outcome = "changed" | "error" | "example" | "new" | "same";

/** What is held against oneself. */
export interface OwnSanction {
  id: string;
  step: Step;
  reach: Reach;
  reason: string;
  until: number | null;
  made_at: number;
}

/** What is held against oneself, and whom one keeps out of one's series. */
export interface OwnStanding {
  sanctions: OwnSanction[];
  kept_out: KeptOut[];
}

/** All of it. */
export interface Package {
  format: string;
  incident: string;
  why: IncidentWhy;
  at: number;
  made_at: number;
  lesson: string;
  title: string;
  subject: string;
  starts_at: number;
  ends_at: number;
  classrooms: string[];
  is_whole: boolean;
  moments: Moment[];
  accounts: Account[];
  came: Came[];
  remarks: RemarkTold[];
  pictures: Picture[];
}

/** A classroom's part in the lesson. */
export type Part = "delivering" | "receiving";

/** The password, to be certain who sits there. */
export interface Password {
  password?: string;
}

/** Where a lesson is in its life; `hold` is live with the lecturer gone for a moment. */
export type Phase = "ended" | "hold" | "live" | "open" | "paused" | "scheduled";

/** What was last seen of a track that was forwarded. */
export interface Picture {
  file: string;
  classroom: string;
  source: string;
  at: number;
}

/** A segment, `[offset, bytes, wall, duration, keyframe]` in JSON. */
export type Piece = [number, number, number, number, boolean];

/** One lesson of a slot. */
export interface PlannedLesson {
  id: string;
  scope: string;
  term: string;
  pairing: string;
  slot: string;
  day: string;
  starts_at: number;
  ends_at: number;
  usual_at: number;
  title: string;
  subject: string;
  mode: Mode;
  classroom: string;
  lecturer: string;
  school_class: string | null;
  receivers: Receiver[];
  cap: number;
  state: PlannedState;
  into: string;
  merged_from: string[];
  reason: string;
}

/** What became of it. */
export type PlannedState = "cancelled" | "ended" | "merged" | "opened" | "planned";

/** One question of a set. */
export interface Prepared {
  kind: QuestionKind;
  text: string;
  options?: string[];
  right?: Reply | null;
  per_pupil?: boolean;
  seconds?: number | null;
}

/** What is wrong with one field, as a stable code; `about` holds what the words need. */
export interface Problem {
  field: string;
  code: string;
  about: Record<string, unknown>;
}

/** One piece of what decided. */
export interface Proof {
  kind: ProofKind;
  id: string;
}

/** What a proof is the name of. */
export type ProofKind = "classroom" | "device" | "event" | "notice" | "record" | "setting";

/** What was answered for of one recording. Times are seconds since the epoch, UTC. */
export interface Publication {
  reviewed_at: number | null;
  reviewed_by: string;
  published_at: number | null;
  published_by: string;
  audience: PublishedTo | null;
  until: number | null;
  pupils: boolean;
  withdrawn_at: number | null;
  withdrawn_by: string;
}

/** To whom it is to be open, and until when. */
export interface PublicationAsked {
  audience: PublishedTo;
  until: number;
  pupils?: boolean;
}

/** How far it is open. */
export type PublicationState = "expired" | "private" | "published" | "reviewed" | "withdrawn";

/** How far a recording is open, by whom, and what one may do about it. */
export interface PublicationTold {
  state: PublicationState;
  publication: Publication;
  may_review: boolean;
  may_publish: boolean;
  may_withdraw: boolean;
  pupils_may: boolean;
  labels: Record<string, string>;
}

/** To whom it is open. */
export type PublishedTo = "everybody" | "schools";

/** A pupil of a class list. */
export interface PupilChose {
  id: string;
  number: string;
  name: string;
  options: number[];
}

/** One pupil on one roll. */
export interface PupilOnRoll {
  id: string;
  number: string;
  name: string;
  marked: Mark | null;
  counts_as: Mark | null;
}

/** What a link is for. */
export type Purpose = "activate" | "setup";

/** A QR code as an SVG path, in a square of `size`. */
export interface Qr {
  size: number;
  path: string;
}

/** How it is answered. */
export type QuestionKind = "hands" | "multiple" | "number" | "single" | "text" | "true_false";

/** One question. */
export interface QuestionReport {
  question: string;
  asked_at: number;
  kind: QuestionKind;
  text: string;
  options: string[];
  per_pupil: boolean;
  classrooms: ClassroomAnswered[];
}

/** A set as it is kept. */
export interface QuestionSet {
  id: string;
  version: number;
  owner: string;
  scope: string;
  title: string;
  subject: string;
  grade: number | null;
  shared: boolean;
  questions: Prepared[];
  changed_at: number;
}

/** What a table says; its rows without a problem are the questions, in their order. */
export interface QuestionsRead {
  questions: Prepared[];
  problems: TableProblem[];
  passed_over: string[];
}

/** Where it holds. */
export type Reach = "lessons" | "pairings" | "regions" | "schools";

/** What happened in a recorded lesson; pupils are counted. */
export interface RecordedEvents {
  lesson: string;
  title: string;
  began_at: number;
  classrooms: Record<string, string>;
  moments: ReviewedMoment[];
  more: number;
}

/** One source of one seat, and what there is of it. */
export interface RecordedTrack {
  track: number;
  seat: string;
  classroom: string | null;
  source: Source;
  leading: boolean;
  erased: boolean;
  bytes: number;
  files: string[];
  width: number | null;
  height: number | null;
}

/** One recording. Times are seconds since the epoch, UTC. */
export interface Recording {
  id: string;
  scope: string;
  title: string;
  subject: string;
  starts_at: number;
  began_at: number;
  ended_at: number | null;
  state: RecordingState;
  keeping: Keeping;
  figures: Figures;
  shelf: string;
  why: string;
  delete_after: number | null;
  deleted_at: number | null;
  gone_at: number | null;
  schools: string[];
  lecturer: string | null;
  held: boolean;
}

/** Something is wrong with it; what it is about: all of it, or one source of one classroom. */
export interface RecordingAlarm {
  alarm: Alarm;
  since: number;
  classroom: string | null;
  source: Source | null;
}

/** A recording in a line. */
export interface RecordingBrief {
  id: string;
  scope: string;
  title: string;
  subject: string;
  began_at: number;
  seconds: number;
  state: RecordingState;
}

/** Why it is to be held, and until which day. */
export interface RecordingHoldAsked {
  reason: string;
  until: string;
}

/** A note, as kept. */
export interface RecordingNote {
  start: number;
  end: number | null;
  track: string;
  text: string;
  kind: NoteKind;
  visibility: NoteVisibility;
  id: string;
  version: number;
  recording: string;
  author: string;
  made_at: number;
  changed_at: number;
}

/** The recording of a lesson that is going on. */
export interface RecordingNow {
  on: boolean;
  alarms: RecordingAlarm[];
  withheld: string[];
}

/** Some of them, the latest first. */
export interface RecordingPage {
  items: Recording[];
  after: string | null;
  labels: Record<string, string>;
  open: Record<string, PublicationState>;
}

/** How a recording stands. */
export type RecordingState = "deleted" | "failed" | "processing" | "recording" | "sealed";

/** A recording, and what is in it. */
export interface RecordingTold {
  recording: Recording;
  may_watch: boolean;
  sees: Sees;
  until: number | null;
  tracks: RecordedTrack[];
  gaps: Gap[];
  problem: string;
  labels: Record<string, string>;
}

/** Each of them works once. */
export interface RecoveryCodes {
  recovery_codes: string[];
}

/** What a guardian asked for and is refused, with the reason they are given. */
export interface RefusalOrder {
  wish: GuardianWish;
  reason: string;
}

/** What the guardian is to the child. */
export type Relation = "father" | "grandparent" | "institution" | "mother" | "other" | "relative";

/** To whom the package may go, and why; both are kept in the trail. */
export interface ReleaseAsked {
  receiver: string;
  reason: string;
}

/** Something that was typed, whatever became of it. */
export interface RemarkTold {
  number: number | null;
  at: number;
  by: string;
  to: string;
  text: string;
  deleted_at: number | null;
  withheld: string;
  reports: string[];
}

/** What is answered; only the field of the question's kind is filled in. */
export interface Reply {
  options?: number[];
  number?: number | null;
  text?: string;
  counts?: number[];
}

/** Some of them, the latest first. */
export interface ReportPage {
  items: TicketTold[];
  after: string | null;
  labels: Record<string, string>;
}

/** Why; it is kept with the lesson and in the trail, and names nobody. */
export interface RestartAsked {
  reason: string;
}

/** The joining links made in place of those that are dead; none where the timetable lets in. */
export interface Restarted {
  links: NewLink[];
}

/** A file that was shown, or might have been. */
export interface ReviewedFile {
  id: string;
  name: string;
  kind: FileKind;
  pages: number;
  sizes: ([number, number])[];
  kept: boolean;
}

/** What was drawn, in order. */
export interface ReviewedInk {
  entries: (Drew | Took | GaveBack | Wiped)[];
}

/** What happened in a lesson, for whoever reviews it. */
export interface ReviewedLesson {
  lesson: string;
  title: string;
  subject: string;
  starts_at: number;
  ends_at: number;
  classrooms: ReviewedRoom[];
  files: ReviewedFile[];
  moments: ReviewedMoment[];
  more: number;
  all_remarks: boolean;
}

/** Something that happened. */
export interface ReviewedMoment {
  at: number;
  kind: string;
  classroom: string;
  data: Record<string, unknown>;
}

/** A classroom of the lesson. */
export interface ReviewedRoom {
  id: string;
  name: string;
  part: Part;
}

/** One roll of the lesson; number 0: it was never called, and these were expected. */
export interface RollReport {
  number: number;
  called_at: number | null;
  sheets: SheetReport[];
}

/** What a guardian says. */
export type Said = "given" | "refused" | "withdrawn";

/** A draw, as lists know it. */
export interface SamplingDraw {
  id: string;
  sampling: string;
  made_by: string;
  made_at: number;
  first_day: string;
  last_day: string;
  seed: string;
  framed: number;
  drawn_before: number;
  wanted: number;
  drawn: DrawnSheet[];
}

/** A rule as it is written; exactly one of `share` and `count` is given. */
export interface SamplingOrder {
  title: string;
  period?: SamplingPeriod;
  share?: number | null;
  count?: number | null;
  subject?: string;
  grade?: number | null;
  keeping?: Keeping[];
  inspectors: string[];
  form?: string | null;
}

/** Some rules, the latest made first. */
export interface SamplingPage {
  items: SamplingRule[];
  after: string | null;
  labels: Record<string, string>;
}

/** Of which days: the last whole ones before the day of the draw. */
export type SamplingPeriod = "day" | "month" | "week";

/** A rule, as kept. */
export interface SamplingRule {
  title: string;
  period: SamplingPeriod;
  share: number | null;
  count: number | null;
  subject: string;
  grade: number | null;
  keeping: Keeping[];
  inspectors: string[];
  form: string | null;
  id: string;
  version: number;
  scope: string;
  made_by: string;
  made_at: number;
  retired: boolean;
}

/** One that was imposed. */
export interface Sanction {
  id: string;
  kind: SubjectKind;
  subject: string;
  step: Step;
  reach: Reach;
  place: string;
  scope: string;
  reason: string;
  until: number | null;
  made_at: number;
  made_by: string;
  report: string;
  lesson: string;
  classroom: string;
  lifted_at: number | null;
  lifted_by: string;
  lift_reason: string;
  seen_at: number | null;
}

/** A sanction to be imposed. */
export interface SanctionOrder {
  kind: SubjectKind;
  subject: string;
  step: Step;
  reach: Reach;
  place: string;
  reason: string;
  until?: number | null;
  report?: string | null;
}

/** Some of them, the latest first. */
export interface SanctionPage {
  items: Sanction[];
  after: string | null;
  labels: Record<string, string>;
}

/** How an item is answered. */
export type Scale = "levels" | "points" | "text";

/** A signed statement. */
export interface Seal {
  purpose: SealPurpose;
  day: string;
  number: number;
  hash: string;
  key: string;
  signature: string;
}

/** What a seal says. */
export type SealPurpose = "checkpoint" | "export" | "head";

/** How a receiving classroom fared in a lesson that was held or missed. */
export interface SeatTally {
  classroom: string;
  reached: boolean;
  lost_minutes: number;
}

/** How the rule's own text is known to us. */
export type Seen = "ours" | "part" | "read" | "reported";

/** What of a recording somebody sees and hears. */
export type Sees = "all" | "nothing" | "without_pupils";

/** One of one's own sessions. */
export interface SessionTold {
  id: string;
  made_at: number;
  seen_at: number;
  address: string;
  agent: string;
  strong: boolean;
  current: boolean;
}

/** One's own by title, then those shared in one's school. */
export interface SetList {
  items: SetListed[];
}

/** A set in the list. */
export interface SetListed {
  id: string;
  version: number;
  title: string;
  subject: string;
  grade: number | null;
  shared: boolean;
  questions: number;
  mine: boolean;
  owner: string;
}

/** A set as somebody writes it. */
export interface SetOrder {
  title: string;
  subject?: string;
  grade?: number | null;
  shared?: boolean;
  questions: Prepared[];
}

/** A set. */
export interface SetTold {
  set: QuestionSet;
  mine: boolean;
}

/** All settings. */
export interface Settings {
  sign_in: SignInSetting;
}

/** The first region, from the top down, and the first administrator. */
export interface Setup {
  regions: NewRegion[];
  real_name: string;
  display_name: string;
  number: string;
  login: string;
  password: string;
  token: string;
}

/** What an item was given. `points` is None where it is answered in words, or not yet. */
export interface SheetMark {
  item: string;
  points?: number | null;
  remark?: string;
}

/** What the inspector has filled in so far. */
export interface SheetOrder {
  marks?: SheetMark[];
  summary?: string;
  advice?: string;
}

/** One classroom on one roll. */
export interface SheetReport {
  classroom: string;
  expected: number | null;
  present: number | null;
  missing: number | null;
  heads: number | null;
  confirmed_at: number | null;
  version: number;
  reason: string;
  findings: Finding[];
  pupils: PupilOnRoll[];
}

/** What the teacher answers, or the inspector says at the end. */
export interface SheetSaid {
  text: string;
}

/** A signed step; see `classroom.review.signing`. */
export interface SheetStep {
  number: number;
  what: StepKind;
  by: string;
  at: number;
  text: string;
  before: string;
  key: string;
  signature: string;
}

/** A sheet with all that belongs to it, and what one may do with it. */
export interface SheetTold {
  sheet: WholeSheet;
  recording: RecordingBrief | null;
  may: string[];
  close_after: number | null;
  labels: Record<string, string>;
}

/** Why; it is kept in the trail. */
export interface ShutDownAsked {
  reason: string;
}

/** A lesson as a conflict names it. */
export interface Side {
  lesson: string;
  scope: string;
  pairing: string;
  slot: string;
  day: string;
  title: string;
  starts_at: number;
  ends_at: number;
}

/** Who needs a second factor, who is signed in at one place only, and when people are reminded of their password's age. */
export interface SignInRules {
  second_factor?: Role[];
  one_session?: Role[];
  password_days?: number;
}

/** What is decided about signing in. */
export interface SignInSetting {
  version: number;
  value: SignInRules;
}

/** Who is signed in, or that nobody is. `step` says what is still to come. */
export interface SignedIn {
  step: string;
  setup: boolean;
  session: string;
  person: string;
  name: string;
  picture: string;
  grants: Grant[];
  verified: boolean;
  strong: boolean;
  csrf: string;
  until: number;
  idle_seconds: number;
  zone: string;
  early_seconds: number;
  password_is_old: boolean;
}

/** What a classroom's sound test found, in one word. */
export type SoundVerdict = "echo" | "good" | "loud" | "noisy" | "quiet";

/** What a track shows or sounds; at most one producer of each a peer. */
export type Source = "camera" | "document" | "microphone" | "screen" | "screen_sound";

/** What guardians said, to be recorded together. */
export interface Spoken {
  items: StatementOrder[];
}

/** One entry of the ledger. No identity number stands in it. */
export interface Statement {
  id: string;
  pupil: string;
  scope: string;
  said: Said;
  guardian: string;
  relation: Relation;
  notice: string;
  basis: Basis;
  at: number;
  recorded_by: string;
}

/** What a guardian has said, to be recorded. */
export interface StatementOrder {
  pupil: string;
  said: Said;
  guardian?: string;
  relation: Relation;
  notice: string;
  basis?: Basis;
}

/** What guardians said, oldest first. */
export interface Statements {
  items: Statement[];
}

/** What is taken away, the mildest first. */
export type Step = "close" | "limit" | "suspend" | "warn";

/** A step of a ticket; a decision says why. */
export interface StepAsked {
  state: TicketState;
  why?: string;
}

/** What was done to a sheet that is signed. */
export type StepKind = "answered" | "closed" | "filed";

/** What was drawn. Points: `classroom/ink/points.py`. */
export interface Stroke {
  id: string;
  tool: Tool;
  colour: Colour;
  width: number;
  points: string;
  pressed: boolean;
  text: string;
}

/** All that is kept of one pupil, and what it needs to be understood. */
export interface Subject {
  data: Record<string, (Record<string, unknown>)[]>;
  school: string;
  school_class: string;
  notices: Notice[];
  holds: Hold[];
  attended: Attended[];
  chosen: Chosen[];
}

/** What is sanctioned, called as the kinds are. */
export type SubjectKind = "devices" | "people";

/** How several went. `planned` is all of them: held, missed, cancelled, merged, to come. */
export interface Sum {
  planned: number;
  held: number;
  missed: number;
  cancelled: number;
  merged: number;
  late: number;
  planned_minutes: number;
  late_minutes: number;
  lost_minutes: number;
}

/** The lessons of one school, pairing or subject together. */
export interface SumOf {
  of: string;
  sum: Sum;
}

/** What is wrong with a row. */
export interface TableProblem {
  row: number;
  problem: CellProblem;
}

/** Some of them, in the order of what they are of. */
export interface TallyList {
  items: SumOf[];
  after: string | null;
  labels: Record<string, string>;
}

/** One report, and how far it is. */
export interface Ticket {
  id: string;
  lesson: string;
  scope: string;
  by: string;
  what: What;
  object: string;
  reason: Objectionable;
  evidence: Evidence;
  has_still: boolean;
  made_at: number;
  state: TicketState;
  version: number;
}

/** A ticket with all its steps. */
export interface TicketHistory {
  ticket: Ticket;
  due_at: number;
  overdue: boolean;
  steps: TicketStep[];
  labels: Record<string, string>;
}

/** How far it is. */
export type TicketState = "dismissed" | "looked_at" | "new" | "upheld";

/** One version of a ticket. */
export interface TicketStep {
  version: number;
  state: TicketState;
  by: string;
  why: string;
  at: number;
}

/** A ticket, and by when it is to be decided. */
export interface TicketTold {
  ticket: Ticket;
  due_at: number;
  overdue: boolean;
}

/** What is kept of a token, and told of it. */
export interface Token {
  id: string;
  name: string;
  person: string;
  scope: string;
  actions: Action[];
  made_at: number;
  expires_at: number;
  revoked_at: number | null;
}

/** Some tokens, latest first, those that are over included. */
export interface TokenList {
  items: Token[];
  after: string | null;
}

/** What is asked for: a name, what it may do, in one region or school, for how long. Neither region nor school: the whole server, for whoever has that. */
export interface TokenOrder {
  name: string;
  actions: Action[];
  region?: string | null;
  school?: string | null;
  days?: number;
}

/** A failure as it is told: `code` is stable, `detail` is for engineers. */
export interface Told {
  code: string;
  detail: string;
  retryable: boolean;
  problems: Problem[];
  conflicts: Conflict[];
}

/** These were taken off, by an eraser or by undoing them. */
export interface Took {
  type: "Took";
  strokes: string[];
  undone: boolean;
  at: number;
  surface: string;
  by: string;
}

/** What a stroke is drawn with. */
export type Tool = "arrow" | "ellipse" | "line" | "marker" | "pen" | "rectangle" | "text";

/** What the check says. */
export type Trust = "altered" | "good" | "unknown_key";

/** What a school delivered and recorded in a month. */
export interface Usage {
  month: string;
  school: string;
  recordings: number;
  hours: number;
  bytes: number;
}

/** All of it, month by month. */
export interface UsageList {
  items: Usage[];
  labels: Record<string, string>;
}

/** What was found; from the best to the worst, but for what people have to show. */
export type Verdict = "fail" | "pass" | "people" | "unknown";

/** A look, or all of one person's within an hour. */
export interface View {
  person: string;
  at: number;
  under: string;
}

/** Some of those who looked, the latest hour first. */
export interface ViewPage {
  items: View[];
  after: string | null;
  labels: Record<string, string>;
}

/** A change that waits to be checked. */
export interface Waiting {
  id: string;
  person: string;
  number: string;
  field: AskedField;
  before: string;
  value: string;
  asked_at: number;
}

/** What shows a code, for whoever is about to enrol it. */
export interface WaitingDevice {
  device: string;
  agent: string;
  address: string;
  asked_at: number;
  expires_at: number;
}

/** All of it; of each at most fifty. */
export interface WaitingForMe {
  drawn: Assigned[];
  drafts: Inspection[];
  answered: Inspection[];
  to_answer: Inspection[];
  filed: Inspection[];
  recordings: Record<string, RecordingBrief>;
  labels: Record<string, string>;
}

/** Some of them. */
export interface WaitingPage {
  items: Waiting[];
  after: string | null;
}

/** Everything that the page shows. */
export interface Wall {
  now: number;
  zone: string;
  device: string;
  classroom: string;
  school: string;
  early_seconds: number;
  today: BoardLesson[];
  next: BoardLesson | null;
  enter: BoardLesson | null;
}

/** What for, and for how many days. */
export interface WatchAsked {
  purpose: string;
  days: number;
}

/** One. Times are seconds since the epoch, UTC. */
export interface WatchGrant {
  id: string;
  recording: string;
  person: string;
  purpose: string;
  days: number;
  made_at: number;
  decided_at: number | null;
  decided_by: string;
  approved: boolean;
  reason: string;
  until: number | null;
  ended_at: number | null;
  ended_by: string;
}

/** One address of ours, tried by itself. */
export interface Way {
  kind: WayKind;
  address: string;
  works: boolean;
  rtt_ms: number | null;
}

/** How the media gets to us. */
export type WayKind = "tcp" | "turn_tcp" | "turn_tls" | "turn_udp" | "udp";

/** A lesson, where it is now, and how it went. */
export interface Went {
  lesson: PlannedLesson;
  phase: Phase | null;
  recording: RecordingNow | null;
  tally: LessonTally;
}

/** What can be reported. */
export type What = "answer" | "file" | "notice" | "question" | "remark" | "slide" | "stream" | "stroke";

/** A draw with all that is needed to do it again. */
export interface WholeDraw {
  draw: SamplingDraw;
  rule: SamplingOrder;
  frame: string[];
  before: string[];
  repeats: boolean;
}

/** A sheet with all that belongs to it: a draft's content, or what was filed. */
export interface WholeSheet {
  inspection: Inspection;
  form: InspectionForm;
  draft: SheetOrder | null;
  filed: FiledSheet | null;
  steps: SheetStep[];
  trust: Trust | null;
  head_now: string;
}

/** All of it was taken off. */
export interface Wiped {
  type: "Wiped";
  at: number;
  surface: string;
  by: string;
}

/** What a guardian asked for and was refused, with the reason they were given. */
export interface WishRefused {
  id: string;
  pupil: string;
  scope: string;
  wish: GuardianWish;
  reason: string;
  at: number;
  decided_by: string;
}

/** A text in both languages. */
export interface Words {
  zh: string;
  en: string;
}

/** The last test of a classroom. */
export interface WorstLine {
  classroom: string;
  name: string;
  school: string;
  line: ClassroomLine;
}

/** The last test of each classroom, the worst line first, 200 at most. */
export interface WorstLines {
  items: WorstLine[];
}

/** Every code that the API may refuse with by itself. */
export type Code =
  | "already_over"
  | "bad_code"
  | "bad_csrf"
  | "bad_filter"
  | "bad_json"
  | "bad_key"
  | "bad_origin"
  | "bad_page"
  | "bad_proof"
  | "bad_query"
  | "bad_range"
  | "bad_request"
  | "busy"
  | "cannot_move"
  | "changed_meanwhile"
  | "classroom_has_device"
  | "code_expired"
  | "code_unknown"
  | "conflicts"
  | "device_enrolled"
  | "device_revoked"
  | "device_unknown"
  | "exists"
  | "grant_decided"
  | "grant_open"
  | "has_errors"
  | "held"
  | "idempotency_reused"
  | "in_use"
  | "incident_damaged"
  | "incident_gone"
  | "internal"
  | "invalid"
  | "lesson_cancelled"
  | "lesson_merged"
  | "lesson_not_over"
  | "lesson_over"
  | "lesson_unknown"
  | "link_expired"
  | "link_unknown"
  | "locked"
  | "made_already"
  | "may_not_grant"
  | "no_need"
  | "no_playlist"
  | "no_roll"
  | "no_second_factor"
  | "no_such_method"
  | "nonce_stale"
  | "not_allowed"
  | "not_answered"
  | "not_authorised"
  | "not_found"
  | "not_from_here"
  | "not_json"
  | "not_oneself"
  | "not_open"
  | "not_ready"
  | "not_reviewed"
  | "not_shut_down"
  | "not_signed_in"
  | "not_verified"
  | "nothing_missed"
  | "nothing_new"
  | "pupils_not_agreed"
  | "reason_needed"
  | "recording_damaged"
  | "recording_gone"
  | "recording_live"
  | "second_factor_enforced"
  | "second_factor_needed"
  | "sheet_altered"
  | "shelf_down"
  | "store_down"
  | "suspended"
  | "too_busy"
  | "too_large"
  | "too_many"
  | "too_many_kept"
  | "too_many_keys"
  | "too_many_open"
  | "too_many_rows"
  | "too_many_sets"
  | "too_soon"
  | "took_part"
  | "unknown_pupil"
  | "version_missing"
  | "wrong_code"
  | "wrong_password"
  | "wrong_phase"
  | "wrong_sign_in"
  | "wrong_state";
