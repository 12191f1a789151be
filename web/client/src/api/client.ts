// Asks the API. Rule: an answer is awaited for a bounded time, and a request is sent again only
// where that cannot do it twice: reading, creating under an idempotency key, or when the server
// itself said that nothing was done and to try again.

import { ApiFailure, isAborted, refusal } from "./failure";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Call {
  query?: Query;
  body?: unknown; // JSON; a Blob or FormData goes as it is
  version?: number; // of the thing as we know it: If-Match
  key?: string; // Idempotency-Key of a creation, see `newKey`
  signal?: AbortSignal;
  seconds?: number; // how long to wait for the answer
  unattended?: boolean; // the page asks by itself: that does not keep the session alive
}

export interface Answer<T> {
  data: T;
  version: number | null; // of the thing, from its ETag
  response: Response;
}

/** What the client needs of the page around it. */
export interface Door {
  fetch: typeof fetch;
  wait: (seconds: number) => Promise<void>;
  /** Fetches the token anew; the client asks when the one it has is refused. */
  csrf: () => Promise<string>;
  /** Resolves when the same person has signed in again; rejects when they will not. */
  signedOut: () => Promise<void>;
}

const BASE = "/api/v1";
const SECONDS = 20;
const TRIES = 3;
const PAUSES = [0.4, 1.5];
const LONGEST_PAUSE = 5;

/** A fresh idempotency key: made when a form opens, so that its creation happens once. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Client {
  private token = "";

  constructor(private readonly door: Door) {}

  /** The CSRF token of the session, from GET /session. */
  trust(token: string): void {
    this.token = token;
  }

  async ask<T>(method: Method, path: string, call: Call = {}): Promise<Answer<T>> {
    let renewed = false;
    let returned = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once<T>(method, path, call);
      } catch (thrown) {
        if (!(thrown instanceof ApiFailure)) throw thrown;
        if (thrown.status === 401 && thrown.code === "not_signed_in" && !returned) {
          returned = true;
          await this.door.signedOut();
        } else if (thrown.code === "bad_csrf" && !renewed) {
          renewed = true;
          this.token = await this.door.csrf();
        } else if (attempt < TRIES && mayRepeat(method, call, thrown)) {
          await this.door.wait(pause(attempt, thrown));
          if (call.signal?.aborted) throw new DOMException("left", "AbortError");
        } else throw thrown;
      }
    }
  }

  private async once<T>(method: Method, path: string, call: Call): Promise<Answer<T>> {
    const headers = new Headers({ Accept: "application/json" });
    const raw = call.body instanceof Blob || call.body instanceof FormData;
    if (call.body !== undefined && !raw) headers.set("Content-Type", "application/json");
    if (method !== "GET") headers.set("X-CSRF-Token", this.token);
    if (call.unattended) headers.set("X-Unattended", "1");
    if (call.version !== undefined) headers.set("If-Match", `"${call.version}"`);
    if (call.key !== undefined) headers.set("Idempotency-Key", call.key);
    if (call.unattended) headers.set("X-Unattended", "1");
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), (call.seconds ?? SECONDS) * 1000);
    const leave = (): void => limit.abort();
    call.signal?.addEventListener("abort", leave);
    try {
      if (call.signal?.aborted) throw new DOMException("left", "AbortError");
      const response = await this.door.fetch(address(path, call.query), {
        method,
        headers,
        credentials: "same-origin",
        signal: limit.signal,
        ...(call.body === undefined
          ? {}
          : { body: raw ? (call.body as BodyInit) : JSON.stringify(call.body) }),
      });
      if (!response.ok) throw await refusal(response);
      return {
        data: (await content(response)) as T,
        version: versionOf(response.headers.get("ETag")),
        response,
      };
    } catch (thrown) {
      if (thrown instanceof ApiFailure || call.signal?.aborted) throw thrown;
      throw new ApiFailure(isAborted(thrown) ? "timeout" : "offline", 0, String(thrown), true);
    } finally {
      clearTimeout(timer);
      call.signal?.removeEventListener("abort", leave);
    }
  }
}

/** JSON as what it says; any other body as a file. */
async function content(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const type = response.headers.get("Content-Type") ?? "";
  return /^application\/json\b/.test(type) ? await response.json() : await response.blob();
}

function mayRepeat(method: Method, call: Call, failure: ApiFailure): boolean {
  if (!failure.retryable || failure.waitSeconds > LONGEST_PAUSE) return false;
  if (failure.status === 503 || failure.status === 429) return true; // nothing was done
  return method === "GET" || (method === "POST" && call.key !== undefined);
}

function pause(attempt: number, failure: ApiFailure): number {
  return Math.max(failure.waitSeconds, PAUSES[attempt - 1] ?? LONGEST_PAUSE);
}

function versionOf(etag: string | null): number | null {
  const found = /^(?:W\/)?"(\d+)"$/.exec(etag ?? "");
  return found ? Number(found[1]) : null;
}

/** The address of a path below /api/v1; what is empty, null or undefined is left out. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  const text = search.toString();
  return `${BASE}${path}${text ? `?${text}` : ""}`;
}
