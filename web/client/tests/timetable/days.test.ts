import { describe, expect, it } from "vitest";

import {
  addDays,
  clock,
  daysBetween,
  monthGrid,
  monthsBetween,
  overlap,
  weekday,
  weekNumber,
  weekOf,
} from "../../src/admin/timetable/days";
import { at, instant, setZone, span } from "../../src/admin/timetable/zone";

describe("days of the calendar", () => {
  it("goes over the ends of months, years and leap days", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
  });

  it("begins the week on Monday, also for a Sunday", () => {
    expect(weekday("2026-09-06")).toBe(7);
    expect(weekOf("2026-09-06")[0]).toBe("2026-08-31");
    expect(weekOf("2026-09-06")).toHaveLength(7);
  });

  it("counts a term's weeks from the one it begins in", () => {
    expect(weekNumber("2026-09-02", "2026-09-02")).toBe(1);
    expect(weekNumber("2026-09-06", "2026-09-02")).toBe(1);
    expect(weekNumber("2026-09-07", "2026-09-02")).toBe(2);
  });

  it("lays a month out in whole weeks", () => {
    const grid = monthGrid("2026-09");

    expect(grid.every((week) => week.length === 7)).toBe(true);
    expect(grid[0]).toEqual([
      null,
      "2026-09-01",
      "2026-09-02",
      "2026-09-03",
      "2026-09-04",
      "2026-09-05",
      "2026-09-06",
    ]);
    expect(grid.flat().filter(Boolean)).toHaveLength(30);
  });

  it("names the months of a term over the new year", () => {
    expect(monthsBetween("2026-11-20", "2027-01-15")).toEqual(["2026-11", "2026-12", "2027-01"]);
  });

  it("gives no endless list for a last day that lies far off", () => {
    expect(daysBetween("2026-01-01", "9999-12-31").length).toBeLessThanOrEqual(400);
    expect(daysBetween("2026-01-02", "2026-01-01")).toEqual([]);
  });
});

describe("times of the day", () => {
  it("does not count lessons that touch as overlapping", () => {
    expect(overlap({ start: "08:00", end: "08:40" }, { start: "08:40", end: "09:20" })).toBe(false);
    expect(overlap({ start: "08:00", end: "08:41" }, { start: "08:40", end: "09:20" })).toBe(true);
  });

  it("stays within the day", () => {
    expect(clock(1500)).toBe("23:59");
    expect(clock(-5)).toBe("00:00");
  });
});

describe("the school's clock", () => {
  it("shows an instant as it is at school, wherever the reader sits", () => {
    expect(at(1_788_222_600, "Asia/Shanghai")).toEqual({ day: "2026-09-01", time: "08:30" });
    expect(at(1_788_222_600, "America/New_York").day).toBe("2026-08-31");
  });

  it("finds the instant of a day and time again, also when the clocks have changed", () => {
    for (const zone of ["Asia/Shanghai", "Europe/Berlin", "Asia/Urumqi"])
      for (const day of ["2026-03-28", "2026-03-29", "2026-10-25", "2026-07-01"])
        expect(at(instant(day, "08:30", zone), zone)).toEqual({ day, time: "08:30" });
  });

  it("keeps to the zone that it knows when it is told one that there is not", () => {
    setZone("Asia/Shanghai");
    setZone("Nowhere/At_All");

    expect(span({ starts_at: 1_788_222_600, ends_at: 1_788_225_000 })).toEqual({
      start: "08:30",
      end: "09:10",
    });
  });
});
