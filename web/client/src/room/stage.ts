// What the page of a classroom at rest shows, worked out from what it knows. Rule: pure.

import type { BoardLesson, Wall } from "./asking";

export type Stage =
  | { is: "loading" }
  | { is: "insecure" } // the browser gives this address no keys
  | { is: "code"; code: string; expiresAt: number }
  | { is: "code_expired" }
  | { is: "revoked" }
  | { is: "wall"; wall: Wall };

/** What the wall says in the middle. */
export type Middle =
  | { is: "entering"; lesson: BoardLesson }
  | { is: "running"; lesson: BoardLesson } // it came back from it a moment ago, and tries again
  | { is: "opening"; lesson: BoardLesson } // its time has come, and its door is not open yet
  | { is: "next"; lesson: BoardLesson; seconds: number } // today
  | { is: "later"; lesson: BoardLesson } // another day
  | { is: "nothing" };

const CLOCK_MAY_DIFFER = 120; // seconds

/** `heldBack`: the lesson not to walk into just now. */
export function middle(wall: Wall, now: number, heldBack: string | null): Middle {
  const { enter, next } = wall;
  if (enter) return { is: enter.id === heldBack ? "running" : "entering", lesson: enter };
  const due = wall.today.find(
    ({ state, starts_at, ends_at }) => state === "planned" && starts_at <= now && now < ends_at,
  );
  if (due) return { is: "opening", lesson: due };
  if (!next) return { is: "nothing" };
  if (wall.today.some((lesson) => lesson.id === next.id))
    return { is: "next", lesson: next, seconds: next.starts_at - now };
  return { is: "later", lesson: next };
}

/** Seconds until the wall is asked for again: often when a door is about to open, else rarely. */
export function pause(wall: Wall, now: number, random = Math.random()): number {
  const opens = wall.next ? wall.next.starts_at - wall.early_seconds : Infinity;
  const often = 4 + 4 * random;
  if (wall.enter) return often * 2; // held back: it may be let in soon
  if (now >= opens) return often; // due, and the server has not opened it yet
  return Math.min(45 + 30 * random, opens - now + often); // a county does not ask in one second
}

export function clockIsWrong(now: number, own: number): boolean {
  return Math.abs(now - own) > CLOCK_MAY_DIFFER;
}

/** 3725 → "1:02:05", 75 → "1:15". */
export function countdown(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (n: number): string => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** ABCD2345 → "ABCD 2345": how it is read aloud. */
export function spaced(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`;
}
