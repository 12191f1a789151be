// Compliance in English; the clauses' own words come from the server.

import type { compliance as words } from "./zh";

export const compliance: typeof words = {
  lead: "Whether this lesson or this term did what each rule asks, and by what that is known.",
  a_lesson: "A lesson",
  a_term: "A term",
  day: "Day",
  choose_lesson: "Choose a lesson",
  no_lessons: "No lessons on this day",
  choose_term: "Choose a term",
  look: "Look at the whole term",
  looking: "Looking at each lesson: {done} of {total}",
  print: "Print",
  pdf: "Download PDF",
  made: "looked at {at}",
  lessons: "Lessons looked at: {n}",
  left_out: "{n} more were not",
  filter: "Show only",
  caution:
    "Unknown is not passed: there is too little on record to tell. What is for people to show, no software can. What is marked as the server's is judged as it is set now.",
  state: { pass: "Passed", fail: "Failed", unknown: "Unknown", people: "For people to show" },
  seen: { part: "read in part", reported: "as reported" },
  of_server: "server",
  besides: "For people to show besides: {what}",
  in_lessons: "Failed in {failed}, unknown in {unknown}, passed in {passed} lessons.",
  example: "See no. {n}",
  column: { clause: "Clause", state: "Finding", why: "By what" },
  proof: {
    event: "Events: ",
    record: "Audit records: ",
    setting: "Settings: ",
    device: "Devices: ",
    classroom: "Classrooms: ",
    notice: "Notice: ",
  },
  comma: ", ",
  more: "{n} more",
  events: "Events that findings name",
  none: { what: "There is no such clause", todo: "Press the number above again to see all." },
  begin: { what: "Choose a lesson or a term", todo: "Or come here from one of today's lessons." },
  of_this_lesson: "Compliance",
};
