// An import seen from the page: sent, read, looked at, kept; failed, too large, left.
import { effectScope } from "vue";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { ApiFailure } from "../../src/api/failure";
import type { Transfers } from "../../src/api/transfer";
import type { Import } from "../../src/api/types";
import { useImporting, type Importing } from "../../src/admin/transfer/importing";

const READ: Import = {
  id: "i1",
  kind: "pupils",
  state: "reading",
  done: 0,
  total: 0,
  counts: {},
  headings: [],
  passed_over: [],
  digest: "",
  remade: false,
  failure: null,
};
const FILE = new Blob(["a,b"]);

let looks: Import[];
let given: string[];
let transfers: Transfers;

function importing(): { one: Importing; leave: () => void } {
  const scope = effectScope();
  const one = scope.run(() => useImporting(transfers, () => Promise.resolve()));
  if (!one) throw new Error("no scope");
  return { one, leave: () => scope.stop() };
}

beforeEach(() => {
  looks = [];
  given = [];
  transfers = {
    begin: vi.fn(() => Promise.resolve(READ)),
    look: vi.fn(() => Promise.resolve(looks.shift() ?? READ)),
    keep: vi.fn(() => Promise.resolve({ ...READ, state: "keeping" })),
    giveUp: vi.fn((id: string) => Promise.resolve(void given.push(id))),
  } as unknown as Transfers;
});

describe("an import", () => {
  it("is followed until it can be looked at, and then until it is kept", async () => {
    const { one } = importing();
    looks = [
      { ...READ, done: 5, total: 10 },
      { ...READ, state: "ready", digest: "d" },
    ];

    const sent = one.send("pupils", FILE, "school");
    expect(one.step.value).toBe("sending");
    await sent;

    expect(one.step.value).toBe("preview");
    expect(transfers.begin).toHaveBeenCalledWith("pupils", FILE, "school");

    looks = [{ ...READ, state: "kept" }];
    await one.keep();

    expect(one.step.value).toBe("done");
    expect(transfers.keep).toHaveBeenCalledWith("i1", "d");
  });

  it("that could not be read says so and can be begun again", async () => {
    const { one } = importing();
    looks = [{ ...READ, state: "failed" }];

    await one.send("pupils", FILE);

    expect(one.step.value).toBe("failed");
    one.again();
    expect(one.step.value).toBe("choose");
  });

  it("that cannot be sent leaves the page where it was", async () => {
    transfers.begin = () => Promise.reject(new ApiFailure("too_busy", 503));
    const { one } = importing();

    await one.send("pupils", FILE);

    expect(one.failure.value?.code).toBe("too_busy");
    expect(one.step.value).toBe("choose");
  });

  it("of more than ten megabytes is not sent at all", async () => {
    const { one } = importing();

    await one.send("pupils", { size: 11 * 1024 * 1024 } as Blob);

    expect(one.tooLarge.value).toBe(true);
    expect(transfers.begin).not.toHaveBeenCalled();
  });

  it("is forgotten by the server when the page is left", async () => {
    const { one, leave } = importing();
    looks = [{ ...READ, state: "ready" }];
    await one.send("pupils", FILE);

    leave();

    expect(given).toEqual(["i1"]);
  });
});
