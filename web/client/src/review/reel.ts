// One seat's pictures and sound as they are played: the film of the stretch that is on, and the next
// one before it is needed.

import { correction } from "./clock";
import { Film } from "./film";
import { behindLoss, growTrack, lastBefore } from "./media";
import type { Ranges } from "./ranges";
import { stretchesOf, TOLD_LATER, type Mode, type ReelPlan, type Stretch } from "./reels";

export const NEXT = 5; // seconds before a stretch begins that its film is opened
const AGAIN_MS = 3_000; // after a film broke
const SETTLING_MS = 250; // after it was told to play
const EARLY = 0.15; // seconds ahead of the clock that one waits that comes in later
const LATE = 0.04; // seconds behind the clock: it waits ahead of it rather than begin late
const LATENCY = { sound: 0.06, picture: 0.02 }; // from being told to play to the first of it
const BEND = { picture: 0.25, sound: 0.06 }; // how far a rate is bent: nobody sees it, nobody hears it

function isSame(one: Stretch, other: Stretch): boolean {
  return one.from === other.from && one.picture === other.picture && one.sound === other.sound;
}

export class Reel {
  /** What a page puts up where this is to be seen. */
  readonly box = document.createElement("div");
  muted = false;
  volume = 1;
  private film: Film | null = null;
  private next: Film | null = null;
  private stretches: Stretch[];
  private brokenAt = 0;
  private going = false; // the clock is
  private starting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly plan: ReelPlan,
    private readonly ranges: Ranges,
    mode: Mode,
  ) {
    this.box.className = "reel";
    this.stretches = stretchesOf(plan, mode);
  }

  retake(plan: ReelPlan, mode: Mode): void {
    Object.assign(this.plan, plan);
    this.stretches = stretchesOf(this.plan, mode);
    if (this.film && !this.isOf(this.film)) this.put(null);
    this.drop();
  }

  /** There is more of it: what is known stays, so that what plays goes on. */
  grow(plan: ReelPlan, mode: Mode): void {
    for (const kind of ["picture", "sound"] as const) {
      const known = this.plan[kind];
      const now = plan[kind];
      if (!known || !now) this.plan[kind] = known ?? now;
      else growTrack(known, now);
    }
    this.plan.growing = plan.growing;
    this.stretches = stretchesOf(this.plan, mode);
  }

  private isOf(film: Film): boolean {
    return this.stretches.some((stretch) => isSame(film.stretch, stretch));
  }

  stretchAt(t: number): Stretch | null {
    const found = this.stretches[lastBefore(this.stretches, t)];
    return found && (t < found.to || this.goesOn(found)) ? found : null;
  }

  /** What comes next of it is not known yet: what plays waits for it. */
  private goesOn(stretch: Stretch): boolean {
    const { growing } = this.plan;
    const last = stretch === this.stretches[this.stretches.length - 1];
    return last && growing !== undefined && growing - stretch.to < TOLD_LATER;
  }

  /** When there is something of it next; null: never again. */
  after(t: number): number | null {
    return this.stretches[lastBefore(this.stretches, t) + 1]?.from ?? null;
  }

  /** When there is something of it first. */
  get begins(): number {
    return this.stretches[0]?.from ?? 0;
  }

  /** What there is at a time. */
  shows(t: number): boolean {
    return this.stretchAt(t)?.picture ?? false;
  }

  sounds(t: number): boolean {
    return this.stretchAt(t)?.sound ?? false;
  }

  get trouble(): "broken" | "cannot_play" | null {
    const state = this.film?.state;
    return state === "broken" || state === "cannot_play" ? state : null;
  }

  get element(): HTMLVideoElement | null {
    return this.film?.element ?? null;
  }

  /** Have the right film, and in it what is needed; `wanted`: anybody sees or hears it. */
  prepare(t: number, wanted: boolean): void {
    const stretch = wanted ? this.stretchAt(t) : null;
    if (!stretch) this.put(null);
    else if (!this.film || !isSame(this.film.stretch, stretch) || this.film.stretch.to < stretch.to - 60)
      this.change(stretch, t);
    else if (this.film.state === "broken") this.again(stretch, t);
    this.film?.play(t);
    if (this.film) {
      this.film.stretch.to = stretch?.to ?? this.film.stretch.to;
      this.film.element.muted = this.muted;
      this.film.element.volume = this.volume;
    }
    this.foresee(t, wanted);
  }

  private change(stretch: Stretch, t: number): void {
    if (this.next && isSame(this.next.stretch, stretch)) {
      const film = this.next;
      this.next = null;
      this.put(film);
    } else this.put(new Film(this.plan, { ...stretch }, t, this.ranges));
  }

  private again(stretch: Stretch, t: number): void {
    const now = performance.now();
    if (now - this.brokenAt < AGAIN_MS) return;
    this.brokenAt = now;
    this.put(new Film(this.plan, { ...stretch }, t, this.ranges));
  }

  private foresee(t: number, wanted: boolean): void {
    const coming = this.stretches[lastBefore(this.stretches, t) + 1];
    const soon = wanted && coming && coming.from - t < NEXT ? coming : null;
    if (this.next && this.next.stretch.from !== soon?.from) this.drop();
    // What leads begins at its first sound; what follows waits a little behind its own.
    const into = this.plan.leading ? 0.001 : EARLY;
    if (soon && !this.next) this.next = new Film(this.plan, { ...soon }, soon.from + into, this.ranges);
    this.next?.play(this.next.stretch.from + into);
  }

  private put(film: Film | null): void {
    if (film === this.film) return;
    this.film?.close();
    this.film = film;
    if (film) this.box.replaceChildren(film.element);
  }

  private drop(): void {
    this.next?.close();
    this.next = null;
  }

  /** It leads: play on, and say what time it is there; null: it cannot yet. */
  lead(t: number, rate: number, playing: boolean): number | null {
    const { film } = this;
    if (!film) return null;
    const { element } = film;
    if (!film.has(t)) {
      if (!element.paused) element.pause();
      return null;
    }
    const off = Math.abs(element.currentTime - t) > 0.3 || !film.has(element.currentTime);
    if (off && !element.seeking) {
      element.currentTime = t;
      return null;
    }
    if (!film.ready) return null;
    element.playbackRate = rate;
    if (playing && element.paused) this.start(film);
    return element.currentTime;
  }

  /** Where it goes on when nothing can be played at a time that is no stretch of its own: neither
   * track is waited for. null: it can, or what can has yet to come.
   */
  past(t: number): number | null {
    if (!this.film || this.film.has(t)) return null;
    const { picture, sound } = this.plan;
    const { stretch } = this.film;
    const ends = [stretch.picture ? picture : null, stretch.sound ? sound : null].map((track) =>
      track ? behindLoss(track, t) : null,
    );
    const past = ends.reduce((most, end) => (end !== null && end > (most ?? 0) ? end : most), null);
    return past ?? this.film.behindHole(t);
  }

  /** It follows: be where the clock is. */
  follow(t: number, rate: number, playing: boolean): void {
    const { film } = this;
    this.going = playing;
    if (!film || film.state !== "open") return;
    const { element } = film;
    if (!film.has(t)) {
      if (!element.paused) element.pause();
      return;
    }
    if (!playing) {
      if (!element.paused) element.pause();
      if (Math.abs(element.currentTime - t) > 0.02 && !element.seeking) element.currentTime = t;
      return;
    }
    if (element.seeking) return;
    if (element.paused) return this.startAt(film, t, rate);
    if (performance.now() - film.startedAt < SETTLING_MS) return;
    const bend = film.stretch.sound && !this.muted ? BEND.sound : BEND.picture;
    const put = correction(element.currentTime - t, rate, bend, film.bent);
    if (put.seek) {
      element.currentTime = t + 0.05 * rate;
      return;
    }
    film.bent = put.rate !== rate;
    if (element.playbackRate !== put.rate) element.playbackRate = put.rate;
  }

  /** Wait, where the clock will be in a moment, and go on when it comes by. */
  private startAt(film: Film, t: number, rate: number): void {
    const { element } = film;
    const early = element.currentTime - t;
    if (early < -LATE || early > 4 * EARLY) element.currentTime = t + EARLY * rate;
    else if (film.ready && this.starting === undefined) {
      element.playbackRate = rate;
      const latency = film.stretch.sound ? LATENCY.sound : LATENCY.picture;
      const wait = Math.max(0, (early - latency) / rate) * 1000;
      this.starting = setTimeout(() => {
        this.starting = undefined;
        if (film === this.film && this.going) this.start(film);
      }, wait);
    }
  }

  private start(film: Film): void {
    film.startedAt = performance.now();
    film.bent = false;
    // A browser that wants a click first says so by refusing; the next click plays.
    void film.element.play().catch(() => {});
  }

  /** Be there, still. */
  hold(t: number): void {
    this.going = false;
    const element = this.film?.element;
    if (!element) return;
    element.pause();
    if (this.film?.state === "open" && Math.abs(element.currentTime - t) > 0.005) element.currentTime = t;
  }

  has(t: number): boolean {
    return this.film?.has(t) ?? false;
  }

  ahead(t: number): number {
    return this.film?.ahead(t) ?? 0;
  }

  get ready(): boolean {
    return this.film?.ready ?? false;
  }

  close(): void {
    this.put(null);
    this.drop();
  }
}
