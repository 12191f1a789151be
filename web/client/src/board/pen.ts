// What a page's pen is just now: one a lesson, for whatever surface is shown.

import { reactive } from "vue";

import type { Attending } from "../lesson/attending";
import type { Colour, Tool } from "../protocol";

export type Grip = Tool | "eraser" | "pointer" | "none";
export type Size = "small" | "medium" | "large";

export interface Pen {
  grip: Grip;
  colour: Colour;
  size: Size;
  names: boolean; // whose strokes they are is written beside them
}

export const TOOLS: readonly Exclude<Grip, "none">[] = [
  "pen",
  "marker",
  "line",
  "arrow",
  "rectangle",
  "ellipse",
  "text",
  "eraser",
  "pointer",
];
export const SIZES: readonly Size[] = ["small", "medium", "large"];

const WIDTHS: Record<Size, number> = { small: 3, medium: 6, large: 12 };
const MARKERS: Record<Size, number> = { small: 14, medium: 24, large: 40 };
const LETTERS: Record<Size, number> = { small: 24, medium: 36, large: 56 };

export function widthOf(tool: Tool, size: Size): number {
  return (tool === "marker" ? MARKERS : tool === "text" ? LETTERS : WIDTHS)[size];
}

const pens = new WeakMap<Attending, Pen>();

export function penOf(room: Attending): Pen {
  let pen = pens.get(room);
  if (!pen) {
    pen = reactive<Pen>({ grip: "none", colour: "black", size: "medium", names: false });
    pens.set(room, pen);
  }
  return pen;
}
