import { describe, expect, it } from "vitest";

import type { Lesson } from "../../src/admin/timetable/lessons";
import { picture } from "../../src/admin/timetable/today/picture";
import { next } from "../../src/admin/timetable/today/steps";
import { inOrder, troubles, type SeenAt, type Trouble } from "../../src/admin/timetable/today/trouble";
import { stateOf } from "../../src/admin/timetable/week/card";

const BELL = 1_788_222_600; // 08:30 in Shanghai
const MINUTE = 60;
const END = BELL + 40 * MINUTE;

function lesson(of: Partial<Lesson> = {}, tally: Partial<Lesson["tally"]> = {}): Lesson {
  const seat = { classroom: "far", reached: true, lost_minutes: 0 };
  return {
    ...{ id: "l", scope: "/s/", term: "t", pairing: "p", slot: "s", day: "2026-09-01" },
    ...{ starts_at: BELL, ends_at: END, usual_at: BELL, title: "音乐", subject: "music" },
    ...{ mode: "dedicated", classroom: "near", lecturer: "chen", school_class: null, cap: 8 },
    receivers: [{ classroom: "far", assistant: null, school_class: null }],
    ...{ state: "planned", into: "", merged_from: [], reason: "", phase: null, recording: null },
    ...of,
    tally: {
      ...{ lesson: "l", held: false, missed: false, cancelled: false, merged: false },
      ...{ planned_minutes: 40, late_minutes: 0, lost_minutes: 0, seats: [seat] },
      ...tally,
    },
  };
}

const EARLY = 15 * MINUTE;
type Asked = [lesson: Lesson, now: number, seen: SeenAt | null, early?: number];
const found = (...[of, now, seen, early = EARLY]: Asked): Trouble[] => troubles(of, now, seen, early);
const codes = (...asked: Asked): string[] => found(...asked).map(({ code }) => code);
const on = new Map([
  ["near", BELL],
  ["far", BELL],
]);

describe("what is wrong with a lesson", () => {
  it("is nothing while it goes as planned", () => {
    expect(codes(lesson(), BELL - 3600, null)).toEqual([]);
    expect(codes(lesson({ phase: "live", state: "opened" }), BELL + 300, on)).toEqual([]);
    expect(codes(lesson({ phase: "ended", state: "ended" }, { held: true }), END, on)).toEqual([]);
  });

  it("is that it has not begun, one minute after the bell", () => {
    expect(codes(lesson({ phase: "open" }), BELL + 30, on)).toEqual([]);
    expect(found(lesson({ phase: "open" }), BELL + 180, on)[0]).toMatchObject({
      code: "not_begun",
      bad: true,
      minutes: 3,
    });
  });

  it("is that it was not held at all", () => {
    expect(codes(lesson({}, { missed: true, lost_minutes: 40 }), END, on)).toEqual(["missed"]);
  });

  it("is a classroom that is not there, by its name", () => {
    const seats = [{ classroom: "far", reached: false, lost_minutes: 5 }];

    const said = found(lesson({ phase: "live", state: "opened" }, { seats }), BELL + 300, on);

    expect(said[0]).toMatchObject({ code: "absent", bad: true, who: "far" });
  });

  it("is a classroom that was away, but not what all lost together", () => {
    const seats = [{ classroom: "far", reached: true, lost_minutes: 12 }];
    const live = { phase: "live" as const, state: "opened" as const };

    expect(codes(lesson(live, { held: true, seats }), BELL + 1800, on)).toEqual(["was_away"]);
    expect(codes(lesson(live, { held: true, lost_minutes: 12, seats }), BELL + 1800, on)).toEqual([]);
  });

  it("is a recording that fails while the lesson is on, and a class that is not recorded", () => {
    const recording = {
      on: true,
      alarms: [{ alarm: "silent" as const, since: BELL, classroom: "near", source: "microphone" as const }],
      withheld: ["far"],
    };
    const live = { phase: "live" as const, state: "opened" as const, recording };

    expect(found(lesson(live, { held: true }), BELL + 300, on)).toMatchObject([
      { code: "recording_alarm", alarm: "silent", who: "near", bad: true },
      { code: "withheld", who: "far", bad: false },
    ]);
    expect(codes(lesson({ ...live, phase: "ended" }, { held: true }), END, on)).toEqual([]);
  });

  it("is a classroom without a PC, or whose PC is off, shortly before the bell and not all day", () => {
    const off = new Map([["near", BELL - 3600]]);

    expect(codes(lesson(), BELL - 3600, off)).toEqual([]);
    expect(codes(lesson(), BELL - 300, off)).toEqual(["device_off", "no_device"]);
    expect(codes(lesson(), BELL - 300, null)).toEqual([]); // one may not know
  });

  it("is nothing for what was called off", () => {
    expect(codes(lesson({ state: "cancelled" }), END, on)).toEqual([]);
  });
});

describe("the order of today", () => {
  it("begins with what somebody must do something about now", () => {
    const lessons = [
      lesson({ id: "over", starts_at: BELL - 7200, ends_at: BELL - 4800, state: "ended" }, { held: true }),
      lesson({ id: "to come", starts_at: BELL + 7200, ends_at: BELL + 9600 }),
      lesson({ id: "live", phase: "live", state: "opened" }),
      lesson({ id: "late", phase: "open", state: "opened" }),
      lesson({ id: "missed", starts_at: BELL - 9000, ends_at: BELL - 7000 }, { missed: true }),
    ];

    const order = inOrder(lessons, BELL + 600, null, EARLY).map((each) => each.lesson.id);

    expect(order).toEqual(["late", "missed", "live", "to come", "over"]);
  });
});

describe("the state in one word", () => {
  it.each([
    ["planned", {}, {}],
    ["moved", { usual_at: BELL - 86400 }, {}],
    ["live", { phase: "hold", state: "opened" }, {}],
    ["held", { phase: "ended", state: "ended" }, { held: true }],
    ["missed", {}, { missed: true }],
    ["cancelled", { state: "cancelled" }, {}],
    ["merged", { state: "merged" }, {}],
  ] as [string, Partial<Lesson>, Partial<Lesson["tally"]>][])("is %s", (word, of, tally) => {
    expect(stateOf(lesson(of, tally))).toBe(word);
  });
});

describe("the picture of the day", () => {
  it("has a line for each classroom and its lessons in their places", () => {
    const second = lesson({ id: "2", starts_at: BELL + 3600, ends_at: BELL + 6000 });

    const { lines, start, end } = picture([lesson(), second]);

    expect(lines.map(({ classroom }) => classroom)).toEqual(["near", "far"]);
    expect(lines[0]?.stripes.map(({ delivers }) => delivers)).toEqual([true, true]);
    expect((end - start) % 3600).toBe(0);
    for (const stripe of lines.flatMap(({ stripes }) => stripes)) {
      expect(stripe.from).toBeGreaterThanOrEqual(0);
      expect(stripe.from + stripe.width).toBeLessThanOrEqual(100);
    }
  });

  it("leaves out what would not fit, and says how many", () => {
    const many = Array.from({ length: 50 }, (_, n) => lesson({ id: `${n}`, classroom: `room ${n}` }));

    expect(picture(many, 40)).toMatchObject({ hidden: 11 }); // 50 and the one that receives
  });
});

describe("the way to the first lesson", () => {
  it("goes on with the first step that nothing was done for", () => {
    const steps = [
      { kind: "schools", total: 4 },
      { kind: "terms", total: 0 },
      { kind: "pairings", total: 0 },
    ];

    expect(next(steps)).toBe("terms");
    expect(next(steps.map((step) => ({ ...step, total: 1 })))).toBeNull();
  });
});
