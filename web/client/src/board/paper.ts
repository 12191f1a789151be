// What is drawn on one surface, as the protocol tells it: read once, then followed. Pure.

import type { Inked, InkChange, InkSheet, Stroke } from "../protocol";

export interface Paper {
  readonly revision: number;
  readonly strokes: ReadonlyMap<string, Stroke>; // in the order in which they lie
}

export interface Followed {
  paper: Paper;
  added: Stroke[]; // on top of what was there
  whole: boolean; // more than that has changed: all of it is drawn anew
  gap: boolean; // a change was missed: it has to be read anew
}

export const EMPTY: Paper = { revision: 0, strokes: new Map() };

export function opened(sheet: InkSheet): Paper {
  return { revision: sheet.revision, strokes: laid(sheet.strokes) };
}

export function follow(paper: Paper, told: Inked): Followed {
  const behind = told.revision - paper.revision;
  if (told.changes.length === 0 || behind <= 0)
    return { paper, added: [], whole: false, gap: false };
  if (behind > told.changes.length) return { paper, added: [], whole: false, gap: true };
  const strokes = new Map(paper.strokes);
  const added: Stroke[] = [];
  let whole = false;
  for (const change of told.changes.slice(-behind)) {
    if (change.type === "stroke_drawn") {
      strokes.set(change.stroke.id, change.stroke);
      added.push(change.stroke);
    } else whole = applied(strokes, change) || whole;
  }
  const lain = whole ? laid([...strokes.values()]) : strokes;
  return { paper: { revision: told.revision, strokes: lain }, added, whole, gap: false };
}

/** The classroom that drew it. */
export function author(stroke: Stroke): string {
  return stroke.id.slice(0, stroke.id.lastIndexOf("/"));
}

function applied(strokes: Map<string, Stroke>, change: InkChange): boolean {
  switch (change.type) {
    case "stroke_drawn":
      return false;
    case "strokes_erased":
      return change.strokes.map((id) => strokes.delete(id)).some(Boolean);
    case "strokes_back":
      for (const stroke of change.strokes) strokes.set(stroke.id, stroke);
      return change.strokes.length > 0;
    case "ink_wiped":
      strokes.clear();
      return true;
  }
}

function laid(strokes: Stroke[]): Map<string, Stroke> {
  const number = ({ id }: Stroke): number => Number(id.slice(id.lastIndexOf("/") + 1));
  return new Map([...strokes].sort((a, b) => number(a) - number(b)).map((one) => [one.id, one]));
}
