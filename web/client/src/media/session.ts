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
export type StateListener = (direction: Direction, state: ConnectionState) => void;

const opaque = (value: object): Opaque => value as Opaque;

export class MediaSession {
  closed = false;

  private constructor(
    readonly epoch: string,
    readonly device: Device,
    readonly ask: Ask,
    private readonly transports: Record<Direction, Transport>,
  ) {}

  /** Both transports at once; each connects with its first track. */
  static async open(
    ask: Ask,
    device: Device,
    epoch: string,
    changed: StateListener,
  ): Promise<MediaSession> {
    const [send, recv] = await Promise.all([
      openTransport(ask, device, "send", changed),
      openTransport(ask, device, "recv", changed),
    ]);
    return new MediaSession(epoch, device, ask, { send, recv });
  }

  transport(direction: Direction): Transport {
    return this.transports[direction];
  }

  async restartIce(direction: Direction): Promise<void> {
    const transport = this.transports[direction];
    const { description } = await this.ask({ type: "restart_ice", transport: transport.id });
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
  changed: StateListener,
): Promise<Transport> {
  const { description } = await ask({ type: "create_transport", direction });
  const options = {
    id: description.id as string,
    iceParameters: description.iceParameters as IceParameters,
    iceCandidates: description.iceCandidates as IceCandidate[],
    dtlsParameters: description.dtlsParameters as DtlsParameters,
  };
  const transport =
    direction === "send" ? device.createSendTransport(options) : device.createRecvTransport(options);
  transport.on("connect", ({ dtlsParameters }, done, failed) => {
    ask({
      type: "connect_transport",
      transport: transport.id,
      dtls_parameters: opaque(dtlsParameters),
    }).then(() => done(), (thrown: unknown) => failed(asFailure(thrown)));
  });
  transport.on("produce", ({ rtpParameters, appData }, done, failed) => {
    ask({
      type: "produce",
      transport: transport.id,
      source: appData.source as Source,
      rtp_parameters: opaque(rtpParameters),
      paused: appData.paused === true,
    }).then(({ producer }) => done({ id: producer }), (thrown: unknown) => failed(asFailure(thrown)));
  });
  transport.on("connectionstatechange", (state) => changed(direction, state));
  return transport;
}
