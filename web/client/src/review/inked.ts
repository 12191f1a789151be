// What was drawn on a surface at a time: the strokes that showed, in the order they lay. Pure; asked
// again and again as the time goes on, it goes on from where it was.

import type { ReviewedInk } from "../api/types";
import type { Stroke } from "../protocol";

export type InkEntry = ReviewedInk["entries"][number];

interface Sheet {
  entries: readonly { t: number; entry: InkEntry }[];
  done: number; // how many of them have happened
  drawn: Map<string, Stroke>;
  gone: Set<string>;
}

export class Inked {
  private readonly sheets = new Map<string, Sheet>();

  constructor(entries: readonly InkEntry[], began: number) {
    const on = new Map<string, { t: number; entry: InkEntry }[]>();
    for (const entry of entries) {
      const list = on.get(entry.surface) ?? [];
      list.push({ t: entry.at - began, entry });
      on.set(entry.surface, list);
    }
    for (const [surface, list] of on)
      this.sheets.set(surface, { entries: list, done: 0, drawn: new Map(), gone: new Set() });
  }

  /** How many things have happened to the surface: as long as it is the same, so is what shows. */
  version(surface: string, t: number): number {
    return this.upTo(surface, t)?.done ?? 0;
  }

  strokes(surface: string, t: number): Stroke[] {
    const sheet = this.upTo(surface, t);
    if (!sheet) return [];
    return [...sheet.drawn].filter(([id]) => !sheet.gone.has(id)).map(([, stroke]) => stroke);
  }

  /** What lies on top of what showed at a version; null: more than that has changed. */
  added(surface: string, version: number, t: number): Stroke[] | null {
    const sheet = this.upTo(surface, t);
    if (!sheet || sheet.done < version) return null;
    const since = sheet.entries.slice(version, sheet.done);
    const strokes = since.map(({ entry }) => (entry.type === "Drew" ? (entry.stroke as Stroke) : null));
    return strokes.every((stroke) => stroke !== null) ? strokes : null;
  }

  private upTo(surface: string, t: number): Sheet | undefined {
    const sheet = this.sheets.get(surface);
    if (!sheet) return undefined;
    const last = sheet.entries[sheet.done - 1];
    if (last && last.t > t) {
      sheet.done = 0;
      sheet.drawn.clear();
      sheet.gone.clear();
    }
    for (; ; sheet.done += 1) {
      const next = sheet.entries[sheet.done];
      if (!next || next.t > t) return sheet;
      happen(sheet, next.entry);
    }
  }
}

function happen(sheet: Sheet, entry: InkEntry): void {
  switch (entry.type) {
    case "Drew":
      sheet.drawn.set(entry.stroke.id, entry.stroke as Stroke);
      break;
    case "Took":
      for (const id of entry.strokes) sheet.gone.add(id);
      break;
    case "GaveBack":
      for (const id of entry.strokes) sheet.gone.delete(id);
      break;
    case "Wiped":
      for (const id of sheet.drawn.keys()) sheet.gone.add(id);
  }
}
