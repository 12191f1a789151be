// All ink that a page knows: what is kept on each surface, what is being drawn, who points where.
// One a lesson, however many layers show it.
//
// Rule: nothing is kept here that the server has not told; what this page draws is shown as being
// drawn until it is told back. Layers are called for each change: sixty a second go past Vue.

import { effectScope, watch } from "vue";

import type { Attending } from "../lesson/attending";
import { latched } from "../lesson/state";
import { Loop, Settled } from "../media/loop";
import type { Draw, Inked, PointerState, Stroke } from "../protocol";
import { asFailure } from "../signaling/failure";
import { follow, opened, type Paper } from "./paper";
import { read } from "./points";
import type { Line } from "./strokes";
import { surfaceOf } from "./surface";

export interface Sketched extends Line {
  by: string;
  at: number; // when something of it came last, performance.now()
}

export interface Layer {
  surface: string;
  added(strokes: Stroke[]): void;
  whole(): void;
  live(): void;
}

const LIVE_MS = 5_000; // a stroke that nobody goes on with was given up
const AGAIN_MS = 1_000;
const TRIES = 20;
const MINE = 500; // tags remembered: what comes back comes back soon

const known = new WeakMap<Attending, Ink>();

export function inkOf(room: Attending): Ink {
  let ink = known.get(room);
  if (!ink) known.set(room, (ink = new Ink(room)));
  return ink;
}

export class Ink {
  readonly sketches = new Map<number, Sketched>(); // by tag
  readonly pointers = new Map<string, PointerState & { at: number }>(); // by classroom
  private readonly papers = new Map<string, Paper>();
  private readonly mine = new Set<number>(); // tags: they come back to us, and we show our own
  private readonly layers = new Set<Layer>();
  private readonly reading: Loop;
  private surface: string | null = null;

  constructor(private readonly room: Attending) {
    this.reading = new Loop(() => this.readAll());
    room.inked.add((told) => this.take(told));
    // Outlives whichever layer was there first.
    effectScope(true).run(() => this.look());
  }

  private look(): void {
    watch(
      () => {
        const { room } = this;
        const state = room.state.value;
        return [
          state && surfaceOf(state),
          !!state && latched(state),
          state?.classrooms.find(({ id }) => id === state.you)?.presence,
          room.connection.value.is,
        ] as const;
      },
      ([surface, hidden], before) => {
        if (surface !== this.surface) this.clearLive();
        this.surface = surface;
        // A pause hides what classrooms drew, and its end brings it back: nothing known is good.
        if (before && hidden !== before[1] && this.room.state.value?.part === "receiving") {
          this.papers.clear();
          for (const layer of this.layers) layer.whole();
        }
        this.reading.kick();
      },
      { immediate: true },
    );
  }

  paper(surface: string): Paper | undefined {
    return this.papers.get(surface);
  }

  show(layer: Layer): () => void {
    this.layers.add(layer);
    return () => this.layers.delete(layer);
  }

  /** Note a stroke of ours that is being drawn; null: it is not, any more. */
  sketch(tag: number, line: Line | null): void {
    this.mine.add(tag);
    if (this.mine.size > MINE) this.mine.delete(this.mine.values().next().value ?? tag);
    const you = this.room.state.value?.you ?? "";
    if (line) this.sketches.set(tag, { ...line, by: you, at: Infinity });
    else this.sketches.delete(tag);
    this.tellLive();
  }

  /** Have a stroke kept. It is the same one however often it is sent. */
  async keep(stroke: Draw): Promise<void> {
    for (let left = TRIES; ; left--) {
      try {
        await this.room.ask(stroke);
        this.room.notices.clear("act_failed");
        setTimeout(() => this.sketch(stroke.tag, null), LIVE_MS); // told back long before
        return;
      } catch (thrown) {
        const failure = asFailure(thrown);
        if (!failure.retryable || left === 0) {
          this.sketch(stroke.tag, null);
          this.room.notices.put("act_failed", undefined, failure.code);
          return;
        }
        await new Promise((done) => setTimeout(done, AGAIN_MS));
      }
    }
  }

  /** Forget what nobody goes on with. Returns whether anything is left. */
  tidy(now: number): boolean {
    for (const [tag, { at }] of this.sketches) if (now - at > LIVE_MS) this.sketches.delete(tag);
    for (const [by, { at }] of this.pointers) if (now - at > LIVE_MS) this.pointers.delete(by);
    return this.sketches.size + this.pointers.size > 0;
  }

  private take(told: Inked): void {
    const paper = this.papers.get(told.surface);
    if (told.changes.length > 0) {
      for (const change of told.changes)
        if (change.type === "stroke_drawn") this.sketches.delete(change.tag);
      if (paper) this.follow(told, paper);
      else this.reading.kick();
    }
    if (told.surface === this.surface) this.takeLive(told);
    if (told.changes.length + told.sketches.length + told.pointers.length > 0) this.tellLive();
  }

  private follow(told: Inked, paper: Paper): void {
    const { paper: next, added, whole, gap } = follow(paper, told);
    if (gap) {
      this.papers.delete(told.surface);
      this.reading.kick();
      return;
    }
    this.papers.set(told.surface, next);
    for (const layer of this.layers) {
      if (layer.surface !== told.surface) continue;
      if (whole) layer.whole();
      else if (added.length) layer.added(added);
    }
  }

  private takeLive(told: Inked): void {
    const now = performance.now();
    for (const piece of told.sketches) {
      if (this.mine.has(piece.tag)) continue;
      const points = read(piece.points, piece.pressed);
      const before = this.sketches.get(piece.tag);
      const free = piece.tool === "pen" || piece.tool === "marker";
      this.sketches.set(piece.tag, {
        by: piece.by,
        at: now,
        tool: piece.tool,
        colour: piece.colour,
        width: piece.width,
        text: "",
        points: before && free ? [...before.points, ...points] : points,
      });
    }
    for (const pointer of told.pointers) {
      if (pointer.x === null) this.pointers.delete(pointer.by);
      else this.pointers.set(pointer.by, { ...pointer, at: now });
    }
  }

  private clearLive(): void {
    this.pointers.clear();
    for (const [tag, { at }] of this.sketches) if (at !== Infinity) this.sketches.delete(tag);
    this.tellLive();
  }

  private tellLive(): void {
    for (const layer of this.layers) layer.live();
  }

  private async readAll(): Promise<void> {
    const state = this.room.state.value;
    const surface = this.surface;
    const seat = state?.classrooms.find(({ id }) => id === state.you);
    if (!surface || seat?.presence !== "present" || this.room.connection.value.is !== "up") return;
    const have = this.papers.get(surface)?.revision ?? null;
    try {
      const sheet = await this.room.ask({ type: "read_ink", surface, have });
      if (sheet.same) return;
      this.papers.set(surface, opened(sheet));
      for (const layer of this.layers) if (layer.surface === surface) layer.whole();
    } catch (thrown) {
      if (!asFailure(thrown).retryable) throw new Settled(); // turned meanwhile: we are told
      throw thrown;
    }
  }
}
