// What recordings take, summed by month and by school, and how it is drawn and said.
// Rule: the hours are of everything that was recorded, the bytes of what is still there.

import type { Usage } from "../../api/types";

export interface Sum {
  recordings: number;
  hours: number;
  bytes: number;
}
export type Measure = "bytes" | "hours";
export interface OfMonth extends Sum {
  id: string; // such as 2026-09
}
export interface OfSchool extends Sum {
  id: string; // "": of lessons that no timetable knows
}

export const sum = (items: readonly Sum[]): Sum => ({
  recordings: items.reduce((all, each) => all + each.recordings, 0),
  hours: items.reduce((all, each) => all + each.hours, 0),
  bytes: items.reduce((all, each) => all + each.bytes, 0),
});

/** The months up to that of a day (2026-09-01), the earliest first. */
export function lastMonths(day: string, count = 12): string[] {
  const [year = 0, month = 0] = day.split("-").map(Number);
  return Array.from({ length: count }, (_, n) => {
    const at = year * 12 + month - count + n; // months since January of the year 0
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
  });
}

/** The sums of these months, also of those in which nothing was recorded. */
export const byMonth = (items: readonly Usage[], months: readonly string[]): OfMonth[] =>
  months.map((id) => ({ id, ...sum(items.filter(({ month }) => month === id)) }));

/** The sums of the schools, the largest first. */
export function bySchool(items: readonly Usage[], measure: Measure): OfSchool[] {
  const found = new Map<string, Usage[]>();
  for (const each of items) found.set(each.school, [...(found.get(each.school) ?? []), each]);
  return [...found]
    .map(([id, own]) => ({ id, ...sum(own) }))
    .sort((a, b) => b[measure] - a[measure] || b.recordings - a.recordings);
}

/** The first of them, and the rest as one: never a rest of one alone, which would have its name. */
export function largest(schools: readonly OfSchool[], most = 10): { shown: OfSchool[]; rest: Sum; others: number } {
  const keep = schools.length > most + 1 ? most : schools.length;
  const others = schools.slice(keep);
  return { shown: schools.slice(0, keep), rest: sum(others), others: others.length };
}

// ---- how it is drawn and said

const UNITS = [
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
] as const;

/** The unit in which to say so many bytes, as file managers do: powers of a thousand. */
export function unitOf(bytes: number): { name: string; size: number } {
  const [name, size] = UNITS.find(([, least]) => bytes >= least) ?? UNITS[2];
  return { name, size };
}

/** A figure with at most one decimal; what is there is never said to be nothing. */
export function figure(value: number): string {
  if (value > 0 && value < 0.1) return "<0.1";
  const digits = value < 100 ? 1 : 0;
  return new Intl.NumberFormat("en-GB", { maximumFractionDigits: digits }).format(value);
}

export function size(bytes: number): string {
  if (!bytes) return "0";
  const unit = unitOf(bytes);
  return `${figure(bytes / unit.size)} ${unit.name}`;
}

/** The marks of an axis from 0 to at least `most`: two to five steps, in ones, twos or fives. */
export function marks(most: number): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((each) => each * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, n) => n * step);
}
