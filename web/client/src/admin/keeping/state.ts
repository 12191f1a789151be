// How a sanction stands now, and which steps of a report are left: as the server has it.

import type { Sanction, Step, TicketState } from "../../api/types";

export type Stand = "in_force" | "over" | "lifted" | "seen";

export function standOf(sanction: Sanction, now: number): Stand {
  if (sanction.lifted_at !== null) return "lifted";
  if (sanction.until !== null && sanction.until <= now) return "over";
  return sanction.step === "warn" && sanction.seen_at !== null ? "seen" : "in_force";
}

/** Whether an end has to be said (true), may be (null), or is none (false). */
export function endOf(step: Step): boolean | null {
  if (step === "limit") return true;
  return step === "suspend" ? null : false;
}

const NEXT: Record<TicketState, readonly Exclude<TicketState, "new">[]> = {
  new: ["looked_at", "upheld", "dismissed"],
  looked_at: ["upheld", "dismissed"],
  upheld: ["dismissed"],
  dismissed: ["upheld"],
};
export const stepsFrom = (state: TicketState): readonly Exclude<TicketState, "new">[] => NEXT[state];

/** Where a slide, or what was drawn, was: the words, and the page they name. */
export function surfaceWords(surface: string): [string, { n: string }] {
  const parts = surface.split(":");
  return [`admin.reports.surface.${parts[0]}`, { n: parts[parts.length - 1] ?? "" }];
}
