import { describe, expect, it } from "vitest";

import { sums } from "../src/admin/inspect/coverage";
import { differences, filled, missing, order } from "../src/admin/inspect/filling";
import { draftOf, freshItem, moved, orderOf, share } from "../src/admin/inspect/formdraft";
import type { FormItem, RecordingNote } from "../src/api/types";
import { choices, given, result } from "../src/inspect/score";
import { begin, change, filtered, keepDraft, keptDraft, order as noteOrder } from "../src/review/notes/notes";

const LEVELS = [
  { points: 0, zh: "没有", en: "no" },
  { points: 1, zh: "偶尔", en: "at times" },
  { points: 2, zh: "经常", en: "often" },
];
const GOAL: FormItem = { key: "goal", zh: "教学目标", low: 0, high: 10, weight: 30 };
const TALK: FormItem = { key: "talk", zh: "师生互动", scale: "levels", levels: LEVELS, weight: 20 };
const ITEMS: FormItem[] = [
  GOAL,
  TALK,
  { key: "tools", zh: "设备使用", low: 1, high: 5, weight: 10, required: false },
  { key: "words", zh: "印象", scale: "text", weight: 0, required: false },
];

describe("a sheet's result", () => {
  // The same cases as tests/classroom/review/test_what_a_sheet_comes_to.py: one rule, said twice.
  it.each([
    [{ goal: 10, talk: 2, tools: 5 }, 100],
    [{ goal: 0, talk: 0, tools: 1 }, 0],
    [{ goal: 10, talk: 0 }, 60],
    [{ goal: 7, talk: 2, tools: 2 }, 72.5],
    [{}, null],
  ])("of %o is %s", (points, expected) => {
    const marks = Object.entries(points).map(([item, value]) => ({ item, points: value }));

    expect(result(ITEMS, marks)).toBe(expected);
  });

  it("has halves of a tenth go up", () => {
    const one = [{ key: "a", zh: "项", low: 0, high: 80, weight: 1 }];

    expect([1, 3, 79].map((points) => result(one, [{ item: "a", points }]))).toEqual([1.3, 3.8, 98.8]);
  });

  it("offers what can be pressed, and reads what was given", () => {
    expect(choices(TALK)).toEqual([0, 1, 2]);
    expect(choices({ ...GOAL, high: 100 })).toEqual([]);
    expect(given(TALK, 2, "en")).toBe("often (2)");
    expect(given(GOAL, 8, "zh")).toBe("8 / 10");
  });
});

describe("a sheet in two tabs", () => {
  const here = filled(ITEMS, { marks: [{ item: "goal", points: 3 }], summary: "这里写的" });

  it("differs in what was written differently, and nowhere else", () => {
    const there = filled(ITEMS, { marks: [{ item: "goal", points: 5, remark: "好" }], summary: "这里写的 " });

    expect(differences(ITEMS, here, there)).toEqual([{ key: "goal", here: "3", there: "5 · 好" }]);
  });

  it("knows what is missing, and sends nothing that was not said", () => {
    expect(missing(ITEMS, here)).toEqual(["talk"]);
    expect(missing(ITEMS, { ...here, summary: " " })).toEqual(["talk", "summary"]);
    expect(order(ITEMS, here)).toEqual({
      marks: [{ item: "goal", points: 3, remark: "" }],
      summary: "这里写的",
      advice: "",
    });
  });
});

describe("a form being written", () => {
  it("keeps the keys of its items, and gives new ones their own", () => {
    const draft = draftOf({ zh: "表", en: "", about_zh: "", about_en: "", items: ITEMS, id: "f", version: 2, scope: "/", made_by: "", made_at: 0, retired: false });
    draft.items.push({ ...freshItem(draft.items), zh: "新" });
    moved(draft.items, 0, 1);

    const keys = orderOf(draft).items.map(({ key }) => key);
    expect(keys.slice(0, 4)).toEqual(["talk", "goal", "tools", "words"]);
    expect(new Set(keys).size).toBe(5);
    expect(draft.items.map((item) => share(draft.items, item))).toEqual([29, 43, 14, 0, 14]);
    expect(orderOf(draft).items[3]).toMatchObject({ scale: "text", weight: 0, levels: [] });
  });
});

describe("coverage", () => {
  it("is summed, and stands in the order of names", () => {
    const covered = [
      { school: "b", subject: "音乐", recordings: 4, drawn: 1, inspected: 1 },
      { school: "a", subject: "音乐", recordings: 10, drawn: 0, inspected: 0 },
      { school: "b", subject: "美术", recordings: 2, drawn: 1, inspected: 0 },
    ];

    expect(sums(covered, "school", (key) => key)).toEqual([
      { key: "a", recordings: 10, drawn: 0, inspected: 0 },
      { key: "b", recordings: 6, drawn: 2, inspected: 1 },
    ]);
  });
});

describe("notes", () => {
  const note = (id: string, more: Partial<RecordingNote>): RecordingNote => ({
    id, version: 1, recording: "r", author: "me", start: 5, end: null, track: "", text: id,
    kind: "remark", visibility: "private", made_at: 0, changed_at: 0, ...more,
  });

  it("are filtered by whose they are, and by who may read them", () => {
    const all = [note("a", {}), note("b", { author: "other", visibility: "research" }), note("c", { visibility: "teacher" })];

    const shown = (by: Parameters<typeof filtered>[1]) => filtered(all, by, "me").map(({ id }) => id);
    expect([shown("all"), shown("mine"), shown("research")]).toEqual([["a", "b", "c"], ["a", "c"], ["b"]]);
  });

  it("are sent trimmed, and a stretch that is none is a moment", () => {
    expect(noteOrder({ ...begin(9), text: " 好 ", end: 9 })).toMatchObject({ start: 9, end: null, text: "好" });
    expect(noteOrder({ ...change(note("a", { end: 8 })), text: "x" })).toMatchObject({ start: 5, end: 8 });
  });

  it("survive a reload half written, each recording's by itself", () => {
    const kept = new Map<string, string>();
    globalThis.sessionStorage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    } as Storage;

    keepDraft("r1", { ...begin(3), text: "写到一半" });
    expect(keptDraft("r1")?.text).toBe("写到一半");
    expect(keptDraft("r2")).toBeNull();
    keepDraft("r1", null);
    expect(keptDraft("r1")).toBeNull();
  });
});
