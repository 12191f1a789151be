import { describe, expect, it, vi } from "vitest";
import { effectScope } from "vue";

import type { Pairing } from "../../src/api/kinds";
import { another, shifted, timeline, wrongs } from "../../src/admin/timetable/calendar/bells";
import { stepsTo } from "../../src/admin/timetable/calendar/marking";
import { daysOf, pressed } from "../../src/admin/timetable/calendar/selecting";
import { explain, folded, type Naming } from "../../src/admin/timetable/conflicts";
import { readTime } from "../../src/admin/timetable/days";
import { planTerm, type Conflict, type Job, type Sum } from "../../src/admin/timetable/lessons";
import { lacks } from "../../src/admin/timetable/pairings/problems";
import { parts } from "../../src/admin/timetable/pairings/tally";
import { useCarrying, type Carrying, type Load } from "../../src/admin/timetable/week/carrying";

function conflict(of: Partial<Conflict> = {}): Conflict {
  const side = { lesson: "o", scope: "/", pairing: "p", slot: "other", day: "2026-09-01" };
  return {
    ...{ code: "classroom_taken", who: "b1", lesson: null, slot: "mine", day: "2026-09-01" },
    ...{ starts_at: 10, ends_at: 20, times: 1, limit: 0 },
    other: { ...side, title: "美术", starts_at: 10, ends_at: 20 },
    ...of,
  };
}

describe("a conflict in words", () => {
  const naming: Naming = {
    name: (id) => ({ b1: "石桥教室" })[id],
    when: () => "周二 10:00",
    day: (day) => day,
  };
  const say = (key: string, named: Record<string, string | number>): string =>
    `${key.replace("admin.timetable.conflict.", "")} ${Object.values(named).join(" ")}`.trim();

  it("says who is taken and by what", () => {
    const text = explain(conflict(), naming, say);

    expect(text).toContain("classroom_taken 石桥教室");
    expect(text).toContain("美术");
  });

  it("says how often it comes back", () => {
    expect(explain(conflict({ times: 17 }), naming, say)).toContain("times 17");
  });

  it("tells nothing of a lesson that may not be seen", () => {
    expect(explain(conflict({ other: null, who: "stranger" }), naming, say)).toMatch(
      /^unnamed\.classroom_taken.*by_hidden/,
    );
  });

  it("has words for a code that nobody knows", () => {
    expect(explain(conflict({ code: "teapot" }), naming, say)).toBe("unknown teapot");
  });

  it("is told once for a whole term, by its first day", () => {
    const weeks = ["2026-09-15", "2026-09-01", "2026-09-08"];

    const found = folded(weeks.map((day) => conflict({ code: "no_bells", other: null, day })));

    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ day: "2026-09-01", times: 3 });
  });
});

describe("bells being written", () => {
  const two = [
    { start: "08:30", end: "09:10" },
    { start: "09:20", end: "10:00" },
  ];

  it("go on as they began", () => {
    expect(another(two)).toEqual({ start: "10:10", end: "10:50" });
  });

  it("say which period is wrong, and how", () => {
    const wrong = [...two, { start: "09:50", end: "10:30" }, { start: "11:00", end: "11:00" }];

    expect(wrongs(wrong)).toEqual([null, null, "overlaps", "backwards"]);
    expect(wrongs([{ start: "", end: "09:00" }])).toEqual(["missing"]);
  });

  it("move all together for the winter", () => {
    expect(shifted(two, 30)[0]).toEqual({ start: "09:00", end: "09:40" });
  });

  it("lie on the line of their day, in order", () => {
    const { bars } = timeline(two);

    expect(bars.map(({ label }) => label)).toEqual(["1", "2"]);
    expect(bars[0]?.left).toBeLessThan(bars[1]?.left ?? 0);
  });

  it.each([
    ["8:30", "08:30"],
    ["830", "08:30"],
    ["14：05", "14:05"],
    ["0830", "08:30"],
    ["25:00", null],
    ["8:61", null],
    ["early", null],
  ])("read %s as a person types it", (typed, time) => {
    expect(readTime(typed)).toBe(time);
  });
});

describe("marking days", () => {
  const holiday = { kind: "holiday" as const, follows: null, name: "国庆节" };
  const kept = { id: "d", version: 2, scope: "/", region: "c", school: null, day: "2026-10-02" };

  it("leaves alone what is so already", () => {
    const own = new Map([[kept.day, { ...kept, ...holiday }]]);

    const steps = stepsTo(["2026-10-01", "2026-10-02"], own, holiday);

    expect(steps.map(({ day }) => day)).toEqual(["2026-10-01"]);
  });

  it("makes days ordinary again only where they were not", () => {
    const own = new Map([[kept.day, { ...kept, ...holiday }]]);

    expect(stepsTo(["2026-10-01", "2026-10-02"], own, null).map(({ day }) => day)).toEqual([kept.day]);
  });

  it("chooses with Shift and the arrow keys, also backwards, within the picture", () => {
    const begun = { from: "2026-10-02", to: "2026-10-02" };
    const up = pressed(begun, "ArrowUp", true, "2026-10-01", "2026-10-31");

    expect(up && daysOf(up)).toEqual(["2026-10-01", "2026-10-02"]);
    expect(pressed(begun, "ArrowRight", false, "2026-10-01", "2026-10-31")).toEqual({
      from: "2026-10-03",
      to: "2026-10-03",
    });
    expect(pressed(begun, "a", false, "2026-10-01", "2026-10-31")).toBeNull();
  });
});

describe("a pairing's term", () => {
  const sum = (of: Partial<Sum>): Sum => ({
    ...{ planned: 20, held: 0, missed: 0, cancelled: 0, merged: 0, late: 0 },
    ...{ planned_minutes: 800, late_minutes: 0, lost_minutes: 0 },
    ...of,
  });
  const pairing = { receivers: [{ classroom: "b", assistant: "li", school_class: null }] } as unknown as Pairing;

  it("is drawn whole, whatever became of the lessons", () => {
    const shares = parts(sum({ held: 10, missed: 2, cancelled: 1 }));

    expect(shares.map(({ part, count }) => [part, count])).toEqual([
      ["held", 10],
      ["missed", 2],
      ["cancelled", 1],
      ["to_come", 7],
    ]);
    expect(shares.reduce((all, { width }) => all + width, 0)).toBeCloseTo(100);
  });

  it("says what is still to be done before it can begin", () => {
    expect(lacks(pairing, undefined)).toEqual(["no_time"]);
    expect(
      lacks({ ...pairing, receivers: [{ classroom: "b", assistant: null, school_class: null }] }, sum({})),
    ).toEqual(["no_assistant"]);
  });

  it("says what goes wrong often, not once", () => {
    expect(lacks(pairing, sum({ held: 1, missed: 1 }))).toEqual([]);
    expect(lacks(pairing, sum({ held: 6, missed: 3 }))).toEqual(["often_missed"]);
  });
});

describe("carrying a lesson over the week", () => {
  const load: Load = {
    ...{ id: "mine", title: "音乐", pairing: "p", length: 40 },
    needs: new Map([["b1", "classroom_taken"]]),
  };
  const other = {
    ...{ id: "other", pairing: "q", title: "美术", weekday: 2, start: "08:00", end: "08:40" },
    needs: new Map([["b1", "classroom_taken"]]),
  };
  const ground = () => ({
    ...{ columns: [1, 2, 3], rows: 2, others: [other] },
    time: (cell: { row: number }) =>
      cell.row ? { start: "09:00", end: "09:40" } : { start: "08:00", end: "08:40" },
    ask,
  });
  const carry = (): Carrying => effectScope().run(() => useCarrying(ground)) as Carrying;
  const ask = vi.fn(() => Promise.resolve([conflict()] as readonly Conflict[]));

  it("marks the places that are known to be taken, before anything is put down", () => {
    const { lift, marks } = carry();

    lift(load, { weekday: 1, row: 0 }, "keys");

    expect(marks.value.get("2 0")?.near).toHaveLength(1);
    expect(marks.value.get("2 1")?.near).toEqual([]);
    expect(marks.value.size).toBe(6);
  });

  it("asks the server about the place that it stays over", async () => {
    vi.useFakeTimers();
    const { lift, press, marks } = carry();
    lift(load, { weekday: 1, row: 0 }, "keys");

    press("ArrowDown");
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();

    expect(ask).toHaveBeenCalledTimes(1);
    expect(marks.value.get("1 1")).toMatchObject({ asked: true });
    expect(marks.value.get("1 1")?.far).toHaveLength(1);
  });

  it("holds one thing at a time and nothing after it was stopped", () => {
    const { lift, load: held, press, stop } = carry();
    lift(load, { weekday: 1, row: 0 }, "keys");

    stop();

    expect(held.value).toBeNull();
    expect(press("ArrowDown")).toBe(false);
  });
});

describe("planning a term", () => {
  const job = (of: Partial<Job>): Job => ({
    ...{ id: "j", work: "plan_term", state: "running", done: 0, total: 40 },
    ...{ result: null, failure: null },
    ...of,
  });

  function server(answers: Job[]): { asked: string[]; through: Parameters<typeof planTerm>[3] } {
    const asked: string[] = [];
    const ask = (method: string, path: string): Promise<unknown> => {
      asked.push(`${method} ${path}`);
      return Promise.resolve({ data: answers.shift(), version: null });
    };
    return { asked, through: { ask } as Parameters<typeof planTerm>[3] };
  }
  const atOnce = (): Promise<void> => Promise.resolve();

  it("tells how far it is until it is done", async () => {
    const told: number[] = [];
    const done = job({ state: "done", done: 40, result: { made: 12 } });
    const { asked, through } = server([job({ state: "waiting" }), job({ done: 25 }), done]);

    const over = await planTerm("t", ({ done: far }) => told.push(far), new AbortController().signal, through, atOnce);

    expect(told).toEqual([0, 25, 40]);
    expect(over.result).toEqual({ made: 12 });
    expect(asked).toEqual(["POST /terms/t/plan", "GET /jobs/j", "GET /jobs/j"]);
  });

  it("ends when the server has restarted meanwhile, instead of asking for ever", async () => {
    const { through } = server([job({}), job({ state: "lost" })]);

    const over = await planTerm("t", () => undefined, new AbortController().signal, through, atOnce);

    expect(over.state).toBe("lost");
  });
});
