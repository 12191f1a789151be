// Bells being written: what is wrong with a day's periods, told beside the period, and their picture.

import type { Period } from "../../../api/kinds";
import { clock, minutes } from "../days";

export type Wrong = "missing" | "backwards" | "overlaps";

/** What is wrong with each period, or null. */
export function wrongs(periods: readonly Period[]): (Wrong | null)[] {
  return periods.map((each, n) => {
    if (!each.start || !each.end) return "missing";
    if (each.start >= each.end) return "backwards";
    const before = periods[n - 1];
    return before?.end && each.start < before.end ? "overlaps" : null;
  });
}

/** One more period after the last: as long as it, after the same pause. */
export function another(periods: readonly Period[]): Period {
  const last = periods[periods.length - 1];
  if (!last) return { start: "08:30", end: "09:10" };
  const before = periods[periods.length - 2];
  const pause = before ? minutes(last.start) - minutes(before.end) : 10;
  const start = minutes(last.end) + Math.max(0, Math.min(60, pause));
  return { start: clock(start), end: clock(start + minutes(last.end) - minutes(last.start)) };
}

/** All of them earlier or later: winter's bells from summer's. */
export function shifted(periods: readonly Period[], by: number): Period[] {
  const move = (time: string): string => clock(minutes(time) + by);
  return periods.map(({ start, end }) => ({ start: move(start), end: move(end) }));
}

export interface Bar {
  left: number; // per cent of the day that is shown
  width: number;
  label: string;
}

export interface Timeline {
  bars: Bar[];
  hours: { left: number; label: string }[];
}

/** The day as a line, from the full hour before the first bell to the one after the last. */
export function timeline(periods: readonly Period[]): Timeline {
  const right = periods.filter(({ start, end }) => start && end && start < end);
  const from = Math.floor(Math.min(8 * 60, ...right.map((each) => minutes(each.start))) / 60);
  const to = Math.ceil(Math.max(16 * 60, ...right.map((each) => minutes(each.end))) / 60);
  const place = (count: number): number => ((count - from * 60) / ((to - from) * 60)) * 100;
  return {
    bars: right.map((each) => ({
      left: place(minutes(each.start)),
      width: place(minutes(each.end)) - place(minutes(each.start)),
      label: String(periods.indexOf(each) + 1),
    })),
    hours: Array.from({ length: to - from + 1 }, (_, n) => ({
      left: place((from + n) * 60),
      label: String(from + n),
    })),
  };
}
