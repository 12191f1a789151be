// Whose calendar is looked at: a school's, or that of a region around it. Rule: what is marked for a
// region holds for everybody in it, unless a school says otherwise for itself.

import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from "vue";

import type { Region } from "../../../api/kinds";
import { useLoading, type Loading } from "../../calls";
import { place, resources } from "../../session";
import { useSchool, type ChosenSchool } from "../school";

export interface Owner {
  kind: "schools" | "regions";
  id: string;
  scope: string;
  name: string;
}

export interface OwnerChoice {
  owners: ComputedRef<Owner[]>;
  owner: ComputedRef<Owner | null>;
  chosen: ShallowRef<string>; // id
  school: ComputedRef<ChosenSchool | null>;
  looking: Loading<Region[]>;
}

const DEPTH = ["county", "city", "province"]; // the nearest first

export function useOwner(): OwnerChoice {
  const { school, looking: lookingForSchool } = useSchool();
  const chosen = shallowRef("");
  const looking = useLoading(async (signal) => {
    const { items } = await resources.list("regions", { limit: 200 }, signal);
    return items;
  });
  void looking.load();

  const owners = computed<Owner[]>(() => {
    const around = school.value?.scope ?? place.value?.scope;
    const regions = (looking.data.value ?? [])
      .filter((each) => !around || around.startsWith(each.scope) || each.scope.startsWith(around))
      .sort((one, two) => DEPTH.indexOf(one.kind) - DEPTH.indexOf(two.kind))
      .map(({ id, scope, name }) => ({ kind: "regions" as const, id, scope, name }));
    return school.value ? [{ kind: "schools" as const, ...school.value }, ...regions] : regions;
  });
  const owner = computed(
    () =>
      owners.value.find(({ id }) => id === chosen.value) ??
      (lookingForSchool.busy.value ? null : (owners.value[0] ?? null)),
  );
  watch(place, () => (chosen.value = ""));
  return { owners, owner, chosen, school, looking };
}
