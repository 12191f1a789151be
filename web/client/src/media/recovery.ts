// Keeps transports alive: ICE restart when the path breaks or goes silent, a rebuild when that
// does not help. Attempts grow apart; a rebuild is asked for, never done here.

import type { ConnectionState } from "mediasoup-client/types";

import type { Direction } from "../protocol";
import { delay } from "../signaling/backoff";
import type { MediaSession } from "./session";

export interface RecoveryNeeds {
  rebuild(): void;
  /** No transport came up within the time; the person should know about firewalls. */
  noRoute(yes: boolean): void;
  online(): boolean; // signaling is up: without it nothing can be restarted
}

const ROUTE_WITHIN_MS = 10_000;
const SETTLE_MS = 1_200; // "disconnected" often heals by itself within a second
const RESTARTS = 3; // then rebuild
const BACKOFF = { first: 2, most: 8 };
const LOOK_EVERY_MS = 1_000;
const SILENT_AFTER_MS = 5_000; // twice Chromium's pause between consent checks
const SILENCE_BACKOFF = { first: 6, most: 60 };

interface Path {
  state: ConnectionState;
  restarts: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const path = (): Path => ({ state: "new", restarts: 0, timer: undefined });

export class Recovery {
  private readonly paths: Record<Direction, Path> = { send: path(), recv: path() };
  private session: MediaSession | null = null;
  private readonly look = setInterval(() => void this.listen(), LOOK_EVERY_MS);
  private bytes = -1;
  private heardAt = performance.now();
  private silences = 0;
  private quietUntil = 0;

  constructor(
    private readonly needs: RecoveryNeeds,
    /** Grows while something arrives from the server; null when nothing should. */
    private readonly received: () => Promise<number | null>,
  ) {
    window.addEventListener("online", this.moved);
    network()?.addEventListener("change", this.moved);
  }

  attach(session: MediaSession | null): void {
    this.session = session;
    for (const p of Object.values(this.paths)) {
      clearTimeout(p.timer);
      Object.assign(p, path());
    }
    this.bytes = -1;
    this.heardAt = performance.now();
  }

  close(): void {
    this.attach(null);
    clearInterval(this.look);
    window.removeEventListener("online", this.moved);
    network()?.removeEventListener("change", this.moved);
  }

  /** With no candidate to try, a browser stays `new` for ever: so the time runs from here. */
  begun(direction: Direction): void {
    const p = this.paths[direction];
    clearTimeout(p.timer);
    p.timer = setTimeout(() => this.unreached(direction), ROUTE_WITHIN_MS);
  }

  changed(direction: Direction, state: ConnectionState): void {
    const p = this.paths[direction];
    p.state = state;
    if (state === "connecting") return; // `begun`, or the restart, watches it
    clearTimeout(p.timer);
    if (state === "connected") {
      p.restarts = 0;
      this.needs.noRoute(false);
    } else if (state === "disconnected") {
      p.timer = setTimeout(() => void this.restart(direction), SETTLE_MS);
    } else if (state === "failed") {
      void this.restart(direction);
    }
  }

  private unreached(direction: Direction): void {
    this.needs.noRoute(true);
    void this.restart(direction);
  }

  private async restart(direction: Direction): Promise<void> {
    const { session } = this;
    const p = this.paths[direction];
    if (!session || session.closed) return;
    clearTimeout(p.timer);
    if (p.restarts >= RESTARTS) {
      p.restarts = 0;
      return this.needs.rebuild();
    }
    const wait = delay(p.restarts, BACKOFF) * 1000;
    if (this.needs.online()) {
      p.restarts += 1;
      try {
        await session.restartIce(direction);
      } catch (thrown) {
        // The server does not know this transport any more: nothing to restart.
        if ((thrown as { retryable?: boolean }).retryable !== true) {
          return session === this.session ? this.needs.rebuild() : undefined;
        }
      }
    }
    if (session !== this.session || session.closed || p.state === "connected") return;
    p.timer = setTimeout(() => void this.restart(direction), wait);
  }

  /** The machine is on another network now (Wi-Fi to 4G): do not wait for the old path to time out. */
  private readonly moved = (): void => {
    for (const direction of ["send", "recv"] as const) {
      if (!["new", "closed"].includes(this.paths[direction].state)) void this.restart(direction);
    }
  };

  private async listen(): Promise<void> {
    const now = performance.now();
    const bytes = this.session ? await this.received() : null;
    if (bytes === null || bytes !== this.bytes || this.paths.recv.state !== "connected") {
      if (bytes !== null && bytes > this.bytes && this.bytes >= 0) this.silences = 0;
      this.bytes = bytes ?? -1;
      this.heardAt = now;
      return;
    }
    if (now - this.heardAt < SILENT_AFTER_MS || now < this.quietUntil) return;
    if (!this.needs.online()) return;
    this.quietUntil = now + delay(this.silences, SILENCE_BACKOFF) * 1000;
    this.silences += 1;
    this.heardAt = now;
    void this.session?.restartIce("recv").catch(() => this.needs.rebuild());
  }
}

/** Chromium's Network Information API; absent elsewhere. */
function network(): EventTarget | undefined {
  return (navigator as { connection?: EventTarget }).connection;
}
