// Which school a timetable page is about: the one chosen above, or the only one there is.

import { computed, watch, type ComputedRef } from "vue";

import { useLoading, type Loading } from "../calls";
import { place, resources } from "../session";
import { ids } from "./calendar";

export interface ChosenSchool {
  id: string;
  scope: string;
  name: string;
}

export interface SchoolChoice {
  school: ComputedRef<ChosenSchool | null>;
  looking: Loading<ChosenSchool | null>;
}

export function useSchool(): SchoolChoice {
  const looking = useLoading(async (signal) => {
    const chosen = place.value;
    if (chosen?.kind === "schools") return chosen;
    const where = { within: chosen?.id };
    const { items, total } = await resources.list("schools", { where, limit: 2 }, signal);
    const only = items[0];
    return total === 1 && only ? { id: only.id, scope: only.scope, name: only.name } : null;
  });
  watch(place, () => void looking.load(), { immediate: true });
  return { school: computed(() => looking.data.value), looking };
}

/** The regions around a school, the widest first. */
export function regionsOf(scope: string): string[] {
  return ids(scope).slice(0, -1);
}
