import { describe, expect, it } from "vitest";

import { layout } from "../src/lesson/layout";
import type { Shown } from "../src/lesson/state";
import type { Layout } from "../src/protocol";
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

describe("a layout the lecturer chose", () => {
  const lit = seen("lit", "spotlight", { classroom: "r4" });

  it.each<[string, Layout, Shown[], string, string[], string[]]>([
    ["the spotlight is large", "speaker", [lecturer, lit], "side", ["lit"], ["lecturer"]],
    [
      "the spotlight takes the place even of a screen, which stays to be read",
      "speaker",
      [screen, corner, lit],
      "side",
      ["lit"],
      ["screen", "corner"],
    ],
    ["side by side", "side_by_side", [lecturer, stage], "split", ["lecturer", "stage"], []],
    [
      "side by side, the others in a column",
      "side_by_side",
      [lecturer, stage, second],
      "side",
      ["lecturer", "stage"],
      ["second"],
    ],
    [
      "a screen beside the spotlight",
      "side_by_side",
      [screen, corner, lit],
      "side",
      ["screen", "lit"],
      ["corner"],
    ],
    ["side by side with nobody", "side_by_side", [lecturer], "solo", ["lecturer"], []],
    [
      "a grid of everybody",
      "grid",
      [lecturer, stage, second],
      "grid",
      ["lecturer", "stage", "second"],
      [],
    ],
    ["a screen is in no grid", "grid", [screen, stage], "side", ["screen"], ["stage"]],
    ["a grid of one", "grid", [lecturer], "solo", ["lecturer"], []],
    [
      "the surface keeps the room, also from the spotlight",
      "surface",
      [screen, corner, stage, lit],
      "surface",
      ["screen"],
      ["lit", "corner", "stage"],
    ],
    ["no surface to enlarge", "surface", [lecturer, stage], "split", ["lecturer"], ["stage"]],
  ])("%s", (_name, wish, views, name, main, side) => {
    const arranged = layout(views, wish);

    expect(arranged.name).toBe(name);
    expect(names(arranged.main)).toEqual(main);
    expect(names(arranged.side)).toEqual(side);
  });

  it.each<Layout>(["speaker", "side_by_side", "grid", "surface"])("%s loses nobody", (wish) => {
    const views = [lecturer, corner, stage, second, lit, sound];

    const { main, side } = layout(views, wish);

    expect(names([...main, ...side]).sort()).toEqual(
      ["corner", "lecturer", "lit", "second", "stage"].sort(),
    );
  });
});
