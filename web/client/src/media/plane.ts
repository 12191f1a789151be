// This page's media: one session per epoch, with what is sent, what is received and its recovery.
//
// Rule: a new epoch, or a rebuild, throws every transport away; publisher and viewer then bring
// themselves to the wanted state on the new ones.

import type { Direction, MediaState, Source } from "../protocol";
import { asFailure, type Failure } from "../signaling/failure";
import { Engine } from "./engine";
import { Loop } from "./loop";
import { Publisher } from "./publisher";
import { Recovery } from "./recovery";
import { MediaSession, type Ask } from "./session";
import { Meter, received, type Stats } from "./stats";
import { Viewer, type TrackListener, type WantedStream } from "./viewer";

const REBUILD_EVERY_MS = 1_000;

export interface PlaneNeeds {
  ask: Ask;
  online(): boolean;
  stale(source: Source): string | undefined;
  track: TrackListener;
  noRoute(yes: boolean): void;
  broken(yes: boolean): void;
  failed(source: Source, failure: Failure): void;
  sent(source: Source): void;
  unsupported(failure: Failure): void;
}

export class MediaPlane {
  readonly publisher: Publisher;
  readonly viewer: Viewer;
  private readonly engine = new Engine();
  private readonly recovery: Recovery;
  private readonly meter = new Meter();
  private readonly loop: Loop;
  private session: MediaSession | null = null;
  private media: MediaState = { epoch: null, rtp_capabilities: null };
  private prepared = false;
  private active = false;
  private builtAt = -Infinity;
  private later: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly needs: PlaneNeeds) {
    this.publisher = new Publisher(needs);
    this.viewer = new Viewer((producer, track) => needs.track(producer, track));
    this.recovery = new Recovery({
      rebuild: () => this.rebuild(),
      noRoute: needs.noRoute,
      broken: needs.broken,
      online: needs.online,
      received: async (direction) => this.session && received(this.session.transport(direction)),
    });
    this.loop = new Loop(
      () => this.settle(),
      (thrown) => {
        const failure = asFailure(thrown);
        if (failure.code === "browser_old") needs.unsupported(failure);
      },
    );
  }

  /** The media plane as the server tells it; capabilities are loaded ahead of joining. */
  tell(media: MediaState): void {
    this.media = media;
    if (media.rtp_capabilities) {
      this.engine.load(media.rtp_capabilities).catch((thrown: unknown) => {
        const failure = asFailure(thrown);
        if (failure.code === "browser_old") this.needs.unsupported(failure);
      });
    }
    if (this.session && this.session.epoch !== media.epoch) this.drop();
    this.loop.kick();
  }

  /** Make transports, so that they are there when the person walks in. */
  prepare(): void {
    this.prepared = true;
    this.loop.kick();
  }

  /** In the lesson: send and receive from now on. */
  activate(): void {
    this.active = true;
    this.prepare();
    if (this.session) this.attach(this.session);
  }

  /** Out of the lesson: nothing is left. */
  deactivate(): void {
    this.active = this.prepared = false;
    this.drop();
    this.recovery.rest();
  }

  view(streams: readonly WantedStream[]): void {
    this.viewer.want(streams);
  }

  /** The state came whole: what is received may not be what the server has for this page. */
  doubt(): void {
    this.viewer.doubt();
  }

  /** The server hears nothing of this page on that path. */
  silent(direction: Direction): void {
    this.recovery.doubt(direction);
  }

  /** Signaling is back: whatever waited for it goes on. */
  kick(): void {
    this.recovery.signaled();
    this.loop.kick();
  }

  /** Throw the transports away and make new ones, at most one set a second. */
  readonly rebuild = (): void => {
    this.drop();
    clearTimeout(this.later);
    const wait = Math.max(0, this.builtAt + REBUILD_EVERY_MS - performance.now());
    this.later = setTimeout(() => this.loop.kick(), wait);
  };

  stats(): Promise<Stats> {
    return this.meter.read(this.session, this.publisher, this.viewer);
  }

  private drop(): void {
    const { session } = this;
    if (!session) return;
    this.session = null;
    this.recovery.attach(null);
    this.publisher.attach(null);
    this.viewer.attach(null);
    session.close();
  }

  private async settle(): Promise<void> {
    const { epoch, rtp_capabilities } = this.media;
    if (!this.prepared || this.session || epoch === null || rtp_capabilities === null) return;
    const device = await this.engine.load(rtp_capabilities);
    const session: MediaSession = await MediaSession.open(this.needs.ask, device, epoch, {
      begun: (direction) => {
        if (this.session === session) this.recovery.begun(direction);
      },
      state: (direction, state) => {
        if (this.session === session) this.recovery.changed(direction, state);
      },
      lost: () => {
        if (this.session === session) this.rebuild();
      },
    });
    if (!this.prepared || this.media.epoch !== epoch) return session.close();
    this.builtAt = performance.now();
    this.session = session;
    this.recovery.attach(session);
    if (this.active) this.attach(session);
  }

  private attach(session: MediaSession): void {
    this.viewer.attach(session);
    this.publisher.attach(session);
  }
}
