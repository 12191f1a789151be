import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Notices } from "../src/lesson/notices";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("does not leave on a wall for ever what nobody may come to close", () => {
  const notices = new Notices();
  notices.put("act_failed", undefined, "store_down", 30_000);
  vi.advanceTimersByTime(20_000);
  notices.put("act_failed", undefined, "store_down", 30_000); // it is told from now on
  vi.advanceTimersByTime(20_000);
  expect([...notices.shown.keys()]).toEqual(["act_failed"]);

  vi.advanceTimersByTime(10_000);

  expect([...notices.shown.keys()]).toEqual([]);
});
