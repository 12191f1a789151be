import { describe, expect, it } from "vitest";
import { shallowRef } from "vue";

import type { Attending } from "../src/lesson/attending";
import { apply } from "../src/lesson/state";
import type { FileState, FromBrowser, ShowingState, Snapshot } from "../src/protocol";
import { sizeWords, sourceOf } from "../src/slides/files";
import { fit, pixels } from "../src/slides/fit";
import { presenting } from "../src/slides/presenting";
import { snapshot } from "./lesson";

const deck: FileState = {
  id: "a".repeat(32),
  name: "古诗.pdf",
  kind: "pdf",
  size: 1000,
  pages: 5,
  by: "main",
  at: 0,
};

const page = (n: number, file = deck.id): ShowingState => ({
  what: "slides",
  file,
  page: n,
  key: `slides:${file}:${n}`,
});

describe("a page is drawn as sharp as the screen", () => {
  it.each([
    ["a wide page on a wall", { width: 1366, height: 768 }, { width: 960, height: 540 }, 1, [1365, 768]],
    ["a tall page on a wall", { width: 1366, height: 768 }, { width: 595, height: 842 }, 1, [542, 768]],
    ["a wide page on a tablet", { width: 800, height: 1280 }, { width: 960, height: 540 }, 2, [800, 450]],
  ])("%s", (_what, box, sheet, ratio, [width, height]) => {
    const shown = fit(box, sheet);

    expect(shown).toEqual({ width, height });
    expect(pixels(shown, ratio)).toEqual({
      width: shown.width * ratio,
      height: shown.height * ratio,
    });
  });

  it("and never with more pixels than an old PC can draw", () => {
    const { width, height } = pixels({ width: 3840, height: 2160 }, 3);

    expect(width * height).toBeLessThanOrEqual(12_100_000);
    expect(width / height).toBeCloseTo(16 / 9, 2);
  });
});

describe("the lecturer turns pages", () => {
  function desk(over: Partial<Snapshot> = {}) {
    const asked: FromBrowser[] = [];
    const answers: (() => void)[] = [];
    const state = shallowRef<Snapshot | null>(
      snapshot({ part: "delivering", files: [deck], showing: page(2), ...over }),
    );
    const act = (message: FromBrowser): Promise<null> => {
      asked.push(message);
      return new Promise((done) => answers.push(() => done(null)));
    };
    const room = { state, act } as unknown as Attending;
    return { asked, answers, state, room, ...presenting(room) };
  }

  const pages = (asked: FromBrowser[]) =>
    asked.map((message) => (message.type === "show_slides" ? message.page : message.type));

  it("one after the other, however late the server says so", () => {
    const { turn, asked } = desk();

    turn(1);
    turn(1);
    turn(1);
    turn(-1);

    expect(pages(asked)).toEqual([3, 4, 5, 4]);
  });

  it("and not beyond the first and the last", () => {
    const { turn, asked } = desk({ showing: page(5) });

    turn(1);
    turn(-1);
    for (let n = 0; n < 9; n++) turn(-1);

    expect(pages(asked)).toEqual([4, 3, 2, 1]);
  });

  it("from where the lesson is, once the server has answered", async () => {
    const { turn, asked, answers, state, room } = desk();
    turn(1);
    answers[0]?.();
    await Promise.resolve();
    await Promise.resolve();
    state.value = { ...(room.state.value as Snapshot), showing: page(1) }; // turned elsewhere

    turn(1);

    expect(pages(asked)).toEqual([3, 2]);
  });

  it("begins with the first page of another file, and puts it away", () => {
    const other = { ...deck, id: "b".repeat(32) };
    const { show, putAway, asked } = desk({ files: [deck, other] });

    show(other);
    putAway();

    expect(asked).toEqual([
      { type: "show_slides", file: other.id, page: 1 },
      { type: "stop_showing" },
    ]);
  });

  it("of nothing, when nothing is shown", () => {
    const { turn, putAway, asked } = desk({ showing: null });

    turn(1);
    putAway();

    expect(asked).toEqual([]);
  });
});

describe("what a page is told", () => {
  it("is the whole list, and what is shown", () => {
    const before = snapshot();

    const { state } = apply(before, {
      type: "changed",
      version: 2,
      changes: [
        { type: "files_changed", files: [deck] },
        { type: "showing_changed", showing: page(3) },
      ],
    });

    expect(state?.files).toEqual([deck]);
    expect(state?.showing?.key).toBe(`slides:${deck.id}:3`);
  });

  it("opens a file by its ticket, which is in no address", () => {
    const room = { state: shallowRef(snapshot({ ticket: "secret" })) } as unknown as Attending;

    const { url, headers } = sourceOf(room, deck.id);

    expect(url).toBe(`/lesson/l/files/${deck.id}`);
    expect(headers).toEqual({ Authorization: "Lesson secret" });
  });

  it.each([
    [10, "1 KB"],
    [34_000, "33 KB"],
    [5_300_000, "5.1 MB"],
  ])("says how large %i bytes are", (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words);
  });
});
