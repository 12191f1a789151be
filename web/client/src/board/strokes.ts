// A stroke as pixels: on a canvas of any size, the same on every screen. And what lies under a finger.

import type { Colour, Stroke, Tool } from "../protocol";
import { FORCE, offLine, read, SIDE, type Point } from "./points";

export const COLOURS: Record<Colour, string> = {
  black: "#16201f",
  red: "#c4161c",
  blue: "#0b57b7",
  green: "#17703a",
  purple: "#7a2fa8",
};
const FONT =
  '"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif';
const RIM = 1.5; // pixels of white round a line, where what is below may be dark

/** What there is of a stroke, whether it is finished or being drawn. */
export interface Line {
  tool: Tool;
  colour: Colour;
  width: number; // thousandths of the surface's width
  points: readonly Point[];
  text: string;
}

const lines = new WeakMap<Stroke, Line>();

export function lineOf(stroke: Stroke): Line {
  let line = lines.get(stroke);
  if (!line) {
    line = {
      tool: stroke.tool ?? "pen",
      colour: stroke.colour ?? "black",
      width: stroke.width ?? 4,
      points: read(stroke.points, stroke.pressed ?? false),
      text: stroke.text ?? "",
    };
    lines.set(stroke, line);
  }
  return line;
}

export interface Area {
  width: number;
  height: number;
  rim: boolean; // what is below may be dark
}

export function paint(ctx: CanvasRenderingContext2D, line: Line, area: Area): void {
  const first = line.points[0];
  if (!first) return;
  ctx.save();
  ctx.lineCap = ctx.lineJoin = "round";
  ctx.strokeStyle = ctx.fillStyle = COLOURS[line.colour];
  if (line.tool === "text") paintText(ctx, line, first, area);
  else if (line.tool === "marker") {
    ctx.globalAlpha = 0.35;
    ctx.lineCap = "butt";
    ctx.lineWidth = thickness(line, area);
    ctx.stroke(path(line, area));
  } else {
    const way = path(line, area);
    if (area.rim) {
      ctx.save();
      ctx.strokeStyle = "#fff";
      ctx.lineWidth = thickness(line, area) + 2 * RIM;
      ctx.stroke(way);
      ctx.restore();
    }
    ctx.lineWidth = thickness(line, area);
    if (line.tool === "pen" && first.force >= 0) paintPressed(ctx, line, area);
    else ctx.stroke(way);
  }
  ctx.restore();
}

function paintText(
  ctx: CanvasRenderingContext2D,
  line: Line,
  first: Point,
  area: Area,
): void {
  const { x, y } = at(first, area);
  ctx.font = `${fontSize(line.width, area)}px ${FONT}`;
  ctx.textBaseline = "top";
  if (area.rim) {
    ctx.strokeStyle = "#fff";
    ctx.lineWidth = 3 * RIM;
    ctx.strokeText(line.text, x, y);
  }
  ctx.fillText(line.text, x, y);
}

function paintPressed(ctx: CanvasRenderingContext2D, line: Line, area: Area): void {
  const most = thickness(line, area);
  line.points.forEach((point, i) => {
    const before = line.points[i - 1] ?? point;
    const force = (Math.max(point.force, 0) + Math.max(before.force, 0)) / 2 / FORCE;
    const [from, to] = [at(before, area), at(point, area)];
    ctx.lineWidth = Math.max(0.75, most * (0.3 + 1.2 * force));
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(to.x, to.y);
    ctx.stroke();
  });
}

function path(line: Line, area: Area): Path2D {
  const way = new Path2D();
  const points = line.points.map((point) => at(point, area));
  const [a, b] = [points[0], points[points.length - 1]];
  if (!a || !b) return way;
  switch (line.tool) {
    case "line":
      way.moveTo(a.x, a.y);
      way.lineTo(b.x, b.y);
      break;
    case "arrow": {
      const head = Math.max(12, thickness(line, area) * 4);
      const angle = Math.atan2(b.y - a.y, b.x - a.x);
      way.moveTo(a.x, a.y);
      way.lineTo(b.x, b.y);
      for (const side of [-0.45, 0.45]) {
        way.moveTo(b.x, b.y);
        way.lineTo(b.x - head * Math.cos(angle + side), b.y - head * Math.sin(angle + side));
      }
      break;
    }
    case "rectangle":
      way.rect(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(b.x - a.x), Math.abs(b.y - a.y));
      break;
    case "ellipse":
      way.ellipse(
        (a.x + b.x) / 2,
        (a.y + b.y) / 2,
        Math.abs(b.x - a.x) / 2,
        Math.abs(b.y - a.y) / 2,
        0,
        0,
        2 * Math.PI,
      );
      break;
    default:
      smooth(way, points);
  }
  return way;
}

/** Through the middles of the line's pieces, so that a hand's line has no corners. */
function smooth(way: Path2D, points: { x: number; y: number }[]): void {
  const [first, second] = points;
  if (!first) return;
  way.moveTo(first.x, first.y);
  if (!second) way.lineTo(first.x + 0.01, first.y); // a dot
  points.forEach((point, i) => {
    const next = points[i + 1];
    if (i > 0 && next)
      way.quadraticCurveTo(point.x, point.y, (point.x + next.x) / 2, (point.y + next.y) / 2);
  });
  const last = points[points.length - 1];
  if (second && last) way.lineTo(last.x, last.y);
}

export function at(point: { x: number; y: number }, area: Area): { x: number; y: number } {
  return { x: (point.x / SIDE) * area.width, y: (point.y / SIDE) * area.height };
}

export function fontSize(width: number, area: { width: number }): number {
  return Math.max(10, (width / 1000) * area.width);
}

function thickness(line: Line, area: Area): number {
  return Math.max(1, (line.width / 1000) * area.width);
}

/** Whether the line lies within `reach` pixels of a place. */
export function touches(line: Line, where: Point, area: Area, reach: number): boolean {
  const scaled = (point: Point): Point => ({ ...at(point, area), force: 0 });
  const finger = scaled(where);
  const points = line.points.map(scaled);
  const [a, b] = [points[0], points[points.length - 1]];
  if (!a || !b) return false;
  const far = reach + thickness(line, area) / 2;
  if (line.tool === "text") {
    const size = fontSize(line.width, area);
    const inside = (value: number, from: number, to: number): boolean =>
      value >= from - reach && value <= to + reach;
    return inside(finger.x, a.x, a.x + size * line.text.length) && inside(finger.y, a.y, a.y + size);
  }
  const edges = line.tool === "rectangle" ? corners(a, b) : line.tool === "ellipse" ? oval(a, b) : points;
  if (edges.length === 1) return Math.hypot(finger.x - a.x, finger.y - a.y) <= far;
  return edges.some((point, i) => offLine(finger, edges[i - 1] ?? point, point) <= far);
}

function corners(a: Point, b: Point): Point[] {
  return [a, { ...a, x: b.x }, b, { ...b, x: a.x }, a];
}

function oval(a: Point, b: Point): Point[] {
  return Array.from({ length: 25 }, (_, i) => {
    const angle = (i / 12) * Math.PI;
    return {
      x: (a.x + b.x) / 2 + (Math.abs(b.x - a.x) / 2) * Math.cos(angle),
      y: (a.y + b.y) / 2 + (Math.abs(b.y - a.y) / 2) * Math.sin(angle),
      force: 0,
    };
  });
}
