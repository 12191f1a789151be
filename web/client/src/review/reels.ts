// What is played together: the picture and the sound of one seat, as long as both are there. Pure.
//
// Rule: what is in one stretch goes into one MediaSource, so that the browser keeps sound and picture
// together; where one of them is missing for longer, another stretch begins, or both would stand.

import { spanAt, type Span, type Track } from "./media";

export type ReelKind = "person" | "screen" | "document";

export interface ReelPlan {
  key: string; // "<seat> <kind>"
  seat: string;
  kind: ReelKind;
  leading: boolean;
  picture: Track | null;
  sound: Track | null;
  growing?: number; // there will be more: so far, in seconds, it is known
}

export interface Stretch extends Span {
  picture: boolean;
  sound: boolean;
}

export type Mode = "all" | "slides" | "sound"; // slides: with sound, and no other pictures

const KIND: Record<Track["source"], ReelKind> = {
  camera: "person",
  microphone: "person",
  screen: "screen",
  screen_sound: "screen",
  document: "document",
};
const ORDER: readonly ReelKind[] = ["person", "screen", "document"];
export const TOLD_LATER = 6; // seconds; of two tracks that grow, one is known so much further than the other
const SLIVER = 0.4; // seconds; what is shorter belongs to the stretch before it

/** The reels of a recording, the lecturer's first. What was erased has none. */
export function reelsOf(tracks: readonly Track[]): ReelPlan[] {
  const found = new Map<string, ReelPlan>();
  for (const track of tracks) {
    if (track.segments.length === 0) continue;
    const kind = KIND[track.source];
    const key = `${track.seat} ${kind}`;
    const reel = found.get(key) ?? {
      key,
      seat: track.seat,
      kind,
      leading: false,
      picture: null,
      sound: null,
    };
    reel.leading ||= track.leading;
    if (track.sound) reel.sound = track;
    else reel.picture = track;
    found.set(key, reel);
  }
  const rank = (reel: ReelPlan): number => (reel.leading ? 0 : 10) + ORDER.indexOf(reel.kind);
  return [...found.values()].sort((a, b) => rank(a) - rank(b));
}

/** Where a reel has what, in order. */
export function stretchesOf(plan: ReelPlan, mode: Mode): Stretch[] {
  const picture = mode === "all" ? (plan.picture?.spans ?? []) : [];
  const sound = plan.sound?.spans ?? [];
  const edges = new Set<number>();
  for (const { from, to } of [...picture, ...sound]) edges.add(from).add(to);
  const at = [...edges].sort((a, b) => a - b);
  const found: Stretch[] = [];
  at.forEach((from, n) => {
    const to = at[n + 1];
    if (to === undefined) return;
    const middle = (from + to) / 2;
    const has = { picture: !!spanAt(picture, middle), sound: !!spanAt(sound, middle) };
    const last = found[found.length - 1];
    const touches = last && last.to === from;
    if (touches && last.picture === has.picture && last.sound === has.sound) last.to = to;
    else if (touches && to - from < SLIVER && !(last.to - last.from < SLIVER)) last.to = to;
    else if (has.picture || has.sound) found.push({ from, to, ...has });
  });
  const end = plan.growing === undefined ? undefined : found[found.length - 1];
  const before = found[found.length - 2];
  const ragged = end && before?.picture && before.sound && before.to === end.from;
  if (ragged && end.to - end.from < TOLD_LATER) found.pop();
  return merged(found);
}

/** Slivers at the beginning belong to what follows. */
function merged(stretches: Stretch[]): Stretch[] {
  return stretches.filter((stretch, n) => {
    const next = stretches[n + 1];
    if (!next || stretch.to - stretch.from >= SLIVER || next.from !== stretch.to) return true;
    next.from = stretch.from;
    return false;
  });
}
