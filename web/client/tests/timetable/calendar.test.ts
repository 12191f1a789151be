import { describe, expect, it } from "vitest";

import type { BellSchedule, CalendarDay } from "../../src/api/kinds";
import { bellsOn, Days, periods, termAt } from "../../src/admin/timetable/calendar";
import { clock } from "../../src/admin/timetable/days";

const SCHOOL = "/province/county/school/";

function said(of: Partial<CalendarDay>): CalendarDay {
  const bare = { id: "d", version: 1, scope: "/", region: null, school: null, follows: null };
  return { ...bare, day: "2026-10-01", kind: "holiday", name: "国庆节", ...of };
}

function bells(id: string, first: string | null, last: string | null = null): BellSchedule {
  const of = { id, version: 1, scope: SCHOOL, school: "school", name: id };
  return { ...of, periods: [{ start: "08:00", end: "08:40" }], first_day: first, last_day: last };
}

describe("what the calendar says of a day", () => {
  it("is the day's own weekday when nobody says otherwise", () => {
    expect(new Days().weekday("2026-10-01", SCHOOL)).toBe(4);
  });

  it("has no lessons on a holiday of the county around the school", () => {
    const days = new Days([said({ region: "county" })]);

    expect(days.weekday("2026-10-01", SCHOOL)).toBeNull();
    expect(days.weekday("2026-10-01", "/province/other/school/")).toBe(4);
  });

  it("follows the weekday that a make-up day names", () => {
    const made = said({ region: "province", day: "2026-10-10", kind: "make_up", follows: 4 });

    expect(new Days([made]).weekday("2026-10-10", SCHOOL)).toBe(4);
  });

  it("lets the school's own calendar win over its county's", () => {
    const days = new Days([
      said({ region: "county" }),
      said({ school: "school", kind: "make_up", follows: 4, name: "照常上课" }),
    ]);

    expect(days.weekday("2026-10-01", SCHOOL)).toBe(4);
    expect(days.on("2026-10-01", SCHOOL)?.name).toBe("照常上课");
  });
});

describe("bells and terms", () => {
  it("rings the bells that came into force last", () => {
    const all = [bells("usual", null), bells("winter", "2026-10-01"), bells("next", "2027-03-01")];

    expect(bellsOn(all, "2026-09-01")?.id).toBe("usual");
    expect(bellsOn(all, "2026-11-01")?.id).toBe("winter");
  });

  it("has no bells outside the days of those there are", () => {
    expect(bellsOn([bells("summer", "2026-05-01", "2026-09-30")], "2026-10-01")).toBeNull();
  });

  it("shows the coming term during the holidays", () => {
    const term = (id: string, first_day: string, last_day: string) => ({
      ...{ id, version: 1, scope: "/", region: "r", name: id },
      ...{ first_day, last_day },
    });
    const terms = [
      term("autumn", "2026-09-01", "2027-01-20"),
      term("spring", "2027-02-25", "2027-07-05"),
    ];

    expect(termAt(terms, "2026-12-01")?.id).toBe("autumn");
    expect(termAt(terms, "2027-02-01")?.id).toBe("spring");
    expect(termAt(terms, "2028-02-01")?.id).toBe("spring");
    expect(termAt([], "2028-02-01")).toBeNull();
  });

  it("makes periods with a long break at noon, and none past midnight", () => {
    const pattern = { first: "10:00", count: 3, length: 40, pause: 10 };

    const made = periods({ ...pattern, long: { after: 2, minutes: 120 } }, clock);

    expect(made.map(({ start }) => start)).toEqual(["10:00", "10:50", "13:30"]);
    expect(periods({ ...pattern, first: "23:00", long: null }, clock)).toHaveLength(1);
  });
});
