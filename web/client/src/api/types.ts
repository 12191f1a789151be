// Generated from the API's description by `make docs`. Do not edit.

import type { Mode, Receiver } from "./kinds";
import type { Action } from "./permissions";

/** What sums are made of. */
export type By = "pairing" | "school" | "subject";

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

/** A token at its making: `token` is told here and never again. */
export interface NewToken {
  token: string;
  about: Token;
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

/** How a receiving classroom fared in a lesson that was held or missed. */
export interface SeatTally {
  classroom: string;
  reached: boolean;
  lost_minutes: number;
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

/** A lesson, where it is now, and how it went. */
export interface Went {
  lesson: PlannedLesson;
  phase: Phase | null;
  tally: LessonTally;
}

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
  | "idempotency_reused"
  | "in_use"
  | "internal"
  | "invalid"
  | "may_not_grant"
  | "no_such_method"
  | "not_allowed"
  | "not_found"
  | "not_json"
  | "not_oneself"
  | "not_signed_in"
  | "not_verified"
  | "second_factor_needed"
  | "store_down"
  | "too_busy"
  | "too_large"
  | "too_many"
  | "too_many_keys"
  | "version_missing";
