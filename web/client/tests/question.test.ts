import { describe, expect, it } from "vitest";

import type { ClassroomState, QuestionState, Reply } from "../src/protocol";
import { reply, rows } from "../src/question/results";
import { classroom } from "./lesson";

const ROOMS: ClassroomState[] = ["r1", "r2", "r3"].map((id) => classroom(id, { name: id }));

function question(kind: QuestionState["kind"], given: Record<string, Partial<Reply>>): QuestionState {
  const answers = Object.entries(given).map(([id, each]) => ({
    classroom: id,
    at: 0,
    reply: reply(each),
    pupils: 0,
  }));
  return {
    id: "q1",
    kind,
    text: "",
    options: kind === "single" || kind === "multiple" || kind === "hands" ? ["A", "B"] : [],
    asked_at: 0,
    closed: false,
    revealed: false,
    answered: answers.length,
    right: null,
    answers,
    per_pupil: false,
    expected: 0,
    pupils: [],
  };
}

const drawn = (asked: QuestionState): [string, number, string[]][] =>
  rows(asked, ROOMS, "yes", "no").map((row) => [
    row.label,
    row.value,
    row.rooms.map(({ name, value }) => `${name} ${value}`),
  ]);

describe("what is drawn of a question's answers", () => {
  it("has every option, also one that nobody chose, and rooms in their own order", () => {
    expect(drawn(question("single", { r3: { options: [1] }, r1: { options: [1] } }))).toEqual([
      ["A", 0, []],
      ["B", 2, ["r1 1", "r3 1"]],
    ]);
  });

  it("counts a room once for each option that it chose", () => {
    expect(drawn(question("multiple", { r1: { options: [0, 1] }, r2: { options: [0] } }))).toEqual([
      ["A", 2, ["r1 1", "r2 1"]],
      ["B", 1, ["r1 1"]],
    ]);
  });

  it("adds up pupils by option where each was asked, room by room", () => {
    const asked = question("single", { r1: { counts: [30, 12] }, r2: { counts: [9, 0] } });

    expect(drawn({ ...asked, per_pupil: true })).toEqual([
      ["A", 39, ["r1 30", "r2 9"]],
      ["B", 12, ["r1 12"]],
    ]);
  });

  it("adds up hands", () => {
    expect(drawn(question("hands", { r1: { counts: [38, 0] }, r2: { counts: [4, 20] } }))).toEqual([
      ["A", 42, ["r1 38", "r2 4"]],
      ["B", 20, ["r2 20"]],
    ]);
  });

  it("names true and false in the page's language", () => {
    expect(drawn(question("true_false", { r2: { options: [1] } })).map(([label]) => label)).toEqual([
      "yes",
      "no",
    ]);
  });

  it("puts the same words together, most said first", () => {
    const said = question("text", { r1: { text: "李" }, r2: { text: "白" }, r3: { text: "白" } });
    expect(drawn(said)).toEqual([
      ["白", 2, ["r2 1", "r3 1"]],
      ["李", 1, ["r1 1"]],
    ]);
  });

  it("says which is right only where that is known", () => {
    const asked = question("number", { r1: { number: 56 }, r2: { number: 54 } });
    expect(rows(asked, ROOMS, "", "").map(({ right }) => right)).toEqual([null, null]);
    const known = { ...asked, right: reply({ number: 56 }) };
    expect(rows(known, ROOMS, "", "").map(({ label, right }) => [label, right])).toEqual([
      ["56", true],
      ["54", false],
    ]);
  });
});
