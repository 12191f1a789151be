// What the page of a line test asks: a test begun by this classroom's key or by whoever is signed
// in, then its steps, proved by the test's id.

import type { LineFigures, LineTest, LineTestBegun } from "../api/types";
import type { Direction, Opaque } from "../protocol";
import { Failure } from "../signaling/failure";

export type Step =
  | { step: "transport"; peer: number; direction: Direction }
  | { step: "connect"; peer: number; transport: string; dtls_parameters: Opaque }
  | {
      step: "produce";
      peer: number;
      transport: string;
      source: "camera" | "microphone";
      rtp_parameters: Opaque;
    }
  | {
      step: "consume";
      peer: number;
      transport: string;
      producer: string;
      rtp_capabilities: Opaque;
    }
  | { step: "leave"; peer: number }
  | { step: "stop" }
  | { step: "result"; measured: LineFigures };

const ANSWER_WITHIN_MS = 10_000;
const DOWN_BYTES = 4_000_000;
const UP_BYTES = 1_500_000;
const HTTP_MS = 4_000;
const RANDOM_AT_ONCE = 65_536; // what browsers give at most

/** A test that goes on. */
export class Wire {
  constructor(readonly begun: LineTestBegun) {}

  async ask<T = Record<string, unknown>>(step: Step): Promise<T> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ANSWER_WITHIN_MS);
    try {
      const response = await fetch(this.path("step"), {
        method: "POST",
        credentials: "omit",
        keepalive: step.step === "stop", // said while the page goes away
        signal: limit.signal,
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ask: step }),
      });
      const told = (await response.json()) as T & Partial<Failure>;
      if (!response.ok)
        throw new Failure(told.code ?? "internal", told.detail, told.retryable ?? false);
      return told;
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown;
      throw new Failure("offline", String(thrown), true);
    } finally {
      clearTimeout(timer);
    }
  }

  async conclude(measured: LineFigures): Promise<LineTest> {
    return (await this.ask<{ result: LineTest }>({ step: "result", measured })).result;
  }

  /** What a web page gets down, in kbit/s; null when nothing came. */
  async httpDown(ms = HTTP_MS): Promise<number | null> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ms + 2_000);
    try {
      const path = `${this.path("bytes")}?size=${DOWN_BYTES}`;
      const response = await fetch(path, { signal: limit.signal, credentials: "omit" });
      const reader = response.ok ? response.body?.getReader() : undefined;
      if (!reader) return null;
      const begin = performance.now();
      let bytes = 0;
      let now = begin;
      while (now - begin < ms) {
        const { done, value } = await reader.read();
        if (done) break;
        bytes += value.byteLength;
        now = performance.now();
      }
      limit.abort();
      return bytes > 0 && now > begin ? (bytes * 8) / (now - begin) : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** What a web page gets up. */
  httpUp(ms = HTTP_MS): Promise<number | null> {
    return new Promise((told) => {
      const request = new XMLHttpRequest();
      const begin = performance.now();
      let bytes = 0;
      let last = begin;
      request.upload.onprogress = (event) => {
        bytes = event.loaded;
        last = performance.now();
      };
      request.onloadend = () => {
        clearTimeout(timer);
        const end = request.status === 200 ? performance.now() : last;
        told(bytes > 0 && end > begin ? (bytes * 8) / (end - begin) : null);
      };
      const timer = setTimeout(() => request.abort(), ms);
      request.open("POST", this.path("bytes"));
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.send(random(UP_BYTES));
    });
  }

  private path(what: string): string {
    return `/line-test/${encodeURIComponent(this.begun.id)}/${what}`;
  }
}

/** Bytes that no proxy makes smaller. */
function random(size: number): Blob {
  const part = crypto.getRandomValues(new Uint8Array(RANDOM_AT_ONCE));
  return new Blob(Array.from({ length: Math.ceil(size / part.length) }, () => part));
}
