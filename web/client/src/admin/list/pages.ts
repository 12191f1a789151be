// A list that is read page by page; when what it is limited to changes, it begins again at its first.

import { computed, shallowRef, watch, type ComputedRef } from "vue";

import { useLoading, type Loading } from "../calls";
import { here } from "../router";
import { place } from "../session";
import { FIRST, next, numberOf, previous, startOf } from "./paging";

/** What a page is asked for by. */
export interface Wanted {
  after: string;
  search?: string;
  within?: string; // the chosen region or school
}

export interface Pages<T> extends Loading<T> {
  /** Of `Pager`. */
  pager: ComputedRef<{ total: null; number: number; more: boolean; busy: boolean }>;
  back: () => void;
  on: () => void;
}

export function usePages<T extends { after: string | null }>(
  get: (wanted: Wanted, signal: AbortSignal) => Promise<T>,
): Pages<T> {
  const paging = shallowRef(FIRST);
  const limits = computed(() => ({ search: here.value.query.q, within: place.value?.id }));
  const loading = useLoading((signal) =>
    get({ ...limits.value, after: startOf(paging.value) }, signal),
  );
  const { data, busy, load } = loading;
  const turn = (to: typeof FIRST): void => {
    paging.value = to;
    void load();
  };
  watch(
    (): string => JSON.stringify(limits.value),
    () => turn(FIRST),
    { immediate: true },
  );
  const pager = computed(() => ({
    total: null,
    number: numberOf(paging.value),
    more: !!data.value?.after,
    busy: busy.value,
  }));
  return {
    ...loading,
    pager,
    back: () => turn(previous(paging.value)),
    on: () => turn(next(paging.value, data.value?.after ?? null)),
  };
}
