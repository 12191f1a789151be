// What a calendar says of a day, as the server counts it: the nearest calendar wins, a school's own
// over its county's, and so on up. Mirrors classroom/timetable/days.py and planner.py.

import type { BellSchedule, CalendarDay, Period, Term } from "../../api/kinds";
import { weekday } from "./days";

/** The ids that a scope goes through, the widest region first. */
export function ids(scope: string): string[] {
  return scope.split("/").filter(Boolean);
}

export class Days {
  private readonly said = new Map<string, CalendarDay>();

  constructor(days: Iterable<CalendarDay> = []) {
    for (const day of days) this.said.set(`${day.school ?? day.region ?? ""} ${day.day}`, day);
  }

  /** What differs on that day, or null when it is as its weekday says. */
  on(day: string, scope: string): CalendarDay | null {
    for (const id of ids(scope).reverse()) {
      const found = this.said.get(`${id} ${day}`);
      if (found) return found;
    }
    return null;
  }

  /** The weekday whose timetable holds, or null on a holiday. */
  weekday(day: string, scope: string): number | null {
    const found = this.on(day, scope);
    if (!found) return weekday(day);
    return found.kind === "make_up" ? found.follows : null;
  }
}

/** The bells of that day: of several, those that came into force last. */
export function bellsOn(bells: readonly BellSchedule[], day: string): BellSchedule | null {
  let found: BellSchedule | null = null;
  for (const each of bells) {
    if (day < (each.first_day ?? "") || day > (each.last_day ?? "9999")) continue;
    const key = (one: BellSchedule): string => `${one.first_day ?? ""} ${one.id}`;
    if (!found || key(each) > key(found)) found = each;
  }
  return found;
}

/** The term that a day lies in; before and between terms the next one, after all the last one. */
export function termAt(terms: readonly Term[], day: string): Term | null {
  const sorted = [...terms].sort((one, two) => (one.first_day < two.first_day ? -1 : 1));
  return sorted.find((term) => day <= term.last_day) ?? sorted[sorted.length - 1] ?? null;
}

// ---- making bells

export interface Pattern {
  first: string; // when the first period begins
  count: number;
  length: number; // minutes
  pause: number;
  long: { after: number; minutes: number } | null; // such as the noon break
}

/** Periods one after another; what would go past midnight is left out. */
export function periods(pattern: Pattern, clock: (minutes: number) => string): Period[] {
  const made: Period[] = [];
  const [hours = 0, rest = 0] = pattern.first.split(":").map(Number);
  let start = hours * 60 + rest;
  for (let number = 1; number <= pattern.count; number += 1) {
    const end = start + pattern.length;
    if (end >= 24 * 60) break;
    made.push({ start: clock(start), end: clock(end) });
    start = end + (pattern.long?.after === number ? pattern.long.minutes : pattern.pause);
  }
  return made;
}
