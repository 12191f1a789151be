// Generated from the API's description by `make docs`. Do not edit.

import type { Change, Grant, Mode, Receiver, RegionKind, Role } from "./kinds";
import type { Action } from "./permissions";

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
  changes: classroom.accounts.names.Change[];
}

/** What a person chooses. */
export interface Activation {
  login: string;
  password: string;
  token: string;
}

/** What sums are made of. */
export type By = "pairing" | "school" | "subject";

/** What is wrong with a cell, as a stable code; `about` has what the words need. */
export interface CellProblem {
  column: number;
  field: string;
  code: string;
  about: Record<string, unknown>;
}

/** A second factor: the six digits, or a recovery code. */
export interface Code {
  code: string;
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

/** Recovery codes, told once; and the session as it is now. */
export interface Enrolled {
  recovery_codes: string[];
  session: SignedIn;
}

/** What somebody types to sign in. */
export interface Entry {
  login: string;
  password: string;
}

/** What a person may ask to have changed. */
export type Field = "display_name" | "picture" | "real_name";

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

/** In which language a table is written. */
export type Language = "en" | "zh";

/** Some of them, by their start. */
export interface LessonList {
  items: Went[];
  after: string | null;
  labels: Record<string, string>;
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

/** A token at its making: `token` is told here and never again. */
export interface NewToken {
  token: string;
  about: Token;
}

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

/** The password, to be certain who sits there. */
export interface Password {
  password?: string;
}

/** Where a lesson is in its life; `hold` is live with the lecturer gone for a moment. */
export type Phase = "ended" | "hold" | "live" | "open" | "paused" | "scheduled";

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

/** What is wrong with one field, as a stable code; `about` holds what the words need. */
export interface Problem {
  field: string;
  code: string;
  about: Record<string, unknown>;
}

/** What a link is for. */
export type Purpose = "activate" | "setup";

/** A QR code as an SVG path, in a square of `size`. */
export interface Qr {
  size: number;
  path: string;
}

/** Each of them works once. */
export interface RecoveryCodes {
  recovery_codes: string[];
}

/** Why not. */
export interface Refusal {
  reason?: string;
}

/** How a receiving classroom fared in a lesson that was held or missed. */
export interface SeatTally {
  classroom: string;
  reached: boolean;
  lost_minutes: number;
}

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

/** Who needs a second factor, and when people are reminded of their password's age. */
export interface SignInRules {
  second_factor?: Role[];
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
  password_is_old: boolean;
}

/** What has become of it. */
export type State = "approved" | "pending" | "refused";

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

/** Some of them, in the order of what they are of. */
export interface TallyList {
  items: SumOf[];
  after: string | null;
  labels: Record<string, string>;
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

/** Tokens, latest first, those that are over included. */
export interface TokenList {
  items: Token[];
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

/** A change that waits to be checked. */
export interface Waiting {
  id: string;
  person: string;
  number: string;
  field: Field;
  before: string;
  value: string;
  asked_at: number;
}

/** Some of them. */
export interface WaitingPage {
  items: Waiting[];
  after: string | null;
}

/** A lesson, where it is now, and how it went. */
export interface Went {
  lesson: PlannedLesson;
  phase: Phase | null;
  tally: LessonTally;
}

/** Another name. */
export interface Wish {
  field: Field;
  value: string;
}

/** What somebody asked for. The old value is shown until it is approved. */
export interface classroom.accounts.names.Change {
  id: string;
  person: string;
  scope: string;
  field: Field;
  value: string;
  asked_at: number;
  state: State;
  decided_at: number;
  reason: string;
}

/** How one day of a slot differs. */
export type classroom.timetable.pairings.Change = "cancelled" | "merged" | "moved" | "swapped";

/** Every code that the API may refuse with by itself. */
export type Code =
  | "bad_csrf"
  | "bad_filter"
  | "bad_json"
  | "bad_key"
  | "bad_origin"
  | "bad_page"
  | "bad_query"
  | "bad_request"
  | "cannot_move"
  | "changed_meanwhile"
  | "conflicts"
  | "exists"
  | "has_errors"
  | "idempotency_reused"
  | "in_use"
  | "internal"
  | "invalid"
  | "link_expired"
  | "link_unknown"
  | "locked"
  | "may_not_grant"
  | "no_second_factor"
  | "no_such_method"
  | "not_allowed"
  | "not_found"
  | "not_json"
  | "not_oneself"
  | "not_ready"
  | "not_signed_in"
  | "not_verified"
  | "nothing_new"
  | "second_factor_enforced"
  | "second_factor_needed"
  | "store_down"
  | "too_busy"
  | "too_large"
  | "too_many"
  | "too_many_keys"
  | "too_many_rows"
  | "too_soon"
  | "version_missing"
  | "wrong_code"
  | "wrong_password"
  | "wrong_sign_in";
