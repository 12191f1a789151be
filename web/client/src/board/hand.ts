// A hand at the pen: what its pointer does becomes strokes, pieces of strokes, or what is erased.
//
// Rule: the server takes so many messages a second. A hand sends a dozen, however fast its pen is:
// the points in between go along in the next one, and in the finished stroke.

import type { Attending } from "../lesson/attending";
import type { Tool } from "../protocol";
import { type Ink, inkOf } from "./ink";
import { author } from "./paper";
import { widthOf, type Pen } from "./pen";
import { FORCE, place, simplified, write, type Point } from "./points";
import { lineOf, touches, type Area, type Line } from "./strokes";

const PACE_MS = 85;
const POINTS = 600; // of a stroke; then another one begins where it ends
const PIECE = 150;
const UNANSWERED = 4; // of what need not arrive: on a slow line less of it is sent
const NEAR = 6; // points closer together say nothing new
const SLACK = 5; // of a stroke's points: a third of a pixel on a wall
const REACH = 10; // pixels, of the eraser
const FREE: readonly string[] = ["pen", "marker"];

interface Drawing {
  tag: number;
  line: Line;
  points: Point[];
  sent: number; // points
  pressed: boolean;
}

export class Hand {
  private readonly ink: Ink;
  private drawing: Drawing | null = null;
  private erasing: Set<string> | null = null;
  private erased: string[] = [];
  private pointing: { x: number; y: number } | null = null;
  private pointed = false;
  private told = 0;
  private unanswered = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly room: Attending,
    private readonly pen: Pen,
    private readonly surface: () => string,
    private readonly area: () => Area,
  ) {
    this.ink = inkOf(room);
  }

  down(event: PointerEvent): void {
    const [point] = this.points([event]);
    const { grip, colour, size } = this.pen;
    if (!point || grip === "none" || grip === "text") return;
    if (grip === "eraser") {
      this.erasing = new Set();
      this.erase([point]);
    } else if (grip === "pointer") this.point(point);
    else this.begin(grip, point, colour, widthOf(grip, size), event.pointerType === "pen");
  }

  move(event: PointerEvent): void {
    if (this.pen.grip === "pointer") {
      const [point] = this.points([event]);
      if (point) this.point(point);
      return;
    }
    if (!this.drawing && !this.erasing) return;
    const every = event.getCoalescedEvents?.() ?? [];
    const points = this.points(every.length ? every : [event]);
    if (this.erasing) this.erase(points);
    else this.go(points);
  }

  up(): void {
    this.erasing = null;
    if (this.drawing) this.finish(this.drawing);
    this.drawing = null;
    this.later();
  }

  /** The pointer has left what is drawn on, or the pen was put away. */
  gone(): void {
    if (this.pointed) {
      this.pointing = null;
      this.later();
    }
  }

  /** Write a text there. */
  write(text: string, at: Point): void {
    const { colour, size } = this.pen;
    const line: Line = { tool: "text", colour, width: widthOf("text", size), points: [at], text };
    this.keep({ tag: newTag(), line, points: [at], sent: 0, pressed: false });
  }

  /** Where an event is on the surface. */
  where(event: PointerEvent | MouseEvent): Point | undefined {
    return this.points([event])[0];
  }

  private begin(tool: Tool, point: Point, colour: Line["colour"], width: number, pen: boolean): void {
    const pressed = pen && tool === "pen";
    const first = pressed ? point : { ...point, force: -1 };
    const line: Line = { tool, colour, width, points: [first], text: "" };
    this.drawing = { tag: newTag(), line, points: [first], sent: 0, pressed };
    this.show(this.drawing);
  }

  private go(points: Point[]): void {
    const drawing = this.drawing;
    if (!drawing) return;
    for (const each of points) {
      const point = drawing.pressed ? each : { ...each, force: -1 };
      const last = drawing.points[drawing.points.length - 1] ?? point;
      if (!FREE.includes(drawing.line.tool)) drawing.points = [...drawing.points.slice(0, 1), point];
      else if (Math.hypot(point.x - last.x, point.y - last.y) >= NEAR) drawing.points.push(point);
    }
    this.show(drawing);
    this.later();
    if (drawing.points.length >= POINTS) {
      this.finish(drawing);
      this.drawing = { ...drawing, tag: newTag(), points: drawing.points.slice(-1), sent: 0 };
    }
  }

  private show(drawing: Drawing): void {
    drawing.line = { ...drawing.line, points: drawing.points };
    this.ink.sketch(drawing.tag, drawing.line);
  }

  private finish(drawing: Drawing): void {
    const free = FREE.includes(drawing.line.tool);
    if (!free && drawing.points.length < 2) return this.ink.sketch(drawing.tag, null); // a mere touch
    const points = free ? simplified(drawing.points, SLACK) : drawing.points;
    this.keep({ ...drawing, points });
  }

  private keep({ tag, line, points, pressed }: Drawing): void {
    this.ink.sketch(tag, { ...line, points });
    void this.ink.keep({
      type: "draw",
      surface: this.surface(),
      tag,
      tool: line.tool,
      colour: line.colour,
      width: line.width,
      points: write(points, pressed),
      pressed,
      text: line.text,
    });
  }

  private erase(points: Point[]): void {
    const state = this.room.state.value;
    const strokes = this.ink.paper(this.surface())?.strokes;
    if (!state || !strokes || !this.erasing) return;
    const area = this.area();
    for (const [id, stroke] of strokes) {
      const ours = state.part === "delivering" || author(stroke) === state.you;
      if (!ours || this.erasing.has(id)) continue;
      if (!points.some((point) => touches(lineOf(stroke), point, area, REACH))) continue;
      this.erasing.add(id);
      this.erased.push(id);
    }
    if (this.erased.length) this.later();
  }

  private point(point: Point): void {
    this.pointing = point;
    this.later();
  }

  // ------------------------------------------------------------------ what is sent, at a pace

  private later(): void {
    if (this.timer) return;
    const wait = Math.max(0, this.told + PACE_MS - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.told = performance.now();
      this.tell();
    }, wait);
  }

  private tell(): void {
    const surface = this.surface();
    if (this.erased.length) {
      const strokes = this.erased.splice(0, 200);
      void this.room.act({ type: "erase", surface, strokes });
      if (this.erased.length) this.later();
    } else if (this.pen.grip === "pointer" || this.pointed) {
      const { x = null, y = null } = this.pointing ?? {};
      this.pointed = x !== null;
      this.send({ type: "point", surface, x, y });
      this.pointing = null;
    } else if (this.drawing) this.sketch(this.drawing, surface);
  }

  private sketch(drawing: Drawing, surface: string): void {
    const { line, tag, pressed } = drawing;
    const free = FREE.includes(line.tool);
    const from = free ? Math.max(0, drawing.sent - 1) : 0;
    const points = drawing.points.slice(from, from + PIECE);
    if (this.unanswered >= UNANSWERED || points.length < 2) return;
    drawing.sent = from + points.length;
    const { tool, colour, width } = line;
    this.send({
      type: "sketch",
      surface,
      tag,
      tool,
      colour,
      width,
      points: write(points, pressed),
      pressed,
    });
    if (free && drawing.sent < drawing.points.length) this.later();
  }

  private send(message: Parameters<Attending["ask"]>[0]): void {
    this.unanswered += 1;
    void this.room
      .ask(message)
      .catch(() => {}) // what is finished says what is wrong
      .finally(() => (this.unanswered -= 1));
  }

  private points(events: (PointerEvent | MouseEvent)[]): Point[] {
    const { width, height } = this.area();
    return events.map((event) => ({
      x: place(event.offsetX / width),
      y: place(event.offsetY / height),
      force: "pressure" in event ? Math.round(event.pressure * FORCE) : -1,
    }));
  }
}

function newTag(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
