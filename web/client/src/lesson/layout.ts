// What goes where on the wall, from the views: a pure function.

import type { Shown } from "./state";

export type LayoutName = "empty" | "solo" | "split" | "side" | "stage";

export interface Layout {
  name: LayoutName;
  main: Shown[]; // the large picture(s)
  side: Shown[]; // a column beside it: the lecturer's corner first, then the stage
}

const pictures = (shown: readonly Shown[]): Shown[] =>
  shown.filter(({ stream }) => stream.kind === "video");

/**
 * solo: one picture, full height · split: lecturer and one classroom on stage, side by side ·
 * side: a picture with a column · stage: only classrooms on stage · empty: nothing to see yet.
 */
export function layout(shown: readonly Shown[]): Layout {
  const at = (place: string): Shown[] => pictures(shown).filter(({ view }) => view.place === place);
  const main = at("main");
  const corner = at("corner");
  const stage = at("stage");
  if (main.length === 0 && corner.length === 0 && stage.length === 0)
    return { name: "empty", main: [], side: [] };
  if (main.length === 0 && corner.length > 0)
    return { name: stage.length ? "side" : "solo", main: corner, side: stage };
  if (main.length === 0) return { name: "stage", main: stage, side: [] };
  const still = main.some(
    ({ stream }) => stream.source === "screen" || stream.source === "document",
  );
  if (!still && corner.length === 0 && stage.length === 1)
    return { name: "split", main, side: stage };
  const side = [...corner, ...stage];
  return { name: side.length ? "side" : "solo", main, side };
}
