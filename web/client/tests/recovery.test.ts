import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Recovery } from "../src/media/recovery";
import type { MediaSession } from "../src/media/session";
import { received } from "../src/media/stats";
import type { Viewer } from "../src/media/viewer";

type Row = Record<string, unknown>;

function viewer(rows: Row[]): Viewer {
  const report = new Map(rows.map((row, n) => [String(n), row]));
  return {
    live: new Map([["p", { getStats: () => Promise.resolve(report) }]]),
  } as unknown as Viewer;
}

describe("whether the path lives", () => {
  const path = (bytesReceived: number, responsesReceived: number): Viewer =>
    viewer([
      { type: "inbound-rtp", bytesReceived },
      { type: "candidate-pair", responsesReceived },
    ]);

  it("shows in media and in answers to consent checks", async () => {
    const before = await received(path(100, 5), () => true);

    expect(await received(path(101, 5), () => true)).toBeGreaterThan(before ?? 0);
    expect(await received(path(100, 6), () => true)).toBeGreaterThan(before ?? 0);
  });

  it("is not asked while nothing should flow", async () => {
    expect(await received(path(100, 5), () => false)).toBeNull();
  });
});

describe("a connected path", () => {
  const restartIce = vi.fn(() => Promise.resolve());
  let figure: number | null = 0;
  let recovery: Recovery;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("window", new EventTarget());
    vi.stubGlobal("navigator", {});
    restartIce.mockClear();
    const needs = { rebuild: vi.fn(), noRoute: vi.fn(), online: () => true };
    recovery = new Recovery(needs, () => Promise.resolve(figure));
    recovery.attach({ closed: false, restartIce } as unknown as MediaSession);
    recovery.changed("recv", "connected");
  });

  afterEach(() => {
    recovery.close();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("is left alone while a silent sender's path still answers", async () => {
    for (figure = 0; figure < 24; figure += 1) await vi.advanceTimersByTimeAsync(2_500);

    expect(restartIce).not.toHaveBeenCalled();
  });

  it("is left alone while every sender is paused", async () => {
    figure = null;
    await vi.advanceTimersByTimeAsync(60_000);

    expect(restartIce).not.toHaveBeenCalled();
  });

  it("is tried anew once nothing at all arrives", async () => {
    figure = 7;
    await vi.advanceTimersByTimeAsync(8_000);

    expect(restartIce).toHaveBeenCalledExactlyOnceWith("recv");
  });
});
