import { describe, expect, it } from "vitest";

import type { Snapshot } from "../src/protocol";
import { reportable } from "../src/talk/reporting";
import { classroom, snapshot } from "./lesson";

const there = (over: Partial<Snapshot> = {}): Snapshot =>
  snapshot({ classrooms: [classroom("main"), classroom("r1"), classroom("r2")], ...over });
const keys = (state: Snapshot, drew: string[] = []): string[] =>
  reportable(state, drew).map(({ what, id }) => `${what}/${id}`);
const file = (id: string, by: string): Snapshot["files"][number] => ({
  id,
  name: `${id}.pdf`,
  kind: "pdf",
  size: 1,
  pages: 2,
  by,
  at: 0,
});

describe("what can be reported", () => {
  it("is what others send, and nothing of one's own", () => {
    const files = [file("a", "r1"), file("b", "r2")];

    expect(keys(there({ files }), ["r1", "r2", "r2"])).toEqual([
      "stream/main",
      "stream/r2",
      "file/b",
      "stroke/r2",
    ]);
  });

  it("is the notice and the slides too, but not for who put them there", () => {
    const state = there({ files: [file("a", "main")] });
    const shown = {
      ...state,
      lesson: { ...state.lesson, notice: "n" },
      showing: { what: "slides" as const, file: "a", page: 1, key: "slides:a:1" },
    };

    expect(keys(shown)).toContain("notice/notice");
    expect(keys(shown)).toContain("slide/a");
    expect(keys({ ...shown, you: "main", part: "delivering" })).toEqual(["stream/r1", "stream/r2"]);
  });
});
