// Conflicts as sentences: who or what is taken, by which lesson, when, and how often.

import type { Conflict } from "./lessons";

type Say = (key: string, named: Record<string, string | number>) => string;

export interface Naming {
  name: (id: string) => string | undefined; // of a classroom, person or class
  when: (lesson: { starts_at: number; ends_at: number }) => string;
  day: (day: string) => string;
}

const KNOWN = new Set([
  "classroom_taken",
  "lecturer_taken",
  "assistant_taken",
  "class_taken",
  "over_cap",
  "no_bells",
  "no_such_period",
  "no_such_lesson",
  "contradiction",
  "no_lesson_that_day",
  "already_over",
]);
const TAKEN = /_taken$/;

/** One sentence; a conflict that may not be told in full says only what is taken. */
export function explain(conflict: Conflict, naming: Naming, say: Say): string {
  const { code, who, other, times } = conflict;
  const base = "admin.timetable.conflict";
  if (!KNOWN.has(code)) return say(`${base}.unknown`, { code });
  const named = {
    who: naming.name(who) ?? "",
    when: conflict.starts_at ? naming.when(conflict) : naming.day(conflict.day),
    title: conflict.lesson?.title ?? "",
    limit: conflict.limit,
  };
  const by = other
    ? say(`${base}.by`, { title: other.title, when: naming.when(other) })
    : say(`${base}.by_hidden`, { when: named.when });
  const text = TAKEN.test(code)
    ? say(named.who ? `${base}.${code}` : `${base}.unnamed.${code}`, { ...named, by })
    : say(`${base}.${code}`, named);
  return times > 1 ? `${text}${say(`${base}.times`, { n: times })}` : text;
}

/** Each thing that cannot be, once: by its first day, with how often. */
export function folded(conflicts: readonly Conflict[]): Conflict[] {
  const found = new Map<string, Conflict>();
  for (const each of [...conflicts].sort((one, two) => (one.day < two.day ? -1 : 1))) {
    const key = [each.code, each.who, each.slot, each.other?.slot ?? ""].join(" ");
    const first = found.get(key);
    found.set(key, first ? { ...first, times: first.times + each.times } : each);
  }
  return [...found.values()];
}
