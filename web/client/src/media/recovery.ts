// Keeps transports alive: ICE restart when a path breaks or nothing comes over it any more, a
// rebuild when that does not help.
//
// Rule: a path lives while something comes over it; what the browser says of it comes later. The
// server says something twice a second on every path, so one is silent, and tried anew, within
// three seconds. Tries grow apart; a rebuild is asked for, never done here.

import type { ConnectionState } from "mediasoup-client/types";

import type { Direction } from "../protocol";
import { delay } from "../signaling/backoff";
import { network } from "../signaling/connection";
import type { MediaSession } from "./session";

export interface RecoveryNeeds {
  rebuild(): void;
  /** No transport came up within the time; the person should know about firewalls. */
  noRoute(yes: boolean): void;
  /** Nothing comes over a path that was up; no longer: over each that was, something does. */
  broken(yes: boolean): void;
  online(): boolean; // signaling is up: without it nothing can be restarted
  /** Grows while anything comes over that path; null when it cannot be told. */
  received(direction: Direction): Promise<number | null>;
}

const ROUTE_WITHIN_MS = 10_000;
const SETTLE_MS = 1_200; // "disconnected" often heals by itself within a second
const RESTARTS = 3; // then rebuild
const BACKOFF = { first: 2, most: 3 }; // seconds: a line that is back is found so soon
const LOOK_EVERY_MS = 250;
const SILENT_AFTER_MS = 2_000; // four words of the server's are missing, and all else
const ASLEEP_MS = 1_500; // between two looks: the page stood still, not the path
const HEARD_MS = 5_000; // so long without silence, and what was tried before is forgotten

const UNUSED_MS = 3_000; // within it a new transport begins to connect if it is wanted
const UNREACHED = 3; // times; a path that was up before is not stopped by a firewall at once

const DIRECTIONS = ["send", "recv"] as const;

interface Path {
  state: ConnectionState;
  tries: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  bytes: number; // received when last looked at
  heardAt: number; // when they grew last
  triedAt: number;
  owed: boolean; // it is to be tried anew, and there was no signaling to do it by
}

const path = (now: number): Path => ({
  state: "new",
  tries: 0,
  timer: undefined,
  bytes: -1,
  heardAt: now,
  triedAt: -Infinity,
  owed: false,
});

export class Recovery {
  private readonly paths: Record<Direction, Path>;
  private session: MediaSession | null = null;
  private readonly timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  private lookedAt = performance.now();
  // These outlast transports: what was up once, and what is down since.
  private readonly up = new Set<Direction>();
  private readonly down = new Set<Direction>();
  private unreachedTimes = 0;
  private unused: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly needs: RecoveryNeeds) {
    this.paths = { send: path(this.lookedAt), recv: path(this.lookedAt) };
    window.addEventListener("online", this.moved);
    network()?.addEventListener("change", this.moved);
  }

  attach(session: MediaSession | null): void {
    this.session = session;
    for (const p of Object.values(this.paths)) {
      clearTimeout(p.timer);
      Object.assign(p, path(performance.now()));
    }
    // A transport that nothing goes over, because nothing is to, is not broken.
    clearTimeout(this.unused);
    if (session) this.unused = setTimeout(() => this.forgive(), UNUSED_MS);
  }

  /** Nothing is wanted of any path: none is broken. */
  rest(): void {
    for (const direction of DIRECTIONS) this.hear(direction);
    this.up.clear();
  }

  close(): void {
    this.attach(null);
    clearInterval(this.timer);
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
    if (state === "connected") {
      clearTimeout(p.timer);
      this.up.add(direction);
      this.unreachedTimes = 0;
      this.needs.noRoute(false);
      p.owed = false;
      this.hear(direction);
    } else if (state === "disconnected") {
      clearTimeout(p.timer);
      const left = p.heardAt + SILENT_AFTER_MS - performance.now();
      // If it was found sooner, it is being mended.
      const wait = this.resting(p) || Math.min(SETTLE_MS, Math.max(0, left));
      p.timer = setTimeout(() => this.lose(direction), wait);
    } else if (state === "failed") {
      this.lose(direction);
    }
  }

  /** The server hears nothing from this page on that path, or signaling is back after silence. */
  doubt(direction: Direction): void {
    const p = this.paths[direction];
    if (["new", "closed"].includes(p.state) || this.resting(p) > 0) return;
    void this.restart(direction);
  }

  /** Signaling is up again: what waited for it need not wait for its turn. */
  signaled(): void {
    const now = performance.now();
    for (const direction of DIRECTIONS) {
      const p = this.paths[direction];
      const broken = p.state === "disconnected" || p.state === "failed";
      const silent = p.state === "connected" && now - p.heardAt >= SILENT_AFTER_MS;
      if (p.owed || broken || silent) void this.restart(direction);
    }
  }

  private forgive(): void {
    for (const direction of DIRECTIONS) {
      const { state, timer } = this.paths[direction];
      if (state === "new" && timer === undefined) this.hear(direction);
    }
  }

  private hear(direction: Direction): void {
    this.paths[direction].heardAt = performance.now();
    if (this.down.delete(direction) && this.down.size === 0) this.needs.broken(false);
  }

  private lose(direction: Direction): void {
    this.tellDown(direction);
    void this.restart(direction);
  }

  private tellDown(direction: Direction): void {
    if (!this.up.has(direction) || this.down.has(direction)) return;
    this.down.add(direction);
    if (this.down.size === 1) this.needs.broken(true);
  }

  private unreached(direction: Direction): void {
    this.unreachedTimes += 1;
    this.tellDown(direction);
    if (!this.up.has(direction) || this.unreachedTimes >= UNREACHED) this.needs.noRoute(true);
    void this.restart(direction);
  }

  /** For how many milliseconds more the outcome of the last try is to be waited for. */
  private resting(p: Path): number {
    const wait = p.tries === 0 ? 0 : delay(p.tries - 1, BACKOFF) * 1000;
    return Math.max(0, p.triedAt + wait - performance.now());
  }

  private async restart(direction: Direction): Promise<void> {
    const { session } = this;
    const p = this.paths[direction];
    if (!session || session.closed) return;
    clearTimeout(p.timer);
    p.owed = !this.needs.online();
    if (p.owed) return; // `signaled` goes on
    if (p.tries >= RESTARTS) {
      p.tries = 0;
      return this.needs.rebuild();
    }
    const wait = delay(p.tries, BACKOFF) * 1000;
    p.tries += 1;
    p.triedAt = performance.now();
    try {
      await session.restartIce(direction);
    } catch (thrown) {
      // The server does not know this transport any more: nothing to restart.
      if ((thrown as { retryable?: boolean }).retryable !== true) {
        return session === this.session ? this.needs.rebuild() : undefined;
      }
    }
    if (session !== this.session || session.closed || p.state === "connected") return;
    clearTimeout(p.timer);
    p.timer = setTimeout(() => void this.restart(direction), wait);
  }

  /** The machine is on another network now (Wi-Fi to 4G): do not wait for the old path to time out. */
  private readonly moved = (): void => {
    for (const direction of DIRECTIONS) {
      if (!["new", "closed"].includes(this.paths[direction].state)) void this.restart(direction);
    }
  };

  private async look(): Promise<void> {
    const { session } = this;
    const asleep = performance.now() - this.lookedAt > ASLEEP_MS;
    this.lookedAt = performance.now();
    if (!session) return;
    await Promise.all(
      DIRECTIONS.map(async (direction) => {
        const p = this.paths[direction];
        if (p.state !== "connected") return;
        const bytes = await this.needs.received(direction);
        if (session !== this.session) return;
        if (asleep || bytes === null || bytes !== p.bytes) {
          p.bytes = bytes ?? -1;
          if (p.tries > 0 && performance.now() - p.triedAt > HEARD_MS) p.tries = 0;
          return this.hear(direction);
        }
        if (performance.now() - p.heardAt < SILENT_AFTER_MS) return;
        this.tellDown(direction);
        if (this.resting(p) > 0) return;
        await this.restart(direction);
      }),
    );
  }
}
