// From what the browser counts to what a person calls the line. Rule: pure.

import type { WayKind } from "../api/types";
import { chosen, type Row } from "../media/route";

/** What was counted by one moment; totals since the beginning. */
export interface Sample {
  at: number; // ms
  sent: number; // bytes, with everything below RTP but IP
  received: number;
  packetsUp: number; // that the server should have, and how many of them it missed
  lostUp: number;
  packetsDown: number;
  lostDown: number;
  rttMs: number | null;
  jitterMs: number | null;
}

const number = (value: unknown): number => (typeof value === "number" ? value : 0);

/** What the reports of the transports, one up and one down, come to. */
export function sample(at: number, up: Iterable<Row>, down: Iterable<Row>): Sample {
  const [sent, received] = [[...up], [...down]];
  const pair = chosen(received) ?? chosen(sent);
  const into = received.filter((row) => row.type === "inbound-rtp");
  const seconds = pair?.currentRoundTripTime;
  return {
    at,
    sent: number(chosen(sent)?.bytesSent),
    received: number(chosen(received)?.bytesReceived),
    packetsUp: total(sent, "outbound-rtp", "packetsSent"),
    lostUp: Math.max(0, total(sent, "remote-inbound-rtp", "packetsLost")),
    packetsDown: total(received, "inbound-rtp", "packetsReceived"),
    lostDown: Math.max(0, total(received, "inbound-rtp", "packetsLost")),
    rttMs: typeof seconds === "number" ? seconds * 1000 : null,
    jitterMs: into.length ? Math.max(...into.map((row) => number(row.jitter))) * 1000 : null,
  };
}

/** How media goes, or null while it does not. */
export function pathOf(rows: Row[]): WayKind | null {
  const pair = chosen(rows);
  const near = rows.find((row) => row.id === pair?.localCandidateId);
  const far = rows.find((row) => row.id === pair?.remoteCandidateId);
  if (!near || !far) return null;
  if (near.candidateType === "relay")
    return near.relayProtocol === "tls"
      ? "turn_tls"
      : near.relayProtocol === "tcp"
        ? "turn_tcp"
        : "turn_udp";
  return far.protocol === "tcp" ? "tcp" : "udp";
}

function total(rows: Row[], type: string, key: string): number {
  return rows.filter((row) => row.type === type).reduce((sum, row) => sum + number(row[key]), 0);
}

/** The best rate that held for `ms`, in kbit/s. */
export function best(samples: readonly Sample[], key: "sent" | "received", ms: number): number {
  let most = 0;
  for (const [n, first] of samples.entries()) {
    const last = samples.slice(n + 1).find((each) => each.at - first.at >= ms);
    if (!last) break;
    most = Math.max(most, ((last[key] - first[key]) * 8) / (last.at - first.at));
  }
  return most;
}

/** The share that was lost between the first and the last sample. */
export function loss(samples: readonly Sample[], way: "Up" | "Down"): number {
  const [first, last] = [samples[0], samples[samples.length - 1]];
  if (!first || !last) return 0;
  const lost = last[`lost${way}`] - first[`lost${way}`];
  const came = last[`packets${way}`] - first[`packets${way}`];
  const all = way === "Up" ? came : came + lost; // up, what was sent is counted, lost or not
  return all > 0 ? Math.min(1, Math.max(0, lost / all)) : 0;
}

/** The middle one of what is known. */
export function middle(values: readonly (number | null)[]): number | null {
  const known = values.filter((value): value is number => value !== null).sort((a, b) => a - b);
  return known.length ? (known[known.length >> 1] as number) : null;
}
