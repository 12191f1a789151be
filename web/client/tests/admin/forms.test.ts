import { describe, expect, it } from "vitest";

import { merge } from "../../src/admin/form/merge";
import { begin, finish, problemsOf, sent } from "../../src/admin/form/values";
import type { Thing } from "../../src/admin/kinds/description";

const school = { region: "x1", name: "一小", code: "2530", kind: "urban" };

describe("a form's values", () => {
  it("begin with the defaults and with what is given", () => {
    const values = begin("classrooms", null, { school: "s1" });

    expect(values).toMatchObject({ school: "s1", name: "", cameras: 1, line: "fibre" });
  });

  it("are the thing's own, without what the store and others set", () => {
    const pupil = { id: "p", version: 2, scope: "/s/", school_class: "k", name: "李", number: "1" };

    const values = begin("pupils", { ...pupil, consent: "given" } as Thing);

    expect(Object.keys(values).sort()).toEqual(["name", "number", "school_class"]);
    expect(sent("pupils")).not.toContain("consent");
  });

  it("do not change the thing while they are being changed", () => {
    const grants = [{ role: "lecturer", scope: "/s/" }];
    const person = { id: "p", version: 1, scope: "/", grants } as unknown as Thing;

    (begin("people", person).grants as unknown[]).pop();

    expect(person.grants).toHaveLength(1);
  });

  it("are sent trimmed, and null for what may be nothing", () => {
    const told = finish("regions", { parent: "", name: " 青山县 ", kind: "county", code: "530902" });

    expect(told).toEqual({ parent: null, name: "青山县", kind: "county", code: "530902" });
  });
});

describe("what can be told to be wrong before it is sent", () => {
  const codes = (values: object): string[] =>
    problemsOf("schools", { ...school, ...values }).map(({ field, code }) => `${field} ${code}`);

  it("is nothing when all is well", () => {
    expect(codes({})).toEqual([]);
  });

  it("is everything at once", () => {
    expect(codes({ name: "", code: "有 空格", kind: null })).toEqual([
      "name missing",
      "code bad_pattern",
      "kind missing",
    ]);
  });

  it("is a text that is too long, with how long it may be", () => {
    const [problem] = problemsOf("schools", { ...school, name: "长".repeat(61) });

    expect(problem).toEqual({ field: "name", code: "too_long", about: { limit: 60 } });
  });

  it("is a person who belongs nowhere", () => {
    const person = { number: "1", real_name: "王", display_name: "王", grants: [] };

    expect(problemsOf("people", person).map(({ code }) => code)).toEqual(["missing"]);
    expect(problemsOf("people", { ...person, region: "x1" })).toEqual([]);
  });
});

describe("two who changed the same thing", () => {
  it("lose nothing that only one of them changed", () => {
    const merged = merge(school, { ...school, name: "实验小学" }, { ...school, code: "2531" });

    expect(merged.values).toEqual({ ...school, name: "实验小学", code: "2531" });
    expect(merged.theirs).toEqual(["code"]);
    expect(merged.both).toEqual([]);
  });

  it("are asked about what both changed", () => {
    const merged = merge(school, { ...school, name: "甲" }, { ...school, name: "乙" });

    expect(merged.both).toEqual([{ field: "name", mine: "甲", theirs: "乙" }]);
  });

  it("are not asked when both did the same", () => {
    const merged = merge(school, { ...school, name: "甲" }, { ...school, name: "甲" });

    expect([merged.both, merged.theirs]).toEqual([[], []]);
  });
});
