import { describe, expect, it } from "vitest";
import { effectScope, nextTick, ref, shallowRef } from "vue";

import { apply } from "../src/lesson/state";
import type { Change, RemarkState, Snapshot } from "../src/protocol";
import { addressIn, fresh, left, silence, toWait, unread } from "../src/talk/talking";
import { useUnread } from "../src/talk/unread";
import { classroom, snapshot } from "./lesson";

function remark(number: number, over: Partial<RemarkState> = {}): RemarkState {
  return { number, at: 100 + number, by: "main", to: "everybody", text: `n ${number}`, ...over };
}

function talking(over: Partial<Snapshot> = {}, seat = {}): Snapshot {
  const before = snapshot({
    classrooms: [classroom("main"), classroom("r1", { rights: ["text"], ...seat })],
    ...over,
  });
  return { ...before, lesson: over.lesson ?? { ...before.lesson, phase: "live" } };
}

const changed = (before: Snapshot, ...changes: Change[]): Snapshot =>
  apply(before, { type: "changed", version: before.version + 1, changes }).state ?? before;

describe("what was said", () => {
  it("stands in the order in which it was said, whenever it is shown", () => {
    const before = talking({ remarks: [remark(3)] });

    const after = changed(before, { type: "remarks_shown", remarks: [remark(1), remark(4)] });

    expect(after.remarks.map(({ number }) => number)).toEqual([1, 3, 4]);
    expect(before.remarks).toHaveLength(1);
  });

  it("goes when it is taken away, and nothing else does", () => {
    const before = talking({ remarks: [remark(1), remark(2), remark(3)] });

    const after = changed(before, { type: "remarks_hidden", remarks: [2, 9] });

    expect(after.remarks.map(({ number }) => number)).toEqual([1, 3]);
  });

  it("is there once, though it is told twice", () => {
    const before = talking({ remarks: [remark(1)] });

    const after = changed(before, { type: "remarks_shown", remarks: [remark(1)] });

    expect(after.remarks).toHaveLength(1);
  });

  it("counts as new when others said it after what was seen", () => {
    const state = talking({ remarks: [remark(1), remark(2), remark(3, { by: "r1" })] });

    expect(unread(state, 1)).toBe(1);
    expect(unread(state, 3)).toBe(0);
  });

  it("counts from when the page came, and not while it is being read", async () => {
    const state = shallowRef(talking({ remarks: [remark(1)] }));
    const open = ref(false);
    const scope = effectScope();
    const count = scope.run(() => useUnread(() => state.value, open));
    expect(count?.value).toBe(0);

    state.value = talking({ remarks: [remark(1), remark(2), remark(3)] });
    await nextTick();
    expect(count?.value).toBe(2);
    open.value = true;
    await nextTick();
    expect(count?.value).toBe(0);
    open.value = false;
    await nextTick();
    expect(count?.value).toBe(0);
    scope.stop();
  });

  it("stands on the wall for a while, if it is for everybody and from elsewhere", () => {
    const state = talking({ remarks: [remark(1), remark(2, { to: "lecturer" })] });

    expect(fresh(state, 110)?.number).toBe(1);
    expect(fresh(state, 130)).toBeUndefined();
    expect(fresh(talking({ remarks: [remark(1, { by: "r1" })] }), 110)).toBeUndefined();
  });
});

describe("whether something can be said", () => {
  it("depends on the right, on a pause, and on being in the lesson", () => {
    const { lesson } = talking();

    expect(silence(talking())).toBe("");
    expect(silence(talking({}, { rights: [] }))).toBe("off");
    expect(silence(talking({ lesson: { ...lesson, phase: "paused" } }))).toBe("off");
    expect(silence(talking({ lesson: { ...lesson, forbidden: true } }))).toBe("off");
    expect(silence(talking({}, { presence: "waiting" }))).toBe("away");
    expect(silence(talking({}, { presence: "lost" }))).toBe("");
  });

  it("waits as long as slow mode says, for receiving classrooms", () => {
    const slow = { ...talking().lesson, slow_seconds: 30 };
    const remarks = [remark(1, { by: "r1" }), remark(2)];

    expect(toWait(talking({ lesson: slow, remarks }), 111)).toBe(20);
    expect(toWait(talking({ lesson: slow, remarks }), 131)).toBe(0);
    expect(toWait(talking({ remarks }), 111)).toBe(0);
    expect(toWait(talking({ remarks }), 101.5)).toBe(1);
    expect(toWait(talking({ lesson: slow, remarks: [remark(2)] }), 111)).toBe(0);
    expect(toWait(talking({ lesson: slow, remarks, you: "main", part: "delivering" }), 111)).toBe(0);
  });
});

describe("a countdown", () => {
  it("ends at nothing, and shows no more than it began with", () => {
    const countdown = { seconds: 60, ends_at: 160 };

    expect(left(countdown, 130)).toBe(30);
    expect(left(countdown, 500)).toBe(0);
    expect(left(countdown, 90)).toBe(60); // our clock is behind
  });
});

describe("an address", () => {
  it.each([
    ["看 https://www.smartedu.cn/a?b=1 第二页", "https://www.smartedu.cn/a?b=1"],
    ["basic.smartedu.cn", "basic.smartedu.cn"],
    ["明天见。3.14", undefined],
  ])("in %s is found, to be copied", (text, address) => {
    expect(addressIn(text)).toBe(address);
  });
});
