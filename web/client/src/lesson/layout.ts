// What goes where on the wall, from the views and the layout the lecturer chose: a pure function.
//
// Rule: the server says who is seen; here it is only arranged. A surface is whatever is shown that is
// no person; words on it are never halved for a face.

import type { Layout } from "../protocol";
import type { Shown } from "./state";

export type Shape = "empty" | "solo" | "split" | "side" | "stage" | "grid" | "surface";

export interface Arranged {
  name: Shape;
  main: Shown[]; // the large picture(s)
  side: Shown[]; // a column beside it: the lecturer's corner first, then the stage
}

const isSurface = ({ stream }: Shown): boolean =>
  stream.source === "screen" || stream.source === "document";

/**
 * solo: one picture, full height · split: two side by side · side: large with a column · stage: only
 * classrooms on stage · grid: all as large as each other · surface: the surface with a narrow column ·
 * empty: nothing to see yet.
 */
export function layout(shown: readonly Shown[], wish: Layout = "speaker"): Arranged {
  const pictures = shown.filter(({ stream }) => stream.kind === "video");
  const at = (place: string): Shown[] => pictures.filter(({ view }) => view.place === place);
  const [lit, main, corner, stage] = [at("spotlight"), at("main"), at("corner"), at("stage")];
  if (pictures.length === 0 || lit.length + main.length + corner.length + stage.length === 0)
    return { name: "empty", main: [], side: [] };
  if (wish === "grid" && lit.length === 0 && !main.some(isSurface))
    return evenly([...main, ...corner, ...stage]);
  if (wish === "surface" && main.some(isSurface))
    return beside("surface", main, [...lit, ...corner, ...stage]);
  if (wish === "side_by_side") {
    const [second, ...others] = [...lit, ...stage];
    if (second && main.length) {
      const side = [...corner, ...others];
      return { name: side.length ? "side" : "split", main: [...main, second], side };
    }
  }
  if (lit.length) return beside("side", lit, [...main, ...corner, ...stage]);
  return usual(main, corner, stage);
}

function usual(main: Shown[], corner: Shown[], stage: Shown[]): Arranged {
  if (main.length === 0 && corner.length > 0) return beside("side", corner, stage);
  if (main.length === 0) return { name: "stage", main: stage, side: [] };
  if (!main.some(isSurface) && corner.length === 0 && stage.length === 1)
    return { name: "split", main, side: stage };
  return beside("side", main, [...corner, ...stage]);
}

function evenly(pictures: Shown[]): Arranged {
  return { name: pictures.length > 1 ? "grid" : "solo", main: pictures, side: [] };
}

function beside(name: Shape, main: Shown[], side: Shown[]): Arranged {
  return { name: side.length ? name : "solo", main, side };
}
