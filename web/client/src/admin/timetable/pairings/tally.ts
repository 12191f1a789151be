// A sum of lessons as parts of one bar.

import type { Sum } from "../lessons";

export const PARTS = ["held", "missed", "cancelled", "merged", "to_come"] as const;
export type Part = (typeof PARTS)[number];

export interface Share {
  part: Part;
  count: number;
  from: number; // per cent
  width: number;
}

export function toCome(sum: Sum): number {
  return Math.max(0, sum.planned - sum.held - sum.missed - sum.cancelled - sum.merged);
}

/** The parts that there are, side by side; together the whole. */
export function parts(sum: Sum): Share[] {
  const shares: Share[] = [];
  let from = 0;
  for (const part of PARTS) {
    const count = part === "to_come" ? toCome(sum) : sum[part];
    if (!count || !sum.planned) continue;
    const width = (count / sum.planned) * 100;
    shares.push({ part, count, from, width });
    from += width;
  }
  return shares;
}
