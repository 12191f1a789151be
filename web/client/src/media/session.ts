// One generation of transports: made for an epoch, thrown away whole with it.

import type {
  ConnectionState,
  Device,
  DtlsParameters,
  IceCandidate,
  IceParameters,
  Transport,
} from "mediasoup-client/types";

import type { Direction, Opaque, Source } from "../protocol";
import type { Connection } from "../signaling/connection";
import { asFailure } from "../signaling/failure";

export type Ask = Connection["request"];

export interface SessionListener {
  /** The first track goes over it: from now on it should connect. */
  begun(direction: Direction): void;
  state(direction: Direction, state: ConnectionState): void;
  /** The server does not know these transports any more. */
  lost(): void;
}

const LOST = new Set(["unknown_transport", "no_such_transport", "no_such_peer", "closed"]);

/** Our own relays, with credentials that are fresh each time; no server of anybody else is asked. */
const relaysOf = (description: Opaque): RTCIceServer[] =>
  (description.iceServers as RTCIceServer[] | undefined) ?? [];

const opaque = (value: object): Opaque => value as Opaque;

export class MediaSession {
  closed = false;

  private constructor(
    readonly epoch: string,
    readonly device: Device,
    private readonly wire: Ask,
    private readonly lost: () => void,
    private readonly transports: Record<Direction, Transport>,
  ) {}

  /** Both transports at once; each connects with its first track. */
  static async open(
    ask: Ask,
    device: Device,
    epoch: string,
    listener: SessionListener,
  ): Promise<MediaSession> {
    const [send, recv] = await Promise.allSettled([
      openTransport(ask, device, "send", listener),
      openTransport(ask, device, "recv", listener),
    ]);
    if (send.status === "fulfilled" && recv.status === "fulfilled") {
      const transports = { send: send.value, recv: recv.value };
      return new MediaSession(epoch, device, ask, () => listener.lost(), transports);
    }
    // Half a session is none: a browser has so many connections and no more.
    for (const one of [send, recv]) if (one.status === "fulfilled") one.value.close();
    throw [send, recv].find((one) => one.status === "rejected")?.reason;
  }

  /** Ask about these transports, and notice when the server has forgotten them. */
  readonly ask: Ask = async (message) => {
    try {
      return await this.wire(message);
    } catch (thrown) {
      if (!this.closed && LOST.has(asFailure(thrown).code)) this.lost();
      throw thrown;
    }
  };

  transport(direction: Direction): Transport {
    return this.transports[direction];
  }

  async restartIce(direction: Direction): Promise<void> {
    const transport = this.transports[direction];
    const { description } = await this.ask({ type: "restart_ice", transport: transport.id });
    await transport.updateIceServers({ iceServers: relaysOf(description) });
    await transport.restartIce({ iceParameters: description.iceParameters as IceParameters });
  }

  close(): void {
    this.closed = true;
    for (const transport of Object.values(this.transports)) transport.close();
  }
}

async function openTransport(
  ask: Ask,
  device: Device,
  direction: Direction,
  listener: SessionListener,
): Promise<Transport> {
  const { description } = await ask({ type: "create_transport", direction });
  const options = {
    id: description.id as string,
    iceParameters: description.iceParameters as IceParameters,
    iceCandidates: description.iceCandidates as IceCandidate[],
    dtlsParameters: description.dtlsParameters as DtlsParameters,
    iceServers: relaysOf(description),
  };
  const transport =
    direction === "send"
      ? device.createSendTransport(options)
      : device.createRecvTransport(options);
  transport.on("connect", ({ dtlsParameters }, done, failed) => {
    listener.begun(direction);
    ask({
      type: "connect_transport",
      transport: transport.id,
      dtls_parameters: opaque(dtlsParameters),
    }).then(
      () => done(),
      (thrown: unknown) => failed(asFailure(thrown)),
    );
  });
  transport.on("produce", ({ rtpParameters, appData }, done, failed) => {
    ask({
      type: "produce",
      transport: transport.id,
      source: appData.source as Source,
      rtp_parameters: opaque(rtpParameters),
      paused: appData.paused === true,
    }).then(
      ({ producer }) => done({ id: producer }),
      (thrown: unknown) => failed(asFailure(thrown)),
    );
  });
  transport.on("connectionstatechange", (state) => listener.state(direction, state));
  return transport;
}
