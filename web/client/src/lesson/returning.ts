// A classroom's device goes back to its wall by itself: after the lesson, and when it cannot go on.

import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from "vue";

import { back } from "../room/returning";
import type { Entry } from "../signaling/link";
import type { Room } from "./room";

const AFTER_LESSON = 20; // seconds, so that everybody has read that it is over
const AFTER_FAILURE = 15;
const AT_ONCE = new Set(["device_revoked", "device_unknown", "lesson_over"]);
const STAYS = new Set(["seat_taken"]); // it waits there for the seat

/** Seconds until it goes back, or null while it stays. */
export function useReturn(entry: Entry | null, room: Room | null): ComputedRef<number | null> {
  const left = shallowRef<number | null>(null);
  if (!room || entry?.by !== "device") return computed(() => null);
  let timer: ReturnType<typeof setInterval> | undefined;

  const ended = (): boolean => room.state.value?.lesson.phase === "ended";

  function start(seconds: number): void {
    clearInterval(timer);
    left.value = seconds;
    timer = setInterval(() => {
      left.value = (left.value ?? 1) - 1;
      if (left.value <= 0) go();
    }, 1000);
  }

  function go(): void {
    clearInterval(timer);
    const over = ended() || room?.fatal.value?.code === "lesson_over";
    if (entry?.by === "device") back.from(entry.lesson, over);
  }

  watch(
    () => [room.fatal.value?.code ?? null, ended()] as const,
    ([code, over]) => {
      clearInterval(timer);
      left.value = null;
      if (over) start(AFTER_LESSON);
      else if (code && AT_ONCE.has(code)) go();
      else if (code && !STAYS.has(code)) start(AFTER_FAILURE);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearInterval(timer));
  return computed(() => left.value);
}
