// All that a school's weeks are made of, asked for once: terms, calendars and bells; and for one
// term the pairings it takes part in, with their slots.

import type { BellSchedule, CalendarDay, Pairing, Slot, Term } from "../../../api/kinds";
import { may } from "../../session";
import { Days } from "../calendar";
import { allOf, type Several } from "../lessons";
import { regionsOf, type ChosenSchool } from "../school";

const MOST_DAYS = 400;
const MOST_PAIRINGS = 1000;
const MOST_SLOTS = 2000;
const MOST_RECEIVED = 60; // pairings of other schools that one school takes part in
const AT_ONCE = 6;

export interface Setting {
  terms: Term[];
  days: Days;
  bells: BellSchedule[];
}

export async function settingOf(school: ChosenSchool, signal: AbortSignal): Promise<Setting> {
  const regions = regionsOf(school.scope);
  const [terms, calendars, own, bells] = await Promise.all([
    Promise.all(regions.map((region) => allOf("terms", { region }, 200, signal))),
    Promise.all(regions.map((region) => allOf("calendar_days", { region }, MOST_DAYS, signal))),
    allOf("calendar_days", { school: school.id }, MOST_DAYS, signal),
    allOf("bell_schedules", { school: school.id }, 200, signal),
  ]);
  const all = (several: Several<CalendarDay>[]): CalendarDay[] => several.flatMap((s) => s.items);
  return {
    terms: terms.flatMap((several) => several.items).sort(byFirstDay),
    days: new Days(all([...calendars, own])),
    bells: bells.items,
  };
}

const byFirstDay = (one: Term, two: Term): number => (one.first_day < two.first_day ? -1 : 1);

export interface TermWeek {
  term: Term;
  pairings: Map<string, Pairing>; // that the school takes part in
  slots: Slot[];
  bells: Map<string, BellSchedule[]>; // by school, of those that deliver to it
  labels: Record<string, string>;
  cut: boolean; // there is more than is shown
}

export async function termWeekOf(
  school: ChosenSchool,
  term: Term,
  setting: Setting,
  signal: AbortSignal,
): Promise<TermWeek> {
  const county = regionsOf(school.scope).pop();
  const wide = county && may("read_pairings", school.scope.replace(`${school.id}/`, ""));
  const [rooms, pairings, own] = await Promise.all([
    allOf("classrooms", { school: school.id }, 200, signal),
    // Whoever sees this school only is shown all it takes part in when no place is named.
    allOf("pairings", { term: term.id, within: wide ? county : "" }, MOST_PAIRINGS, signal),
    allOf("slots", { within: school.id }, MOST_SLOTS, signal),
  ]);
  const mine = new Set(rooms.items.map(({ id }) => id));
  const part = pairings.items.filter(
    (each) =>
      each.scope === school.scope || each.receivers.some(({ classroom }) => mine.has(classroom)),
  );
  const received = part.filter((each) => each.scope !== school.scope);
  const others = await inTurn(received.slice(0, MOST_RECEIVED), ({ id }) =>
    allOf("slots", { pairing: id }, 100, signal),
  );
  const delivering = [...new Set(received.map(({ scope }) => scope.split("/").slice(-2)[0] ?? ""))];
  const bells = await inTurn(delivering, (id) => allOf("bell_schedules", { school: id }, 20, signal));
  const known = new Map(part.map((each) => [each.id, each]));
  return {
    term,
    pairings: known,
    slots: [...own.items, ...others.flatMap(({ items }) => items)].filter(({ pairing }) =>
      known.has(pairing),
    ),
    bells: new Map([
      ...delivering.map((id, n) => [id, bells[n]?.items ?? []] as const),
      [school.id, setting.bells] as const,
    ]),
    labels: Object.assign({}, named(rooms.items), pairings.labels) as Record<string, string>,
    cut: pairings.cut || own.cut || received.length > MOST_RECEIVED,
  };
}

const named = (things: { id: string; name: string }[]): Record<string, string> =>
  Object.fromEntries(things.map(({ id, name }) => [id, name]));

/** Asks for each of many, a few at a time. */
async function inTurn<T, U>(all: readonly T[], ask: (each: T) => Promise<U>): Promise<U[]> {
  const got: U[] = [];
  for (let n = 0; n < all.length; n += AT_ONCE)
    got.push(...(await Promise.all(all.slice(n, n + AT_ONCE).map(ask))));
  return got;
}
