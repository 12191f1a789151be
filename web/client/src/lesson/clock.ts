// A second that ticks, and how times are said.

import { onScopeDispose, shallowRef, type ShallowRef } from "vue";

/** Milliseconds of `now`, refreshed every `every` milliseconds while the scope lives. */
export function useClock(now: () => number, every = 1000): ShallowRef<number> {
  const time = shallowRef(now());
  const timer = setInterval(() => (time.value = now()), every);
  onScopeDispose(() => clearInterval(timer));
  return time;
}

/** What is left of a lesson, as an i18n key and its numbers: minutes up to two hours, then hours too. */
export function timeLeft(
  minutes: number,
): [key: string, numbers: { n: number; h: number; m: number }] {
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  const key =
    minutes <= 0
      ? "time.over"
      : minutes <= 120
        ? "time.left"
        : m === 0
          ? "time.left_hours"
          : "time.left_long";
  return [key, { n: minutes, h, m }];
}

/** 75 → "1:15"; never negative. */
export function minutesSeconds(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Seconds since the epoch → "14:05", where this page is. */
export function timeOfDay(seconds: number): string {
  const day = new Date(seconds * 1000);
  return `${day.getHours()}:${String(day.getMinutes()).padStart(2, "0")}`;
}
