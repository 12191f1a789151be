// When pages speak of resting the eyes, by a clock that is told.
import { describe, expect, it } from "vitest";

import { forTheLecturer, onTheWall } from "../src/lesson/eyes";

const DUE = 1200;

describe("the lecturer's line", () => {
  it.each([
    [899, null],
    [900, ["eyes.soon", { n: 5 }]],
    [1190, ["eyes.soon", { n: 1 }]],
    [1200, ["eyes.overdue", { n: 0 }]],
    [1500, ["eyes.overdue", { n: 5 }]],
  ])("at %i seconds is %j", (now, line) => {
    expect(forTheLecturer(DUE, now)).toEqual(line);
  });

  it("is not there where nothing is said", () => {
    expect(forTheLecturer(null, 5000)).toBeNull();
  });
});

describe("the wall", () => {
  it.each([
    [1199, false],
    [1200, true],
    [1259, true],
    [1260, false],
    [1800, true],
    [1861, false],
  ])("at %i seconds suggests to look far: %j", (now, shown) => {
    expect(onTheWall(DUE, now)).toBe(shown);
  });

  it("says nothing where nothing is due", () => {
    expect(onTheWall(null, 5000)).toBe(false);
  });
});
