// Choosing days on the picture of a year, by pointer or by keyboard: one, or all between two.

import { addDays, daysBetween } from "../days";

export interface Selection {
  from: string; // where it began
  to: string; // where it is now, and where the focus is
}

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
  PageUp: -28,
  PageDown: 28,
};

/** The selection after a key, kept between the first and the last day; null: not such a key. */
export function pressed(
  now: Selection,
  key: string,
  shift: boolean,
  first: string,
  last: string,
): Selection | null {
  const by = STEPS[key];
  if (by === undefined) return null;
  const moved = addDays(now.to, by);
  const to = moved < first ? first : moved > last ? last : moved;
  return { from: shift ? now.from : to, to };
}

export function daysOf(selection: Selection): string[] {
  const [one, two] = [selection.from, selection.to].sort() as [string, string];
  return daysBetween(one, two);
}
