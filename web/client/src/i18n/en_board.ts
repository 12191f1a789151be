// The board and annotation.

import type { Words } from "./zh";

export const board: Pick<Words, "board"> = {
  board: {
    title: "Board and annotation",
    open: "Board",
    put_away: "Put board away",
    annotate: "Draw on screen",
    annotate_end: "Stop drawing",
    ink: "What is drawn",
    pens: "Pens",
    pages: "Pages of the board",
    page: "Page {n}",
    add: "Add a page",
    export: "Export PDF",
    undo: "Undo",
    wipe: "Clear page",
    wipe_sure: "Really clear?",
    names: "Who drew",
    names_off: "Hide who drew",
    tool: {
      pen: "Pen",
      marker: "Highlighter",
      line: "Line",
      arrow: "Arrow",
      rectangle: "Rectangle",
      ellipse: "Ellipse",
      text: "Text",
      eraser: "Eraser",
      pointer: "Laser pointer",
    },
    colour: { black: "Black", red: "Red", blue: "Blue", green: "Green", purple: "Purple" },
    size: { small: "Thin", medium: "Medium", large: "Thick" },
  },
};
