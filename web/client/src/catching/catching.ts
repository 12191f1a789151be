// Plays what was missed from the recording of a lesson that goes on, until it has caught up.
//
// Rule: it ends by itself, one way or the other: caught up, refused, or stuck. Then it is live.

import type { Index } from "../api/types";
import { Player } from "../review/player";
import type { Reel } from "../review/reel";
import { MeanwhileShown } from "./meanwhile";

const RATE = 1.25;
const LOOK_MS = 1_000;
const GROW_MS = 2_000; // as long as a segment
const SHOWN_MS = 4_000; // seldom enough for a thin line, and before it is played
const NEAR_SECONDS = 5; // behind: what is recorded is not much nearer
const MORE_SECONDS = 0.5; // to go on with, after it had come to the end of what is recorded
const ANSWER_MS = 4_000;
const BESIDE_MS = 1_000; // until the next try begins beside those before
const TRIES = 6; // as many connections as a browser keeps to a server: all may have died with the line
const STUCK_MS = 15_000;
const BEGIN_WITHIN_MS = 30_000;

/** Where there is something again, when there is nothing at this time; null: there is, or never. */
function hole(reels: readonly Reel[], t: number): number | null {
  if (reels.some((reel) => reel.stretchAt(t))) return null;
  const next = reels.map((reel) => reel.after(t)).filter((at): at is number => at !== null);
  return next.length > 0 ? Math.min(...next) : null;
}

export class CatchingUp {
  readonly meanwhile = new MeanwhileShown();
  private player: Player | null = null;
  private began = 0; // the recording's, seconds since the epoch
  private timers: ReturnType<typeof setInterval>[] = [];
  private last = { t: -1, at: performance.now() };
  private closed = false;

  constructor(
    private readonly lesson: string,
    private readonly ticket: string,
    private readonly since: number, // seconds since the epoch
    private readonly now: () => number, // the server's, seconds since the epoch
    private readonly live: () => void,
  ) {}

  get reels(): readonly Reel[] {
    return this.player?.reels ?? [];
  }

  get t(): number {
    return this.player?.state.t ?? 0;
  }

  /** What is played, seconds since the epoch; undefined: nothing yet. */
  at(): number | undefined {
    return this.player ? this.began + this.player.state.t : undefined;
  }

  async begin(): Promise<void> {
    const until = performance.now() + BEGIN_WITHIN_MS;
    let index: Index | null = null;
    while (!this.closed && !(index = await this.index(TRIES))) {
      if (performance.now() > until) return this.live();
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
    if (this.closed || !index) return;
    this.began = index.began;
    const player = new Player(index, `${this.address}/`, this.headers);
    this.player = player;
    player.setRate(RATE);
    player.seek(Math.max(0, this.since - index.began));
    player.play();
    this.last = { t: -1, at: performance.now() };
    this.timers = [
      setInterval(() => this.look(player), LOOK_MS),
      setInterval(() => void this.grow(player), GROW_MS),
      setInterval(() => this.askShown(), SHOWN_MS),
    ];
    this.askShown();
  }

  listenOn(sink: string): void {
    for (const { element } of this.reels) {
      const speaking = element as (HTMLVideoElement & { sinkId?: string; setSinkId?(id: string): Promise<void> }) | null;
      if (speaking?.setSinkId && speaking.sinkId !== sink) speaking.setSinkId(sink).catch(() => {});
    }
  }

  close(): void {
    this.closed = true;
    for (const timer of this.timers) clearInterval(timer);
    this.player?.close();
    this.player = null;
  }

  private get address(): string {
    return `/lesson/${encodeURIComponent(this.lesson)}/missed`;
  }

  private get headers(): Record<string, string> {
    return { Authorization: `Lesson ${this.ticket}` };
  }

  /** What is recorded by now; null: it cannot be told now. */
  private async index(tries = 1): Promise<Index | null> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ANSWER_MS + (tries - 1) * BESIDE_MS);
    try {
      const asked = Array.from({ length: tries }, (_, n) => this.ask(n * BESIDE_MS, limit.signal));
      const answer = await Promise.any(asked);
      if (answer.status === 403 || answer.status === 404) this.live();
      return answer.ok ? ((await answer.json()) as Index) : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
      limit.abort();
    }
  }

  private async ask(after: number, signal: AbortSignal): Promise<Response> {
    if (after > 0) await new Promise((go) => setTimeout(go, after));
    // Without cookies it goes over connections of its own, begun since the line is back.
    return fetch(this.address, { headers: this.headers, signal, cache: "no-store", credentials: "omit" });
  }

  private askShown(): void {
    void this.meanwhile.ask(this.address, this.headers, this.began);
  }

  private async grow(player: Player): Promise<void> {
    const index = await this.index();
    if (index && !this.closed) player.grow(index);
  }

  private look(player: Player): void {
    const { t, end, trouble } = player.state;
    const next = hole(player.reels, t);
    if (next !== null && next < end) player.seek(next);
    const behind = this.now() - this.began - t;
    if (behind < NEAR_SECONDS || (trouble && trouble !== "offline")) return this.live();
    if (!player.state.playing && t < end - MORE_SECONDS) player.play();
    const now = performance.now();
    if (t > this.last.t) this.last = { t, at: now };
    else if (now - this.last.at > STUCK_MS) this.live();
  }
}
