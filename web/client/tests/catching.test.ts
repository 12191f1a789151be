import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { CatchingUp } from "../src/catching/catching";
import { MeanwhileShown, type Meanwhile } from "../src/catching/meanwhile";
import { behindBy } from "../src/lesson/behind";
import { growTrack, runFrom, tracksOf } from "../src/review/media";
import { reelsOf, stretchesOf } from "../src/review/reels";
import type { Index } from "../src/api/types";

const state = { t: 0, end: 60, playing: true, trouble: null as string | null };
const stretches = [{ from: 0, to: 20 }, { from: 30, to: 90 }];
const player = {
  state,
  reels: [
    {
      stretchAt: (t: number) => stretches.find((each) => each.from <= t && t < each.to) ?? null,
      after: (t: number) => stretches.find((each) => each.from > t)?.from ?? null,
    },
  ],
  setRate: vi.fn(),
  seek: vi.fn((t: number) => (state.t = t)),
  play: vi.fn(),
  grow: vi.fn(),
  close: vi.fn(),
};
vi.mock("../src/review/player", () => ({
  Player: function () {
    return player;
  },
}));

describe("a classroom that catches up", () => {
  const live = vi.fn();
  const fetched = vi.fn();
  let catching: CatchingUp;
  let now = 1060; // the server's

  beforeEach(async () => {
    vi.useFakeTimers();
    vi.clearAllMocks();
    now = 1060;
    Object.assign(state, { t: 0, end: 60, playing: true, trouble: null });
    fetched.mockImplementation(() => Promise.resolve(Response.json({ began: 1000, seconds: 60, tracks: [] })));
    vi.stubGlobal("fetch", fetched);
    catching = new CatchingUp("lesson", "ticket", 1010, () => now, live);
    await catching.begin();
  });
  afterEach(() => {
    catching.close();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  async function plays(seconds: number): Promise<void> {
    for (let n = 0; n < seconds; n += 1) {
      state.t += 1.25;
      state.end += 1;
      now += 1;
      await vi.advanceTimersByTimeAsync(1_000);
    }
  }

  it("begins where its line broke, a little faster than the lesson went", () => {
    expect(player.seek).toHaveBeenCalledWith(10);
    expect(player.setRate).toHaveBeenCalledWith(1.25);
    const proved = expect.objectContaining({ headers: { Authorization: "Lesson ticket" } });
    expect(fetched).toHaveBeenCalledWith("/lesson/lesson/missed", proved);
  });

  it("does not wait for connections that died with the line", async () => {
    catching.close();
    player.seek.mockClear();
    fetched.mockImplementationOnce(() => new Promise(() => {})).mockImplementationOnce(() => new Promise(() => {}));
    catching = new CatchingUp("lesson", "ticket", 1010, () => now, live);
    void catching.begin();

    await vi.advanceTimersByTimeAsync(2_500);

    expect(player.seek).toHaveBeenCalledWith(10);
  });

  it("passes over what nobody recorded", async () => {
    state.t = 21;
    await vi.advanceTimersByTimeAsync(1_000);

    expect(player.seek).toHaveBeenLastCalledWith(30);
  });

  it("is live by itself once it is hardly behind", async () => {
    now = 1060;
    state.t = 40;
    await plays(40);
    expect(live).not.toHaveBeenCalled();

    await plays(30);

    expect(live).toHaveBeenCalled();
  });

  it("is live when it is stuck, and when it may not any more", async () => {
    await vi.advanceTimersByTimeAsync(20_000);
    expect(live).toHaveBeenCalled();

    live.mockClear();
    fetched.mockImplementation(() => Promise.resolve(new Response(null, { status: 403 })));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(live).toHaveBeenCalled();
  });
});

describe("a track that grows", () => {
  const index = (count: number, moved = 0): Index =>
    ({
      began: 0,
      tracks: [
        {
          track: 1,
          seat: "d",
          source: "camera",
          leading: true,
          erased: false,
          parts: [
            {
              file: "1-1-camera.mp4",
              wall: moved,
              init: 100,
              segments: Array.from({ length: count }, (_, n) => [100 + n * 10, 10, n * 2000, 2000, n % 2 === 0]),
            },
          ],
        },
      ],
    }) as unknown as Index;

  it("goes on in the same file, so that nothing has to be begun anew", () => {
    const [track] = tracksOf(index(3));
    const [now] = tracksOf(index(6));
    if (!track || !now) throw new Error("no track");
    const before = [...track.segments];

    growTrack(track, now);

    expect(track.segments.slice(0, 3).every((segment, n) => segment === before[n])).toBe(true);
    expect(runFrom(track.segments, 0, 100, 1000)).toHaveLength(6);
    expect(track.spans).toEqual([{ from: 0, to: 12 }]);
  });

  it("stays where it was when an index tells better when that was", () => {
    const [track] = tracksOf(index(3));
    const [now] = tracksOf(index(4, 0.1));
    if (!track || !now) throw new Error("no track");

    growTrack(track, now);

    expect(track.segments.map(({ from }) => from)).toEqual([0, 2, 4, 6.1]);
    expect(track.spans).toEqual([{ from: 0, to: 8.1 }]);
  });

  it("has no end of its own where the other track of its seat is not known yet", () => {
    const [camera] = tracksOf(index(3));
    const [sound] = tracksOf(index(4));
    if (!camera || !sound) throw new Error("no track");
    const [plan] = reelsOf([camera, { ...sound, number: 2, sound: true, source: "microphone" }]);
    if (!plan) throw new Error("no reel");

    expect(stretchesOf({ ...plan, growing: 8 }, "all")).toEqual([{ from: 0, to: 6, picture: true, sound: true }]);
    expect(stretchesOf(plan, "all")).toHaveLength(2); // of a lesson that is over
  });
});

it("is said how far behind it is, in steps of five seconds, and nothing when it is live", () => {
  const catching = { at: 1040, since: 1000, rate: 1.25 };

  expect(behindBy(catching, 1040)).toBe(40);
  expect(behindBy(catching, 1100)).toBe(25);
  expect(behindBy(catching, 5000)).toBe(5);
  expect(behindBy(null, 1040)).toBe(0);
});

describe("slides and board meanwhile", () => {
  const BEGAN = 1_000;
  const at = (t: number): number => (BEGAN + t) * 1000;
  const moment = (t: number, kind: string, data: Record<string, unknown>) => ({ at: at(t), kind, classroom: "", data });
  const drew = (t: number, id: string) =>
    ({ type: "Drew", at: BEGAN + t, by: "main", surface: "board:1", stroke: { id, points: "" }, tag: 1 }) as const;

  it("are shown as they were at the time that is played, and what comes later is added", () => {
    const shown = new MeanwhileShown();
    const moments = [moment(5, "slide", { file: "f", page: 2 }), moment(10, "board", { page: 1 })];
    shown.take({ moments, entries: [drew(11, "a")], count: 2 } as unknown as Meanwhile, BEGAN);
    expect(shown.at(4)).toBeNull();
    expect(shown.at(6)).toEqual({ what: "slides", file: "f", page: 2 });
    expect(shown.at(12)).toEqual({ what: "board", page: 1 });

    const more = [...moments, moment(20, "board", { page: null })];
    shown.take({ moments: more, entries: [drew(15, "b")], count: 3 } as unknown as Meanwhile, BEGAN);

    expect(shown.at(21)).toEqual({ what: "slides", file: "f", page: 2 });
    const drawn = (t: number): string[] => shown.inked.value.strokes("board:1", t).map(({ id }) => id);
    expect([drawn(10), drawn(12), drawn(16)]).toEqual([[], ["a"], ["a", "b"]]);
  });
});
