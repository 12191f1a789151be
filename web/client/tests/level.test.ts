import { describe, expect, it } from "vitest";

import { level as en } from "../src/i18n/en_level";
import { level as zh } from "../src/i18n/zh_level";
import { amount, carriedOf, CHOICES, levelOf, LEVELS, perHour, used, whyOf, wordOf } from "../src/lesson/level";
import { codecOptions } from "../src/media/encodings";
import type { Line } from "../src/protocol";
import { seen } from "./lesson";

const line = (over: Partial<Line> = {}): Line => ({
  classroom: "r1",
  light: "good",
  picture: true,
  sound: true,
  up_kbps: 100,
  down_kbps: 900,
  loss: 0,
  rtt_ms: 40,
  protocol: "udp",
  level: 4,
  reason: "full",
  estimate_kbps: null,
  bytes_down: 30_000_000,
  bytes_up: 5_400_000,
  ...over,
});

describe("the level of a line", () => {
  it("is the highest while nothing is known, for then nothing is held back", () => {
    expect([levelOf(undefined), levelOf(line({ level: null }))]).toEqual([4, 4]);
  });

  it("is said in a sentence, in both languages, for every level and reason", () => {
    for (const words of [zh.level, en.level]) {
      for (const name of LEVELS) expect(words.what[name]).toBeTruthy();
      for (const reason of ["line", "loss", "pinned", "full"] as const) {
        expect(words.why[reason]).toContain("{what}");
        expect(words.short[reason]).toBeTruthy();
      }
    }
    expect(whyOf(line({ level: 1, reason: "line" }))).toEqual({
      why: "level.why.line",
      what: "level.what.slides",
    });
  });

  it("can be pinned to any but the highest, which comes by itself", () => {
    expect(CHOICES).toEqual([null, 3, 2, 1, 0]);
    for (const choice of CHOICES)
      expect(zh.level.choices).toHaveProperty(choice === null ? "auto" : wordOf(choice));
  });
});

describe("how a picture comes", () => {
  const camera = seen("p1", "corner");
  const screen = seen("p2", "main", { source: "screen" });

  it("is live from the small picture on, a still below, and nothing with sound alone", () => {
    expect(([0, 1, 2, 3, 4] as const).map((level) => carriedOf(level, [camera], camera))).toEqual([
      "none",
      "still",
      "live",
      "live",
      "live",
    ]);
  });

  it("is a still for faces one level earlier while a screen is shown", () => {
    const shown = [camera, screen];
    expect(carriedOf(2, shown, camera)).toBe("still");
    expect(carriedOf(2, shown, screen)).toBe("live");
    expect(carriedOf(3, shown, camera)).toBe("live");
    const off = seen("p2", "main", { source: "screen", paused: true });
    expect(carriedOf(2, [camera, off], camera)).toBe("live");
  });
});

describe("data", () => {
  it("is counted both ways, in figures a bill has", () => {
    expect(used(line())).toEqual({ n: "35", unit: "MB" });
    expect(amount(1_240_000)).toEqual({ n: "1.2", unit: "MB" });
    expect(amount(1_240_000_000)).toEqual({ n: "1.2", unit: "GB" });
    expect(perHour(line())).toEqual({ n: "450", unit: "MB" });
    expect(perHour(undefined)).toEqual({ n: "0.0", unit: "MB" });
  });
});

describe("speech on a thin line", () => {
  it("is mono, protected in band, and no more than 32 kbit/s", () => {
    const speech = codecOptions("microphone");
    expect(speech.opusFec).toBe(true);
    expect(speech.opusStereo).toBe(false);
    expect(speech.opusMaxAverageBitrate).toBeLessThanOrEqual(32_000);
  });
});
