// Days as `2026-09-01` and times of day as `08:30`: arithmetic on the calendar, with no clock and no
// time zone in it. Monday is 1, as in ISO 8601.

const DAY = 86_400_000;
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

const utc = (day: string): Date => new Date(`${day}T00:00:00Z`);
const text = (date: Date): string => date.toISOString().slice(0, 10);

export function addDays(day: string, count: number): string {
  return text(new Date(utc(day).getTime() + count * DAY));
}

/** How many days from one to the other. */
export function daysFrom(one: string, two: string): number {
  return Math.round((utc(two).getTime() - utc(one).getTime()) / DAY);
}

export function weekday(day: string): number {
  return utc(day).getUTCDay() || 7;
}

export function monday(day: string): string {
  return addDays(day, 1 - weekday(day));
}

/** The seven days of the week that a day lies in. */
export function weekOf(day: string): string[] {
  const first = monday(day);
  return WEEKDAYS.map((each) => addDays(first, each - 1));
}

/** Every day from first to last, both included; at most `most`. */
export function daysBetween(first: string, last: string, most = 400): string[] {
  const count = Math.min(most, daysFrom(first, last) + 1);
  return Array.from({ length: Math.max(0, count) }, (_, n) => addDays(first, n));
}

/** `2026-09` and the months after it, up to that of the last day. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = first.slice(0, 7); month <= last.slice(0, 7); month = nextMonth(month)) {
    months.push(month);
    if (months.length >= 24) break;
  }
  return months;
}

export function nextMonth(month: string, by = 1): string {
  const date = utc(`${month}-01`);
  date.setUTCMonth(date.getUTCMonth() + by);
  return text(date).slice(0, 7);
}

/** A month as weeks, Monday first; null where the week belongs to another month. */
export function monthGrid(month: string): (string | null)[][] {
  const first = `${month}-01`;
  const last = addDays(`${nextMonth(month)}-01`, -1);
  const cells: (string | null)[] = Array<null>(weekday(first) - 1).fill(null);
  cells.push(...daysBetween(first, last));
  while (cells.length % 7) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, n) => cells.slice(n * 7, n * 7 + 7));
}

/** Which week of a term a day lies in: the first is 1, whatever weekday the term begins on. */
export function weekNumber(day: string, termFirst: string): number {
  return daysFrom(monday(termFirst), monday(day)) / 7 + 1;
}

// ---- times of day

export function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(":").map(Number);
  return hours * 60 + rest;
}

/** Minutes since midnight as a time; a day has no more than 23:59. */
export function clock(count: number): string {
  const kept = Math.max(0, Math.min(1439, Math.round(count)));
  return `${pad(Math.floor(kept / 60))}:${pad(kept % 60)}`;
}

export const pad = (number: number): string => String(number).padStart(2, "0");

export interface Span {
  start: string;
  end: string;
}

/** Whether both are going on at once; touching is not. */
export function overlap(one: Span, two: Span): boolean {
  return one.start < two.end && two.start < one.end;
}

/** A time as somebody types it (`8:30`, `830`, `8：30`, `8.30`) as `08:30`; null: it is none. */
export function readTime(typed: string): string | null {
  const found = /^(\d{1,2})\s*[:：.．点]?\s*(\d{2})$/.exec(typed.trim());
  if (!found) return null;
  const [hours, rest] = [Number(found[1]), Number(found[2])];
  return hours < 24 && rest < 60 ? `${pad(hours)}:${pad(rest)}` : null;
}
