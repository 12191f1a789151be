import { describe, expect, it } from "vitest";

import { apply, may, shown } from "../src/lesson/state";
import type { Change, Snapshot, StreamState } from "../src/protocol";
import { classroom, snapshot, stream } from "./lesson";

const changed = (version: number, ...changes: Change[]) => ({
  type: "changed" as const,
  version,
  changes,
});
const opened = (s: StreamState): Change => ({ type: "stream_changed", stream: s });

describe("a lesson's state", () => {
  it("is what the snapshot says, whatever was known before", () => {
    const later = snapshot({ version: 9 });
    const restarted = snapshot({ version: 1 });

    const { state, gap } = apply(later, restarted);

    expect(state).toBe(restarted);
    expect(gap).toBe(false);
  });

  it("takes the next number", () => {
    const before = snapshot({ version: 4 });

    const { state } = apply(
      before,
      changed(5, { type: "lesson_changed", lesson: { ...before.lesson, phase: "live" } }),
    );

    expect(state?.version).toBe(5);
    expect(state?.lesson.phase).toBe("live");
    expect(before.lesson.phase).toBe("open");
  });

  it("drops a number it has seen", () => {
    const before = snapshot({ version: 4 });

    const { state, gap } = apply(before, changed(4, opened(stream("p1"))));

    expect(state).toBe(before);
    expect(gap).toBe(false);
  });

  it("asks again when a number is missing, and changes nothing", () => {
    const before = snapshot({ version: 4 });

    const { state, gap } = apply(before, changed(6, opened(stream("p1"))));

    expect(state).toBe(before);
    expect(gap).toBe(true);
  });

  it("asks again when a change comes before any snapshot", () => {
    expect(apply(null, changed(1))).toEqual({ state: null, gap: true });
  });

  it.each<[string, Change[], (s: Snapshot) => unknown, unknown]>([
    [
      "a new classroom is added",
      [{ type: "classroom_changed", classroom: classroom("r9") }],
      (s) => s.classrooms.length,
      3,
    ],
    [
      "a known classroom keeps its place",
      [{ type: "classroom_changed", classroom: classroom("main", { presence: "lost" }) }],
      (s) => s.classrooms.map((c) => `${c.id} ${c.presence}`),
      ["main lost", "r1 present"],
    ],
    [
      "a stream opens",
      [opened(stream("p2"))],
      (s) => s.streams.map((x) => x.producer),
      ["p1", "p2"],
    ],
    [
      "a stream pauses",
      [opened(stream("p1", { paused: true }))],
      (s) => s.streams.map((x) => x.paused),
      [true],
    ],
    [
      "a stream closes and takes its views along",
      [{ type: "stream_closed", producer: "p1" }],
      (s) => [s.streams, s.views],
      [[], []],
    ],
    ["views are replaced whole", [{ type: "views_changed", views: [] }], (s) => s.views, []],
    [
      "the media plane goes away",
      [{ type: "media_changed", media: { epoch: null, rtp_capabilities: null } }],
      (s) => s.media.epoch,
      null,
    ],
  ])("%s", (_name, changes, read, expected) => {
    const { state } = apply(snapshot({ version: 1 }), changed(2, ...changes));

    expect(state && read(state)).toEqual(expected);
  });

  it("leaves out a view whose stream is not known yet", () => {
    const state = snapshot({ views: [{ producer: "later", place: "main", layer: 2 }] });

    expect(shown(state)).toEqual([]);
  });
});

describe("rights", () => {
  const room = classroom("r1", { rights: ["video"] });

  it("are those that are switched on", () => {
    const state = snapshot({ classrooms: [room] });

    expect(may(state, room, "video")).toBe(true);
    expect(may(state, room, "audio")).toBe(false);
    expect(may(state, classroom("main"), "screen")).toBe(true);
  });

  it.each([{ phase: "paused" as const }, { forbidden: true }])("are all off: %o", (off) => {
    const state = snapshot({ lesson: { ...snapshot().lesson, ...off } });

    expect(may(state, room, "video")).toBe(false);
  });
});
