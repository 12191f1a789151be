// How long to wait before trying again: doubling, with jitter, never more than `most` seconds.

export interface Backoff {
  first: number; // seconds
  most: number; // seconds
}

/** Seconds to wait before try number `attempt` (0 is the first). `random` is in [0, 1). */
export function delay(attempt: number, { first, most }: Backoff, random = Math.random()): number {
  const full = Math.min(most, first * 2 ** Math.min(attempt, 16));
  return full * (0.75 + random * 0.5); // jitter: a whole county must not come back in one second
}
