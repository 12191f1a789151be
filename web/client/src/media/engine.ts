// The browser's half of the media plane, loaded once per set of router capabilities.

import { Device } from "mediasoup-client";
import type { RtpCapabilities, RtpCodecCapability } from "mediasoup-client/types";

import type { Opaque } from "../protocol";
import { Failure } from "../signaling/failure";

export class Engine {
  private key = "";
  private loading: Promise<Device> | null = null;

  /** The device for these capabilities; loading it early makes joining quick. */
  load(capabilities: Opaque): Promise<Device> {
    const key = JSON.stringify(capabilities);
    if (this.loading === null || key !== this.key) {
      this.key = key;
      this.loading = loaded(capabilities);
      this.loading.catch(() => (this.loading = null));
    }
    return this.loading;
  }
}

async function loaded(capabilities: Opaque): Promise<Device> {
  let device: Device;
  try {
    device = await Device.factory();
  } catch {
    throw new Failure("browser_old");
  }
  await device.load({ routerRtpCapabilities: capabilities as unknown as RtpCapabilities });
  return device;
}

/** Whether this browser can take part at all; a few school machines have WebRTC switched off. */
export const able = (): boolean =>
  typeof RTCPeerConnection === "function" && "addTransceiver" in RTCPeerConnection.prototype;

/** H.264 first, since old PCs decode it in hardware; `?codec=vp8` turns that round. */
export function videoCodec(device: Device, wanted = codecOfPage()): RtpCodecCapability | undefined {
  const codecs = device.sendRtpCapabilities.codecs ?? [];
  const find = (name: string): RtpCodecCapability | undefined =>
    codecs.find((codec) => codec.mimeType.toLowerCase() === `video/${name}`);
  return find(wanted) ?? find("h264") ?? find("vp8");
}

function codecOfPage(): string {
  return new URLSearchParams(location.search).get("codec")?.toLowerCase() ?? "h264";
}
