// Generated from the API's description by `make docs`. Do not edit.

import type { Action } from "./permissions";

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

/** A token at its making: `token` is told here and never again. */
export interface NewToken {
  token: string;
  about: Token;
}

/** What is wrong with one field, as a stable code; `about` holds what the words need. */
export interface Problem {
  field: string;
  code: string;
  about: Record<string, unknown>;
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
  | "no_such_method"
  | "not_allowed"
  | "not_found"
  | "not_json"
  | "not_signed_in"
  | "not_verified"
  | "second_factor_needed"
  | "store_down"
  | "too_busy"
  | "too_large"
  | "too_many"
  | "too_many_keys"
  | "version_missing";
