// A class's guardians, answered for row by row. Rule: nothing is assumed; a row without an answer is
// not recorded, and what was recorded stays in the ledger.

import type { Pupil } from "../../api/kinds";
import type { Relation, Said, StatementOrder } from "../../api/types";

export interface Answer {
  pupil: Pupil;
  said: Said | null;
  relation: Relation;
  guardian: string;
  wrong: string; // what the server said of it
}

export const SAID: readonly Said[] = ["given", "refused", "withdrawn"];
export const RELATIONS: readonly Relation[] = [
  "mother",
  "father",
  "grandparent",
  "relative",
  "institution",
  "other",
];

/** What each key answers for the row it is pressed in; null takes the answer back. */
export const KEYS: Record<string, Said | null> = {
  "1": "given",
  "2": "refused",
  "3": "withdrawn",
  "0": null,
};

export function answers(pupils: readonly Pupil[], relation: Relation): Answer[] {
  return pupils.map((pupil) => ({ pupil, said: null, relation, guardian: "", wrong: "" }));
}

/** Whether this can be said of the pupil now: only what was given is withdrawn. */
export function possible(answer: Answer, said: Said): boolean {
  return said === "withdrawn" ? answer.pupil.consent === "given" : true;
}

/** Answers "given" for everybody who has not been asked yet and has no answer. */
export function fill(all: readonly Answer[]): Answer[] {
  return all.map((each) =>
    each.said === null && each.pupil.consent === "unasked" ? { ...each, said: "given" } : each,
  );
}

/** What is to be recorded, and which row each of it comes from. */
export function orders(
  all: readonly Answer[],
  notice: string,
): { items: StatementOrder[]; rows: number[] } {
  const items: StatementOrder[] = [];
  const rows: number[] = [];
  all.forEach(({ pupil, said, relation, guardian }, row) => {
    if (said === null) return;
    items.push({ pupil: pupil.id, said, relation, guardian: guardian.trim(), notice });
    rows.push(row);
  });
  return { items, rows };
}
