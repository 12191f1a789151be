import { describe, expect, it } from "vitest";

import { minutesSeconds } from "../src/lesson/clock";
import { lightOf } from "../src/lesson/light";
import type { Line } from "../src/protocol";
import { delay } from "../src/signaling/backoff";
import { asFailure, Failure } from "../src/signaling/failure";
import { newSession, pathOf, tokenOf } from "../src/signaling/link";

const TOKEN = "abcdefghij_KLMNOP-123456";
const HERE = "https://school.example";

describe("a joining link", () => {
  it.each([
    [`#${TOKEN}`, TOKEN],
    [TOKEN, TOKEN],
    ["", null],
    ["#short", null],
    ["#has spaces in it and more", null],
    [`#${"x".repeat(129)}`, null],
  ])("%s holds %s", (hash, token) => {
    expect(tokenOf(hash)).toBe(token);
  });

  it.each([
    [`${HERE}/learn#${TOKEN}`, `/learn#${TOKEN}`],
    [` ${HERE}/teach/#${TOKEN}\n`, `/teach#${TOKEN}`],
    [`/learn?codec=vp8#${TOKEN}`, `/learn?codec=vp8#${TOKEN}`],
    [`https://elsewhere.example/learn#${TOKEN}`, `/learn#${TOKEN}`],
    [`${HERE}/admin#${TOKEN}`, null],
    [`${HERE}/learn`, null],
    ["hello", null],
    ["javascript:alert(1)", null],
  ])("pasted %s leads to %s, always on this site", (pasted, path) => {
    expect(pathOf(pasted, HERE)).toBe(path);
  });

  it("comes with a session that the server takes and nobody guesses", () => {
    const [one, two] = [newSession(), newSession()];

    expect(one).toMatch(/^[A-Za-z0-9_-]{16,128}$/);
    expect(one).not.toBe(two);
  });
});

describe("waiting to try again", () => {
  it("doubles, stays within its jitter and never passes the most", () => {
    const wait = (attempt: number, random: number): number =>
      delay(attempt, { first: 0.5, most: 10 }, random);

    expect(wait(0, 0.5)).toBeCloseTo(0.5);
    expect(wait(3, 0.5)).toBeCloseTo(4);
    expect(wait(1000, 0)).toBeCloseTo(7.5);
    expect(wait(1000, 0.999)).toBeLessThan(12.5);
  });
});

describe("a failure", () => {
  it("keeps its code", () => {
    const failure = new Failure("lesson_full");

    expect(asFailure(failure)).toBe(failure);
  });

  it("is internal when the browser threw it, and names what it was", () => {
    expect(asFailure(new TypeError("no"))).toMatchObject({
      code: "internal",
      detail: "TypeError: no",
    });
  });
});

describe("small words", () => {
  it.each([
    [75, "1:15"],
    [0.2, "0:01"],
    [-3, "0:00"],
    [600, "10:00"],
  ])("%d seconds are said as %s", (seconds, said) => {
    expect(minutesSeconds(seconds)).toBe(said);
  });

  it("show no light for a word from a newer server", () => {
    const line = (light: string): Line => ({ light }) as Line;

    expect(lightOf(line("fair"))).toBe("fair");
    expect(lightOf(line("splendid"))).toBe("none");
    expect(lightOf(undefined)).toBe("none");
  });
});
