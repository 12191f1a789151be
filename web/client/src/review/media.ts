// What is in a recording, in seconds from its beginning: tracks, their segments, where they are
// missing. Pure: made of the index, which has wall-clock times.

import type { Index, IndexedPart, Source } from "../api/types";

export interface Span {
  from: number;
  to: number;
}

export interface Segment extends Span {
  part: IndexedPart;
  offset: number;
  bytes: number;
  key: boolean;
}

export interface Track {
  number: number;
  seat: string;
  source: Source;
  leading: boolean;
  erased: boolean;
  sound: boolean;
  segments: Segment[];
  spans: Span[]; // where there is something, short losses counted in
}

const SHORT_LOSS = 0.3; // seconds; what is longer is a hole that the other tracks play over
const SOUNDS: readonly Source[] = ["microphone", "screen_sound"];

export function tracksOf(index: Index): Track[] {
  return index.tracks.map((track) => {
    const segments = track.parts.flatMap((part) => segmentsOf(part, index.began));
    segments.sort((a, b) => a.from - b.from);
    return {
      number: track.track,
      seat: track.seat,
      source: track.source,
      leading: track.leading,
      erased: track.erased,
      sound: SOUNDS.includes(track.source),
      segments,
      spans: joined(segments, SHORT_LOSS),
    };
  });
}

function segmentsOf(part: IndexedPart, began: number): Segment[] {
  const base = (part.wall ?? began) - began;
  return part.segments.map(([offset, bytes, wall, duration, key]) => {
    const from = base + wall / 1000;
    return { part, offset, bytes, key, from, to: from + duration / 1000 };
  });
}

/** Let a track have what it has by now; the segments and parts that it had are the same ones and
 * stay where they were, or what follows would be taken for the beginning of something else. An index
 * made later may tell a little better when they were: what is new is put there. */
export function growTrack(track: Track, now: Track): void {
  const parts = new Map(track.segments.map(({ part }) => [part.file, part]));
  const known = new Set(track.segments.map(({ part, offset }) => `${part.file} ${offset}`));
  for (const segment of now.segments) {
    const { part, offset } = segment;
    if (!known.has(`${part.file} ${offset}`)) track.segments.push({ ...segment, part: parts.get(part.file) ?? part });
  }
  track.segments.sort((a, b) => a.from - b.from);
  track.spans = joined(track.segments, SHORT_LOSS);
}

/** Spans in order, those nearer to each other than `within` as one. */
export function joined(spans: readonly Span[], within: number): Span[] {
  const found: Span[] = [];
  for (const { from, to } of spans) {
    const last = found[found.length - 1];
    if (last && from <= last.to + within) last.to = Math.max(last.to, to);
    else found.push({ from, to });
  }
  return found;
}

/** The place of the last of these that begins at or before a time; -1: none does. */
export function lastBefore(spans: readonly { from: number }[], t: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.from ?? Infinity) <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function spanAt(spans: readonly Span[], t: number): Span | null {
  const found = spans[lastBefore(spans, t)];
  return found && t < found.to ? found : null;
}

/** Where it goes on behind a short loss, or begins a little after the other track of its seat, as a
 * camera does whose first picture takes longer than the first sound; null: neither is so. */
export function behindLoss({ segments }: Track, t: number): number | null {
  const n = lastBefore(segments, t);
  const [now, next] = [segments[n], segments[n + 1]];
  if (!now) return next?.from ?? null;
  return now && next && t > now.to - 0.02 && next.from > t ? next.from : null;
}

/** The place of the segment that is played at a time, or of the next one; -1: none comes. */
export function segmentAt(segments: readonly Segment[], t: number): number {
  const n = lastBefore(segments, t);
  const found = segments[n];
  if (found && t < found.to) return n;
  return n + 1 < segments.length ? n + 1 : -1;
}

/** The place of the segment to begin with, so that the one at this place can be played. */
export function beginFor(segments: readonly Segment[], place: number): number {
  for (let n = place; n >= 0; n--) {
    const segment = segments[n];
    if (!segment || segment.part !== segments[place]?.part) break;
    if (segment.key) return n;
  }
  return place;
}

/** What is asked for at once: the segments behind one another in a file, from this place on. */
export function runFrom(
  segments: readonly Segment[],
  place: number,
  until: number, // seconds
  most: number, // bytes, but for the first
): Segment[] {
  const run: Segment[] = [];
  let bytes = 0;
  for (let n = place; n < segments.length; n++) {
    const segment = segments[n];
    const last = run[run.length - 1];
    if (!segment) break;
    if (last) {
      const behind = segment.part === last.part && segment.offset === last.offset + last.bytes;
      if (!behind || segment.from > until || bytes + segment.bytes > most) break;
    }
    run.push(segment);
    bytes += segment.bytes;
  }
  return run;
}
