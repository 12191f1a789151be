// One page's connection: Socket.IO with our own back-off, so that the page can show a countdown.
//
// Rule: a refusal that will not change by itself ends it; everything else is tried again for ever.

import { io, type Socket } from "socket.io-client";

import type { Error as WireError, FromBrowser, Hello, ResultOf, ToBrowser } from "../protocol";
import { delay } from "./backoff";
import { asFailure, Failure } from "./failure";

export type Phase =
  | { is: "connecting" }
  | { is: "up" }
  | { is: "waiting"; until: number; attempt: number } // `until` in performance.now() milliseconds
  | { is: "refused"; code: string; holder: string } // tried again, slowly, until it is not
  | { is: "closed"; code: string };

/** What a page says first; made anew for each try, since a device's proof is good once. */
export type Greet = () => Hello | Promise<Hello>;

export interface Listener {
  phase(phase: Phase): void;
  message(message: ToBrowser): void;
}

// All there are: one that is missing here does not compile, and would never be heard.
const TO_BROWSER: Record<ToBrowser["type"], true> = {
  snapshot: true,
  changed: true,
  inked: true,
  lines: true,
  speakers: true,
  word_changed: true,
  layer_sent: true,
  standing_changed: true,
  restarting: true,
  goodbye: true,
};
const RETRIED = new Set(["unavailable", "internal", "too_many", "nonce_stale"]);
const WAITED_FOR = new Set(["seat_taken"]);
const WAITED_SECONDS = 20;
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
    private readonly greet: Greet,
  ) {
    this.socket = io({
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
      const { code, holder } = refusal(error);
      if (code && WAITED_FOR.has(code)) this.again({ is: "refused", code, holder });
      else if (code && !RETRIED.has(code)) this.end(code);
      else this.again();
    });
    this.socket.on("disconnect", () => this.again());
    for (const type of Object.keys(TO_BROWSER)) {
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
    void this.connect();
  }

  private async connect(): Promise<void> {
    try {
      const hello = this.greet();
      this.socket.auth = { ...(hello instanceof Promise ? await hello : hello) };
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.retryable) this.again();
      else this.end(failure.code);
      return;
    }
    // Not `active`: that stays true of a socket whose server is gone, and it would never come back.
    if (!this.closed && !this.socket.connected) this.socket.connect();
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

  private again(refused?: Phase): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.waiting = true;
    const seconds = refused ? WAITED_SECONDS : delay(this.attempt, BACKOFF);
    this.listener.phase(
      refused ?? {
        is: "waiting",
        until: performance.now() + seconds * 1000,
        attempt: this.attempt,
      },
    );
    this.attempt += 1;
    this.timer = setTimeout(() => this.open(), seconds * 1000);
  }
}

/** What the server said to a refused connection; no code when it was never reached. */
function refusal(error: Error & { data?: unknown }): { code: string | null; holder: string } {
  const data = error.data as { code?: unknown; holder?: unknown } | undefined;
  return {
    code: typeof data?.code === "string" ? data.code : null,
    holder: typeof data?.holder === "string" ? data.holder : "",
  };
}
