import { shallowRef } from "vue";
import { describe, expect, it } from "vitest";

import { useMarking, type Marking } from "../src/assist/marking";
import { apply } from "../src/lesson/state";
import {
  called,
  counted,
  found,
  markOfKey,
  MARKS,
  marksFor,
  ownSheet,
  step,
  total,
} from "../src/lesson/roll";
import type { FromBrowser, PupilState, SheetState } from "../src/protocol";
import { snapshot } from "./lesson";

const NAMES = ["小禾", "小麦", "小谷"];

function pupil(n: number, over: Partial<PupilState> = {}): PupilState {
  const number = String(n).padStart(2, "0");
  return { id: `p${n}`, name: NAMES[n - 1] ?? `学生${n}`, number, mark: null, ...over };
}

function sheet(over: Partial<SheetState> = {}): SheetState {
  return {
    classroom: "r1",
    roll: 1,
    called_at: 0,
    expected: 45,
    present: 45,
    missing: 0,
    heads: null,
    confirmed_at: null,
    version: 0,
    late: false,
    findings: [],
    pupils: Array.from({ length: 45 }, (_, n) => pupil(n + 1)),
    ...over,
  };
}

/** A server that takes everything, and keeps the sheet as it would. */
class Room {
  private readonly kept = shallowRef(sheet());
  asked: FromBrowser[] = [];
  answer: "ok" | "never" | "no" = "ok";
  marking: Marking = useMarking({ act: (message) => this.act(message) as never }, () => this.sheet);

  get sheet(): SheetState {
    return this.kept.value;
  }

  set sheet(next: SheetState) {
    this.kept.value = next;
  }

  async act(message: FromBrowser): Promise<object | null> {
    this.asked.push(message);
    if (this.answer === "never") return new Promise(() => {});
    if (this.answer === "no") return null;
    if (message.type === "mark_pupil")
      this.sheet = {
        ...this.sheet,
        pupils: this.sheet.pupils.map((p) =>
          p.id === message.pupil ? { ...p, mark: message.mark } : p,
        ),
      };
    if (message.type === "confirm_roll") this.sheet = { ...this.sheet, version: 1, confirmed_at: 9 };
    return { type: "ok" };
  }
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

describe("a class of forty-five by keyboard", () => {
  it("is gone through with arrows and digits, each mark sent at once, and confirmed", async () => {
    const room = new Room();
    const wanted = new Map([
      [2, "1"],
      [20, "3"],
      [44, "2"],
    ]);
    let at = 0;
    let keys = 0;
    for (const [target, key] of wanted) {
      while (at !== target) {
        const arrow = target - at >= 6 ? "ArrowDown" : "ArrowRight";
        at = step(arrow, at, 6, 45) as number;
        keys += 1;
      }
      room.marking.press(room.sheet.pupils[at] as PupilState, markOfKey(key, MARKS) ?? null);
      keys += 1;
    }
    await settle();
    await room.marking.confirm();

    expect(room.asked.map((m) => m.type)).toEqual([
      "mark_pupil",
      "mark_pupil",
      "mark_pupil",
      "confirm_roll",
    ]);
    const marks = room.sheet.pupils.filter((p) => p.mark).map((p) => [p.number, p.mark]);
    expect(marks).toEqual([
      ["03", "absent"],
      ["21", "on_leave"],
      ["45", "late"],
    ]);
    expect(keys).toBeLessThan(30);
    expect(room.marking.settled.value).toBe(true);
  });

  it("keeps to the class at its edges", () => {
    expect(step("ArrowLeft", 0, 6, 45)).toBe(0);
    expect(step("ArrowDown", 44, 6, 45)).toBe(44);
    expect(step("ArrowUp", 3, 6, 45)).toBe(3);
    expect([step("End", 3, 6, 45), step("Home", 3, 6, 45)]).toEqual([44, 0]);
    expect(step("x", 3, 6, 45)).toBeUndefined();
  });

  it("knows its keys, and one more where the classroom was late", () => {
    expect(["1", "2", "3", "4"].map((key) => markOfKey(key, MARKS))).toEqual([...MARKS]);
    expect([markOfKey("0", MARKS), markOfKey("Delete", MARKS)]).toEqual([null, null]);
    expect(markOfKey("5", MARKS)).toBeUndefined();
    expect(markOfKey("5", marksFor(sheet({ late: true })))).toBe("present");
  });
});

describe("a mark", () => {
  it("shows before the server has answered, and goes when it is refused", async () => {
    const room = new Room();
    const [first] = room.sheet.pupils as [PupilState];
    room.answer = "never";
    room.marking.press(first, "absent");
    expect(room.marking.markOf(first)).toBe("absent");
    expect(room.marking.counts.value).toEqual({ present: 44, missing: 1 });

    const other = new Room();
    other.answer = "no";
    other.marking.press(first, "absent");
    await settle();
    expect(other.marking.markOf(first)).toBeNull();
  });

  it("is taken away by the same again", async () => {
    const room = new Room();
    room.marking.press(room.sheet.pupils[0] as PupilState, "absent");
    await settle();
    room.marking.press(room.sheet.pupils[0] as PupilState, "absent");
    await settle();

    expect(room.sheet.pupils[0]?.mark).toBeNull();
  });

  it("waits for its reason once the sheet is confirmed", async () => {
    const room = new Room();
    await room.marking.confirm();
    const [first] = room.sheet.pupils as [PupilState];
    room.marking.press(first, "late");
    expect(room.asked).toHaveLength(1);
    expect(room.marking.waiting.value).toMatchObject({ pupil: first, mark: "late" });

    await room.marking.correct("校车晚点");

    expect(room.asked[1]).toEqual({
      type: "mark_pupil",
      classroom: "r1",
      pupil: "p1",
      mark: "late",
      reason: "校车晚点",
    });
    expect(room.marking.waiting.value).toBeNull();
  });
});

describe("heads", () => {
  it("are sent at once, and wait for their reason once confirmed", async () => {
    const room = new Room();
    expect(await room.marking.count(44)).toBe(true);
    await room.marking.confirm();

    expect(await room.marking.count(43)).toBe(false);
    expect(room.marking.waiting.value).toEqual({ pupil: null, mark: null, heads: 43 });
  });
});

describe("the list", () => {
  it("finds a pupil by number, with or without its noughts, else by a part of it", () => {
    const pupils = sheet().pupils;
    expect(found(pupils, "7").map((p) => p.number)).toEqual(["07"]);
    expect(found(pupils, " 小麦 ").map((p) => p.id)).toEqual(["p2"]);
    expect(found(pupils, "")).toEqual([]);
    expect(found(pupils, "999")).toEqual([]);
  });

  it("calls by number who may not be named", () => {
    expect(called(pupil(7, { name: "" }))).toBe("07");
    expect(called(pupil(7, { name: "", number: "" }))).toBe("—");
  });

  it("counts who is late as here and who is on leave as not", () => {
    const all = counted(["absent", "late", "on_leave", "left_early", "present", null]);

    expect(all).toEqual({ present: 4, missing: 2 });
  });

  it("adds classrooms up as far as they have confirmed", () => {
    const sheets = [
      sheet({ present: 42, missing: 3, confirmed_at: 5, version: 1 }),
      sheet({ expected: null, present: null, missing: null }),
      sheet({ present: 45, missing: 0 }), // everyone, unless somebody says so, is nobody's word
    ];

    expect(total(sheets)).toEqual({ present: 42, missing: 3, confirmed: 1 });
  });
});

describe("what is told of it", () => {
  it("is put in its place, classroom by classroom", () => {
    const before = snapshot({ sheets: [sheet({ classroom: "r2" })] });
    const changes = [{ type: "sheet_changed" as const, sheet: sheet({ present: 44, missing: 1 }) }];
    const { state } = apply(before, { type: "changed", version: 2, changes });

    expect(state?.sheets.map((s) => [s.classroom, s.present])).toEqual([
      ["r2", 45],
      ["r1", 44],
    ]);
    expect(state && ownSheet(state)?.present).toBe(44);
  });
});
