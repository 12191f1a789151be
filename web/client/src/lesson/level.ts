// How much of the lesson a classroom is sent, as the server decides it, and what that means here.

import type { Level, Line } from "../protocol";
import type { Shown } from "./state";

export const LEVELS = ["sound", "slides", "low", "medium", "high"] as const;
export type LevelWord = (typeof LEVELS)[number];

/** What may be chosen: the highest is what comes by itself where nothing is chosen. */
export const CHOICES: readonly (Level | null)[] = [null, 3, 2, 1, 0];

export type Carried = "live" | "still" | "none";

/** A line of which nothing was told yet carries everything. */
export function levelOf(line: Line | undefined): Level {
  return line?.level ?? 4;
}

export const wordOf = (level: Level): LevelWord => LEVELS[level];

/** The keys of "why, and what comes": a sentence, and the part of it that depends on the level. */
export function whyOf(line: Line | undefined): { why: string; what: string } {
  return {
    why: `level.why.${line?.reason ?? "full"}`,
    what: `level.what.${wordOf(levelOf(line))}`,
  };
}

/** How a picture comes at a level: beside a screen or a sheet, faces are stills one level earlier. */
export function carriedOf(level: Level, shown: readonly Shown[], { stream }: Pick<Shown, "stream">): Carried {
  if (level === 0) return "none";
  if (level === 1) return "still";
  const content = (source: string): boolean => source === "screen" || source === "document";
  const beside = shown.some((each) => content(each.stream.source) && !each.stream.paused);
  return level === 2 && beside && !content(stream.source) ? "still" : "live";
}

export interface Amount {
  n: string;
  unit: "MB" | "GB";
}

/** Bytes for a bill: decimal, two figures that count. */
export function amount(bytes: number): Amount {
  const mb = bytes / 1e6;
  if (mb >= 1000) return { n: (mb / 1000).toFixed(1), unit: "GB" };
  return { n: mb < 10 ? mb.toFixed(1) : String(Math.round(mb)), unit: "MB" };
}

export function used(line: Line | undefined): Amount {
  return amount((line?.bytes_down ?? 0) + (line?.bytes_up ?? 0));
}

/** What an hour takes if it goes on like now. */
export function perHour(line: Line | undefined): Amount {
  return amount(((line?.up_kbps ?? 0) + (line?.down_kbps ?? 0)) * 125 * 3600);
}
