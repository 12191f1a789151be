// What the export dialog knows without a browser: stretches of a film, its size, names of files.

import type { Export, Index } from "../../api/types";
import { clockOf } from "../lanes";

export const UNDER_WAY: ReadonlySet<Export["state"]> = new Set(["waiting", "making"]);

/** "1:02:05", "62:05" or "65" as seconds; null when it is none of these. */
export function secondsOf(text: string): number | null {
  const found = /^\s*(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})\s*$/.exec(text.replaceAll("：", ":"));
  if (!found) return null;
  const [hours, minutes, seconds] = [found[1], found[2], found[3]].map((part) => Number(part ?? 0));
  if (found[2] !== undefined && (seconds ?? 0) > 59) return null;
  if (found[1] !== undefined && (minutes ?? 0) > 59) return null;
  return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

export interface Stretch {
  from: number;
  to: number;
}

/** What is asked for, in seconds from the recording's beginning; null when it is nothing. */
export function stretchOf(from: string, to: string, end: number): Stretch | null {
  const [start, stop] = [secondsOf(from), secondsOf(to)];
  if (start === null || stop === null) return null;
  const found = { from: Math.min(start, end), to: Math.min(stop, end) };
  return found.to - found.from >= 1 ? found : null;
}

/** How much of it is made, 0…100; what waits has made nothing. */
export function percentOf({ state, done, of }: Export): number {
  if (state === "done") return 100;
  return of ? Math.min(99, Math.round((done / of) * 100)) : 0;
}

export function sizeOf(bytes: number): string {
  const mb = bytes / 1e6;
  return mb < 10 ? `${mb.toFixed(1)} MB` : mb < 1000 ? `${Math.round(mb)} MB` : `${(mb / 1000).toFixed(1)} GB`;
}

export const stretchText = ({ from, to }: Stretch): string => `${clockOf(from)}–${clockOf(to)}`;

export interface OneTrack {
  key: string;
  seat: string;
  source: string;
  file: string; // in the recording
  part: number; // 0: it has only one
  bytes: number;
  from: number; // seconds
}

/** The files of a recording's tracks, as they are. */
export function tracksOf(index: Index): OneTrack[] {
  return index.tracks.flatMap((track) =>
    track.parts
      .filter(({ segments }) => segments.length)
      .map((part) => ({
        key: part.file,
        seat: track.seat,
        source: track.source,
        file: part.file,
        part: track.parts.length > 1 ? part.part : 0,
        bytes: part.init + part.segments.reduce((sum, [, bytes]) => sum + bytes, 0),
        from: Math.max(0, (part.wall ?? index.began) - index.began),
      })),
  );
}

/** A name for a file on somebody's disk: no characters that a system forbids. */
export function fileName(parts: readonly string[], suffix: string): string {
  const name = parts.filter(Boolean).join("-").replace(/[\\/:*?"<>|\s\p{Cc}]+/gu, "_");
  return `${name.slice(0, 120)}.${suffix}`;
}
