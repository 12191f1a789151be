import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { BoardLesson, Wall } from "../src/room/asking";
import { back, lessonPath } from "../src/room/returning";
import { clockIsWrong, countdown, middle, pause, spaced } from "../src/room/stage";
import { entryKey, entryOf } from "../src/signaling/link";

const NOON = 1_000_000;

function lesson(id: string, minutes: number, more: Partial<BoardLesson> = {}): BoardLesson {
  return {
    id,
    part: "receiving",
    subject: "music",
    title: "茉莉花",
    lecturer: "王老师",
    starts_at: NOON + minutes * 60,
    ends_at: NOON + (minutes + 40) * 60,
    state: "planned",
    ...more,
  };
}

function wall(more: Partial<Wall> = {}): Wall {
  return {
    now: NOON,
    zone: "Asia/Shanghai",
    device: "d",
    classroom: "录播教室",
    school: "青山小学",
    early_seconds: 900,
    today: [],
    next: null,
    enter: null,
    ...more,
  };
}

describe("the middle of the wall", () => {
  const soon = lesson("soon", 20);
  const open = lesson("open", 10, { state: "opened" });

  it("counts down to the next lesson of today", () => {
    expect(middle(wall({ today: [soon], next: soon }), NOON, null)).toEqual({
      is: "next",
      lesson: soon,
      seconds: 1200,
    });
  });

  it("walks in when the door is open, and not twice at once", () => {
    const board = wall({ today: [open], next: open, enter: open });

    expect(middle(board, NOON, null).is).toBe("entering");
    expect(middle(board, NOON, "another").is).toBe("entering");
    expect(middle(board, NOON, "open").is).toBe("running");
  });

  it("names a lesson of another day, or says that there is none", () => {
    const monday = lesson("monday", 60 * 24 * 3);

    expect(middle(wall({ next: monday }), NOON, null).is).toBe("later");
    expect(middle(wall(), NOON, null).is).toBe("nothing");
  });

  it("says so when its time has come and the server has not opened it", () => {
    expect(middle(wall({ today: [lesson("late", -1)] }), NOON, null).is).toBe("opening");
    expect(middle(wall({ today: [lesson("off", -1, { state: "cancelled" })] }), NOON, null).is).toBe(
      "nothing",
    );
  });
});

describe("asking again", () => {
  it("is rare while nothing is near, and not at one moment for a whole county", () => {
    expect(pause(wall(), NOON, 0)).toBe(45);
    expect(pause(wall(), NOON, 1)).toBe(75);
  });

  it("is often while a door is about to open", () => {
    const near = lesson("near", 15.5);

    expect(pause(wall({ next: near }), NOON, 0.5)).toBe(36);
    expect(pause(wall({ next: near }), NOON + 31, 0.5)).toBe(6);
    expect(pause(wall({ enter: near }), NOON, 0.5)).toBe(12);
  });
});

describe("small words on the wall", () => {
  it.each([
    [75, "1:15"],
    [3725, "1:02:05"],
    [-3, "0:00"],
    [0.2, "0:01"],
  ])("%d seconds are %s", (seconds, said) => {
    expect(countdown(seconds)).toBe(said);
  });

  it("space the code as it is read aloud", () => {
    expect(spaced("ABCD2345")).toBe("ABCD 2345");
  });

  it("tell a clock that is wrong from one that is a little late", () => {
    expect(clockIsWrong(NOON, NOON + 100)).toBe(false);
    expect(clockIsWrong(NOON, 0)).toBe(true);
  });
});

describe("coming back to the wall", () => {
  const kept = new Map<string, string>();
  let replaced: string[] = [];

  beforeEach(() => {
    kept.clear();
    replaced = [];
    vi.useFakeTimers({ now: NOON * 1000 });
    vi.stubGlobal("sessionStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    });
    vi.stubGlobal("location", { replace: (path: string) => replaced.push(path) });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("waits a little longer each time before it goes in again", () => {
    expect(back.heldBack()).toBeNull();

    back.from("music", false);
    expect(replaced).toEqual(["/room"]);
    expect(back.heldBack()).toBe("music");
    vi.advanceTimersByTime(16_000);
    expect(back.heldBack()).toBeNull();

    back.from("music", false);
    vi.advanceTimersByTime(16_000);
    expect(back.heldBack()).toBe("music");
    vi.advanceTimersByTime(16_000);
    expect(back.heldBack()).toBeNull();
  });

  it("never goes back into a lesson that is over", () => {
    back.from("music", true);
    vi.advanceTimersByTime(3_600_000);

    expect(back.heldBack()).toBe("music");
  });

  it("leads to the page of the classroom's part", () => {
    expect(lessonPath("delivering", "a b")).toBe("/teach?lesson=a%20b&room=1");
    expect(lessonPath("receiving", "x")).toBe("/learn?lesson=x&room=1");
  });
});

describe("the way into a lesson", () => {
  const TOKEN = "abcdefghij_KLMNOP-123456";

  it.each([
    [`?lesson=x#${TOKEN}`, { by: "link", token: TOKEN }],
    ["?lesson=abc", { by: "session", lesson: "abc" }],
    ["?lesson=abc&room=1", { by: "device", lesson: "abc" }],
    ["?lesson=a/b", null],
    ["", null],
  ])("%s is %o", (address, entry) => {
    const [search = "", hash = ""] = address.split(/(?=#)/);

    expect(entryOf({ search: search.startsWith("?") ? search : "", hash })).toEqual(entry);
  });

  it("is kept apart from the others of the tab", () => {
    const keys = [
      { by: "link", token: "abc" } as const,
      { by: "session", lesson: "abc" } as const,
      { by: "device", lesson: "abc" } as const,
    ].map(entryKey);

    expect(new Set(keys).size).toBe(3);
  });
});
