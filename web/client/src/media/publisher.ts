// Makes what this page sends equal to what it wants to send, source by source.

import type { Producer } from "mediasoup-client/types";

import type { Source } from "../protocol";
import { asFailure, type Failure } from "../signaling/failure";
import { codecOptions, encodings } from "./encodings";
import { videoCodec } from "./engine";
import { Loop, Settled } from "./loop";
import type { MediaSession } from "./session";

/** No producer has a higher layer; what has one layer only is never limited. */
const ALL = Number.MAX_SAFE_INTEGER;

export interface Wanted {
  track: MediaStreamTrack | null; // null: keep the producer, send nothing (camera switched off)
  paused: boolean;
}

interface Live {
  producer: Producer;
  told: boolean; // what the server knows of `paused`
  limit: number; // the highest layer that anybody receives
}

export interface PublisherNeeds {
  /** A producer of ours that the server still holds for this source, if its state says so. */
  stale(source: Source): string | undefined;
  failed(source: Source, failure: Failure): void;
  sent(source: Source): void;
}

export class Publisher {
  readonly live = new Map<Source, Live>();
  private readonly wanted = new Map<Source, Wanted>();
  private readonly loops = new Map<Source, Loop>();
  private session: MediaSession | null = null;

  constructor(private readonly needs: PublisherNeeds) {}

  /** Say what to send of a source; null ends it. */
  want(source: Source, wanted: Wanted | null): void {
    if (wanted) this.wanted.set(source, wanted);
    else this.wanted.delete(source);
    this.loop(source).kick();
  }

  /** Leave out the layers of a track above this one: nobody receives them. */
  limit(producer: string, layer: number): void {
    for (const [source, live] of this.live) {
      if (live.producer.id !== producer) continue;
      live.limit = layer;
      this.loop(source).kick();
    }
  }

  /** Send through this session from now on; null: nowhere for the moment. */
  attach(session: MediaSession | null): void {
    this.session = session;
    this.live.clear();
    for (const source of this.wanted.keys()) this.loop(source).kick();
  }

  close(): void {
    this.session = null;
    for (const loop of this.loops.values()) loop.stop();
    this.live.clear();
  }

  private loop(source: Source): Loop {
    let loop = this.loops.get(source);
    if (!loop) {
      loop = new Loop(
        () => this.settle(source),
        (thrown) => this.needs.failed(source, asFailure(thrown)),
      );
      this.loops.set(source, loop);
    }
    return loop;
  }

  private async settle(source: Source): Promise<void> {
    const { session } = this;
    if (!session || session.closed) return;
    const wanted = this.wanted.get(source);
    const live = this.live.get(source);
    if (!wanted) {
      if (live) await this.end(session, source, live);
    } else if (!live || live.producer.closed) {
      if (wanted.track) await this.begin(session, source, wanted, wanted.track);
    } else {
      await adjust(session, live, wanted);
    }
  }

  private async begin(
    session: MediaSession,
    source: Source,
    wanted: Wanted,
    track: MediaStreamTrack,
  ): Promise<void> {
    if (track.readyState === "ended") return;
    if (source === "screen" || source === "document") track.contentHint = "detail";
    try {
      const producer = await session.transport("send").produce({
        track,
        encodings: encodings(source),
        codecOptions: codecOptions(source),
        codec: track.kind === "video" ? videoCodec(session.device) : undefined,
        stopTracks: false,
        zeroRtpOnPause: track.kind === "video",
        appData: { source, paused: wanted.paused },
      });
      if (session !== this.session) return producer.close();
      this.live.set(source, { producer, told: wanted.paused, limit: ALL });
      if (wanted.paused) producer.pause();
      this.needs.sent(source);
      this.loop(source).kick(); // what is wanted may have changed meanwhile
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (session !== this.session) throw new Settled();
      if (failure.code === "source_taken") await this.freeStale(session, source);
      else if (!failure.retryable && failure.code !== "internal") {
        this.needs.failed(source, failure);
        throw new Settled(failure.code);
      }
      throw failure;
    }
  }

  /** Ours from before a rebuild: the server has not noticed yet that its transport is gone. */
  private async freeStale(session: MediaSession, source: Source): Promise<void> {
    const producer = this.needs.stale(source);
    if (producer) await session.ask({ type: "close_producer", producer });
  }

  private async end(session: MediaSession, source: Source, live: Live): Promise<void> {
    live.producer.close();
    this.live.delete(source);
    await session.ask({ type: "close_producer", producer: live.producer.id });
  }
}

async function adjust(session: MediaSession, live: Live, wanted: Wanted): Promise<void> {
  const { producer } = live;
  if (wanted.paused && !producer.paused) producer.pause();
  if (wanted.track && producer.track !== wanted.track) {
    await producer.replaceTrack({ track: wanted.track });
  }
  if (!wanted.paused && producer.paused) producer.resume();
  if (!producer.paused && live.limit !== (producer.maxSpatialLayer ?? ALL)) {
    await producer.setMaxSpatialLayer(live.limit);
  }
  if (live.told !== wanted.paused) {
    const type = wanted.paused ? "pause_producer" : "resume_producer";
    await session.ask({ type, producer: producer.id });
    live.told = wanted.paused;
  }
}
