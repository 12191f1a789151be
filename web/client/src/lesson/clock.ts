// A second that ticks, and how times are said.

import { onScopeDispose, shallowRef, type ShallowRef } from "vue";

/** Milliseconds of `now`, refreshed every `every` milliseconds while the scope lives. */
export function useClock(now: () => number, every = 1000): ShallowRef<number> {
  const time = shallowRef(now());
  const timer = setInterval(() => (time.value = now()), every);
  onScopeDispose(() => clearInterval(timer));
  return time;
}

/** 75 → "1:15"; never negative. */
export function minutesSeconds(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
