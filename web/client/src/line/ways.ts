// Each of the server's addresses, tried by itself: directly, and through each relay.

import type { Device, IceCandidate, IceParameters, DtlsParameters, Transport } from "mediasoup-client/types";

import type { Way, WayKind } from "../api/types";
import { chosen } from "../media/route";
import type { Direction, Opaque } from "../protocol";
import type { Wire } from "./wire";

export interface Described {
  id: string;
  iceParameters: IceParameters;
  iceCandidates: IceCandidate[];
  dtlsParameters: DtlsParameters;
  iceServers: RTCIceServer[];
}

/** One way to try. */
export interface ToTry {
  kind: WayKind;
  address: string;
  candidates: IceCandidate[];
  relays: RTCIceServer[];
}

const MOST = 20;
const opaque = (value: object): Opaque => value as Opaque;

/** Every way that the server offers. */
export function waysOf({ iceCandidates, iceServers }: Described): ToTry[] {
  const direct = iceCandidates.map((candidate) => ({
    kind: candidate.protocol,
    address: hostPort(candidate.address, candidate.port),
    candidates: [candidate],
    relays: [],
  }));
  const udp = iceCandidates.filter((candidate) => candidate.protocol === "udp");
  const relayed = iceServers.flatMap((server) =>
    [server.urls].flat().map((url) => ({
      kind: relayKind(url),
      address: url.replace(/^turns?:/, "").replace(/\?.*/, ""),
      candidates: udp,
      relays: [{ ...server, urls: [url] }],
    })),
  );
  return [...direct, ...relayed].slice(0, MOST);
}

function hostPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function relayKind(url: string): WayKind {
  if (url.startsWith("turns:")) return "turn_tls";
  return /transport=tcp/.test(url) ? "turn_tcp" : "turn_udp";
}

/** A transport of one peer of the test, which goes by nothing but what `only` names. */
export async function openTransport(
  wire: Wire,
  device: Device,
  peer: number,
  direction: Direction,
  only?: ToTry,
): Promise<[Transport, Described]> {
  const told = await wire.ask<Described>({ step: "transport", peer, direction });
  const options = {
    id: told.id,
    iceParameters: told.iceParameters,
    iceCandidates: only?.candidates ?? told.iceCandidates,
    dtlsParameters: told.dtlsParameters,
    iceServers: only?.relays ?? told.iceServers,
    iceTransportPolicy: (only?.relays.length ? "relay" : "all") as RTCIceTransportPolicy,
  };
  const transport =
    direction === "send"
      ? device.createSendTransport(options)
      : device.createRecvTransport(options);
  transport.on("connect", ({ dtlsParameters }, done, failed) => {
    const dtls_parameters = opaque(dtlsParameters);
    wire.ask({ step: "connect", peer, transport: transport.id, dtls_parameters }).then(done, failed);
  });
  transport.on("produce", ({ kind, rtpParameters }, done, failed) => {
    const source = kind === "video" ? "camera" : "microphone";
    const rtp_parameters = opaque(rtpParameters);
    wire
      .ask<{ producer: string }>({ step: "produce", peer, transport: transport.id, source, rtp_parameters })
      .then(({ producer }) => done({ id: producer }), failed);
  });
  return [transport, told];
}

/** Whether it carries media within `ms`. */
export function connected(transport: Transport, ms: number): Promise<boolean> {
  if (transport.connectionState === "connected") return Promise.resolve(true);
  return new Promise((told) => {
    const timer = setTimeout(() => told(false), ms);
    transport.on("connectionstatechange", (state) => {
      if (state !== "connected" && state !== "failed") return;
      clearTimeout(timer);
      told(state === "connected");
    });
  });
}

/** Try one way with a sound nobody hears. */
export async function tryWay(
  wire: Wire,
  device: Device,
  peer: number,
  way: ToTry,
  sound: MediaStreamTrack,
  ms: number,
): Promise<Way> {
  const result: Way = { kind: way.kind, address: way.address.slice(0, 100), works: false, rtt_ms: null };
  let transport: Transport | null = null;
  try {
    [transport] = await openTransport(wire, device, peer, "send", way);
    const works = connected(transport, ms);
    await transport.produce({ track: sound.clone() });
    result.works = await works;
    if (result.works) {
      const report = await transport.getStats();
      const seconds = chosen([...report.values()])?.currentRoundTripTime;
      if (typeof seconds === "number") result.rtt_ms = Math.round(seconds * 1000);
    }
  } catch {
    // a way that cannot be tried does not work
  }
  transport?.close();
  void wire.ask({ step: "leave", peer }).catch(() => {});
  return result;
}
