// What is drawn on just now: the board lies over slides, and slides over a shared screen.

import { may, own } from "../lesson/state";
import type { Snapshot } from "../protocol";

export const SCREEN = "screen";
export const ASPECT = { width: 16, height: 9 }; // of a page of the board

export function surfaceOf(state: Snapshot): string | null {
  if (state.lesson.board.page !== null) return `board:${state.lesson.board.page}`;
  if (state.showing) return state.showing.key;
  return state.streams.some(({ source, paused }) => source === SCREEN && !paused) ? SCREEN : null;
}

/** Whether this page's classroom may draw on it. The server decides. */
export function mayDraw(state: Snapshot): boolean {
  const seat = own(state);
  const taught = ["open", "live", "paused", "hold"].includes(state.lesson.phase);
  return !!seat && taught && seat.presence === "present" && may(state, seat, "annotate");
}
