// One page's connection: Socket.IO with our own back-off, so that the page can show a countdown.
//
// Rule: a refusal that will not change by itself ends it; everything else is tried again for ever.
// What does not answer any more is replaced, whether or not anybody says that it is gone.

import type { Manager, Socket } from "socket.io-client";

import type { Error as WireError, FromBrowser, Hello, ResultOf, ToBrowser } from "../protocol";
import { delay } from "./backoff";
import { asFailure, Failure } from "./failure";
import { Pulse } from "./pulse";
import { Reach } from "./reach";

export type Phase =
  | { is: "connecting"; again: boolean }
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

/** All of them, which the compiler checks: what is missing here would never be heard. */
const TO_BROWSER: Record<ToBrowser["type"], true> = {
  snapshot: true,
  changed: true,
  inked: true,
  lines: true,
  speakers: true,
  word_changed: true,
  layer_sent: true,
  layers_wanted: true,
  path_silent: true,
  standing_changed: true,
  restarting: true,
  goodbye: true,
};
const RETRIED = new Set(["unavailable", "internal", "too_many", "nonce_stale"]);
const WAITED_FOR = new Set(["seat_taken"]);
const WAITED_SECONDS = 20;
const BACKOFF = { first: 0.25, most: 1 }; // a server that was started again has its pages in a second
const ANSWER_WITHIN_MS = 8_000;
const GREETED_WITHIN_MS = 5_000;

type Request<T extends FromBrowser["type"]> = Extract<FromBrowser, { type: T }>;

export class Connection {
  private socket: Socket | null = null;
  private reach: Reach | null = null;
  private readonly pulse: Pulse;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  private waiting = false;
  private been = false; // there was a connection before
  private turn = 0; // of the connection that counts

  constructor(
    private readonly listener: Listener,
    private readonly greet: Greet,
  ) {
    this.pulse = new Pulse(
      () => void this.request({ type: "beat" }).catch(() => {}),
      () => this.lost(),
    );
    window.addEventListener("online", this.moved);
    network()?.addEventListener("change", this.moved);
  }

  get up(): boolean {
    return this.socket?.connected ?? false;
  }

  open(): void {
    this.waiting = false;
    clearTimeout(this.timer);
    this.listener.phase({ is: "connecting", again: this.been || this.attempt > 0 });
    this.reach?.stop();
    this.reach = new Reach({
      won: (manager) => void this.greeting(manager),
      failed: () => this.again(),
    });
  }

  /** The server is there: say who comes. */
  private async greeting(manager: Manager): Promise<void> {
    this.reach = null;
    const turn = ++this.turn;
    this.timer = setTimeout(() => this.lost(), GREETED_WITHIN_MS);
    let hello: Hello;
    try {
      const made = this.greet();
      hello = made instanceof Promise ? await made : made;
    } catch (thrown) {
      manager._close();
      if (turn !== this.turn) return;
      const failure = asFailure(thrown);
      if (failure.retryable) this.again();
      else this.end(failure.code);
      return;
    }
    if (turn !== this.turn) return manager._close();
    const socket = (this.socket = manager.socket("/", { auth: { ...hello } }));
    const mine = (): boolean => this.socket === socket;
    manager.engine.on("packet", () => mine() && this.pulse.heard());
    socket.on("connect", () => {
      if (!mine()) return;
      clearTimeout(this.timer);
      this.attempt = 0;
      this.been = true;
      this.pulse.begin();
      this.listener.phase({ is: "up" });
    });
    socket.on("connect_error", (error: Error & { data?: unknown }) => {
      if (!mine()) return;
      const { code, holder } = refusal(error);
      if (code && WAITED_FOR.has(code)) this.again({ is: "refused", code, holder });
      else if (code && !RETRIED.has(code)) this.end(code);
      else this.again();
    });
    socket.on("disconnect", () => mine() && this.again());
    for (const type of Object.keys(TO_BROWSER)) {
      socket.on(type, (message: ToBrowser) => {
        if (!mine()) return;
        this.listener.message(message);
        if (message.type === "goodbye") this.end(message.code);
      });
    }
    socket.connect();
  }

  /** Nothing comes from it any more, though nobody closed it: begin another at once. */
  private lost(): void {
    if (this.closed) return;
    this.drop();
    this.open();
  }

  private drop(): void {
    const { socket } = this;
    this.turn += 1;
    this.socket = null; // before it closes: what it says from now on is not heard
    this.pulse.end();
    clearTimeout(this.timer);
    this.reach?.stop();
    this.reach = null;
    if (socket) {
      socket.disconnect();
      socket.io._close(); // one that was never let in has not closed it
    }
  }

  /** Try at once instead of when the countdown ends. */
  readonly now = (): void => {
    if (this.closed || !this.waiting) return;
    this.open();
  };

  /** The machine is on another network, or has one again. */
  private readonly moved = (): void => {
    if (this.waiting) this.now();
    else this.pulse.ask();
  };

  /** Ask, and wait for the answer. Throws Failure: the server's code, or `offline`, `timeout`. */
  async request<T extends FromBrowser["type"]>(message: Request<T>): Promise<ResultOf[T]> {
    const { socket } = this;
    if (!socket?.connected) throw new Failure("offline", message.type, true);
    let answer: ResultOf[T] | WireError;
    try {
      answer = (await socket.timeout(ANSWER_WITHIN_MS).emitWithAck(message.type, message)) as
        ResultOf[T] | WireError;
    } catch {
      throw new Failure(socket.connected ? "timeout" : "offline", message.type, true);
    }
    if (answer.type === "error") {
      throw new Failure(answer.code, answer.detail ?? "", answer.retryable ?? false);
    }
    return answer;
  }

  close(): void {
    this.closed = true;
    window.removeEventListener("online", this.moved);
    network()?.removeEventListener("change", this.moved);
    this.drop();
  }

  private end(code: string): void {
    if (this.closed) return;
    this.close();
    this.listener.phase({ is: "closed", code });
  }

  private again(refused?: Phase): void {
    if (this.closed) return;
    this.drop();
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

/** Chromium's Network Information API; absent elsewhere. */
export function network(): EventTarget | undefined {
  return (navigator as { connection?: EventTarget }).connection;
}
