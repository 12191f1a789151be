// How the lesson stood at a time: who was on stage, what was shown. Pure, and quick to ask.

import type { Happening } from "./happenings";
import { lastBefore } from "./media";

export interface Standing {
  from: number; // seconds
  phase: string;
  stage: readonly string[];
  hands: readonly string[];
  board: number | null; // its page
  slide: { file: string; page: number } | null;
  lost: readonly string[]; // classrooms whose line is gone
  present: readonly string[];
}

export type Shown = { what: "board"; page: number } | { what: "slides"; file: string; page: number };

const FIRST: Standing = {
  from: -Infinity,
  phase: "open",
  stage: [],
  hands: [],
  board: null,
  slide: null,
  lost: [],
  present: [],
};

export function standingsOf(happenings: readonly Happening[]): Standing[] {
  const all = [FIRST];
  let now = FIRST;
  for (const happening of happenings) {
    const change = changed(now, happening);
    if (change) all.push((now = { ...now, ...change, from: happening.t }));
  }
  return all;
}

export function standingAt(standings: readonly Standing[], t: number): Standing {
  return standings[lastBefore(standings, t)] ?? FIRST;
}

/** The board lies over slides. */
export function shownAt({ board, slide }: Standing): Shown | null {
  if (board !== null) return { what: "board", page: board };
  return slide && { what: "slides", ...slide };
}

export function surfaceOf(shown: Shown): string {
  return shown.what === "board" ? `board:${shown.page}` : `slides:${shown.file}:${shown.page}`;
}

function changed(now: Standing, { kind, classroom, data }: Happening): Partial<Standing> | null {
  const without = (all: readonly string[]): string[] => all.filter((each) => each !== classroom);
  switch (kind) {
    case "phase":
      return { phase: String(data.phase) };
    case "stage":
      return { stage: data.stage as string[] };
    case "hand_up":
      return { hands: [...without(now.hands), classroom] };
    case "hand_down":
      return { hands: without(now.hands) };
    case "board":
      return { board: data.page as number | null };
    case "slide":
      return { slide: { file: String(data.file), page: Number(data.page) } };
    case "slides_away":
      return { slide: null };
    case "presence": {
      const there = data.presence === "present";
      const lost = data.presence === "lost";
      return {
        present: there ? [...without(now.present), classroom] : without(now.present),
        lost: lost ? [...without(now.lost), classroom] : without(now.lost),
      };
    }
    default:
      return null;
  }
}
