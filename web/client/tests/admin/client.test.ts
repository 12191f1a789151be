import { describe, expect, it } from "vitest";

import { Client, address, newKey, type Door } from "../../src/api/client";
import { ApiFailure, isAborted } from "../../src/api/failure";

type Reply = { status?: number; body?: unknown; headers?: Record<string, string> } | "offline";

interface Seen {
  url: string;
  method: string;
  headers: Headers;
  body: string | null;
}

/** A server that gives these answers in turn, and remembers what it was asked. */
function server(...replies: Reply[]) {
  const seen: Seen[] = [];
  const waited: number[] = [];
  const said = { signedOut: 0, csrf: 0 };
  const door: Door = {
    fetch: async (url, init) => {
      init?.signal?.throwIfAborted();
      seen.push({
        url: String(url),
        method: init?.method ?? "GET",
        headers: new Headers(init?.headers),
        body: typeof init?.body === "string" ? init.body : null,
      });
      const reply = replies.shift() ?? { body: {} };
      if (reply === "offline") throw new TypeError("Failed to fetch");
      const { status = 200, body, headers = {} } = reply;
      const json = { "Content-Type": "application/json; charset=utf-8" };
      return new Response(body === undefined ? null : JSON.stringify(body), {
        status,
        headers: { ...json, ...headers },
      });
    },
    wait: async (seconds) => void waited.push(seconds),
    csrf: async () => {
      said.csrf += 1;
      return "fresh";
    },
    signedOut: async () => void (said.signedOut += 1),
  };
  return { client: new Client(door), door, seen, waited, said };
}

const refused = (code: string, status: number, more: object = {}): Reply => ({
  status,
  body: { code, detail: "", retryable: false, problems: [], ...more },
});
const busy: Reply = refused("store_down", 503, { retryable: true });

async function failing(asked: Promise<unknown>): Promise<ApiFailure> {
  const failure = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(failure).toBeInstanceOf(ApiFailure);
  return failure as ApiFailure;
}

describe("asking the API", () => {
  it("sends what is to be changed with the token of the page and the version it was read in", async () => {
    const { client, seen } = server({ body: { id: "a" }, headers: { ETag: '"4"' } });
    client.trust("page-token");

    const answer = await client.ask("PUT", "/schools/a", { body: { name: "x" }, version: 3 });

    expect(seen[0]?.url).toBe("/api/v1/schools/a");
    expect(seen[0]?.headers.get("X-CSRF-Token")).toBe("page-token");
    expect(seen[0]?.headers.get("If-Match")).toBe('"3"');
    expect(seen[0]?.body).toBe('{"name":"x"}');
    expect(answer.version).toBe(4);
  });

  it("sends no token along with what only reads", async () => {
    const { client, seen } = server({ body: {} });
    client.trust("page-token");

    await client.ask("GET", "/schools");

    expect(seen[0]?.headers.has("X-CSRF-Token")).toBe(false);
  });

  it("leaves out of the address what is empty", () => {
    expect(address("/schools", { search: "", after: undefined, region: null, limit: 50 })).toBe(
      "/api/v1/schools?limit=50",
    );
    expect(address("/schools", { search: "青山 & co" })).toBe(
      `/api/v1/schools?${new URLSearchParams({ search: "青山 & co" })}`,
    );
  });

  it("tells a refusal with its code and the problem of each field", async () => {
    const problems = [{ field: "code", code: "exists" }];
    const { client } = server(refused("invalid", 422, { problems }));

    const failure = await failing(client.ask("POST", "/schools", { body: {} }));

    expect([failure.code, failure.status]).toEqual(["invalid", 422]);
    expect(failure.problems).toEqual(problems);
  });

  it("has a code even for a proxy's own page", async () => {
    const { client } = server({ status: 413, headers: { "Content-Type": "text/html" } });

    const failure = await failing(client.ask("POST", "/schools", { body: {} }));

    expect(failure.code).toBe("too_large");
  });

  it("keeps the session from being used by what asks by itself", async () => {
    const { client, seen } = server({ body: {} });

    await client.ask("GET", "/lessons", { unattended: true });

    expect(seen[0]?.headers.has("X-Unattended")).toBe(true);
  });
});

describe("trying again", () => {
  it("reads again when the line was gone for a moment", async () => {
    const { client, seen, waited } = server("offline", "offline", { body: { ok: 1 } });

    const { data } = await client.ask("GET", "/schools");

    expect(data).toEqual({ ok: 1 });
    expect(seen).toHaveLength(3);
    expect(waited).toEqual([0.4, 1.5]);
  });

  it("gives up after the third time", async () => {
    const { client, seen } = server("offline", "offline", "offline", { body: {} });

    const failure = await failing(client.ask("GET", "/schools"));

    expect(failure.code).toBe("offline");
    expect(seen).toHaveLength(3);
  });

  it("creates again under the same key only", async () => {
    const { client, seen } = server("offline", { status: 201, body: {} });
    const key = newKey();

    await client.ask("POST", "/schools", { body: {}, key });

    expect(seen.map((each) => each.headers.get("Idempotency-Key"))).toEqual([key, key]);
  });

  it.each(["POST", "PUT", "DELETE"] as const)(
    "does not send a %s again that may have been done",
    async (method) => {
      const { client, seen } = server("offline", { body: {} });

      await failing(client.ask(method, "/schools/a", { version: 1 }));

      expect(seen).toHaveLength(1);
    },
  );

  it("sends anything again when the server said that nothing was done", async () => {
    const { client, seen } = server(busy, { body: {} });

    await client.ask("PUT", "/schools/a", { body: {}, version: 1 });

    expect(seen).toHaveLength(2);
  });

  it("waits as long as it was asked to, unless that is too long", async () => {
    const soon: Reply = { ...(busy as object), headers: { "Retry-After": "3" } };
    const late: Reply = { ...(busy as object), headers: { "Retry-After": "60" } };
    const one = server(soon, { body: {} });
    const other = server(late, { body: {} });

    await one.client.ask("GET", "/schools");
    await failing(other.client.ask("GET", "/schools"));

    expect(one.waited).toEqual([3]);
    expect(other.seen).toHaveLength(1);
  });

  it("never asks again what was refused", async () => {
    const { client, seen } = server(refused("not_allowed", 403));

    await failing(client.ask("GET", "/schools"));

    expect(seen).toHaveLength(1);
  });

  it("fetches another token once when its own is not taken", async () => {
    const { client, seen, said } = server(refused("bad_csrf", 403), { body: {} });
    client.trust("old");

    await client.ask("PUT", "/schools/a", { body: {}, version: 1 });

    expect(seen.map((each) => each.headers.get("X-CSRF-Token"))).toEqual(["old", "fresh"]);
    expect(said.csrf).toBe(1);
  });

  it("waits for somebody whose session has ended to sign in, and then goes on", async () => {
    const { client, seen, said } = server(refused("not_signed_in", 401), { body: { ok: 1 } });

    const { data } = await client.ask("PUT", "/schools/a", { body: { name: "x" }, version: 1 });

    expect(said.signedOut).toBe(1);
    expect(data).toEqual({ ok: 1 });
    expect(seen[1]?.body).toBe('{"name":"x"}');
  });

  it("asks nobody to sign in twice for one request", async () => {
    const { client, said } = server(
      refused("not_signed_in", 401),
      refused("not_signed_in", 401),
    );

    const failure = await failing(client.ask("GET", "/schools"));

    expect(failure.code).toBe("not_signed_in");
    expect(said.signedOut).toBe(1);
  });
});

describe("leaving a page", () => {
  it("gives its requests up and tells nobody", async () => {
    const { client, seen } = server({ body: {} });
    const left = new AbortController();
    left.abort();

    const thrown = await client.ask("GET", "/schools", { signal: left.signal }).catch((e) => e);

    expect(isAborted(thrown)).toBe(true);
    expect(seen).toHaveLength(0);
  });
});
