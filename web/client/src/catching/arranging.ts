// Which recorded pictures are seen while a classroom catches up, the large one first: pure.

import type { Reel } from "../review/reel";

const LARGE = ["screen", "document", "person"];
const MOST = 2;

export function ranked(reels: readonly Reel[], t: number): Reel[] {
  const shown = reels.filter((reel) => reel.shows(t));
  const heard = reels.filter((reel) => !reel.shows(t) && reel.sounds(t));
  shown.sort((a, b) => LARGE.indexOf(a.plan.kind) - LARGE.indexOf(b.plan.kind));
  return [...shown.slice(0, MOST), ...heard]; // what is only heard has to be on the page, too
}
