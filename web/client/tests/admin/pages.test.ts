// A list that is read page by page, as the page's own reactivity drives it.
import { effectScope, nextTick } from "vue";
import { describe, expect, it, vi } from "vitest";

import type { Pages } from "../../src/admin/list/pages";

const location = new URL("https://class.example/admin/sessions");
const replaceState = (_state: unknown, _title: string, to: string): void => {
  location.search = new URL(to, location).search;
};
const storage = { getItem: () => null, setItem: () => undefined };
vi.stubGlobal("location", location);
vi.stubGlobal("history", { state: null, replaceState });
vi.stubGlobal("localStorage", storage);
vi.stubGlobal("sessionStorage", storage);
vi.stubGlobal("window", { addEventListener: () => undefined });

const { usePages } = await import("../../src/admin/list/pages");
const { refine } = await import("../../src/admin/router");

describe("a list page by page", () => {
  it("goes on, comes back, and begins again when something else is looked for", async () => {
    const asked: object[] = [];
    const scope = effectScope();
    const open = (): Pages<{ after: string | null }> =>
      usePages((wanted) => {
        asked.push(wanted);
        return Promise.resolve({ after: `after-${asked.length}` });
      });
    const pages = scope.run(open) ?? open();
    await vi.waitFor(() => expect(pages.pager.value.more).toBe(true));

    pages.on();
    await vi.waitFor(() => expect(pages.busy.value).toBe(false));
    pages.back();
    pages.on();
    refine({ q: "李" });
    await nextTick();

    expect(asked).toEqual(
      ["", "after-1", "", "after-2", ""].map((after, at) => ({
        after,
        search: at === 4 ? "李" : undefined,
        within: undefined,
      })),
    );
    expect(pages.pager.value.number).toBe(1);
    scope.stop();
  });
});
