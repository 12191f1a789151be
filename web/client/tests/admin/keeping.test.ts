import { describe, expect, it } from "vitest";

import { endOf, standOf, stepsFrom } from "../../src/admin/keeping/state";
import type { Sanction } from "../../src/api/types";

const NOW = 1_000_000;
const sanction = (fields: Partial<Sanction> = {}): Sanction => ({
  id: "s1",
  kind: "people",
  subject: "li",
  step: "suspend",
  reach: "schools",
  place: "centre",
  scope: "/n/centre/",
  reason: "多次辱骂",
  until: NOW + 60,
  made_at: NOW,
  made_by: "clerk",
  report: "",
  lesson: "",
  classroom: "",
  lifted_at: null,
  lifted_by: "",
  lift_reason: "",
  seen_at: null,
  ...fields,
});

describe("a sanction", () => {
  it("is over at its time and no sooner", () => {
    expect(standOf(sanction(), NOW + 59)).toBe("in_force");
    expect(standOf(sanction(), NOW + 60)).toBe("over");
    expect(standOf(sanction({ until: null }), NOW * 10)).toBe("in_force");
  });

  it("says that it was lifted rather than that its time is over", () => {
    expect(standOf(sanction({ lifted_at: NOW + 1 }), NOW + 99)).toBe("lifted");
  });

  it("is read, when it is a warning that was acknowledged", () => {
    expect(standOf(sanction({ step: "warn", until: null }), NOW)).toBe("in_force");
    expect(standOf(sanction({ step: "warn", until: null, seen_at: NOW }), NOW)).toBe("seen");
  });

  it("asks for an end only where there has to be one", () => {
    expect(endOf("limit")).toBe(true);
    expect(endOf("suspend")).toBeNull();
    expect([endOf("warn"), endOf("close")]).toEqual([false, false]);
  });
});

describe("a report", () => {
  it("is decided once and then only decided otherwise", () => {
    expect(stepsFrom("new")).toEqual(["looked_at", "upheld", "dismissed"]);
    expect(stepsFrom("looked_at")).toEqual(["upheld", "dismissed"]);
    expect(stepsFrom("upheld")).toEqual(["dismissed"]);
    expect(stepsFrom("dismissed")).toEqual(["upheld"]);
  });
});
