// What differs for one lesson of a slot: the exception there is, and the one that is made.

import type { SlotException } from "../../../api/kinds";
import type { Values } from "../../../api/resources";
import { resources } from "../../session";
import type { Span } from "../days";
import type { Lesson } from "../lessons";

/** The exception of this lesson itself, or null; a slot has at most one a day. */
export async function exceptionOf(
  lesson: Pick<Lesson, "slot" | "day">,
  signal?: AbortSignal,
): Promise<SlotException | null> {
  const where = { slot: lesson.slot, day: lesson.day };
  const { items } = await resources.list("slot_exceptions", { where, limit: 1 }, signal);
  return items[0] ?? null;
}

type Made = Values<"slot_exceptions">;

const bare = (lesson: Lesson, reason: string): Omit<Made, "change"> => ({
  slot: lesson.slot,
  day: lesson.day,
  to_day: null,
  start: null,
  end: null,
  other: null,
  other_day: null,
  reason,
});

export function moved(lesson: Lesson, place: Span & { day: string }, reason: string): Made {
  const { day, start, end } = place;
  return { ...bare(lesson, reason), change: "moved", to_day: day, start, end };
}

export function cancelled(lesson: Lesson, reason: string): Made {
  return { ...bare(lesson, reason), change: "cancelled" };
}

export function coupled(
  lesson: Lesson,
  change: "swapped" | "merged",
  other: Pick<Lesson, "slot" | "day">,
  reason: string,
): Made {
  return { ...bare(lesson, reason), change, other: other.slot, other_day: other.day };
}
