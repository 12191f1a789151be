// Requests of a component: given up when it goes, and only the last of a kind counts.

import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from "vue";

import { asApiFailure, isAborted, type ApiFailure } from "../api/failure";

export interface Loading<T> {
  data: ShallowRef<T | null>;
  failure: ShallowRef<ApiFailure | null>;
  busy: Ref<boolean>;
  load: () => Promise<void>;
}

/** Loads something again and again; a newer load gives the one before it up. */
export function useLoading<T>(get: (signal: AbortSignal) => Promise<T>): Loading<T> {
  const data: ShallowRef<T | null> = shallowRef(null);
  const failure = shallowRef<ApiFailure | null>(null);
  const busy = ref(false);
  let running: AbortController | null = null;

  async function load(): Promise<void> {
    running?.abort();
    const mine = (running = new AbortController());
    busy.value = true;
    try {
      const got = await get(mine.signal);
      if (running !== mine) return;
      data.value = got;
      failure.value = null;
    } catch (thrown) {
      if (running !== mine || isAborted(thrown)) return;
      failure.value = asApiFailure(thrown);
    } finally {
      if (running === mine) busy.value = false;
    }
  }

  onScopeDispose(() => {
    running?.abort();
    running = null;
  });
  return { data, failure, busy, load };
}

/** Waits until typing has stopped. */
export function useDebounced(act: () => void, milliseconds = 300): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(timer));
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, milliseconds);
  };
}
