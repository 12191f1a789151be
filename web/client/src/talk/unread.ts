// How much of the talk this page has not shown yet.

import { computed, ref, watch, type ComputedRef, type Ref } from "vue";

import type { Snapshot } from "../protocol";
import { newest, unread } from "./talking";

/** What was said before the page came, and whatever is said while the talk is open, counts as seen. */
export function useUnread(state: () => Snapshot, open: Ref<boolean>): ComputedRef<number> {
  const seen = ref(newest(state()));
  watch(
    [() => newest(state()), open],
    () => {
      if (open.value) seen.value = Math.max(seen.value, newest(state()));
    },
    { immediate: true },
  );
  return computed(() => (open.value ? 0 : unread(state(), seen.value)));
}
