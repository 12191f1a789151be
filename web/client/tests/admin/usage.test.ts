import { describe, expect, it } from "vitest";

import { byMonth, bySchool, figure, largest, lastMonths, marks, size, sum } from "../../src/admin/recordings/usage";

const GB = 1e9;
const ITEMS = [
  { month: "2026-09", school: "a", recordings: 2, hours: 1.5, bytes: 0 }, // deleted since
  { month: "2026-11", school: "a", recordings: 1, hours: 0.5, bytes: GB },
  { month: "2026-11", school: "b", recordings: 1, hours: 0.75, bytes: 3 * GB },
];

describe("what recordings take", () => {
  it("is asked for twelve months, over the turn of the year", () => {
    const months = lastMonths("2026-11-23");

    expect([months.length, months[0], months[1], months[2], months[11]]).toEqual([12, "2025-12", "2026-01", "2026-02", "2026-11"]);
  });

  it("is summed by month, also where nothing was recorded", () => {
    expect(byMonth(ITEMS, lastMonths("2026-11-01", 3))).toEqual([
      { id: "2026-09", recordings: 2, hours: 1.5, bytes: 0 },
      { id: "2026-10", recordings: 0, hours: 0, bytes: 0 },
      { id: "2026-11", recordings: 2, hours: 1.25, bytes: 4 * GB },
    ]);
    expect(sum(ITEMS)).toEqual({ recordings: 4, hours: 2.75, bytes: 4 * GB });
  });

  it("is summed by school, the largest of what is compared first", () => {
    expect(bySchool(ITEMS, "bytes").map(({ id, bytes }) => [id, bytes])).toEqual([["b", 3 * GB], ["a", GB]]);
    expect(bySchool(ITEMS, "hours").map(({ id, hours }) => [id, hours])).toEqual([["a", 2], ["b", 0.75]]);
  });

  it("of many schools shows the largest, and loses nothing in the rest", () => {
    const many = Array.from({ length: 12 }, (_, n) => ({ id: `${n}`, recordings: 1, hours: 1, bytes: GB }));

    const { shown, rest, others } = largest(many);

    expect([shown.length, others, rest]).toEqual([10, 2, { recordings: 2, hours: 2, bytes: 2 * GB }]);
    expect(largest(many.slice(1))).toMatchObject({ others: 0, shown: many.slice(1) });
  });

  it.each([
    [0, "0"],
    [40_000, "<0.1 MB"],
    [350e6, "350 MB"],
    [2.34 * GB, "2.3 GB"],
    [1520 * GB, "1.5 TB"],
  ])("%d bytes are said as %s", (bytes, said) => expect(size(bytes)).toBe(said));

  it("says hours with their thousands, and never nothing for a little", () => {
    expect([figure(0), figure(0.02), figure(12.34), figure(1234.5)]).toEqual(["0", "<0.1", "12.3", "1,235"]);
  });

  it.each([
    [0, [0, 1]],
    [7, [0, 2, 4, 6, 8]],
    [40, [0, 10, 20, 30, 40]],
    [0.3, [0, 0.1, 0.2, 0.3]],
  ])("an axis up to %d is marked at %j", (most, at) => {
    expect(marks(most).map((each) => Number(each.toFixed(6)))).toEqual(at);
  });
});
