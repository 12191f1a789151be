import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Feed } from "../src/review/feed";
import type { Segment, Track } from "../src/review/media";

const part = { file: "1-1-camera.mp4", mime: "video/mp4", init: 10 } as Segment["part"];
const segment = (n: number, key: boolean): Segment => {
  return { part, offset: 10 + n * 10, bytes: 10, key, from: n * 2, to: n * 2 + 2 };
};
const track = { segments: [segment(0, true), segment(1, false), segment(2, true)] } as Track;

/** A browser that leaves out what it cannot decode: here, the second segment. */
class Buffer extends EventTarget {
  mode = "";
  updating = false;
  timestampOffset = 0;
  readonly buffered = Object.assign([0, 4], {
    start: (n: number) => [0, 4][n] ?? 0,
    end: (n: number) => [2, 6][n] ?? 0,
  });
  appendBuffer(): void {
    queueMicrotask(() => this.dispatchEvent(new Event("updateend")));
  }
  remove(): void {
    this.appendBuffer();
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("brings what a browser leaves out once more, and no more, and says where it goes on", async () => {
  const get = vi.fn((_file: string, _from: number, bytes: number) => Promise.resolve(new ArrayBuffer(bytes)));
  const broken = vi.fn();
  const feed = new Feed(new Buffer() as unknown as SourceBuffer, track, { get }, () => 6, broken);
  const plays = async (t: number, seconds: number): Promise<void> => {
    for (let n = 0; n < seconds * 20; n += 1) {
      feed.play(t);
      await vi.advanceTimersByTimeAsync(50);
    }
  };

  await plays(0, 1);
  expect(feed.behindHole(2.5)).toBeNull(); // it may come
  await plays(2.5, 6);
  const asked = get.mock.calls.length;
  await plays(2.5, 20);

  expect(get.mock.calls.length).toBe(asked);
  expect(feed.behindHole(2.5)).toBe(4);
  expect(broken).not.toHaveBeenCalled();
});
