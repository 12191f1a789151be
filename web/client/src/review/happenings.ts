// What happened, in seconds from the beginning: the lesson's moments and the recording's own marks,
// in one order. Pure.

import type { Index, ReviewedLesson } from "../api/types";

export const GROUPS = ["lesson", "stage", "hand", "question", "content", "chat", "roll", "line", "recording"] as const;
export type Group = (typeof GROUPS)[number];

export interface Happening {
  id: number; // its place in the whole list
  t: number; // seconds
  at: number; // UTC milliseconds
  kind: string;
  group: Group;
  classroom: string; // "": of none
  data: Record<string, unknown>;
}

const GROUP: Record<string, Group> = {
  phase: "lesson",
  restarted: "lesson",
  right: "lesson",
  forbidden: "lesson",
  lock: "lesson",
  removed: "lesson",
  notice: "lesson",
  countdown: "lesson",
  break_due: "lesson",
  layout: "content",
  spotlight: "stage",
  stage: "stage",
  hand_up: "hand",
  hand_down: "hand",
  question: "question",
  answer: "question",
  question_closed: "question",
  question_shown: "question",
  question_away: "question",
  said: "chat",
  withheld: "chat",
  board: "content",
  slide: "content",
  slides_away: "content",
  file: "content",
  file_away: "content",
  roll_called: "roll",
  roll: "roll",
  roll_corrected: "roll",
  presence: "line",
  stream: "line",
  media_lost: "line",
  missed: "line",
  catching_up: "line",
  caught_up: "line",
  ingest: "line",
};
// Of the recording's marks; the others say what the lesson's moments say, too.
const MARKS = new Set(["alarm", "cleared", "lost", "dropped"]);

export function happeningsOf(lesson: ReviewedLesson, index: Index): Happening[] {
  const seats = new Map(index.tracks.map(({ track, seat }) => [track, seat]));
  const seconds = (wall: number): number => Math.min(Math.max(wall - index.began, 0), index.seconds);
  const found: Omit<Happening, "id">[] = lesson.moments.map(({ at, kind, classroom, data }) => ({
    t: seconds(at / 1000),
    at,
    kind,
    group: GROUP[kind] ?? "lesson",
    classroom,
    data,
  }));
  const source = (track: number | null): unknown => index.tracks.find((each) => each.track === track)?.source;
  for (const { at, what, track, detail } of index.marks)
    if (MARKS.has(what))
      found.push({
        t: seconds(at),
        at: at * 1000,
        kind: what,
        group: "recording",
        classroom: seats.get(track ?? 0) ?? "",
        data: { ...detail, source: source(track) },
      });
  for (const { since, until, track, why } of index.gaps)
    found.push({
      t: seconds(since),
      at: since * 1000,
      kind: "gap",
      group: "recording",
      classroom: seats.get(track ?? 0) ?? "",
      data: { until: seconds(until), why, source: source(track) },
    });
  return found.sort((a, b) => a.t - b.t).map((each, id) => ({ ...each, id }));
}

/** The next or the last one of those before or after a time; a little is let pass, or one stays. */
export function beside(list: readonly Happening[], t: number, step: 1 | -1): Happening | null {
  if (step > 0) return list.find((each) => each.t > t + 0.05) ?? null;
  for (let n = list.length - 1; n >= 0; n--) if ((list[n]?.t ?? 0) < t - 1) return list[n] ?? null;
  return null;
}

/** The place of the one that was last; -1: nothing has happened yet. */
export function lastAt(list: readonly Happening[], t: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.t ?? Infinity) <= t + 0.05) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Those in whose words all the words that are looked for are; said aloud by `say`. */
export function search(
  list: readonly Happening[],
  looked: string,
  say: (happening: Happening) => string,
): Happening[] {
  const words = fold(looked).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return list.filter((each) => {
    const text = fold(say(each));
    return words.every((word) => text.includes(word));
  });
}

function fold(text: string): string {
  return text.normalize("NFKC").toLocaleLowerCase();
}
