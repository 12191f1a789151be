// What the export dialog knows without a browser: stretches, sizes, names.

import { describe, expect, it } from "vitest";

import type { Export } from "../src/api/types";
import { fileName, percentOf, secondsOf, sizeOf, stretchOf } from "../src/review/export/films";

describe("a stretch of a film", () => {
  it("is read as people write times", () => {
    const read = ["65", "1:05", "1:02:05", " 62:05 ", "1：05", "", "x", "1:65", "1:70:05", "-1"].map(secondsOf);

    expect(read).toEqual([65, 65, 3725, 3725, 65, null, null, null, null, null]);
  });

  it("ends after its beginning, and within the lesson", () => {
    expect(stretchOf("0:10", "0:20", 40)).toEqual({ from: 10, to: 20 });
    expect(stretchOf("0:10", "9:00", 40)).toEqual({ from: 10, to: 40 });
    expect(stretchOf("0:20", "0:10", 40)).toBeNull();
    expect(stretchOf("0:50", "0:55", 40)).toBeNull();
    expect(stretchOf("0:10", "", 40)).toBeNull();
  });
});

describe("a film", () => {
  it("is never said to be made before it is", () => {
    const film = (state: Export["state"], done: number): Export => ({ state, done, of: 4 }) as Export;

    expect([film("waiting", 0), film("making", 1), film("making", 4), film("done", 3)].map(percentOf)).toEqual([
      0, 25, 99, 100,
    ]);
  });

  it("has a size and a name that any disk takes", () => {
    expect([200_000, 52_400_000, 1_260_000_000].map(sizeOf)).toEqual(["0.2 MB", "52 MB", "1.3 GB"]);
    expect(fileName(["古诗《静夜思》", "2026年9月1日", "a/b: c", ""], "mp4")).toBe("古诗《静夜思》-2026年9月1日-a_b_c.mp4");
  });
});
