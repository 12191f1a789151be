import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Recovery } from "../src/media/recovery";
import type { MediaSession } from "../src/media/session";
import { received } from "../src/media/stats";
import type { Direction } from "../src/protocol";

describe("whether a path lives", () => {
  const path = (bytesReceived: number, responsesReceived: number) => ({
    getStats: () =>
      Promise.resolve(
        new Map([["1", { type: "candidate-pair", bytesReceived, responsesReceived }]]) as unknown as RTCStatsReport,
      ),
  });

  it("shows in whatever comes, and in answers to consent checks", async () => {
    const before = (await received(path(100, 5))) ?? 0;

    expect(await received(path(101, 5))).toBeGreaterThan(before);
    expect(await received(path(100, 6))).toBeGreaterThan(before);
  });

  it("is not known of a transport that tells nothing", async () => {
    expect(await received({ getStats: () => Promise.reject(new Error("closed")) })).toBeNull();
  });
});

describe("a connected path", () => {
  const restartIce = vi.fn<(direction: Direction) => Promise<void>>(() => Promise.resolve());
  const rebuild = vi.fn();
  const broken = vi.fn();
  const figures: Record<Direction, number> = { send: 0, recv: 0 };
  let online = true;
  let recovery: Recovery;

  async function pass(ms: number, coming: readonly Direction[] = []): Promise<void> {
    for (let left = ms; left > 0; left -= 250) {
      for (const direction of coming) figures[direction] += 1;
      await vi.advanceTimersByTimeAsync(Math.min(left, 250));
    }
  }

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("window", new EventTarget());
    vi.stubGlobal("navigator", {});
    restartIce.mockClear();
    rebuild.mockClear();
    broken.mockClear();
    online = true;
    recovery = new Recovery({
      rebuild: () => {
        rebuild();
        recovery.attach(null); // as the plane does
      },
      noRoute: vi.fn(),
      broken,
      online: () => online,
      received: (direction) => Promise.resolve(figures[direction]),
    });
    recovery.attach({ closed: false, restartIce } as unknown as MediaSession);
    recovery.changed("send", "connected");
    recovery.changed("recv", "connected");
  });

  afterEach(() => {
    recovery.close();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("is left alone while anything comes over it", async () => {
    await pass(60_000, ["send", "recv"]);

    expect(restartIce).not.toHaveBeenCalled();
  });

  it.each(["send", "recv"] as const)("is tried anew when nothing comes over %s alone", async (silent) => {
    await pass(2_000, ["send", "recv"]);
    await pass(2_500, [silent === "send" ? "recv" : "send"]);

    expect(restartIce).toHaveBeenCalledExactlyOnceWith(silent);
  });

  it("is left alone on a line that holds everything up for a second and a half now and then", async () => {
    for (let n = 0; n < 20; n += 1) {
      await pass(500, ["send", "recv"]);
      await pass(1_500);
    }

    expect(restartIce).not.toHaveBeenCalled();
  });

  it("is tried once, though the browser calls it broken while that is under way", async () => {
    await pass(2_000, ["send", "recv"]);
    await pass(2_250, ["send"]);
    recovery.changed("recv", "disconnected");
    await pass(1_250, ["send"]);
    expect(restartIce).toHaveBeenCalledExactlyOnceWith("recv");

    await pass(2_000, ["send"]); // it did not help
    expect(restartIce).toHaveBeenCalledTimes(2);
  });

  it("is tried after two seconds of silence, whenever the browser calls it broken", async () => {
    await pass(2_000, ["send", "recv"]);
    await pass(1_500, ["send"]);
    recovery.changed("recv", "disconnected");
    await pass(750, ["send"]);

    expect(restartIce).toHaveBeenCalledExactlyOnceWith("recv");
  });

  it("is tried a few times, ever more seldom, and then built anew", async () => {
    await pass(2_000, ["send", "recv"]);
    await pass(40_000, ["send"]);

    expect(restartIce).toHaveBeenCalledTimes(3);
    expect(rebuild).toHaveBeenCalledOnce();
  });

  it("is told as broken once, and as whole when something comes again, over whatever transport", async () => {
    await pass(2_000, ["send", "recv"]);
    await pass(20_000, ["send"]);
    expect(broken.mock.calls).toEqual([[true]]);

    recovery.attach({ closed: false, restartIce } as unknown as MediaSession);
    recovery.changed("send", "connected");
    expect(broken.mock.calls).toEqual([[true]]);
    recovery.changed("recv", "connected");

    expect(broken.mock.calls).toEqual([[true], [false]]);
  });

  it("is not called broken where nothing is to go over its new transport", async () => {
    await pass(2_000, ["send", "recv"]);
    await pass(3_000, ["send"]);
    recovery.attach({ closed: false, restartIce } as unknown as MediaSession);
    recovery.changed("send", "connected");
    await pass(4_000, ["send"]);

    expect(broken.mock.calls).toEqual([[true], [false]]);
  });

  it("waits for signaling, and is tried at once when that is back", async () => {
    await pass(2_000, ["send", "recv"]);
    online = false;
    await pass(30_000);
    expect(restartIce).not.toHaveBeenCalled();

    online = true;
    recovery.signaled();

    expect(restartIce.mock.calls.map(([direction]) => direction).sort()).toEqual(["recv", "send"]);
  });

  it("that never came up waits for signaling, too", async () => {
    recovery.attach({ closed: false, restartIce } as unknown as MediaSession);
    recovery.begun("recv"); // and the browser, with no candidate to try, stays "new"
    online = false;
    await pass(30_000);
    expect(restartIce).not.toHaveBeenCalled();

    online = true;
    recovery.signaled();

    expect(restartIce).toHaveBeenCalledExactlyOnceWith("recv");
  });

  it("is tried when the server hears nothing of it, but not over and over", async () => {
    await pass(2_000, ["send", "recv"]);

    recovery.doubt("send");
    recovery.doubt("send");
    await pass(1_000, ["send", "recv"]);

    expect(restartIce).toHaveBeenCalledExactlyOnceWith("send");
  });

  it("is not blamed when it was the page that stood still", async () => {
    await pass(2_000, ["send", "recv"]);
    vi.setSystemTime(Date.now() + 60_000);
    const stood = performance.now() + 60_000;
    vi.spyOn(performance, "now").mockReturnValue(stood);
    await vi.advanceTimersByTimeAsync(500);

    expect(restartIce).not.toHaveBeenCalled();
  });

  it("moves to another network at once", () => {
    window.dispatchEvent(new Event("online"));

    expect(restartIce).toHaveBeenCalledTimes(2);
  });
});
