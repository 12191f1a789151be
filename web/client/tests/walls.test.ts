import { describe, expect, it } from "vitest";

import { onWalls } from "../src/teach/walls";
import { classroom, snapshot, stream } from "./lesson";

const names = (list: { stream: { producer: string } }[]): string[] =>
  list.map(({ stream: { producer } }) => producer);

function lesson(over: object = {}, phase: "live" | "paused" = "live") {
  const base = snapshot();
  return snapshot({
    you: "main",
    part: "delivering",
    classrooms: [classroom("main"), classroom("r1"), classroom("r2", { rights: ["audio"] })],
    streams: [
      stream("p-main"),
      stream("p-r1", { classroom: "r1" }),
      stream("d-r1", { classroom: "r1", source: "document", paused: true }),
      stream("p-r2", { classroom: "r2" }),
    ],
    lesson: { ...base.lesson, phase, ...over },
  });
}

describe("what the lecturer is shown of the walls", () => {
  it("is the lecturer alone while nobody was called", () => {
    const arranged = onWalls(lesson(), "camera", true);

    expect([arranged.name, names(arranged.main)]).toEqual(["solo", ["p-main"]]);
  });

  it("is the screen with the camera beside it", () => {
    const arranged = onWalls(lesson(), "screen", true);

    expect(names(arranged.main)).toEqual(["own-screen"]);
    expect(names(arranged.side)).toEqual(["p-main"]);
  });

  it("has a classroom on stage by what it shows, once, in the layout", () => {
    const state = lesson({ stage: ["r1"], spotlight: "r1", layout: "side_by_side" });

    const arranged = onWalls(state, "camera", true);

    expect(names([...arranged.main, ...arranged.side])).toEqual(["p-main", "p-r1"]);
  });

  it("has nobody whose picture is off, and in a pause the lecturer alone", () => {
    expect(names(onWalls(lesson({ spotlight: "r2" }), "camera", true).main)).toEqual(["p-main"]);
    const paused = onWalls(lesson({ stage: ["r1"] }, "paused"), "camera", true);
    expect(names([...paused.main, ...paused.side])).toEqual(["p-main"]);
  });
});
