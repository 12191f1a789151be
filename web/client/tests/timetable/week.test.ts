import { describe, expect, it } from "vitest";

import { collisions, needs, type Needing } from "../../src/admin/timetable/week/collisions";
import {
  cells,
  columnsOf,
  hourRows,
  periodRows,
  rowOf,
  step,
  timeIn,
} from "../../src/admin/timetable/week/grid";

const PERIODS = [
  { start: "08:00", end: "08:40" },
  { start: "08:50", end: "09:30" },
  { start: "14:00", end: "14:40" },
];
const rows = periodRows(PERIODS);

function lesson(id: string, of: Partial<Needing> = {}): Needing {
  const takes = { classroom: "a1", lecturer: "chen", school_class: null };
  const receivers = [{ classroom: "b1", assistant: "li", school_class: "b-3" }];
  return {
    ...{ id, pairing: "p", title: "音乐", weekday: 2, start: "08:00", end: "08:40" },
    needs: needs({ ...takes, receivers }),
    ...of,
  };
}

describe("where a card lies", () => {
  it("lies in the period it shares most with, though its times are its own", () => {
    expect(rowOf(rows, { start: "08:30", end: "09:20" })).toBe(1);
    expect(rowOf(rows, { start: "13:00", end: "13:30" })).toBe(2);
  });

  it("shares a cell with whatever else is there, by time", () => {
    const late = lesson("late", { start: "08:10" });

    const found = cells(rows, [late, lesson("early"), lesson("other", { weekday: 3 })]);

    expect(found.get("2 0")?.map(({ id }) => id)).toEqual(["early", "late"]);
    expect(found.get("3 0")).toHaveLength(1);
  });

  it("shows the weekend only when something is there", () => {
    expect(columnsOf([])).toEqual([1, 2, 3, 4, 5]);
    expect(columnsOf([{ weekday: 6 }])).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("has the hours that hold everything when there are no bells", () => {
    const hours = hourRows([{ start: "07:20", end: "07:50" }]);

    expect(hours[0]).toEqual({ period: null, start: "07:00", end: "08:00" });
    expect(hours[hours.length - 1]?.end).toBe("17:00");
    expect(hours[1] && timeIn(hours[1], 45)).toEqual({ start: "08:00", end: "08:45" });
  });

  it("walks the cells by keyboard and stays inside", () => {
    const days = [1, 2, 3, 4, 5];

    expect(step({ weekday: 5, row: 0 }, "ArrowRight", days, 3)).toEqual({ weekday: 5, row: 0 });
    expect(step({ weekday: 5, row: 0 }, "ArrowLeft", days, 3)).toEqual({ weekday: 4, row: 0 });
    expect(step({ weekday: 1, row: 2 }, "ArrowDown", days, 3)).toEqual({ weekday: 1, row: 2 });
    expect(step({ weekday: 1, row: 2 }, "Home", days, 3)).toEqual({ weekday: 1, row: 0 });
  });
});

describe("what cannot be at once", () => {
  const place = { weekday: 2, start: "08:00", end: "08:40" };

  it("names who and what is taken", () => {
    const other = lesson("art", {
      needs: new Map([
        ["b1", "classroom_taken"],
        ["wang", "lecturer_taken"],
      ]),
    });

    const found = collisions(lesson("moving", { weekday: 4 }), place, [other]);

    expect(found.map(({ code, who }) => [code, who])).toEqual([["classroom_taken", "b1"]]);
  });

  it("does not collide with itself, another day, or the period after", () => {
    const others = [
      lesson("moving"),
      lesson("other day", { weekday: 3 }),
      lesson("after", { start: "08:40", end: "09:20" }),
    ];

    expect(collisions(lesson("moving"), place, others)).toEqual([]);
  });

  it("does not collide with a slot of other weeks of the term", () => {
    const first = lesson("first half", { last_day: "2026-10-31" });
    const second = lesson("second half", { first_day: "2026-11-01" });

    expect(collisions(second, place, [first])).toEqual([]);
    expect(collisions(lesson("all term"), place, [first])).not.toEqual([]);
  });
});
