// Which codes have words of their own; the rest are said in general, with the code shown small.

export const SERVER_CODES = [
  "link_unknown",
  "link_expired",
  "lesson_full",
  "lesson_over",
  "opened_elsewhere",
  "too_slow",
  "too_many",
  "not_allowed",
  "not_in_view",
  "wrong_phase",
  "stage_full",
  "source_taken",
  "unavailable",
  "bad_message",
  "internal",
] as const;

/** Codes this page makes up itself. */
export const OWN_CODES = ["no_link", "browser_old", "offline", "timeout", "left"] as const;

const KNOWN = new Set<string>([...SERVER_CODES, ...OWN_CODES]);

/** The i18n key under `error.` for a code. */
export function wordsFor(code: string): string {
  return KNOWN.has(code) ? code : "unknown";
}
