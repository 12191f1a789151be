// Which recorded pictures are seen while a classroom catches up, the large one first: pure.

import type { Reel } from "../review/reel";

const LARGE = ["screen", "document", "person"];

const MOST = 2;

/** `beside`: a slide or the board is large, so that only the lecturer's face is seen, beside it. */
export function ranked(reels: readonly Reel[], t: number, beside = false): Reel[] {
  const shown = reels.filter((reel) => reel.shows(t));
  const heard = reels.filter((reel) => !reel.shows(t) && reel.sounds(t));
  shown.sort((a, b) => LARGE.indexOf(a.plan.kind) - LARGE.indexOf(b.plan.kind));
  const seen = beside ? shown.filter(({ plan }) => plan.kind === "person").slice(0, 1) : shown.slice(0, MOST);
  return [...seen, ...heard]; // what is only heard has to be on the page, too
}
