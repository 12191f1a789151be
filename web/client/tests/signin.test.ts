import { describe, expect, it } from "vitest";

import type { FeedList, Went } from "../src/api/types";
import { ownFeeds } from "../src/signin/feeds";
import { ownLesson } from "../src/signin/lessons";
import { nextPath } from "../src/signin/session";

const NINE = 1_800_000_000;

function went(lesson: Partial<Went["lesson"]> = {}, more: Partial<Went> = {}): Went {
  return {
    lesson: {
      id: "l-1",
      title: "三年级音乐",
      starts_at: NINE,
      ends_at: NINE + 2400,
      lecturer: "me",
      classroom: "a",
      receivers: [{ classroom: "b", assistant: "you", school_class: null }],
      state: "planned",
      reason: "",
      ...lesson,
    },
    phase: null,
    tally: { held: false },
    ...more,
  } as Went;
}

const LABELS = { a: "青山小学 音乐室", b: "红崖小学 一班" };
const at = (now: number, lesson?: Went): string => ownLesson(lesson ?? went(), LABELS, "me", now, 900).stand;

describe("a lesson of mine", () => {
  it("opens a quarter of an hour before its start", () => {
    expect(at(NINE - 901)).toBe("planned");
    expect(at(NINE - 900)).toBe("soon");
  });

  it("opens when the server was set to open it", () => {
    const told = ownLesson(went(), LABELS, "me", NINE - 301, 300);

    expect(told.stand).toBe("planned");
    expect(told.opensAt).toBe(NINE - 300);
    expect(ownLesson(went(), LABELS, "me", NINE - 300, 300).stand).toBe("soon");
  });

  it("is entered as what I am in it, while it is open", () => {
    const open = went({}, { phase: "open" });

    expect(ownLesson(open, LABELS, "me", NINE, 900).enter).toBe("/teach?lesson=l-1");
    expect(ownLesson(open, LABELS, "you", NINE, 900).enter).toBe("/learn?lesson=l-1");
    expect(ownLesson(went(), LABELS, "me", NINE - 3600, 900).enter).toBeNull();
  });

  it.each([
    ["live", "running"],
    ["paused", "running"],
    ["hold", "running"],
    ["ended", "missed"],
  ] as const)("that is %s is %s", (phase, stand) => {
    expect(at(NINE + 60, went({}, { phase }))).toBe(stand);
  });

  it("says that it was held, cancelled, merged or never began", () => {
    const held = { tally: { ...went().tally, held: true } };

    expect(at(NINE + 9000, went({ state: "ended" }, held))).toBe("over");
    expect(at(NINE + 9000)).toBe("missed");
    expect(at(NINE, went({ state: "cancelled" }))).toBe("cancelled");
    expect(at(NINE, went({ state: "merged" }))).toBe("merged");
  });

  it("names its classrooms", () => {
    const lesson = ownLesson(went(), LABELS, "me", NINE, 900);

    expect([lesson.delivering, lesson.receiving]).toEqual(["青山小学 音乐室", ["红崖小学 一班"]]);
  });
});

describe("where to go after signing in", () => {
  it.each([
    ["?next=/admin/people%3Fa=1", "/admin/people?a=1"],
    ["?next=/account", "/account"],
    ["?next=//evil.example", null],
    ["?next=https://evil.example", null],
    ["?next=/%5Cevil.example", null],
    ["?next=javascript:alert(1)", null],
    ["", null],
  ])("%s leads to %s", (search, path) => {
    expect(nextPath(search)).toBe(path);
  });
});

describe("the calendars of mine", () => {
  it("are not those that I administer", () => {
    const feed = (kind: string, object: string): unknown => ({ id: `${kind} ${object}`, kind, object });
    const items = [feed("people", "me"), feed("people", "you"), feed("schools", "me")];

    const own = ownFeeds({ items, labels: {} } as FeedList, "me");

    expect(own.map(({ id }) => id)).toEqual(["people me"]);
  });
});
