import { describe, expect, it } from "vitest";

import { below, decibels, echoOf, LEAST, noiseOf, speechOf, type Frame } from "../src/check/echo";
import { daysSince, isDue, soundWords } from "../src/lesson/sound";
import { classroom } from "./lesson";

const BURSTS: [number, number][] = [
  [1000, 1200],
  [1450, 1650],
  [1750, 1950],
  [2300, 2500],
];

/** A microphone that hears `noise`, and the bursts at `level` after `delay`. */
function hearing(noise: number, level: number | null = null, delay = 0): Frame[] {
  const frames: Frame[] = [];
  for (let at = 800; at < 3200; at += 20) {
    const on = BURSTS.some(([from, to]) => at >= from + delay && at <= to + delay);
    frames.push({ at, db: on && level !== null ? level : noise });
  }
  return frames;
}

describe("levels", () => {
  it("are of full scale, and finite also in digital silence", () => {
    expect(decibels(new Float32Array(64).fill(1))).toBe(0);
    expect(decibels(new Float32Array(64).fill(0.1))).toBeCloseTo(-20, 4);
    expect(decibels(new Float32Array(64))).toBe(LEAST);
    expect(decibels(new Float32Array(0))).toBe(LEAST);
    expect(below([], 0.5)).toBe(LEAST);
  });

  it("of noise are not led astray by a door that slams", () => {
    const frames = [...hearing(-60), { at: 3000, db: -5 }];

    expect(noiseOf(frames)).toBe(-60);
  });

  it("tell a voice from the noise of the room", () => {
    const speaking = Array.from({ length: 100 }, (_, n) => ({ at: n, db: n % 3 ? -60 : -25 }));

    expect(speechOf(speaking, -60)).toBe(-25);
    expect(speechOf(hearing(-58), -60)).toBeNull();
  });
});

describe("echo", () => {
  it.each([0, 40, 160, 300])("is found with its delay of %d ms", (delay) => {
    const echo = echoOf(hearing(-60, -30, delay), BURSTS);

    expect(echo.returned).toBeCloseTo(-30, 0);
    expect(echo.delay).toBe(delay);
  });

  it("that was cancelled is no more than the noise", () => {
    const echo = echoOf(hearing(-60, -59), BURSTS);

    expect(echo.delay).toBeNull();
    expect(echo.returned).toBeCloseTo(-60, 0);
  });

  it("is no cough, and no clock that ticks", () => {
    const ticking = hearing(-60).map(({ at, db }) => ({ at, db: at % 1000 < 200 ? -30 : db }));

    const echo = echoOf(ticking, BURSTS);

    expect(echo.delay).toBeNull();
    expect(echo.returned).toBe(-60);
  });

  it("of nothing heard at all is silence", () => {
    expect(echoOf([], BURSTS)).toEqual({ returned: LEAST, delay: null });
  });
});

describe("what is said of a test", () => {
  const DAY = 86_400;
  const at = 100 * DAY;
  const t = (key: string, named?: Record<string, string | number>): string =>
    [key, ...Object.values(named ?? {})].join(" ");
  const seat = classroom("r1", { sound: { at, verdict: "good", loss: 46 } });

  it("is due when there was none, or it is too old", () => {
    expect(isDue(classroom("r1"), 30, at)).toBe(true);
    expect(isDue(seat, 30, at + 29 * DAY)).toBe(false);
    expect(isDue(seat, 30, at + 31 * DAY)).toBe(true);
  });

  it("names the day and the verdict", () => {
    expect(soundWords(classroom("r1"), 30, at, t)).toBe("sound.never");
    expect(soundWords(seat, 30, at + 60, t)).toBe(
      "sound.tested sound.today sound.verdict.good 30",
    );
    expect(soundWords(seat, 30, at + 3.5 * DAY, t)).toContain("sound.days_ago 3");
    expect(soundWords(seat, 30, at + 31 * DAY, t)).toContain("sound.old");
  });

  it("is today's also when a clock goes wrong", () => {
    expect(daysSince(at, at - DAY)).toBe(0);
  });
});
