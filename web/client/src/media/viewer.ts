// Makes what this page receives equal to its views: missing streams are consumed side by side,
// extra ones closed. One loop per producer, so one slow stream never holds up another.

import type { Consumer, MediaKind, RtpParameters } from "mediasoup-client/types";

import type { Opaque } from "../protocol";
import { asFailure } from "../signaling/failure";
import { Gathering } from "./gathering";
import { Loop, Settled } from "./loop";
import { plan } from "./reconcile";
import type { MediaSession } from "./session";

const GONE = new Set(["unknown_consumer", "no_such_consumer"]);

export interface WantedStream {
  producer: string;
  classroom: string; // sound and picture of one classroom are kept in step by the browser
}

export type TrackListener = (producer: string, track: MediaStreamTrack | null) => void;

export class Viewer {
  readonly live = new Map<string, Consumer>();
  private wanted = new Map<string, WantedStream>();
  private readonly loops = new Map<string, Loop>();
  private readonly doubted = new Set<string>(); // producers: does the server still send them here?
  private session: MediaSession | null = null;
  private readonly gathering = new Gathering();

  constructor(private readonly changed: TrackListener) {}

  want(streams: readonly WantedStream[]): void {
    this.wanted = new Map(streams.map((stream) => [stream.producer, stream]));
    this.reconcile();
  }

  attach(session: MediaSession | null): void {
    for (const producer of [...this.live.keys()]) this.drop(producer);
    this.session = session;
    this.reconcile();
  }

  /** Signaling was away: what the server has closed meanwhile is begun anew. */
  doubt(): void {
    for (const producer of this.live.keys()) {
      this.doubted.add(producer);
      this.loops.get(producer)?.kick();
    }
  }

  close(): void {
    for (const loop of this.loops.values()) loop.stop();
    this.loops.clear();
    this.wanted.clear();
    this.attach(null);
  }

  private reconcile(): void {
    const { open, close } = plan([...this.wanted.keys()], this.live.keys());
    for (const producer of close) {
      const consumer = this.live.get(producer)?.id;
      this.drop(producer);
      // It may be closed already because its producer is: an error here changes nothing.
      if (consumer) this.session?.ask({ type: "close_consumer", consumer }).catch(() => {});
    }
    for (const [producer, loop] of this.loops) {
      if (this.wanted.has(producer)) continue;
      loop.stop();
      this.loops.delete(producer);
    }
    if (!this.session) return;
    for (const producer of open) {
      let loop = this.loops.get(producer);
      if (!loop) this.loops.set(producer, (loop = new Loop(() => this.settle(producer))));
      loop.kick();
    }
  }

  private async settle(producer: string): Promise<void> {
    const { session } = this;
    const wanted = this.wanted.get(producer);
    if (!session || session.closed || !wanted) return;
    try {
      if (this.doubted.has(producer)) await this.ascertain(session, producer);
      if (!this.live.has(producer)) await this.consume(session, wanted);
    } catch (thrown) {
      if (thrown instanceof Settled) throw thrown;
      const failure = asFailure(thrown);
      if (session !== this.session) throw new Settled(); // `attach` has kicked for the new one
      // The views have moved on and will tell us.
      if (failure.code === "not_in_view") throw new Settled(failure.code);
      throw failure;
    }
  }

  /** Let go of a consumer that the server does not know any more; to resume one changes nothing. */
  private async ascertain(session: MediaSession, producer: string): Promise<void> {
    const consumer = this.live.get(producer)?.id;
    try {
      if (consumer) await session.ask({ type: "resume_consumer", consumer });
    } catch (thrown) {
      if (!GONE.has(asFailure(thrown).code)) throw thrown;
      if (this.live.get(producer)?.id === consumer) this.drop(producer);
    }
    this.doubted.delete(producer);
  }

  private async consume(session: MediaSession, wanted: WantedStream): Promise<void> {
    const { producer } = wanted;
    const recv = session.transport("recv");
    this.gathering.begin();
    const consumed = await session
      .ask({
        type: "consume",
        transport: recv.id,
        producer,
        rtp_capabilities: session.device.recvRtpCapabilities as unknown as Opaque,
      })
      .finally(() => this.gathering.end());
    await this.gathering.all();
    try {
      if (session !== this.session) throw new Settled();
      const resume = (): Promise<unknown> =>
        session.ask({ type: "resume_consumer", consumer: consumed.consumer });
      // Nothing is sent before DTLS is up, so at joining this need not wait for the SDP dance.
      const early = recv.connectionState === "new" ? resume() : undefined;
      early?.catch(() => {}); // awaited below, unless something else fails first
      const consumer = await recv.consume({
        id: consumed.consumer,
        producerId: producer,
        kind: consumed.kind as MediaKind,
        rtpParameters: consumed.rtp_parameters as unknown as RtpParameters,
        streamId: wanted.classroom,
      });
      if (session !== this.session || !this.wanted.has(producer)) {
        consumer.close();
        throw new Settled();
      }
      this.live.set(producer, consumer);
      this.changed(producer, consumer.track);
      await (early ?? resume());
    } catch (thrown) {
      // Begin again from the start: a consumer left half-made shows nothing.
      this.drop(producer);
      const gone = { type: "close_consumer", consumer: consumed.consumer } as const;
      if (!session.closed) void session.ask(gone).catch(() => {});
      throw thrown;
    }
  }

  private drop(producer: string): void {
    this.doubted.delete(producer);
    const consumer = this.live.get(producer);
    if (!consumer) return;
    this.live.delete(producer);
    consumer.close();
    this.changed(producer, null);
  }
}
