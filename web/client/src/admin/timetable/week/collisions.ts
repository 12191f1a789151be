// What cannot be at once, as far as this page knows: enough to mark the places of a week before
// anything is put down. Rule: it only warns; the server knows every school's week and decides.

import type { Pairing } from "../../../api/kinds";
import { overlap, type Span } from "../days";

/** A lesson or a weekly slot, with who and what it needs. */
export interface Needing extends Span {
  id: string;
  weekday: number;
  pairing: string;
  title: string;
  needs: ReadonlyMap<string, string>; // id → the code of its being taken
  first_day?: string | null;
  last_day?: string | null;
}

export interface Collision {
  code: string; // as the server's conflicts
  who: string;
  other: Needing;
}

type Takes = Pick<Pairing, "classroom" | "lecturer" | "school_class" | "receivers">;

/** Everybody and everything that a lesson of a pairing needs. */
export function needs(pairing: Takes): Map<string, string> {
  const found = new Map<string, string>();
  const add = (id: string | null | undefined, code: string): void => {
    if (id && !found.has(id)) found.set(id, code);
  };
  add(pairing.classroom, "classroom_taken");
  add(pairing.lecturer, "lecturer_taken");
  add(pairing.school_class, "class_taken");
  for (const receiver of pairing.receivers) {
    add(receiver.classroom, "classroom_taken");
    add(receiver.assistant, "assistant_taken");
    add(receiver.school_class, "class_taken");
  }
  return found;
}

/** What something would collide with at a place of the week; itself is left out. */
export function collisions(
  moving: Pick<Needing, "id" | "needs" | "first_day" | "last_day">,
  place: Span & { weekday: number },
  others: readonly Needing[],
): Collision[] {
  const found: Collision[] = [];
  for (const other of others) {
    if (other.id === moving.id || other.weekday !== place.weekday) continue;
    if (!overlap(place, other) || !sameWeeks(moving, other)) continue;
    for (const [who, code] of moving.needs)
      if (other.needs.has(who)) found.push({ code, who, other });
  }
  return found;
}

type Limits = Pick<Needing, "first_day" | "last_day">;

function sameWeeks(one: Limits, two: Limits): boolean {
  return (
    (one.first_day ?? "") <= (two.last_day ?? "9999") &&
    (two.first_day ?? "") <= (one.last_day ?? "9999")
  );
}
