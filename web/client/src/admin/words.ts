// Failures and problems in words. Codes without words of their own are said in general, with the
// code shown small, so that whoever helps knows what it was.

import { i18n } from "../i18n";
import type { ApiFailure, Problem } from "../api/failure";

export const SAME: Record<string, string> = {
  store_down: "unavailable",
  stopping: "unavailable",
  bad_page: "bad_message",
  bad_filter: "bad_message",
  bad_request: "bad_message",
  bad_json: "bad_message",
  bad_key: "bad_message",
  bad_query: "bad_message",
  no_such_method: "bad_message",
  not_json: "bad_message",
  version_missing: "bad_message",
  too_busy: "unavailable",
  lesson_cancelled: "lesson_over",
  lesson_merged: "lesson_over",
  lesson_unknown: "not_open",
  busy: "unavailable",
  bad_code: "code_unknown",
  too_many_keys: "too_many",
  bad_origin: "bad_csrf",
};

export interface Said {
  what: string;
  todo: string;
  code: string; // shown only when there were no words for it
}

export function sayFailure(failure: ApiFailure): Said {
  const { t, te } = i18n.global;
  const code = SAME[failure.code] ?? failure.code;
  const known = te(`admin.failure.${code}.what`, "zh");
  const word = known ? code : "unknown";
  return {
    what: t(`admin.failure.${word}.what`),
    todo: t(`admin.failure.${word}.todo`),
    code: known ? "" : failure.code,
  };
}

/** What is wrong with a field, as one sentence. */
export function sayProblem(problem: Problem): string {
  const { t, te } = i18n.global;
  const known = te(`admin.problem.${problem.code}`, "zh");
  const about = { ...problem.about, code: problem.code };
  return t(`admin.problem.${known ? problem.code : "unknown"}`, about);
}
