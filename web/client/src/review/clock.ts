// The time of the recording that is played: one for all tracks. Pure; `now` is in milliseconds.
//
// Rule: it goes by itself, and follows the sound that leads wherever there is one, since ears notice
// what eyes do not.

const SET_OFF = 0.25; // seconds; less than that is followed gently
const GENTLY = 0.2;

export class Clock {
  private from = 0; // seconds, at `since`
  private since = 0;
  private going = false;
  private speed = 1;

  constructor(private readonly end: () => number) {}

  at(now: number): number {
    const t = this.going ? this.from + ((now - this.since) / 1000) * this.speed : this.from;
    return Math.min(Math.max(t, 0), this.end());
  }

  get runs(): boolean {
    return this.going;
  }

  get rate(): number {
    return this.speed;
  }

  set(t: number, now: number): void {
    this.from = Math.min(Math.max(t, 0), this.end());
    this.since = now;
  }

  run(now: number): void {
    if (this.going) return;
    this.since = now;
    this.going = true;
  }

  stop(now: number): void {
    this.set(this.at(now), now);
    this.going = false;
  }

  pace(rate: number, now: number): void {
    this.set(this.at(now), now);
    this.speed = rate;
  }

  /** What leads is there: be there, too. */
  follow(t: number, now: number): void {
    const off = t - this.at(now);
    this.set(Math.abs(off) > SET_OFF ? t : this.at(now) + off * GENTLY, now);
  }
}

const NEAR = 0.012; // seconds
const FAR = 0.04;
const LOST = 0.3;

export type Correction = { seek: true } | { seek: false; rate: number };

/** What brings a track that is `off` seconds ahead back into step. `before`: its rate is bent already. */
export function correction(off: number, rate: number, bend: number, before: boolean): Correction {
  const far = Math.abs(off);
  if (far > LOST) return { seek: true };
  if (far < (before ? NEAR : FAR)) return { seek: false, rate };
  const by = Math.min(Math.max(-off * 2, -bend), bend);
  return { seek: false, rate: rate * (1 + by) };
}
