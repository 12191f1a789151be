// How far a classroom is behind the lesson while it catches up: pure.

import type { CatchUpState } from "../protocol";

const STEP = 5; // seconds; nobody wants to see it count

/** Seconds behind, about; 0: it is live. `now` in seconds since the epoch. */
export function behindBy(catching: CatchUpState | null, now: number): number {
  if (!catching) return 0;
  const behind = catching.at - catching.since - (catching.rate - 1) * (now - catching.at);
  return Math.max(1, Math.ceil(behind / STEP)) * STEP;
}
