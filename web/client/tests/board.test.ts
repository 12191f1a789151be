import { describe, expect, it } from "vitest";

import { author, EMPTY, follow, opened, type Paper } from "../src/board/paper";
import { FORCE, place, type Point, read, SIDE, simplified, write } from "../src/board/points";
import { type Line, touches } from "../src/board/strokes";
import { mayDraw, surfaceOf } from "../src/board/surface";
import type { Inked, InkChange, Snapshot, Stroke } from "../src/protocol";
import { classroom, snapshot, stream } from "./lesson";

const p = (x: number, y: number, force = -1): Point => ({ x, y, force });

describe("points as text", () => {
  it("come back as they were", () => {
    const points = [p(0, 0), p(SIDE, SIDE), p(100, 9000), p(100, 9000), p(0, SIDE)];

    expect(read(write(points, false), false)).toEqual(points);
  });

  it("come back with the pen's force", () => {
    const points = [p(5, 6, 0), p(7, 8, FORCE), p(9, 1, 31)];

    expect(read(write(points, true), true)).toEqual(points);
  });

  it("are written as the server writes them", () => {
    // classroom.ink.points.write([(100, 100), (200, 150), (300, 100)])
    expect(write([p(100, 100), p(200, 150), p(300, 100)], false)).toBe("oGoGoGkDoGjD");
  });

  it("end where they cannot be read", () => {
    expect(read("AAAA?AA", false)).toEqual([p(0, 0), p(0, 0)]);
  });

  it("lie on the surface, whatever the pointer says", () => {
    expect([place(-1), place(2), place(NaN), place(0.5)]).toEqual([0, SIDE, 0, 8192]);
  });

  it("are left out where they add nothing", () => {
    const straight = [p(0, 0), p(100, 1), p(200, 0), p(300, 100), p(400, 0)];

    expect(simplified(straight, 5)).toEqual([p(0, 0), p(200, 0), p(300, 100), p(400, 0)]);
    expect(simplified([p(1, 1)], 5)).toEqual([p(1, 1)]);
  });
});

const stroke = (id: string): Stroke => ({ id, points: "AAAA" });
const told = (revision: number, ...changes: InkChange[]): Inked => ({
  type: "inked",
  surface: "board:1",
  revision,
  changes,
  sketches: [],
  pointers: [],
});
const drawn = (id: string): InkChange => ({ type: "stroke_drawn", stroke: stroke(id), tag: 1 });
const sheet = (revision: number, ...ids: string[]): Paper =>
  opened({
    type: "ink_sheet",
    surface: "board:1",
    revision,
    same: false,
    strokes: ids.map(stroke),
  });
const ids = (paper: Paper): string[] => [...paper.strokes.keys()];

describe("a surface's paper", () => {
  it("takes what was drawn, on top", () => {
    const { paper, added, whole, gap } = follow(sheet(1, "d/1"), told(3, drawn("r1/2"), drawn("d/3")));

    expect(ids(paper)).toEqual(["d/1", "r1/2", "d/3"]);
    expect(added.map(({ id }) => id)).toEqual(["r1/2", "d/3"]);
    expect([whole, gap, paper.revision]).toEqual([false, false, 3]);
  });

  it("takes only what it lacks of changes told together", () => {
    const { paper } = follow(
      sheet(2, "d/1", "d/2"),
      told(3, drawn("d/2"), { type: "strokes_erased", strokes: ["d/1"] }),
    );

    expect(ids(paper)).toEqual(["d/2"]);
  });

  it("drops what it has, and knows what it missed", () => {
    const before = sheet(3, "d/1");

    expect(follow(before, told(3, drawn("d/9"))).paper).toBe(before);
    expect(follow(before, told(5, drawn("d/9"))).gap).toBe(true);
    expect(follow(before, told(0)).gap).toBe(false); // only what is being drawn
  });

  it("lays strokes that come back where they were", () => {
    const wiped = follow(sheet(2, "d/1", "r1/2"), told(3, { type: "ink_wiped" }));
    expect([ids(wiped.paper), wiped.whole]).toEqual([[], true]);

    const drew = follow(wiped.paper, told(4, drawn("d/3"))).paper;
    const back = follow(drew, told(5, { type: "strokes_back", strokes: [stroke("r1/2"), stroke("d/1")] }));

    expect(ids(back.paper)).toEqual(["d/1", "r1/2", "d/3"]);
    expect(author(stroke("r1/2"))).toBe("r1");
    expect(ids(EMPTY)).toEqual([]);
  });
});

describe("the eraser", () => {
  const area = { width: SIDE, height: SIDE, rim: false };
  const line = (tool: Line["tool"], ...points: Point[]): Line => ({
    tool,
    colour: "black",
    width: 1,
    points,
    text: tool === "text" ? "古诗" : "",
  });
  const at = (x: number, y: number, of: Line): boolean => touches(of, p(x, y), area, 10);

  it("takes what it touches, and nothing beside it", () => {
    const pen = line("pen", p(0, 0), p(1000, 0), p(1000, 1000));
    expect([at(500, 5, pen), at(1005, 500, pen), at(500, 500, pen)]).toEqual([true, true, false]);

    const box = line("rectangle", p(0, 0), p(1000, 1000));
    expect([at(1000, 500, box), at(500, 1000, box), at(500, 500, box)]).toEqual([true, true, false]);

    const oval = line("ellipse", p(0, 0), p(1000, 1000));
    expect([at(0, 500, oval), at(500, 500, oval)]).toEqual([true, false]);

    expect([at(3, 3, line("pen", p(0, 0))), at(90, 3, line("pen", p(0, 0)))]).toEqual([true, false]);
    expect(at(20, 8, line("text", p(0, 0)))).toBe(true);
  });
});

describe("what is drawn on", () => {
  const live = (over: Partial<Snapshot> = {}, board: number | null = null): Snapshot => {
    const state = snapshot(over);
    return { ...state, lesson: { ...state.lesson, phase: "live", board: { page: board, pages: 3 } } };
  };
  const screen = [stream("s", { source: "screen" })];
  const showing = { what: "slides" as const, file: "abc", page: 2, key: "slides:abc:2" };

  it("is the board before slides, and slides before a screen", () => {
    expect(surfaceOf(live())).toBeNull();
    expect(surfaceOf(live({ streams: screen }))).toBe("screen");
    expect(surfaceOf(live({ streams: screen, showing }))).toBe("slides:abc:2");
    expect(surfaceOf(live({ streams: screen, showing }, 3))).toBe("board:3");
  });

  it("is drawn on by whoever is in and may", () => {
    const seat = (rights: "annotate"[], presence: "present" | "waiting" = "present") => ({
      classrooms: [classroom("main"), classroom("r1", { rights, presence })],
    });
    expect(mayDraw(live(seat(["annotate"])))).toBe(true);
    expect(mayDraw(live(seat([])))).toBe(false);
    expect(mayDraw(live(seat(["annotate"], "waiting")))).toBe(false);
    expect(mayDraw(live({ you: "main", part: "delivering" }))).toBe(true);
    const paused = live(seat(["annotate"]));
    expect(mayDraw({ ...paused, lesson: { ...paused.lesson, phase: "paused" } })).toBe(false);
  });
});
