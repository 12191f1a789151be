// What the compliance page shows of a report.
import { describe, expect, it, vi } from "vitest";

import { Compliances, fileOf } from "../../src/api/compliance";
import type { ComplianceChapter, ComplianceEntry, Job, Verdict } from "../../src/api/types";
import { byKind, countOf, only, SHAPES, STATES, worthALook } from "../../src/admin/compliance/finding";
import { compliance as en } from "../../src/admin/compliance/en";
import { compliance as zh } from "../../src/admin/compliance/zh";

const words = { zh: "一", en: "One" };
const entry = (id: string, state: Verdict, more: Partial<ComplianceEntry> = {}): ComplianceEntry => ({
  id,
  source: words,
  place: "",
  seen: "read",
  title: words,
  text: words,
  kind: "software",
  of: "lesson",
  state,
  why: words,
  proofs: [],
  more: 0,
  people: null,
  lessons: null,
  ...more,
});
const chapter = (id: string, ...entries: ComplianceEntry[]): ComplianceChapter => ({ id, title: words, entries });
const CHAPTERS = [
  chapter("a", entry("1", "pass"), entry("2", "unknown")),
  chapter("b", entry("3", "unknown")),
  chapter("c", entry("4", "people")),
];

describe("states", () => {
  it("have each a shape and a word of their own", () => {
    expect(new Set(STATES.map((state) => SHAPES[state])).size).toBe(4);
    expect(new Set(STATES.map((state) => zh.state[state])).size).toBe(4);
    expect(new Set(STATES.map((state) => en.state[state])).size).toBe(4);
  });

  it("are counted apart: unknown is in no other's number", () => {
    const counts = { passed: 1, failed: 0, unknown: 2, people: 1 };

    expect(STATES.map((state) => countOf(counts, state))).toEqual([0, 2, 1, 1]);
  });

  it("come the worst first, unknown before passed", () => {
    expect(STATES.indexOf("unknown")).toBeLessThan(STATES.indexOf("pass"));
  });
});

describe("a filter", () => {
  it("shows the entries of one state, and no chapter without any", () => {
    const shown = only(CHAPTERS, "unknown");

    expect(shown.map(({ id, entries }) => [id, entries.map((each) => each.id)])).toEqual([
      ["a", ["2"]],
      ["b", ["3"]],
    ]);
  });

  it.each([undefined, "", "well"])("shows everything when it is %s", (state) => {
    expect(only(CHAPTERS, state)).toEqual(CHAPTERS);
  });
});

describe("proofs", () => {
  it("stand together by what they are", () => {
    const proofs = [
      { kind: "event", id: "1" },
      { kind: "record", id: "7" },
      { kind: "event", id: "2" },
    ] as const;

    expect(byKind([...proofs])).toEqual([
      { kind: "event", ids: ["1", "2"] },
      { kind: "record", ids: ["7"] },
    ]);
  });

  it("of a term are its failed lessons first", () => {
    const counts = { passed: 1, failed: 1, unknown: 1, people: 0 };
    const lessons = { counts, passed: ["p"], failed: ["f"], unknown: ["u"] };

    expect(worthALook(entry("1", "fail", { lessons }))).toEqual(["f"]);
    expect(worthALook(entry("1", "unknown", { lessons: { ...lessons, failed: [] } }))).toEqual(["u"]);
    expect(worthALook(entry("1", "pass"))).toEqual([]);
  });
});

describe("a term", () => {
  const job = (state: Job["state"], more: Partial<Job> = {}): Job => ({
    id: "j1",
    work: "term_compliance",
    state,
    done: 1,
    total: 2,
    result: null,
    failure: null,
    ...more,
  });
  const answering = (...jobs: Job[]): { ask: ReturnType<typeof vi.fn> } => ({
    ask: vi.fn(() => Promise.resolve({ data: jobs.length > 1 ? jobs.shift() : jobs[0] })),
  });
  const through = (door: { ask: unknown }): Compliances =>
    new Compliances(door as never, () => Promise.resolve());
  const signal = new AbortController().signal;

  it("is waited for, and its files are asked for by its job", async () => {
    const result = { title: "秋季学期" };
    const door = answering(job("running"), job("done", { result }));
    const seen: number[][] = [];

    const found = await through(door).term("t1", "s1", (...of) => seen.push(of), signal);

    expect(found).toEqual({ report: result, job: "j1" });
    expect(seen).toEqual([[1, 2], [1, 2]]);
    expect(door.ask.mock.calls[0]?.slice(0, 2)).toEqual(["POST", "/terms/t1/compliance"]);
    expect(fileOf({ job: found.job })).toBe("/jobs/j1/compliance");
  });

  it("that failed says so by its code", async () => {
    const door = answering(job("failed", { failure: { code: "store_down" } as Job["failure"] }));

    await expect(through(door).term("t1", undefined, () => undefined, signal)).rejects.toMatchObject({
      code: "store_down",
    });
  });
});
