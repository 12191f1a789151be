// Plays all tracks of a recording in step: one clock, which the lecturer's sound leads, and reels
// that follow it.
//
// Rule: playing waits for what leads and for nothing else. Whatever follows comes in when it is
// there, and stands still where there is nothing of it.

import { shallowReactive } from "vue";

import type { Index } from "../api/types";
import { Clock } from "./clock";
import { canPlay } from "./film";
import { tracksOf } from "./media";
import { FileRanges, type Trouble } from "./ranges";
import { NEXT, Reel } from "./reel";
import { reelsOf, type Mode, type ReelPlan } from "./reels";
import { Stills } from "./stills";

const TICK_MS = 50;
const TELL_MS = 100; // how often a page is told the time
const FIRST_MS = 400; // after a start: what leads is followed at once
const TOGETHER_MS = 1_200; // how long those that follow are waited for at a start
const FIRST_WORDS = 120; // seconds; a lecturer who comes later has not been there at the beginning
const MOST_PICTURES = 8;
const BACKWARDS_MS = 400;
export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

export interface PlayerState {
  t: number; // seconds
  end: number;
  playing: boolean; // it is wanted
  waiting: boolean; // what leads is not there yet
  rate: number;
  backwards: boolean;
  mode: Mode;
  trouble: Trouble | null;
  reels: number; // grows when there are others
  there: string; // changes when another picture is there, or is not any more
}

export class Player {
  readonly state: PlayerState;
  readonly reels: Reel[] = [];
  private readonly clock: Clock;
  private readonly ranges: FileRanges;
  private readonly timer: ReturnType<typeof setInterval>;
  private unseen = new Set<string>(); // keys of reels that nobody looks at
  private startedAt = 0;
  private wantedAt = 0;
  private toldAt = 0;
  private backAt = 0;

  /** `live`: of a lesson that goes on, where these headers prove who asks. */
  constructor(
    private readonly index: Index,
    base: string,
    private readonly live: Record<string, string> | null = null,
  ) {
    this.state = shallowReactive<PlayerState>({
      t: 0,
      end: index.seconds,
      playing: false,
      waiting: false,
      rate: 1,
      backwards: false,
      mode: "all",
      trouble: null,
      reels: 0,
      there: "",
    });
    this.clock = new Clock(() => this.state.end);
    this.ranges = new FileRanges(base, (trouble) => (this.state.trouble = trouble), live);
    this.reel();
    this.clock.set(this.beginning(), performance.now());
    this.state.t = this.beginning();
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.tick();
  }

  private reel(): void {
    for (const plan of this.plans()) {
      const known = this.reels.find((reel) => reel.plan.key === plan.key);
      if (known) known.retake(plan, this.state.mode);
      else this.reels.push(new Reel(plan, this.ranges, this.state.mode));
    }
    this.state.reels += 1;
  }

  /** There is more of it by now: it is of a lesson that goes on. */
  grow(index: Index): void {
    this.state.end = index.seconds;
    for (const plan of this.plans(index)) {
      const known = this.reels.find((reel) => reel.plan.key === plan.key);
      if (known) known.grow(plan, this.state.mode);
      else this.reels.push(new Reel(plan, this.ranges, this.state.mode));
    }
    this.state.reels += 1;
  }

  /** Where there is something of what leads, or of anything. */
  private beginning(): number {
    const first = this.reels.find(({ plan }) => plan.leading) ?? this.reels[0];
    const begins = first?.begins ?? 0;
    return begins < FIRST_WORDS ? begins : 0;
  }

  private plans(index = this.index): ReelPlan[] {
    return reelsOf(tracksOf(index)).map((plan) => ({ ...plan, growing: this.live ? index.seconds : undefined }));
  }

  private get leader(): Reel | null {
    const leads = this.reels.filter(({ plan }) => plan.leading && plan.sound);
    return leads.find((reel) => reel.sounds(this.state.t)) ?? null;
  }

  // ------------------------------------------------------------------ what is pressed

  play(): void {
    const { state } = this;
    if (state.t >= state.end - 0.05) this.seek(0);
    state.playing = true;
    state.backwards = false;
    this.wantedAt = performance.now();
    this.tick();
  }

  pause(): void {
    this.state.playing = false;
    this.state.backwards = false;
    this.tick();
  }

  toggle(): void {
    if (this.state.playing) this.pause();
    else this.play();
  }

  /** Step back through it, half a second at a time. */
  backwards(): void {
    this.state.playing = false;
    this.state.backwards = true;
  }

  seek(t: number): void {
    const now = performance.now();
    this.clock.stop(now);
    this.clock.set(t, now);
    this.state.t = this.clock.at(now);
    this.wantedAt = now;
    this.startedAt = 0;
    for (const reel of this.reels) {
      reel.prepare(this.state.t, this.isWanted(reel));
      reel.hold(this.state.t);
    }
    this.tick();
  }

  setRate(rate: number): void {
    this.state.rate = rate;
    this.clock.pace(rate, performance.now());
  }

  setMode(mode: Mode): void {
    if (mode === this.state.mode) return;
    this.state.mode = mode;
    this.reel();
    this.wantedAt = performance.now();
    this.tick();
  }

  /** Nobody looks at these: their pictures are not fetched, their sound is unless it is off. */
  hide(keys: Iterable<string>): void {
    this.unseen = new Set(keys);
  }

  private isWanted(reel: Reel): boolean {
    if (reel.plan.leading && reel.plan.sound) return true;
    const hidden = this.unseen.has(reel.plan.key);
    if (hidden && reel.muted) return false;
    const { t } = this.state;
    const seen = this.reels.filter(
      (each) => !this.unseen.has(each.plan.key) && (each.stretchAt(t) || each.stretchAt(t + NEXT)),
    );
    return seen.indexOf(reel) < MOST_PICTURES;
  }

  // ------------------------------------------------------------------ by the clock

  private tick(): void {
    const { state, clock } = this;
    const now = performance.now();
    let t = clock.at(now);
    if (state.backwards) t = this.stepBack(now, t);
    const leader = this.leader;
    const past = state.playing && !state.backwards ? (leader?.past(t) ?? null) : null;
    if (past !== null) {
      clock.set(past, now);
      t = clock.at(now);
    }
    for (const reel of this.reels) reel.prepare(t, this.isWanted(reel));
    if (!state.playing) {
      clock.stop(now);
      for (const reel of this.reels) reel.hold(t);
      this.tell(now, t, !this.isThere(leader, t));
      return;
    }
    const goes = this.lead(leader, t, now);
    t = clock.at(now);
    for (const reel of this.reels) if (reel !== leader) reel.follow(t, state.rate, goes);
    if (t >= state.end - 0.02) {
      state.playing = false;
      clock.stop(now);
    }
    this.tell(now, t, !goes);
  }

  /** Let what leads play on; return whether it does. */
  private lead(leader: Reel | null, t: number, now: number): boolean {
    const { clock, state } = this;
    const together = clock.runs || this.together(leader, t, now);
    if (!leader) {
      if (together) clock.run(now);
      return together;
    }
    const told = leader.lead(t, state.rate, together);
    if (told === null || !together) {
      clock.stop(now);
      return false;
    }
    if (!clock.runs) this.startedAt = now;
    clock.run(now);
    if (now - this.startedAt < FIRST_MS) clock.set(told, now);
    else clock.follow(told, now);
    return true;
  }

  /** Whether all those that should begin now are ready to, or were waited for long enough. */
  private together(leader: Reel | null, t: number, now: number): boolean {
    if (leader && !(leader.ready && leader.has(t))) return false;
    if (now - this.wantedAt > TOGETHER_MS) return true;
    return this.reels.every(
      (reel) => reel === leader || !this.isWanted(reel) || !reel.stretchAt(t) || (reel.has(t) && reel.ready),
    );
  }

  private isThere(leader: Reel | null, t: number): boolean {
    return leader ? (leader.has(t) || leader.past(t) !== null) && !leader.element?.seeking : true;
  }

  private stepBack(now: number, t: number): number {
    if (now - this.backAt < BACKWARDS_MS) return t;
    this.backAt = now;
    const to = Math.max(0, t - (BACKWARDS_MS / 1000) * this.state.rate);
    this.clock.set(to, now);
    if (to === 0) this.state.backwards = false;
    return to;
  }

  private tell(now: number, t: number, waiting: boolean): void {
    const { state } = this;
    if (now - this.toldAt >= TELL_MS || !state.playing) {
      this.toldAt = now;
      state.t = t;
    }
    state.waiting = waiting;
    state.there = this.reels.map((reel) => reel.trouble ?? (reel.has(t) ? "+" : "-")).join();
  }

  /** Small pictures of what is to be seen first: the lecturer, or whatever there is. */
  stills(): Stills | null {
    const tracks = this.plans().flatMap(({ picture }) => (picture && canPlay(picture) ? [picture] : []));
    return tracks[0] ? new Stills(tracks[0], this.ranges) : null;
  }

  /** How far what leads can go on without the line, seconds. */
  get ahead(): number {
    const { t } = this.state;
    const lies = this.leader?.ahead(t) ?? Infinity;
    const all = (this.leader?.stretchAt(t)?.to ?? 0) - t;
    return lies > all - 0.5 ? Infinity : lies;
  }

  close(): void {
    clearInterval(this.timer);
    for (const reel of this.reels) reel.close();
  }
}
