import { describe, expect, it } from "vitest";

import { standing } from "../src/assist/standing";
import type { Snapshot } from "../src/protocol";
import { classroom, snapshot } from "./lesson";

function live(over: Partial<Snapshot["lesson"]> = {}, own = {}): Snapshot {
  const base = snapshot({ classrooms: [classroom("main"), classroom("r1", own)] });
  return { ...base, lesson: { ...base.lesson, phase: "live", ...over } };
}

describe("how the assistant's class stands in the lesson", () => {
  it.each([
    ["nobody has entered on the wall", live({}, { presence: "expected" }), "away"],
    ["its page waits at the device check", live({}, { presence: "waiting" }), "away"],
    ["the wall's line broke", live({}, { presence: "lost" }), "lost"],
    ["the door is closed", live({}, { presence: "waiting", knocking: true }), "knocking"],
    ["the lesson has not begun", live({ phase: "open" }), "waiting"],
    ["the lecturer's line broke", live({ phase: "hold" }), "hold"],
    ["the lesson is paused while on stage", live({ phase: "paused", stage: ["r1"] }), "paused"],
    ["another class is on stage", live({ stage: ["r2"] }), "listening"],
    ["all is forbidden", live({ forbidden: true }), "forbidden"],
    ["its class is on stage", live({ stage: ["r2", "r1"] }), "stage"],
  ])("%s", (_, state, said) => {
    expect(standing(state)).toBe(said);
  });
});
