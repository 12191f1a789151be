// What the browser measures, per stream, for diagnostics (`__sanketang.stats()`) and recovery.

import { chosen, type Row } from "./route";
import type { MediaSession } from "./session";
import type { Publisher } from "./publisher";
import type { Viewer } from "./viewer";

export interface ConsumerStats {
  producer: string;
  consumer: string;
  kind: string;
  bytes: number;
  packetsLost: number;
  jitter: number;
  framesDecoded: number;
  keyFramesDecoded: number;
  freezes: number;
  width: number;
  height: number;
  fps: number;
  audioLevel: number;
  codec: string;
}

export interface EncodingStats {
  rid: string;
  bytes: number;
  kbps: number; // since the last call
  width: number;
  height: number;
  fps: number;
  rttMs: number | null;
  limited: string; // W3C qualityLimitationReason
  codec: string;
}

export interface ProducerStats {
  source: string;
  producer: string;
  paused: boolean;
  encodings: EncodingStats[];
}

export interface Stats {
  epoch: string | null;
  send: string;
  recv: string;
  protocol: string | null; // as far as the relay, where there is one: "udp", "tcp", "tls"
  relayed: boolean;
  rttMs: number | null;
  consumers: ConsumerStats[];
  producers: ProducerStats[];
}

const number = (value: unknown): number => (typeof value === "number" ? value : 0);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

function rows(report: RTCStatsReport): Row[] {
  const list: Row[] = [];
  report.forEach((row: Row) => list.push(row));
  return list;
}

const codecOf = (all: Row[], row: Row): string =>
  text(all.find((other) => other.id === row.codecId)?.mimeType);

/**
 * A figure that grows while a transport's path from the server lives: bytes of all that came over
 * it, reports included, and answers to the browser's consent checks (RFC 7675); null: not known.
 */
export async function received(transport: {
  getStats(): Promise<RTCStatsReport>;
}): Promise<number | null> {
  const report = await transport.getStats().catch(() => null);
  if (report === null) return null;
  return rows(report)
    .filter((row) => row.type === "candidate-pair")
    .reduce((sum, row) => sum + number(row.bytesReceived) + number(row.responsesReceived), 0);
}

export class Meter {
  private readonly last = new Map<string, { bytes: number; at: number }>();

  async read(session: MediaSession | null, publisher: Publisher, viewer: Viewer): Promise<Stats> {
    const pairs = session
      ? rows(
          await session
            .transport("recv")
            .getStats()
            .catch(() => new Map() as RTCStatsReport),
        )
      : [];
    const pair = chosen(pairs);
    const [near, far] = [pair?.localCandidateId, pair?.remoteCandidateId].map((id) =>
      pairs.find((row) => row.id === id),
    );
    return {
      epoch: session?.epoch ?? null,
      send: session?.transport("send").connectionState ?? "new",
      recv: session?.transport("recv").connectionState ?? "new",
      protocol: text(near?.relayProtocol) || text(far?.protocol) || null,
      relayed: near?.candidateType === "relay",
      rttMs: pair ? number(pair.currentRoundTripTime) * 1000 : null,
      consumers: await Promise.all([...viewer.live.values()].map(consumerStats)),
      producers: await Promise.all(
        [...publisher.live].map(async ([source, { producer }]) => ({
          source,
          producer: producer.id,
          paused: producer.paused,
          encodings: await this.encodings(producer),
        })),
      ),
    };
  }

  private async encodings(producer: {
    id: string;
    getStats(): Promise<RTCStatsReport>;
  }): Promise<EncodingStats[]> {
    const all = rows(await producer.getStats());
    return all
      .filter((row) => row.type === "outbound-rtp")
      .map((row) => {
        const remote = all.find(
          (other) => other.type === "remote-inbound-rtp" && other.localId === row.id,
        );
        const rtt = remote?.roundTripTime;
        return {
          rid: text(row.rid),
          bytes: number(row.bytesSent),
          kbps: this.rate(`${producer.id}/${text(row.id)}`, number(row.bytesSent)),
          width: number(row.frameWidth),
          height: number(row.frameHeight),
          fps: number(row.framesPerSecond),
          rttMs: typeof rtt === "number" ? rtt * 1000 : null,
          limited: text(row.qualityLimitationReason),
          codec: codecOf(all, row),
        };
      });
  }

  private rate(key: string, bytes: number): number {
    const at = performance.now();
    const last = this.last.get(key);
    this.last.set(key, { bytes, at });
    return last && at > last.at ? ((bytes - last.bytes) * 8) / (at - last.at) : 0;
  }
}

async function consumerStats(consumer: {
  id: string;
  producerId: string;
  kind: string;
  getStats(): Promise<RTCStatsReport>;
}): Promise<ConsumerStats> {
  const all = rows(await consumer.getStats());
  const row = all.find((other) => other.type === "inbound-rtp") ?? {};
  return {
    producer: consumer.producerId,
    consumer: consumer.id,
    kind: consumer.kind,
    bytes: number(row.bytesReceived),
    packetsLost: number(row.packetsLost),
    jitter: number(row.jitter),
    framesDecoded: number(row.framesDecoded),
    keyFramesDecoded: number(row.keyFramesDecoded),
    freezes: number(row.freezeCount),
    width: number(row.frameWidth),
    height: number(row.frameHeight),
    fps: number(row.framesPerSecond),
    audioLevel: number(row.audioLevel),
    codec: codecOf(all, row),
  };
}
