import { describe, expect, it } from "vitest";

import { layout } from "../src/lesson/layout";
import type { Shown } from "../src/lesson/state";
import { seen } from "./lesson";

const lecturer = seen("lecturer", "main");
const screen = seen("screen", "main", { source: "screen" });
const corner = seen("corner", "corner");
const stage = seen("stage", "stage", { classroom: "r2" });
const second = seen("second", "stage", { classroom: "r3" });
const sound = seen("sound", "sound", { source: "microphone", kind: "audio" });

const names = (list: Shown[]): string[] => list.map(({ stream }) => stream.producer);

describe("the wall's layout", () => {
  it.each<[string, Shown[], string, string[], string[]]>([
    ["nothing to see", [], "empty", [], []],
    ["sound alone is nothing to see", [sound], "empty", [], []],
    ["the lecturer alone fills it", [lecturer, sound], "solo", ["lecturer"], []],
    ["lecturer and one classroom share it", [lecturer, stage], "split", ["lecturer"], ["stage"]],
    [
      "two classrooms on stage go into a column",
      [lecturer, stage, second],
      "side",
      ["lecturer"],
      ["stage", "second"],
    ],
    ["slides keep the most room", [screen, corner], "side", ["screen"], ["corner"]],
    ["slides are never halved", [screen, stage], "side", ["screen"], ["stage"]],
    [
      "the lecturer stays above the stage",
      [stage, screen, corner],
      "side",
      ["screen"],
      ["corner", "stage"],
    ],
    ["the stage alone fills it", [stage, second], "stage", ["stage", "second"], []],
    ["a corner without a main picture is the picture", [corner], "solo", ["corner"], []],
  ])("%s", (_name, views, name, main, side) => {
    const arranged = layout(views);

    expect(arranged.name).toBe(name);
    expect(names(arranged.main)).toEqual(main);
    expect(names(arranged.side)).toEqual(side);
  });
});
