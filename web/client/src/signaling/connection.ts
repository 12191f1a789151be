// One page's connection: Socket.IO with our own back-off, so that the page can show a countdown.
//
// Rule: a refusal that will not change by itself ends it; everything else is tried again for ever.

import { io, type Socket } from "socket.io-client";

import type { Error as WireError, FromBrowser, ResultOf, ToBrowser } from "../protocol";
import { delay } from "./backoff";
import { Failure } from "./failure";

export type Phase =
  | { is: "connecting" }
  | { is: "up" }
  | { is: "waiting"; until: number; attempt: number } // `until` in performance.now() milliseconds
  | { is: "closed"; code: string };

export interface Listener {
  phase(phase: Phase): void;
  message(message: ToBrowser): void;
}

const TO_BROWSER = ["snapshot", "changed", "lines", "speakers", "layer_sent", "goodbye"] as const;
const RETRIED = new Set(["unavailable", "internal", "too_many"]);
const BACKOFF = { first: 0.5, most: 10 };
const ANSWER_WITHIN_MS = 8_000;

type Request<T extends FromBrowser["type"]> = Extract<FromBrowser, { type: T }>;

export class Connection {
  private readonly socket: Socket;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  private waiting = false;

  constructor(
    private readonly listener: Listener,
    auth: { token: string; session: string },
  ) {
    this.socket = io({
      auth,
      autoConnect: false,
      reconnection: false,
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      timeout: 8_000,
    });
    this.socket.on("connect", () => {
      this.attempt = 0;
      this.listener.phase({ is: "up" });
    });
    this.socket.on("connect_error", (error: Error & { data?: unknown }) => {
      const code = refusalCode(error);
      if (code && !RETRIED.has(code)) this.end(code);
      else this.again();
    });
    this.socket.on("disconnect", () => this.again());
    for (const type of TO_BROWSER) {
      this.socket.on(type, (message: ToBrowser) => {
        this.listener.message(message);
        if (message.type === "goodbye") this.end(message.code);
      });
    }
    window.addEventListener("online", this.now);
  }

  get up(): boolean {
    return this.socket.connected;
  }

  open(): void {
    this.waiting = false;
    this.listener.phase({ is: "connecting" });
    this.socket.connect();
  }

  /** Try at once instead of when the countdown ends. */
  readonly now = (): void => {
    if (this.closed || !this.waiting) return;
    clearTimeout(this.timer);
    this.open();
  };

  /** Ask, and wait for the answer. Throws Failure: the server's code, or `offline`, `timeout`. */
  async request<T extends FromBrowser["type"]>(message: Request<T>): Promise<ResultOf[T]> {
    if (!this.socket.connected) throw new Failure("offline", message.type, true);
    let answer: ResultOf[T] | WireError;
    try {
      answer = (await this.socket.timeout(ANSWER_WITHIN_MS).emitWithAck(message.type, message)) as
        ResultOf[T] | WireError;
    } catch {
      throw new Failure(this.socket.connected ? "timeout" : "offline", message.type, true);
    }
    if (answer.type === "error") {
      throw new Failure(answer.code, answer.detail ?? "", answer.retryable ?? false);
    }
    return answer;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    window.removeEventListener("online", this.now);
    this.socket.disconnect();
  }

  private end(code: string): void {
    if (this.closed) return;
    this.close();
    this.listener.phase({ is: "closed", code });
  }

  private again(): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.waiting = true;
    const seconds = delay(this.attempt, BACKOFF);
    this.listener.phase({
      is: "waiting",
      until: performance.now() + seconds * 1000,
      attempt: this.attempt,
    });
    this.attempt += 1;
    this.timer = setTimeout(() => this.open(), seconds * 1000);
  }
}

/** The server's code in a refused connection, or null when it was never reached. */
function refusalCode(error: Error & { data?: unknown }): string | null {
  const data = error.data as { code?: unknown } | undefined;
  return typeof data?.code === "string" ? data.code : null;
}
