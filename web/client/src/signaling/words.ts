// Which codes have words of their own; the rest are said in general, with the code shown small.

export const SERVER_CODES = [
  "link_unknown",
  "link_expired",
  "not_signed_in",
  "signed_out",
  "second_factor_needed",
  "not_expected",
  "not_verified",
  "not_open",
  "lesson_unknown",
  "lesson_cancelled",
  "lesson_merged",
  "seat_taken",
  "device_unknown",
  "device_revoked",
  "bad_proof",
  "lesson_full",
  "classroom_busy",
  "lesson_over",
  "opened_elsewhere",
  "too_slow",
  "too_many",
  "not_allowed",
  "not_in_view",
  "wrong_phase",
  "stage_full",
  "removed",
  "right_off",
  "nobody_else",
  "source_taken",
  "no_roll",
  "unknown_pupil",
  "reason_needed",
  "count_first",
  "too_many_rolls",
  "ticket_unknown",
  "unknown_file",
  "file_hidden",
  "too_many_files",
  "files_full",
  "file_too_large",
  "file_not_taken",
  "no_office",
  "file_broken",
  "file_encrypted",
  "file_active",
  "file_pages",
  "file_infected",
  "upload_cut",
  "upload_slow",
  "text_too_long",
  "words_not_allowed",
  "no_links",
  "unavailable",
  "bad_message",
  "internal",
] as const;

/** Codes this page makes up itself. */
export const OWN_CODES = ["no_link", "browser_old", "offline", "timeout", "left"] as const;

/** Finer codes of the server that mean the same to a person. */
const SAME: Record<string, string> = {
  media_down: "unavailable",
  media_slow: "unavailable",
  media_late: "unavailable",
  media_lost: "unavailable",
  media_busy: "unavailable",
  store_down: "unavailable",
  disk_full: "unavailable",
  scanner_down: "unavailable",
  too_busy: "unavailable",
  not_slides: "unknown_file",
  no_such_page: "unknown_file",
  too_large: "file_too_large",
  mailbox_full: "unavailable",
  stopping: "unavailable",
  nonce_stale: "unavailable",
  busy: "unavailable",
  bad_hello: "bad_message",
  unknown_message: "bad_message",
  not_connected: "offline",
  not_entered: "wrong_phase",
  not_knocking: "wrong_phase",
  question_closed: "wrong_phase",
  no_question: "wrong_phase",
  bad_answer: "bad_message",
  bad_question: "bad_message",
};

const KNOWN = new Set<string>([...SERVER_CODES, ...OWN_CODES]);

/** The i18n key under `error.` for a code. */
export function wordsFor(code: string): string {
  const word = SAME[code] ?? code;
  return KNOWN.has(word) ? word : "unknown";
}
