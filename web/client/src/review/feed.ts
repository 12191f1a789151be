// Brings one track's segments into a SourceBuffer: those around the time that is played, no others.
//
// Rule: time in the buffer is the recording's. Segments are appended as a sequence, so that one is
// glued to the one before without a seam; where the wall clock says otherwise (a loss, a drift) the
// next one is put where it belongs. What lies far from the time that is played is thrown away.

import { beginFor, lastBefore, runFrom, segmentAt, type Segment, type Track } from "./media";
import type { Ranges } from "./ranges";

const AHEAD = 20; // seconds
const BEHIND = 20;
const FAR = 45; // what lies so far ahead is from before a seek
const RUN_BYTES = 600_000;
const DRIFT = 0.02; // seconds off that are put right at the next segment that can be begun with
const GAP = 1; // and at any, though a browser drops all of it up to the next such segment
const REPAIR_MS = 2_000;

export class Feed {
  private readonly have = new Set<Segment>();
  private readonly inits = new Map<string, ArrayBuffer>();
  private part: Segment["part"] | null = null; // whose initialisation the buffer has
  private last: Segment | null = null; // appended last
  private t = 0;
  private working = false;
  private fetching: AbortController | null = null;
  private wants: Segment | null = null; // what is being fetched begins with it
  private repairedAt = 0;
  private readonly repaired = new Set<Segment>(); // to no avail, if nothing is there of it now
  private closed = false;

  constructor(
    private readonly buffer: SourceBuffer,
    private readonly track: Track,
    private readonly ranges: Ranges,
    private readonly until: () => number, // seconds; nothing that begins behind it is wanted
    private readonly broken: () => void,
  ) {
    buffer.mode = "sequence";
  }

  /** What can be played without waiting, at this time. */
  has(t: number): boolean {
    const { buffered } = this.buffer;
    for (let n = 0; n < buffered.length; n++)
      if (buffered.start(n) <= t + 0.05 && t < buffered.end(n)) return true;
    return false;
  }

  /** How far it can be played from there, seconds. */
  ahead(t: number): number {
    const { buffered } = this.buffer;
    for (let n = 0; n < buffered.length; n++)
      if (buffered.start(n) <= t + 0.05 && t < buffered.end(n)) return buffered.end(n) - t;
    return 0;
  }

  /** Where it goes on behind a hole that is in the segment itself: it was brought twice, and is there
   * still. null: there is none. */
  behindHole(t: number): number | null {
    const { segments } = this.track;
    const now = segments[segmentAt(segments, t)];
    if (this.working || !now || !this.repaired.has(now) || !this.have.has(now) || this.has(t)) return null;
    const { buffered } = this.buffer;
    for (let n = 0; n < buffered.length; n++) if (buffered.start(n) > t) return buffered.start(n);
    return null;
  }

  /** Whether all that is wanted from this time on is there. */
  isDone(t: number): boolean {
    const last = this.track.segments[lastBefore(this.track.segments, this.until() - 0.01)];
    return !this.working && !!last && this.have.has(last) && t + this.ahead(t) > last.to - 0.5;
  }

  /** The time that is played now. */
  play(t: number): void {
    const jumped = Math.abs(t - this.t) > 1.5;
    this.t = t;
    if (jumped && this.wants && !this.isNear(this.wants)) this.fetching?.abort();
    void this.work();
  }

  close(): void {
    this.closed = true;
    this.fetching?.abort();
  }

  private isNear(segment: Segment): boolean {
    return segment.to > this.t - 5 && segment.from < this.t + AHEAD;
  }

  private async work(): Promise<void> {
    if (this.working || this.closed) return;
    this.working = true;
    try {
      for (;;) {
        const run = this.next();
        if (!run) break;
        await this.bring(run);
        if (this.closed) return;
        await this.tidy();
      }
    } catch (thrown) {
      if (!this.closed && !(thrown instanceof DOMException && thrown.name === "AbortError")) this.broken();
    } finally {
      this.working = false;
    }
  }

  /** What is to be fetched now: first only what is played at once, then more. */
  private next(): Segment[] | null {
    const { segments } = this.track;
    const place = segmentAt(segments, this.t);
    const now = segments[place];
    if (!now || now.from > this.t + AHEAD) return null;
    if (!this.have.has(now)) {
      const begin = beginFor(segments, place);
      const first = segments[begin];
      const known = first && this.have.has(first) ? this.missing(begin, place) : begin;
      return runFrom(segments, known, now.from, Infinity);
    }
    if (this.has(this.t)) this.repaired.delete(now);
    else if (now.from <= this.t) this.repair(place);
    for (let n = place + 1; n < segments.length; n++) {
      const segment = segments[n];
      if (!segment || segment.from > Math.min(this.t + AHEAD, this.until() - 0.01)) return null;
      if (!this.have.has(segment)) return runFrom(segments, n, Math.min(this.t + AHEAD, this.until() - 0.01), RUN_BYTES);
    }
    return null;
  }

  private missing(from: number, to: number): number {
    for (let n = from; n <= to; n++) {
      const segment = this.track.segments[n];
      if (segment && !this.have.has(segment)) {
        // What is not behind the segment appended last has to be begun anew.
        return this.track.segments[n - 1] === this.last ? n : from;
      }
    }
    return to;
  }

  /** The browser has thrown away what we thought was there: fetch it again, but not for ever. */
  private repair(place: number): void {
    const now = performance.now();
    const segment = this.track.segments[place];
    if (this.buffer.updating || now - this.repairedAt < REPAIR_MS || !segment || this.repaired.has(segment)) return;
    this.repairedAt = now;
    this.repaired.add(segment);
    const from = beginFor(this.track.segments, place);
    for (const each of this.track.segments.slice(from, place + 1)) this.have.delete(each);
    setTimeout(() => void this.work(), REPAIR_MS);
  }

  private async bring(run: Segment[]): Promise<void> {
    const first = run[0];
    const end = run[run.length - 1];
    if (!first || !end) return;
    const going = (this.fetching = new AbortController());
    this.wants = first;
    try {
      const bytes = end.offset + end.bytes - first.offset;
      const [init, data] = await Promise.all([
        this.init(first.part, going.signal),
        this.ranges.get(first.part.file, first.offset, bytes, going.signal),
      ]);
      for (const segment of run) {
        if (this.closed || going.signal.aborted) return;
        const from = segment.offset - first.offset;
        await this.append(segment, init, new Uint8Array(data, from, segment.bytes));
      }
    } catch (thrown) {
      if (!going.signal.aborted) throw thrown; // somebody went elsewhere: fetch there
    } finally {
      this.wants = null;
    }
  }

  private async init(part: Segment["part"], signal: AbortSignal): Promise<ArrayBuffer> {
    const known = this.inits.get(part.file);
    if (known) return known;
    const made = await this.ranges.get(part.file, 0, part.init, signal);
    this.inits.set(part.file, made);
    return made;
  }

  private async append(segment: Segment, init: ArrayBuffer, data: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.part !== segment.part) {
      if (this.part && this.part.mime !== segment.part.mime) this.buffer.changeType(segment.part.mime);
      await this.done(() => this.buffer.appendBuffer(init));
      this.part = segment.part;
      this.last = null;
    }
    const off = this.last ? this.endOf(this.last) - segment.from : Infinity;
    if (Math.abs(off) > (segment.key ? DRIFT : GAP)) this.buffer.timestampOffset = segment.from;
    try {
      await this.done(() => this.buffer.appendBuffer(data));
    } catch (thrown) {
      if (!(thrown instanceof DOMException && thrown.name === "QuotaExceededError")) throw thrown;
      await this.tidy(5);
      await this.done(() => this.buffer.appendBuffer(data));
    }
    this.have.add(segment);
    this.last = segment;
  }

  /** Where what was appended last really ends. */
  private endOf(segment: Segment): number {
    const { buffered } = this.buffer;
    for (let n = 0; n < buffered.length; n++)
      if (buffered.start(n) <= segment.to - 0.05 && segment.from < buffered.end(n))
        if (Math.abs(buffered.end(n) - segment.to) < 1) return buffered.end(n);
    return segment.to;
  }

  private async tidy(behind = BEHIND): Promise<void> {
    const { segments } = this.track;
    const { buffered } = this.buffer;
    if (this.closed || !buffered.length) return;
    const place = lastBefore(segments, this.t - behind);
    const keep = place > 0 ? segments[beginFor(segments, place)]?.from : undefined;
    if (keep !== undefined && buffered.start(0) < keep - 4) await this.drop(0, keep);
    if (this.closed || !buffered.length) return;
    if (buffered.end(buffered.length - 1) > this.t + FAR) await this.drop(this.t + AHEAD + 10, Infinity);
  }

  private async drop(from: number, to: number): Promise<void> {
    await this.done(() => this.buffer.remove(from, to));
    for (const each of this.have) if (each.to > from && each.from < to) this.have.delete(each);
    if (this.last && !this.have.has(this.last)) this.last = null;
  }

  private done(work: () => void): Promise<void> {
    if (this.closed) return Promise.reject(new DOMException("closed", "AbortError"));
    return new Promise((done, failed) => {
      const { buffer } = this;
      const over = (event: Event): void => {
        buffer.removeEventListener("updateend", over);
        buffer.removeEventListener("error", over);
        if (event.type === "error") failed(new Error("append"));
        else done();
      };
      buffer.addEventListener("updateend", over);
      buffer.addEventListener("error", over);
      try {
        work();
      } catch (thrown) {
        buffer.removeEventListener("updateend", over);
        buffer.removeEventListener("error", over);
        failed(thrown);
      }
    });
  }
}
