import { afterEach, describe, expect, it, vi } from "vitest";

function tabStorage(): void {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a tab's memory of its lesson", () => {
  it("goes back to the lesson it was in, and to no other", async () => {
    tabStorage();
    const { memory } = await import("../src/lesson/memory");

    memory.entered("token-one");

    expect(memory.wasIn("token-one")).toBe(true);
    expect(memory.wasIn("token-two")).toBe(false);
    memory.left("token-one");
    expect(memory.wasIn("token-one")).toBe(false);
  });

  it("is not misled by an old PC whose clock stands at 1970", async () => {
    tabStorage();
    vi.useFakeTimers({ now: 0 });
    const { memory } = await import("../src/lesson/memory");

    expect(memory.wasIn("token")).toBe(false);
  });
});
