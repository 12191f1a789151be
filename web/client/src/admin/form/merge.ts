// Two people have changed the same thing. What only one of them changed is taken from that one;
// what both did is asked field by field.

import { same, type FormValues } from "./values";

export interface Difference {
  field: string;
  mine: unknown;
  theirs: unknown;
}

export interface Merge {
  values: FormValues; // mine, with what only they changed
  both: Difference[]; // changed by both, and differently
  theirs: string[]; // fields that only they changed
}

export function merge(base: FormValues, mine: FormValues, theirs: FormValues): Merge {
  const merged: Merge = { values: { ...mine }, both: [], theirs: [] };
  for (const field of Object.keys(mine)) {
    const iChanged = !same(mine[field], base[field]);
    const theyChanged = !same(theirs[field], base[field]);
    if (!theyChanged || same(mine[field], theirs[field])) continue;
    if (iChanged) merged.both.push({ field, mine: mine[field], theirs: theirs[field] });
    else {
      merged.values[field] = theirs[field];
      merged.theirs.push(field);
    }
  }
  return merged;
}
