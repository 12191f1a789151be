// Small pictures along the time line: taken from the recording in the page, one at a time, and kept.
//
// Rule: never while what is watched still waits for the line; a bounded number, the oldest go.

import { beginFor, lastBefore, type Segment, type Track } from "./media";
import type { Ranges } from "./ranges";

const KEPT = 120;
const WIDTH = 128; // pixels
const SECONDS = 6; // for one; then it has none

export class Stills {
  private readonly kept = new Map<number, ImageBitmap | null>(); // by the time of a segment
  private readonly closing = new AbortController();
  private busy = false;

  constructor(
    private readonly track: Track,
    private readonly ranges: Ranges,
  ) {}

  /** The time that stands for a time: of a segment that can be begun with. */
  private segment(t: number): Segment | null {
    const { segments } = this.track;
    const place = lastBefore(segments, t);
    const found = segments[beginFor(segments, place)];
    return place >= 0 && found?.key && t < (segments[place]?.to ?? 0) + 2 ? found : null;
  }

  at(t: number): ImageBitmap | null | undefined {
    const segment = this.segment(t);
    return segment ? this.kept.get(segment.from) : null;
  }

  /** Take one that is missing; returns whether there is another to be taken. */
  async take(times: readonly number[]): Promise<boolean> {
    if (this.busy || this.closing.signal.aborted) return false;
    const segment = times.map((t) => this.segment(t)).find((each) => each && !this.kept.has(each.from));
    if (!segment) return false;
    this.busy = true;
    try {
      const picture = await this.picture(segment).catch(() => null);
      if (this.closing.signal.aborted) {
        picture?.close();
        return false;
      }
      this.kept.set(segment.from, picture);
      for (const [from, old] of this.kept) {
        if (this.kept.size <= KEPT) break;
        old?.close();
        this.kept.delete(from);
      }
    } finally {
      this.busy = false;
    }
    return true;
  }

  close(): void {
    this.closing.abort();
    for (const each of this.kept.values()) each?.close();
    this.kept.clear();
  }

  private async picture(segment: Segment): Promise<ImageBitmap> {
    const { part } = segment;
    const { signal } = this.closing;
    const [init, data] = await Promise.all([
      this.ranges.get(part.file, 0, part.init, signal),
      this.ranges.get(part.file, segment.offset, segment.bytes, signal),
    ]);
    const video = document.createElement("video");
    const source = new MediaSource();
    const url = URL.createObjectURL(source);
    video.muted = true;
    try {
      video.src = url;
      await event(source, "sourceopen", signal);
      const buffer = source.addSourceBuffer(part.mime);
      buffer.mode = "sequence";
      for (const bytes of [init, data]) {
        buffer.appendBuffer(bytes);
        await event(buffer, "updateend", signal);
      }
      source.endOfStream();
      if (video.readyState < 2) await event(video, "loadeddata", signal);
      const height = Math.round((WIDTH * video.videoHeight) / Math.max(video.videoWidth, 1));
      return await createImageBitmap(video, { resizeWidth: WIDTH, resizeHeight: height });
    } finally {
      video.removeAttribute("src");
      video.load();
      URL.revokeObjectURL(url);
    }
  }
}

function event(of: EventTarget, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((done, failed) => {
    const over = (): void => {
      clearTimeout(timer);
      of.removeEventListener(name, over);
      if (signal.aborted) failed(new DOMException("left", "AbortError"));
      else done();
    };
    const timer = setTimeout(() => {
      of.removeEventListener(name, over);
      failed(new Error(`no ${name}`));
    }, SECONDS * 1000);
    of.addEventListener(name, over);
    signal.addEventListener("abort", over, { once: true });
  });
}
