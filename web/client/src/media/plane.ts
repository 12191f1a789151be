// This page's media: one session per epoch, with what is sent, what is received and its recovery.
//
// Rule: a new epoch, or a rebuild, throws every transport away; publisher and viewer then bring
// themselves to the wanted state on the new ones.

import type { MediaState, Source } from "../protocol";
import { asFailure, type Failure } from "../signaling/failure";
import { Engine } from "./engine";
import { Loop } from "./loop";
import { Publisher } from "./publisher";
import { Recovery } from "./recovery";
import { MediaSession, type Ask } from "./session";
import { Meter, received, type Stats } from "./stats";
import { Viewer, type TrackListener, type WantedStream } from "./viewer";

export interface PlaneNeeds {
  ask: Ask;
  online(): boolean;
  stale(source: Source): string | undefined;
  flowing(producer: string): boolean; // not paused by its sender
  track: TrackListener;
  noRoute(yes: boolean): void;
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
  private active = false;

  constructor(private readonly needs: PlaneNeeds) {
    this.publisher = new Publisher(needs);
    this.viewer = new Viewer((producer, track) => needs.track(producer, track));
    this.recovery = new Recovery(
      { rebuild: () => this.rebuild(), noRoute: needs.noRoute, online: needs.online },
      () => received(this.viewer, needs.flowing),
    );
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

  /** In the lesson (true) or not: only then are there transports. */
  activate(active: boolean): void {
    if (active === this.active) return;
    this.active = active;
    if (!active) this.drop();
    this.loop.kick();
  }

  view(streams: readonly WantedStream[]): void {
    this.viewer.want(streams);
  }

  /** Signaling is back: whatever waited for it goes on. */
  kick(): void {
    this.loop.kick();
  }

  readonly rebuild = (): void => {
    this.drop();
    this.loop.kick();
  };

  stats(): Promise<Stats> {
    return this.meter.read(this.session, this.publisher, this.viewer);
  }

  close(): void {
    this.active = false;
    this.loop.stop();
    this.recovery.close();
    this.publisher.close();
    this.viewer.close();
    this.session?.close();
    this.session = null;
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
    if (!this.active || this.session || epoch === null || rtp_capabilities === null) return;
    const device = await this.engine.load(rtp_capabilities);
    const session = await MediaSession.open(this.needs.ask, device, epoch, (direction, state) => {
      if (this.session === session) this.recovery.changed(direction, state);
    });
    if (!this.active || this.media.epoch !== epoch) return session.close();
    this.session = session;
    this.recovery.attach(session);
    this.viewer.attach(session);
    this.publisher.attach(session);
  }
}
