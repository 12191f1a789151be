// A class's guardians answered for, and the notice they are given.
import { describe, expect, it } from "vitest";

import type { Consent, Pupil } from "../../src/api/kinds";
import { unfinished, PASSAGES, type Texts } from "../../src/admin/privacy/notice";
import { answers, fill, orders, possible } from "../../src/admin/privacy/roster";
import { START } from "../../src/admin/privacy/start";

const pupil = (id: string, consent: Consent): Pupil => ({
  id,
  version: 1,
  scope: "/a/",
  school_class: "c",
  name: `学生${id}`,
  number: id,
  consent,
});

const CLASS = [pupil("1", "unasked"), pupil("2", "given"), pupil("3", "refused")];

describe("a roster", () => {
  it("records only rows with an answer, and knows which they were", () => {
    const all = answers(CLASS, "mother").map((each, row) =>
      row === 1 ? { ...each, said: "withdrawn" as const, guardian: " 王芳 " } : each,
    );

    const { items, rows } = orders(all, "n1");

    expect(rows).toEqual([1]);
    expect(items).toEqual([
      { pupil: "2", said: "withdrawn", relation: "mother", guardian: "王芳", notice: "n1" },
    ]);
  });

  it("fills in consent only for those who have not been asked", () => {
    expect(fill(answers(CLASS, "father")).map((each) => each.said)).toEqual(["given", null, null]);
  });

  it("withdraws only what was given", () => {
    const [unasked, given] = answers(CLASS, "father");

    expect(unasked && possible(unasked, "withdrawn")).toBe(false);
    expect(given && possible(given, "withdrawn")).toBe(true);
  });
});

describe("a notice", () => {
  it("begins with blanks that only the school can fill, and is not finished before", () => {
    expect(unfinished(START)).toEqual(["zh", "en"]);
  });

  it("is finished when every passage is written in both languages", () => {
    const text = Object.fromEntries(PASSAGES.map((each) => [each, "写好了"])) as unknown as Texts["zh"];

    expect(unfinished({ zh: text, en: text })).toEqual([]);
    expect(unfinished({ zh: text, en: { ...text, rights: " " } })).toEqual(["en"]);
  });
});

describe("the notice a school begins with", () => {
  it("promises nothing that this version does not do", () => {
    const said = JSON.stringify(START);

    expect(said).not.toMatch(/点名|roll/i);
    expect(START.zh.security).not.toMatch(/看过/);
    expect(START.en.security).not.toMatch(/who saw/i);
  });
});
