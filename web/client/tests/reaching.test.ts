import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Manager } from "socket.io-client";

import { Pulse } from "../src/signaling/pulse";
import { Reach } from "../src/signaling/reach";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("a connection's pulse", () => {
  const beat = vi.fn();
  const dead = vi.fn();
  let pulse: Pulse;

  beforeEach(() => {
    beat.mockReset();
    dead.mockReset();
    pulse = new Pulse(beat, dead);
    pulse.begin();
  });
  afterEach(() => pulse.end());

  it("asks nothing while something is told anyway", async () => {
    for (let n = 0; n < 40; n += 1) {
      await vi.advanceTimersByTimeAsync(500);
      pulse.heard();
    }

    expect(beat).not.toHaveBeenCalled();
  });

  it("goes on while beats are answered", async () => {
    beat.mockImplementation(() => setTimeout(() => pulse.heard(), 600));

    await vi.advanceTimersByTimeAsync(60_000);

    expect(beat.mock.calls.length).toBeGreaterThan(20);
    expect(dead).not.toHaveBeenCalled();
  });

  it("is gone three seconds after the last word", async () => {
    await vi.advanceTimersByTimeAsync(3_000);

    expect(beat).toHaveBeenCalledOnce();
    expect(dead).toHaveBeenCalledOnce();
  });

  it("is given longer on a line of long round trips", async () => {
    beat.mockImplementationOnce(() => setTimeout(() => pulse.heard(), 1_200));
    await vi.advanceTimersByTimeAsync(2_500);

    await vi.advanceTimersByTimeAsync(4_000);
    expect(dead).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(dead).toHaveBeenCalledOnce();
  });

  it("remembers for a while that answers can be late", async () => {
    let late = 1_400;
    beat.mockImplementation(() => {
      setTimeout(() => pulse.heard(), late);
      late = 300;
    });
    await vi.advanceTimersByTimeAsync(10_000);
    beat.mockReset();
    dead.mockReset();

    await vi.advanceTimersByTimeAsync(4_000);

    expect(dead).not.toHaveBeenCalled();
  });

  it("is asked again by a page that was itself asleep", async () => {
    await vi.advanceTimersByTimeAsync(1_000);
    const slept = performance.now() + 60_000;
    vi.spyOn(performance, "now").mockReturnValue(slept);

    await vi.advanceTimersByTimeAsync(500);

    expect(beat).toHaveBeenCalledTimes(2);
    expect(dead).not.toHaveBeenCalled();
  });
});

describe("reaching the server", () => {
  class Try {
    closed = false;
    done: (error?: Error) => void = () => {};
    open(done: (error?: Error) => void): void {
      this.done = done;
    }
    _close(): void {
      this.closed = true;
    }
  }

  let tries: Try[];
  const won = vi.fn();
  const failed = vi.fn();

  function begin(): Reach {
    tries = [];
    won.mockReset();
    failed.mockReset();
    return new Reach({ won, failed }, () => {
      const made = new Try();
      tries.push(made);
      return made as unknown as Manager;
    });
  }

  it("begins beside a try that hangs, and takes the first that gets through", async () => {
    begin();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(tries.length).toBeGreaterThan(2);

    tries[1]?.done();
    await vi.advanceTimersByTimeAsync(10_000);

    expect(won).toHaveBeenCalledExactlyOnceWith(tries[1]);
    expect(tries.filter((each) => !each.closed)).toEqual([tries[1]]);
  });

  it("has failed once every try has", async () => {
    begin();
    await vi.advanceTimersByTimeAsync(2_000);

    for (const each of tries) each.done(new Error("refused"));

    expect(failed).toHaveBeenCalledOnce();
    expect(won).not.toHaveBeenCalled();
  });

  it("hears of nothing that it has given up", async () => {
    const reach = begin();

    reach.stop();
    for (const each of tries) each.done();

    expect(won).not.toHaveBeenCalled();
    expect(tries.every((each) => each.closed)).toBe(true);
  });
});
