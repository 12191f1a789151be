// Marking some days at once: what is made, changed and removed to bring it about, and back again.

import type { CalendarDay, DayKind } from "../../../api/kinds";
import { resources } from "../../session";
import { newKey } from "../../../api/client";
import { valuesOf } from "../saving";
import type { Owner } from "./owner";

/** What days are to become; null: days like any other. */
export interface Wish {
  kind: DayKind;
  follows: number | null;
  name: string;
}

export interface Step {
  day: string;
  before: CalendarDay | null;
  after: Wish | null;
}

/** The steps that are needed; days that are so already need none. */
export function stepsTo(
  days: readonly string[],
  own: ReadonlyMap<string, CalendarDay>,
  wish: Wish | null,
): Step[] {
  return days
    .map((day) => ({ day, before: own.get(day) ?? null, after: wish }))
    .filter(({ before, after }) => !same(before, after));
}

function same(before: CalendarDay | null, after: Wish | null): boolean {
  if (!before || !after) return !before && !after;
  return (
    before.kind === after.kind && before.follows === after.follows && before.name === after.name
  );
}

export interface Done {
  before: CalendarDay | null;
  after: CalendarDay | null;
}

/** Takes one step; throws what is against it. */
export async function take(step: Step, owner: Owner): Promise<Done> {
  const { day, before, after } = step;
  if (!after) {
    if (before) await resources.remove("calendar_days", before.id, before.version);
    return { before, after: null };
  }
  const values = {
    region: owner.kind === "regions" ? owner.id : null,
    school: owner.kind === "schools" ? owner.id : null,
    day,
    ...after,
  };
  const { data } = before
    ? await resources.replace("calendar_days", before.id, values, before.version)
    : await resources.create("calendar_days", values, newKey());
  return { before, after: data };
}

/** Takes everything back, the last one first. */
export async function takeBack(all: readonly Done[]): Promise<void> {
  for (const { before, after } of [...all].reverse()) {
    if (before && after)
      await resources.replace(
        "calendar_days",
        after.id,
        valuesOf<"calendar_days">(before),
        after.version,
      );
    else if (after) await resources.remove("calendar_days", after.id, after.version);
    else if (before) await resources.restore("calendar_days", before.id);
  }
}
