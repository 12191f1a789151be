// What a recording's page knows without a browser: times, lanes, what was so when.

import { describe, expect, it } from "vitest";

import type { Index, ReviewedLesson } from "../src/api/types";
import { Clock, correction } from "../src/review/clock";
import { beside, happeningsOf, search } from "../src/review/happenings";
import { Inked, type InkEntry } from "../src/review/inked";
import { pressed } from "../src/review/keys";
import { clockOf, holding, lanesOf, ticks, zoomed } from "../src/review/lanes";
import { beginFor, behindLoss, runFrom, segmentAt, spanAt, tracksOf } from "../src/review/media";
import { reelsOf, stretchesOf } from "../src/review/reels";
import { shownAt, standingAt, standingsOf } from "../src/review/standing";

const BEGAN = 1_788_228_000;

function part(number: number, from: number, count: number, length = 2): Index["tracks"][number]["parts"][number] {
  return {
    part: number,
    file: `1-${number}.mp4`,
    mime: 'video/mp4; codecs="avc1.42c01f"',
    rate: 90_000,
    width: 1280,
    height: 720,
    init: 700,
    wall: BEGAN + from,
    segments: Array.from({ length: count }, (_, n) => [700 + n * 1000, 1000, n * length * 1000, length * 1000, n % 2 === 0]),
  };
}

const INDEX = {
  lesson: "l",
  began: BEGAN,
  ended: BEGAN + 60,
  over: true,
  seconds: 60,
  bytes: 0,
  lost: 0,
  clock: [],
  tracks: [
    { track: 1, seat: "a", classroom: "a", source: "camera", leading: true, erased: false, parts: [part(1, 0.5, 5), part(2, 20, 10)] },
    { track: 2, seat: "a", classroom: "a", source: "microphone", leading: true, erased: false, parts: [part(1, 0.5, 30)] },
    { track: 3, seat: "b", classroom: "b", source: "camera", leading: false, erased: true, parts: [] },
  ],
  marks: [
    { at: BEGAN + 12, what: "alarm", track: 1, detail: { kind: "stalled" } },
    { at: BEGAN + 20, what: "cleared", track: 1, detail: { kind: "stalled" } },
    { at: BEGAN + 5, what: "layer", track: 1, detail: { layer: 1 } },
  ],
  gaps: [{ since: BEGAN + 10.5, until: BEGAN + 20, track: 1, why: "stalled" }],
} satisfies Index as Index;

const moment = (t: number, kind: string, data: Record<string, unknown> = {}, classroom = ""): ReviewedLesson["moments"][number] => ({
  at: (BEGAN + t) * 1000,
  kind,
  classroom,
  data,
});

const LESSON = {
  lesson: "l",
  title: "",
  subject: "",
  starts_at: BEGAN,
  ends_at: BEGAN + 60,
  classrooms: [
    { id: "a", name: "中心小学", part: "delivering" },
    { id: "b", name: "青山小学", part: "receiving" },
  ],
  files: [],
  moments: [
    moment(1, "presence", { presence: "present" }, "b"),
    moment(4, "slide", { file: "f", page: 1 }),
    moment(8, "hand_up", { purpose: "answer" }, "b"),
    moment(10, "stage", { stage: ["b"] }),
    moment(10, "hand_down", { reason: "called" }, "b"),
    moment(15, "question", { question: "q", text: "几棵树？" }),
    moment(18, "answer", { question: "q", reply: { options: [0] } }, "b"),
    moment(22, "question_closed", { question: "q", counted: {} }),
    moment(30, "board", { page: 2 }),
    moment(35, "stage", { stage: [] }),
    moment(40, "board", { page: null }),
    moment(45, "presence", { presence: "lost" }, "b"),
  ],
  more: 0,
  all_remarks: false,
} satisfies ReviewedLesson as ReviewedLesson;

const the = <T>(found: T | undefined): T => {
  if (found === undefined) throw new Error("it is not there");
  return found;
};
const tracks = tracksOf(INDEX);
const camera = the(tracks[0]);
const happenings = happeningsOf(LESSON, INDEX);

describe("where a time is in the files", () => {
  const segments = camera.segments;

  it("finds the segment of a time, or the next one behind a hole", () => {
    expect(segments[segmentAt(segments, 3)]).toMatchObject({ from: 2.5, to: 4.5, offset: 1700 });
    expect(segments[segmentAt(segments, 15)]?.from).toBe(20);
    expect(segmentAt(segments, 100)).toBe(-1);
  });

  it("begins with a segment that can be begun with, in the same file", () => {
    expect(beginFor(segments, segmentAt(segments, 3))).toBe(0);
    expect(beginFor(segments, 5)).toBe(5);
  });

  it("asks at once for what lies together, and no further than it wants", () => {
    expect(runFrom(segments, 1, 60, 2_500)).toHaveLength(2);
    expect(runFrom(segments, 3, 60, 1e9).map(({ from }) => from)).toEqual([6.5, 8.5]); // not over the hole
    expect(runFrom(segments, 0, 0, 1)).toHaveLength(1);
  });

  it("knows where there is nothing", () => {
    expect(spanAt(camera.spans, 5)).toEqual({ from: 0.5, to: 10.5 });
    expect(spanAt(camera.spans, 15)).toBeNull();
  });
});

describe("what is played together", () => {
  const plan = the(reelsOf(tracks)[0]);

  it("is a seat's picture and sound, and the sound alone where the picture is missing", () => {
    expect(reelsOf(tracks)).toHaveLength(1); // an erased track is none
    expect(stretchesOf(plan, "all")).toEqual([
      { from: 0.5, to: 10.5, picture: true, sound: true },
      { from: 10.5, to: 20, picture: false, sound: true },
      { from: 20, to: 40, picture: true, sound: true },
      { from: 40, to: 60.5, picture: false, sound: true },
    ]);
  });

  it("is the sound alone when nothing else is wanted", () => {
    expect(stretchesOf(plan, "sound")).toEqual([{ from: 0.5, to: 60.5, picture: false, sound: true }]);
  });
});

describe("the clock", () => {
  it("goes at its pace, stands, and never leaves the recording", () => {
    const clock = new Clock(() => 60);
    clock.set(10, 0);
    clock.run(0);
    expect(clock.at(1_000)).toBeCloseTo(11);
    clock.pace(2, 1_000);
    expect(clock.at(2_000)).toBeCloseTo(13);
    clock.stop(2_000);
    expect(clock.at(9_000)).toBeCloseTo(13);
    clock.run(9_000);
    expect(clock.at(900_000)).toBe(60);
  });

  it("follows what leads: gently, or at once where that is elsewhere", () => {
    const clock = new Clock(() => 60);
    clock.set(10, 0);
    clock.follow(10.1, 0);
    expect(clock.at(0)).toBeCloseTo(10.02);
    clock.follow(12, 0);
    expect(clock.at(0)).toBe(12);
  });

  it("lets 40 ms be, bends the rate beyond, and seeks what is lost", () => {
    expect(correction(0.03, 1, 0.1, false)).toEqual({ seek: false, rate: 1 });
    expect(correction(0.03, 1, 0.1, true)).toMatchObject({ seek: false, rate: expect.closeTo(0.94) });
    expect(correction(-0.2, 1, 0.1, false)).toMatchObject({ rate: expect.closeTo(1.1) });
    expect(correction(0.5, 1, 0.1, false)).toEqual({ seek: true });
  });
});

describe("what happened", () => {
  it("is in one order, with what the recording says of itself", () => {
    expect(happenings.map(({ t }) => t)).toEqual([...happenings].map(({ t }) => t).sort((a, b) => a - b));
    const own = happenings.filter(({ group }) => group === "recording").map(({ kind, t, classroom }) => [kind, t, classroom]);
    expect(own).toEqual([
      ["gap", 10.5, "a"],
      ["alarm", 12, "a"],
      ["cleared", 20, "a"],
    ]);
  });

  it("is gone to from one to the next, of a kind and a classroom", () => {
    const answers = happenings.filter(({ kind, classroom }) => kind === "answer" && classroom === "b");
    expect(beside(answers, 0, 1)?.t).toBe(18);
    expect(beside(answers, 18, 1)).toBeNull();
    expect(beside(answers, 30, -1)?.t).toBe(18);
  });

  it("is found by all words that are typed, whatever their case and width", () => {
    const say = ({ kind, data }: { kind: string; data: Record<string, unknown> }): string => `${kind} ${String(data.text ?? "")}`;
    expect(search(happenings, " QUESTION 几棵", say).map(({ t }) => t)).toEqual([15]);
    expect(search(happenings, "ｑｕｅｓｔｉｏｎ 松", say)).toEqual([]);
    expect(search(happenings, "  ", say)).toEqual([]);
  });

  it("says how the lesson stood at any time", () => {
    const standings = standingsOf(happenings);
    expect(shownAt(standingAt(standings, 2))).toBeNull();
    expect(shownAt(standingAt(standings, 20))).toEqual({ what: "slides", file: "f", page: 1 });
    expect(shownAt(standingAt(standings, 33))).toEqual({ what: "board", page: 2 });
    expect(shownAt(standingAt(standings, 50))).toMatchObject({ what: "slides" });
    expect(standingAt(standings, 12)).toMatchObject({ stage: ["b"], hands: [] });
    expect(standingAt(standings, 50)).toMatchObject({ stage: [], lost: ["b"], present: [] });
  });
});

describe("the time line", () => {
  const lanes = lanesOf(LESSON, INDEX, tracks, happenings);
  const bars = (id: string, kind: string): [number, number][] =>
    the(lanes.find((lane) => lane.id === id)).bars.filter((bar) => bar.kind === kind).map(({ from, to }) => [from, to]);

  it("has a lane for each classroom", () => {
    expect(bars("b", "present")).toEqual([[1, 45]]);
    expect(bars("b", "lost")).toEqual([[45, 60]]);
    expect(bars("b", "stage")).toEqual([[10, 35]]);
    expect(bars("b", "hand")).toEqual([[8, 10]]);
    expect(bars("a", "gap")).toEqual([[10.5, 20]]);
    expect(the(lanes.find(({ id }) => id === "b")).dots).toMatchObject([{ t: 18, kind: "answer" }]);
  });

  it("shows what was shown, asked and amiss", () => {
    expect(bars("content", "slide")).toEqual([[4, 30], [40, 60]]);
    expect(bars("content", "board")).toEqual([[30, 40]]);
    expect(bars("talk", "question")).toEqual([[15, 22]]);
    expect(bars("lesson", "alarm")).toEqual([[12, 20]]);
  });

  it("zooms round a time, stays within the lesson, and follows", () => {
    expect(zoomed({ from: 0, to: 60 }, 2, 30, 60)).toEqual({ from: 15, to: 45 });
    expect(zoomed({ from: 0, to: 60 }, 2, 0, 60)).toEqual({ from: 0, to: 30 });
    expect(zoomed({ from: 15, to: 45 }, 0.1, 20, 60)).toEqual({ from: 0, to: 60 });
    expect(holding({ from: 0, to: 20 }, 50, 60)).toEqual({ from: 40, to: 60 });
    expect(ticks({ from: 3, to: 31 }, 6)).toEqual([5, 10, 15, 20, 25, 30]);
    expect([clockOf(75), clockOf(3_723.45, true)]).toEqual(["1:15", "1:02:03.4"]);
  });
});

describe("ink", () => {
  const stroke = (n: number): Extract<InkEntry, { type: "Drew" }>["stroke"] =>
    ({ id: `a/${n}`, points: "AA" }) as Extract<InkEntry, { type: "Drew" }>["stroke"];
  const base = { surface: "board:1", by: "a" };
  const entries = [
    { type: "Drew", at: BEGAN + 1, ...base, stroke: stroke(1), tag: 1 },
    { type: "Drew", at: BEGAN + 2, ...base, stroke: stroke(2), tag: 2 },
    { type: "Took", at: BEGAN + 3, ...base, strokes: ["a/1"], undone: false },
    { type: "GaveBack", at: BEGAN + 4, ...base, strokes: ["a/1"] },
    { type: "Wiped", at: BEGAN + 5, ...base },
    { type: "Drew", at: BEGAN + 6, ...base, stroke: stroke(3), tag: 3 },
  ] as InkEntry[];

  it("is what showed at the time, forwards and backwards", () => {
    const inked = new Inked(entries, BEGAN);
    const at = (t: number): string[] => inked.strokes("board:1", t).map(({ id }) => id);
    expect([0, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5].map(at)).toEqual([
      [],
      ["a/1"],
      ["a/1", "a/2"],
      ["a/2"],
      ["a/1", "a/2"],
      [],
      ["a/3"],
    ]);
    expect(at(2.5)).toEqual(["a/1", "a/2"]);
    expect(inked.version("board:2", 9)).toBe(0);
  });
});

describe("the keyboard", () => {
  const key = (name: string, more = {}): ReturnType<typeof pressed> =>
    pressed({ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

  it("is an editor's", () => {
    expect(key(" ")).toEqual({ do: "toggle" });
    expect(key("ArrowLeft")).toEqual({ do: "by", seconds: -5 });
    expect(key("ArrowRight", { shiftKey: true })).toEqual({ do: "by", seconds: 1 });
    expect(key("L")).toEqual({ do: "faster" });
    expect(key("3")).toEqual({ do: "layout", layout: "grid" });
    expect(key("f", { ctrlKey: true })).toBeNull();
  });
});

describe("a loss too short for a hole", () => {
  it("is left out by what leads, up to where it goes on", () => {
    const [track] = tracksOf({
      ...INDEX,
      tracks: [{ ...the(INDEX.tracks[0]), parts: [part(1, 0, 1), part(2, 2.2, 1)] }],
    });

    expect(the(track).spans).toEqual([{ from: 0, to: expect.closeTo(4.2) }]);
    expect(behindLoss(the(track), 1)).toBeNull();
    expect(behindLoss(the(track), 2.1)).toBeCloseTo(2.2);
  });

  it("begins with its first picture, where the sound of its seat came a little earlier", () => {
    const index = { ...INDEX, tracks: [{ ...the(INDEX.tracks[0]), parts: [part(1, 0.34, 5)] }, { ...the(INDEX.tracks[1]), parts: [part(1, 0, 30)] }] };
    const [reel] = reelsOf(tracksOf(index));

    expect(stretchesOf(the(reel), "all")[0]).toMatchObject({ from: 0, picture: true, sound: true });
    expect(behindLoss(the(reel?.picture ?? undefined), 0.005)).toBeCloseTo(0.34);
  });
});
