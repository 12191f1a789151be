import { afterEach, describe, expect, it } from "vitest";

import { dayAndTime } from "../../src/admin/time";
import { setZone } from "../../src/admin/timetable/zone";
import { session } from "../../src/signin/session";
import { time } from "../../src/signin/say";
import type { SignedIn } from "../../src/api/types";

const EVENING = Date.parse("2026-09-01T16:30:00Z") / 1000; // half past midnight in Shanghai

describe("an instant", () => {
  afterEach(() => (session.value = null));

  it("is said by the schools' clock on the clerks' pages", () => {
    setZone("Asia/Shanghai");
    expect(dayAndTime(EVENING)).toMatch(/09.02/);

    setZone("Europe/London");
    expect(dayAndTime(EVENING)).toMatch(/09.01.*17:30/);
  });

  it("is said by the schools' clock on the start page", () => {
    session.value = { zone: "Asia/Kathmandu" } as SignedIn;

    expect(time(EVENING)).toBe("22:15");
  });
});
