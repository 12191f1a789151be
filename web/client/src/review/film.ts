// One stretch of a reel in a <video>: its picture and its sound in one MediaSource.

import { Feed } from "./feed";
import type { Track } from "./media";
import type { Ranges } from "./ranges";
import type { ReelPlan, Stretch } from "./reels";

const LONGEST = 48 * 3600; // seconds

export type FilmState = "opening" | "open" | "broken" | "cannot_play";

export function canPlay(track: Track): boolean {
  const mime = track.segments[0]?.part.mime;
  return typeof MediaSource !== "undefined" && !!mime && MediaSource.isTypeSupported(mime);
}

export class Film {
  readonly element = document.createElement("video");
  state: FilmState = "opening";
  bent = false; // its rate is another than the clock's, to come back into step
  startedAt = 0; // when it was told to play last, performance.now()
  private readonly feeds: Feed[] = [];
  private source: MediaSource | null = null;
  private url = "";

  constructor(
    readonly plan: ReelPlan,
    readonly stretch: Stretch,
    private t: number,
    ranges: Ranges,
  ) {
    const { element } = this;
    element.playsInline = true;
    element.preload = "auto";
    element.disablePictureInPicture = true;
    element.tabIndex = -1;
    element.setAttribute("aria-hidden", "true");
    element.addEventListener("error", () => this.element.error && this.fail());
    const tracks = [stretch.picture && plan.picture, stretch.sound && plan.sound].filter(
      (track): track is Track => !!track,
    );
    if (!tracks.every(canPlay)) {
      this.state = "cannot_play";
      return;
    }
    const source = (this.source = new MediaSource());
    this.url = URL.createObjectURL(source);
    source.addEventListener(
      "sourceopen",
      () => {
        try {
          source.duration = LONGEST; // or nothing behind what is buffered can be sought
          for (const track of tracks) this.feeds.push(this.feed(source, track, ranges));
        } catch {
          return this.fail();
        }
        this.state = "open";
        this.element.currentTime = this.t;
        this.play(this.t);
      },
      { once: true },
    );
    element.src = this.url;
  }

  private feed(source: MediaSource, track: Track, ranges: Ranges): Feed {
    const mime = track.segments[0]?.part.mime ?? "";
    const until = (): number => this.stretch.to;
    return new Feed(source.addSourceBuffer(mime), track, ranges, until, () => this.fail());
  }

  /** Have what is needed at this time. */
  play(t: number): void {
    this.t = t;
    if (this.state !== "open") return;
    for (const feed of this.feeds) feed.play(t);
    // Without that, the last pictures of a stretch are never shown: it waits for more. But what is
    // put behind such an end can only be begun with a keyframe, so it is not said of what grows.
    if (this.plan.growing === undefined && this.source?.readyState === "open" && this.feeds.every((feed) => feed.isDone(t)))
      this.source.endOfStream();
  }

  has(t: number): boolean {
    return this.state === "open" && this.feeds.every((feed) => feed.has(t));
  }

  ahead(t: number): number {
    return this.state === "open" ? Math.min(...this.feeds.map((feed) => feed.ahead(t))) : 0;
  }

  /** Where all of it can be played behind holes that nothing mends; null: what is missing may come. */
  behindHole(t: number): number | null {
    const missing = this.feeds.filter((feed) => !feed.has(t)).map((feed) => feed.behindHole(t));
    return missing.reduce((most, at) => (at === null || most === null ? null : Math.max(most, at)), missing[0] ?? null);
  }

  /** It could play on at once, from where it is. */
  get ready(): boolean {
    return this.state === "open" && !this.element.seeking && this.element.readyState >= 3;
  }

  close(): void {
    for (const feed of this.feeds) feed.close();
    this.element.pause();
    this.element.removeAttribute("src");
    this.element.load();
    this.element.remove();
    if (this.url) URL.revokeObjectURL(this.url);
  }

  private fail(): void {
    if (this.state !== "cannot_play") this.state = "broken";
    for (const feed of this.feeds) feed.close();
  }
}
