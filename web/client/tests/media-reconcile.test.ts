import { describe, expect, it } from "vitest";

import { Loop, Settled } from "../src/media/loop";
import { plan } from "../src/media/reconcile";
import { troubleOf } from "../src/media/trouble";
import { levelOf } from "../src/media/levels";

describe("consumers follow the views", () => {
  it.each<[string, string[], string[], string[], string[]]>([
    ["what is missing is opened, in the views' order", ["b", "a"], [], ["b", "a"], []],
    ["what is extra is closed", [], ["a"], [], ["a"]],
    ["what is there stays", ["a", "b"], ["b", "c"], ["a"], ["c"]],
    ["a stream named twice is opened once", ["a", "a"], [], ["a"], []],
    ["nothing to do", ["a"], ["a"], [], []],
  ])("%s", (_name, views, have, open, close) => {
    expect(plan(views, have)).toEqual({ open, close });
  });
});

describe("a loop", () => {
  it("runs once more when kicked while running, however often", async () => {
    let runs = 0;
    let release = (): void => {};
    const first = new Promise<void>((done) => (release = done));
    const second = new Promise<void>((done) => {
      const loop = new Loop(async () => {
        runs += 1;
        if (runs === 1) await first;
        else done();
      });
      loop.kick();
      loop.kick();
      loop.kick();
    });

    release();
    await second;
    await Promise.resolve();

    expect(runs).toBe(2);
  });

  it("tries again after a failure, and tells of it", async () => {
    const told: unknown[] = [];
    let runs = 0;

    await new Promise<void>((done) => {
      new Loop(
        async () => {
          runs += 1;
          if (runs === 1) throw new Error("first");
          done();
        },
        (thrown) => told.push(thrown),
      ).kick();
    });

    expect(runs).toBe(2);
    expect(told).toEqual([new Error("first")]);
  });

  it("does not try again what is settled, until kicked", async () => {
    let runs = 0;
    const told: unknown[] = [];
    const loop = new Loop(
      () => {
        runs += 1;
        return Promise.reject(new Settled());
      },
      (thrown) => told.push(thrown),
    );

    loop.kick();
    await new Promise((done) => setTimeout(done, 0));
    loop.kick();
    await new Promise((done) => setTimeout(done, 0));

    expect(runs).toBe(2);
    expect(told).toEqual([]);
  });
});

describe("a device's trouble", () => {
  it.each([
    ["NotFoundError", "missing"],
    ["NotReadableError", "busy"],
    ["NotAllowedError", "refused"],
    ["TypeError", "failed"],
  ])("%s is said as %s", (name, expected) => {
    expect(troubleOf(new DOMException("", name))).toBe(expected);
  });
});

describe("a level", () => {
  it("is nothing for silence and full for a full-scale square wave", () => {
    expect(levelOf(new Float32Array(1024))).toBe(0);
    expect(levelOf(new Float32Array(1024).fill(1))).toBeCloseTo(1);
  });

  it("rises with the voice", () => {
    expect(levelOf(new Float32Array(1024).fill(0.1))).toBeGreaterThan(
      levelOf(new Float32Array(1024).fill(0.01)),
    );
  });
});
