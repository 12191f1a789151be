// What a pairing still lacks before its lessons can be what they should be; said where it is listed.

import type { Pairing } from "../../../api/kinds";
import type { Sum } from "../lessons";

export type Lack = "no_time" | "no_assistant" | "often_missed" | "often_late";

const OFTEN = 0.25; // of what was due

/** The most pressing first. `sum` is undefined where nothing is planned. */
export function lacks(pairing: Pairing, sum: Sum | undefined): Lack[] {
  const found: Lack[] = [];
  if (!sum?.planned) found.push("no_time");
  const due = (sum?.held ?? 0) + (sum?.missed ?? 0);
  if (sum && due >= 4 && sum.missed / due >= OFTEN) found.push("often_missed");
  if (sum && due >= 4 && sum.late / due >= OFTEN) found.push("often_late");
  if (pairing.receivers.some(({ assistant }) => !assistant)) found.push("no_assistant");
  return found;
}
