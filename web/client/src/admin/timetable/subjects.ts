// Subjects as they are told apart: by their word, and by a colour beside it.

import { SUBJECTS } from "../../api/kinds";
import { i18n } from "../../i18n";

const HUES = 8; // as many as are told apart beside one another, see timetable.css

export function subjectName(code: string): string {
  return SUBJECTS[code]?.[i18n.global.locale.value] ?? code;
}

/** The class that colours whatever belongs to a subject; the scarce four have one of their own. */
export function subjectHue(code: string): string {
  const place = ORDER.indexOf(code);
  return `hue-${(place < 0 ? HUES - 1 : place) % HUES}`;
}

const ORDER = ["music", "art", "english", "pe", ...Object.keys(SUBJECTS).filter(notFirst)];

function notFirst(code: string): boolean {
  return !["music", "art", "english", "pe"].includes(code);
}
