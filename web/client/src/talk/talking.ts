// What a page makes of the talk it knows: who may say something now, what is new, what is on the
// walls. Pure functions; the server decides all of it again.

import { may, own } from "../lesson/state";
import type { CountdownState, RemarkState, Snapshot } from "../protocol";

export const MOST = 500;
export const NOTICE = 100;
export const QUICK = ["unheard", "unseen", "again"] as const;
export const FRESH_SECONDS = 20; // how long a remark stands on the wall

/** Why this page's classroom cannot say anything now, or "" when it can. */
export function silence(state: Snapshot): "" | "off" | "away" {
  const seat = own(state);
  if (!seat || !["present", "lost"].includes(seat.presence)) return "away";
  return may(state, seat, "text") ? "" : "off";
}

const LEAST_SECONDS = 1.2; // a little more than the server wants between two remarks

/** Seconds until this classroom may say something again: soon, or when slow mode lets it. */
export function toWait(state: Snapshot, now: number): number {
  const { slow_seconds } = state.lesson;
  const last = state.remarks.filter(({ by }) => by === state.you).slice(-1)[0];
  if (!last || state.part === "delivering") return 0;
  return Math.max(0, Math.ceil(last.at + Math.max(LEAST_SECONDS, slow_seconds) - now));
}

/** How many remarks of others came after the one that was seen last. */
export function unread(state: Snapshot, seen: number): number {
  return state.remarks.filter(({ number, by }) => number > seen && by !== state.you).length;
}

export function newest(state: Snapshot): number {
  return state.remarks.slice(-1)[0]?.number ?? -1;
}

/** What was just said to the whole class by somebody else: a wall shows it, the rest is not for it. */
export function fresh(state: Snapshot, now: number): RemarkState | undefined {
  const last = state.remarks.filter(({ to, by }) => to === "everybody" && by !== state.you).slice(-1)[0];
  return last && now - last.at < FRESH_SECONDS ? last : undefined;
}

/** Seconds that are left; 0 when time is up. */
export function left(countdown: CountdownState, now: number): number {
  return Math.min(countdown.seconds, Math.max(0, countdown.ends_at - now));
}

const ADDRESS = /(?:[a-z][a-z0-9+.-]*:\/\/|www\.)[^\s]+|(?:[a-z0-9-]+\.)+(?:com|net|org|cn)[^\s]*/i;

/** The first address in a text, to be copied: no page of ours leads to another site. */
export function addressIn(text: string): string | undefined {
  return ADDRESS.exec(text)?.[0];
}
