// What happened and what to do; and every way a field can be wrong. Says what zh_failures.ts says.

import type { failure as zhFailure, problem as zhProblem } from "./zh_failures";

export const failure: typeof zhFailure = {
  unknown: {
    what: "It was not done",
    todo: "Please try again; if it stays so, tell the administrator the code below.",
  },
  internal: {
    what: "Something went wrong on the server",
    todo: "Please try again; if it stays so, tell the system administrator.",
  },
  offline: {
    what: "The server cannot be reached",
    todo: "Check the network, then try again. What you filled in is still here.",
  },
  timeout: {
    what: "The server did not answer for a long time",
    todo: "The line may be slow. Please try again in a while.",
  },
  unavailable: { what: "The server is busy", todo: "Wait a few seconds, then try again." },
  too_many: { what: "Too many requests", todo: "Please wait a moment, then try again." },
  too_large: { what: "That is too large", todo: "Please send less at once." },
  bad_message: {
    what: "The page and the server do not match",
    todo: "Reload the page, then try again.",
  },
  bad_csrf: { what: "The page is too old", todo: "Reload the page, then try again." },
  not_signed_in: { what: "You have been signed out", todo: "Please sign in again." },
  not_from_here: {
    what: "Not from here",
    todo: "This server is administered from listed networks only. Use your office's network, or ask whoever runs the server.",
  },
  not_allowed: {
    what: "You may not do this",
    todo: "If you need it for your work, ask the administrator for the role.",
  },
  second_factor_needed: {
    what: "This needs a second factor",
    todo: "Turn it on under “Account and password”, then sign in again.",
  },
  not_found: {
    what: "It is not there any more",
    todo: "It may have been removed, or lies outside what you may see. Reload the list.",
  },
  exists: {
    what: "There is one already",
    todo: "This number or name is taken: choose another one, or change the one that exists.",
  },
  changed_meanwhile: {
    what: "Somebody else has just changed this",
    todo: "Look at what has changed, then choose which to keep.",
  },
  in_use: {
    what: "It is in use and cannot be removed",
    todo: "First remove or change what uses it.",
  },
  no_roll: { what: "No roll was called in this lesson", todo: "There is nothing to correct." },
  reason_needed: { what: "No reason is given", todo: "Please write why it is corrected, and save again." },
  unknown_pupil: { what: "That pupil is not on the roll", todo: "Please refresh and choose again." },
  wrong_phase: {
    what: "Not possible just now",
    todo: "The lesson is still going on: correct it there; here once it is over.",
  },
  lesson_over: { what: "This lesson is over", todo: "Please refresh today’s lessons." },
  not_shut_down: { what: "This lesson was not shut down", todo: "Please refresh; a lesson that goes on needs no restart." },
  already_over: { what: "The time of this lesson is over", todo: "It cannot go on; to make up for it, plan another in the week." },
  lesson_not_over: { what: "This lesson is not over yet", todo: "A package is made once it has ended or was shut down." },
  not_authorised: { what: "It may not leave yet", todo: "First say to whom it goes, and why." },
  took_part: { what: "You took part in this lesson", todo: "Another administrator, who did not, has to authorise it." },
  incident_damaged: { what: "The package is missing or was altered", todo: "It cannot leave any more. Ask the system administrator to look at its folder and at the audit trail." },
  incident_gone: { what: "The package was deleted, its time being over", todo: "The audit trail still tells what became of it." },
  not_open: {
    what: "This lesson is not open yet",
    todo: "To call off a lesson that has not begun, cancel it in the week.",
  },
  cannot_move: {
    what: "It cannot move to another school or region",
    todo: "Remove it here and make it anew there.",
  },
  conflicts: {
    what: "It collides with other lessons",
    todo: "See what it collides with, and choose another time, classroom or teacher.",
  },
  idempotency_reused: {
    what: "This has been sent before",
    todo: "Reload the list to see whether it was saved; if not, close the form and fill it in anew.",
  },
  made_already: {
    what: "It was made already, and its secret is shown only once",
    todo: "If you have not seen it, revoke the one that was made and make another.",
  },
  not_verified: {
    what: "Nobody has checked who you are yet",
    todo: "Ask an administrator to check your identity first.",
  },
  not_oneself: {
    what: "Not for yourself",
    todo: "Your own roles, names and account are for another administrator to change.",
  },
  may_not_grant: {
    what: "You may not give or take this role",
    todo: "A school administrator decides on teachers, researchers and viewers; ask the county for others.",
  },
  code_unknown: {
    what: "There is no such code",
    todo: "Compare with the classroom's screen; when a code expires, the screen shows a new one.",
  },
  code_expired: { what: "The code has expired", todo: "Use the new one on the classroom's screen." },
  classroom_has_device: {
    what: "This classroom has an enrolled PC already",
    todo: "If the PC was exchanged, choose “in place of the one before” and enrol again.",
  },
  device_enrolled: {
    what: "This PC is enrolled already",
    todo: "Revoke its enrolment first, then enrol it anew.",
  },
  device_revoked: {
    what: "This PC was revoked",
    todo: "Reload the classroom's screen and use the new code.",
  },
  has_errors: {
    what: "There are errors left in the table",
    todo: "All must be right before it is imported; nothing has been written.",
  },
  not_ready: { what: "It is still being checked", todo: "Wait for the check, look at it, then import." },
  nothing_new: { what: "Nothing to import", todo: "All of the table is there already, and the same." },
  too_many_sets: { what: "There are too many question sets", todo: "Please delete some that are not needed, then make a new one." },
  too_many_rows: { what: "Too many rows", todo: "Split it; to export, CSV has no such limit." },
  held: {
    what: "It has to be kept by law",
    todo: "See the reason and the date under “Legal holds”, and tell the guardian in writing.",
  },
  invalid: { what: "Something is not filled in right", todo: "Please follow the words in red." },
};

export const problem: typeof zhProblem = {
  unknown: "This is not right ({code})",
  missing: "Please fill this in",
  wrong_type: "This is not in the right form",
  too_short: "At least {limit} characters",
  too_long: "At most {limit} characters",
  too_small: "Not less than {limit}",
  too_large: "Not more than {limit}",
  bad_pattern: "Not in the right form; see the note below",
  not_one_of: "Please choose one of the list",
  unknown_field: "The system does not know this field",
  read_only: "This cannot be changed here",
  not_for_tokens: "No token may do this ({one}); only people who are signed in",
  not_yours: "You may not do this there yourself ({one}), so a token of yours may not either",
  wrong: "This is not right",
  hidden_characters: "It holds characters that cannot be seen: type it again",
  not_a_name: "This does not look like a name",
  impersonates: "It may not hold “{word}”",
  no_such_day: "There is no such day",
  region_or_school: "Choose either a region or a school",
  roles_apart: "An auditor cannot be a system or school administrator too",
  province_on_top: "A province lies in no other region",
  not_found: "What was chosen is not there any more",
  exists: "This is taken",
  before_first_day: "The last day must be after the first",
  make_up_follows: "A make-up day names the weekday it follows; a holiday does not",
  no_periods: "At least one period",
  period_backwards: "Period {number} must end after it begins",
  periods_overlap: "Period {number} overlaps the one before",
  unknown_subject: "There is no such subject",
  no_classrooms: "At least one receiving classroom",
  paired_with_itself: "The delivering classroom cannot receive, too",
  classroom_twice: "A receiving classroom was chosen twice",
  over_cap: "At most {cap} receiving classrooms",
  dedicated_has_no_near_class: "A dedicated lesson has no class in the room",
  period_or_times: "Choose a period, or give the times: one of the two",
  across_midnight: "It must end after it begins, on the same day",
  moved_where: "Give the new day and its times",
  which_other_lesson: "Choose the other lesson and its day",
  identity_number: "No identity numbers; only the name",
  number_is_identity: "No identity numbers (the national pupil number holds one): use the school's own",
  nothing_to_withdraw: "Nothing was consented to that could be withdrawn",
  consent_is_the_basis: "Consent rests on consent only",
  not_in_force: "There is a newer notice; reload the page and ask again",
  with_itself: "A lesson cannot be exchanged or merged with itself",
};
