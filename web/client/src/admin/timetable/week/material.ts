// All that a school's weeks are made of, asked for once: terms, calendars and bells; and for one
// term the pairings it takes part in, with their slots.

import type { BellSchedule, Pairing, Slot, Term } from "../../../api/kinds";
import { Days } from "../calendar";
import { addDays, monday, type Span } from "../days";
import { allOf, lessonsOf } from "../lessons";
import type { ChosenSchool } from "../school";
import { span, today } from "../zone";

const MOST_DAYS = 600;
const MOST_PAIRINGS = 1000;
const MOST_SLOTS = 2000;
const WEEKS_LOOKED = 2; // a slot of every other week has a lesson in one of them

export interface Setting {
  terms: Term[];
  days: Days;
  bells: BellSchedule[];
}

/** `within` a school is what lies in it, what the regions around say for it, and what it is in. */
export async function settingOf(school: ChosenSchool, signal: AbortSignal): Promise<Setting> {
  const within = school.id;
  const [terms, days, bells] = await Promise.all([
    allOf("terms", { within }, 200, signal),
    allOf("calendar_days", { within }, MOST_DAYS, signal),
    allOf("bell_schedules", { school: school.id }, 200, signal),
  ]);
  return {
    terms: [...terms.items].sort((one, two) => (one.first_day < two.first_day ? -1 : 1)),
    days: new Days(days.items),
    bells: bells.items,
  };
}

export interface TermWeek {
  term: Term;
  pairings: Map<string, Pairing>; // that the school takes part in
  slots: Slot[];
  times: Map<string, Span>; // of slots by others' bells, as their lessons have them
  labels: Record<string, string>;
  cut: boolean; // there is more than is shown
}

export async function termWeekOf(
  school: ChosenSchool,
  term: Term,
  signal: AbortSignal,
): Promise<TermWeek> {
  const within = school.id;
  const [pairings, slots] = await Promise.all([
    allOf("pairings", { term: term.id, within }, MOST_PAIRINGS, signal),
    allOf("slots", { within }, MOST_SLOTS, signal),
  ]);
  const known = new Map(pairings.items.map((each) => [each.id, each]));
  const mine = slots.items.filter(({ pairing }) => known.has(pairing));
  const foreign = mine.some(
    ({ pairing, period }) => period !== null && known.get(pairing)?.scope !== school.scope,
  );
  return {
    term,
    pairings: known,
    slots: mine,
    times: foreign ? await timesOf(school, term, signal) : new Map(),
    labels: pairings.labels,
    cut: pairings.cut || slots.cut,
  };
}

/** Another school's bells may not be seen; when its lessons are, may. */
async function timesOf(
  school: ChosenSchool,
  term: Term,
  signal: AbortSignal,
): Promise<Map<string, Span>> {
  const now = today();
  const inside = now < term.first_day ? term.first_day : now > term.last_day ? term.last_day : now;
  const first = monday(inside);
  const last = addDays(first, WEEKS_LOOKED * 7 - 1);
  const { items } = await lessonsOf(first, last, { within: school.id }, signal);
  const usual = items.filter((each) => each.starts_at === each.usual_at);
  return new Map(usual.map((each) => [each.slot, span(each)]));
}
