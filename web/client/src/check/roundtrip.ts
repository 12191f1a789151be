// How long the line takes there and back, measured once the page is connected.

import { shallowRef, watch, type ShallowRef } from "vue";

import type { Room } from "../lesson/room";

// An old PC that opens its camera answers late: the shortest of a few is the line's own.
const MEASURES = 5;
const MEASURE_EVERY_MS = 600;

/** Milliseconds, or null before the first answer. */
export function useRoundTrip(room: Room): ShallowRef<number | null> {
  const rtt = shallowRef<number | null>(null);
  watch(
    () => room.state.value !== null,
    async (known) => {
      if (!known || rtt.value !== null) return;
      for (let n = 0; n < MEASURES; n += 1) {
        const now = await room.ping();
        if (now !== null) rtt.value = Math.min(rtt.value ?? now, now);
        await new Promise((done) => setTimeout(done, MEASURE_EVERY_MS));
      }
    },
    { immediate: true },
  );
  return rtt;
}
