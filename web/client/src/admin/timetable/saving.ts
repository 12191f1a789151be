// Saving one thing: what was wrong, field by field or against the timetable, and the way back.
// Rule: everything that is saved here can be undone for some seconds, by what was there before.

import { ref, shallowRef, type Ref, type ShallowRef } from "vue";

import { newKey } from "../../api/client";
import { asApiFailure, type ApiFailure, type Problem } from "../../api/failure";
import type { KindName, ThingOf } from "../../api/kinds";
import type { Values } from "../../api/resources";
import { resources } from "../session";
import { sayProblem } from "../words";
import { conflictsOf, type Conflict } from "./lessons";

export interface Saving<K extends KindName> {
  problems: ShallowRef<readonly Problem[]>;
  conflicts: ShallowRef<readonly Conflict[]>;
  failure: ShallowRef<ApiFailure | null>; // what is neither of the two
  busy: Ref<boolean>;
  save: (values: Values<K>, existing: ThingOf[K] | null) => Promise<ThingOf[K] | null>;
  remove: (thing: ThingOf[K]) => Promise<boolean>;
  clear: () => void;
  told: (field: string) => string;
}

export function useSaving<K extends KindName>(kind: K): Saving<K> {
  const problems = shallowRef<readonly Problem[]>([]);
  const conflicts = shallowRef<readonly Conflict[]>([]);
  const failure = shallowRef<ApiFailure | null>(null);
  const busy = ref(false);
  let key = newKey();

  function clear(): void {
    problems.value = [];
    conflicts.value = [];
    failure.value = null;
  }

  async function run<T>(act: () => Promise<T>): Promise<T | null> {
    clear();
    busy.value = true;
    try {
      return await act();
    } catch (thrown) {
      const failed = asApiFailure(thrown);
      conflicts.value = conflictsOf(failed);
      problems.value = failed.problems;
      if (!conflicts.value.length && !problems.value.length) failure.value = failed;
      if (failed.status >= 400 && failed.status < 500) key = newKey(); // nothing was made
      return null;
    } finally {
      busy.value = false;
    }
  }

  return {
    problems,
    conflicts,
    failure,
    busy,
    clear,
    save: (values, existing) =>
      run(async () => {
        if (existing)
          return (await resources.replace(kind, existing.id, values, existing.version)).data;
        const { data } = await resources.create(kind, values, key);
        key = newKey();
        return data;
      }),
    remove: async (thing) =>
      (await run(async () => {
        await resources.remove(kind, thing.id, thing.version);
        return true;
      })) ?? false,
    told: (field) =>
      problems.value
        .filter((each) => each.field.split(/[.[]/)[0] === field)
        .map(sayProblem)
        .join(" "),
  };
}

/** A thing's values, as they are sent. */
export function valuesOf<K extends KindName>(thing: ThingOf[K]): Values<K> {
  const given = new Set(["id", "version", "scope"]);
  const entries = Object.entries(thing).filter(([name]) => !given.has(name));
  return Object.fromEntries(entries) as unknown as Values<K>;
}

/** What takes a change back: before is null for what was made, after for what was removed. */
export function undoing<K extends KindName>(
  kind: K,
  before: ThingOf[K] | null,
  after: ThingOf[K] | null,
  then: () => Promise<void>,
): () => Promise<void> {
  return async () => {
    if (before && after)
      await resources.replace(kind, after.id, valuesOf<K>(before), after.version);
    else if (after) await resources.remove(kind, after.id, after.version);
    else if (before) await resources.restore(kind, before.id);
    await then();
  };
}
