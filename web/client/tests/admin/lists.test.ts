import { beforeAll, describe, expect, it } from "vitest";

import { address, read } from "../../src/admin/address";
import { FIRST, next, numberOf, previous, startOf } from "../../src/admin/list/paging";
import { loadWords } from "../../src/admin/i18n";
import { PAGES, pageAt } from "../../src/admin/pages";
import { ago, count } from "../../src/admin/time";
import { sayFailure, sayProblem } from "../../src/admin/words";
import { browserOf } from "../../src/api/devices";
import { ApiFailure } from "../../src/api/failure";
import { may, scopesFor } from "../../src/api/session";
import { i18n } from "../../src/i18n";

beforeAll(loadWords);

describe("turning pages", () => {
  it("goes on by the server's word and back by its own memory", () => {
    const second = next(FIRST, "after-50");
    const third = next(second, "after-100");

    expect([startOf(FIRST), startOf(second), startOf(third)]).toEqual(["", "after-50", "after-100"]);
    expect(previous(third)).toEqual(second);
    expect(numberOf(third)).toBe(3);
  });

  it("stays where there is no further page", () => {
    expect(next(FIRST, null)).toBe(FIRST);
    expect(previous(FIRST)).toBe(FIRST);
  });
});

describe("an address", () => {
  it("says what is shown and nothing that is empty", () => {
    expect(address("/admin/schools", { q: "青山", kind: "" })).toBe(
      "/admin/schools?q=%E9%9D%92%E5%B1%B1",
    );
    expect(address("/admin/schools")).toBe("/admin/schools");
  });

  it("is read back as it was written", () => {
    expect(read("/admin/schools/", "?q=%E9%9D%92%E5%B1%B1")).toEqual({
      path: "/admin/schools",
      query: { q: "青山" },
    });
  });

  it("leads to one page", () => {
    expect(new Set(PAGES.map(({ path }) => path)).size).toBe(PAGES.length);
    expect(pageAt("/admin")?.name).toBe("today");
    expect(pageAt("/admin/nowhere")).toBeUndefined();
  });
});

describe("what somebody may do", () => {
  const clerk = [{ role: "school_admin" as const, scope: "/p/s/" }];

  it("is what their role allows, in its scope and nowhere else", () => {
    expect(may(clerk, "write_pupils", "/p/s/")).toBe(true);
    expect(may(clerk, "write_pupils", "/p/s/inner/")).toBe(true);
    expect(may(clerk, "write_pupils", "/p/s2/")).toBe(false);
    expect(may(clerk, "read_audit")).toBe(false);
  });

  it("is nothing for whoever has no role", () => {
    expect(may([], "read_schools")).toBe(false);
    expect(scopesFor([...clerk, { role: "auditor", scope: "/p/" }], "read_audit")).toEqual(["/p/"]);
  });
});

describe("words for people", () => {
  it("count up to what the server counts", () => {
    expect(count(4000)).toBe("4,000");
    expect(count(10_000)).toBe("10,000");
    expect(count(10_001)).toBe("10,000+");
  });

  it("say how long ago in one unit", () => {
    expect(ago(1000, 1030)).toBe("刚刚");
    expect(ago(1000, 1000 + 3 * 60)).toMatch(/3\s?分钟前/);
    expect(ago(1000, 1000 + 2 * 86_400)).toBe("前天");
  });

  it("know a browser by its name and system", () => {
    const agent =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/109.0 Safari/537.36";

    expect(browserOf(agent)).toBe("Chrome 109 · Windows 10/11");
    expect(browserOf(`${agent} Edg/109.0`)).toBe("Edge 109 · Windows 10/11");
    expect(browserOf("curl/8")).toBe("curl/8");
  });

  it("say a failure, and show its code only when there are no words for it", () => {
    expect(sayFailure(new ApiFailure("in_use", 409)).code).toBe("");
    expect(sayFailure(new ApiFailure("store_down", 503)).what).toBe("服务器暂时忙不过来");
    expect(sayFailure(new ApiFailure("teapot", 418))).toMatchObject({
      what: "没有做成",
      code: "teapot",
    });
  });

  it("say a problem with its limit", () => {
    expect(sayProblem({ field: "name", code: "too_long", about: { limit: 60 } })).toBe(
      "最多 60 个字",
    );
    expect(sayProblem({ field: "name", code: "odd" })).toContain("odd");
  });

  it("follow the language", async () => {
    i18n.global.locale.value = "en";
    await loadWords();

    expect(sayFailure(new ApiFailure("in_use", 409)).what).toBe("It is in use and cannot be removed");

    i18n.global.locale.value = "zh";
  });
});
