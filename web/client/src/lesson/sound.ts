// A classroom's last sound test in words: pure.

import type { ClassroomState } from "../protocol";

const DAY = 86_400;

/** Whether it is to be made again: never made, or too long ago. */
export function isDue(seat: ClassroomState, days: number, now: number): boolean {
  return seat.sound === null || now - seat.sound.at > days * DAY;
}

/** Whole days since then; 0 is today. */
export function daysSince(at: number, now: number): number {
  return Math.max(0, Math.floor((now - at) / DAY));
}

/** What is said of it; `t` puts the words for the verdict and for how long ago. */
export function soundWords(
  seat: ClassroomState,
  days: number,
  now: number,
  t: (key: string, named?: Record<string, string | number>) => string,
): string {
  if (seat.sound === null) return t("sound.never");
  const since = daysSince(seat.sound.at, now);
  const ago = since === 0 ? t("sound.today") : t("sound.days_ago", { n: since });
  const verdict = t(`sound.verdict.${seat.sound.verdict}`);
  return t(isDue(seat, days, now) ? "sound.old" : "sound.tested", { ago, verdict, days });
}
