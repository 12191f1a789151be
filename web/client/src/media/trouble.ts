// Why a device gave nothing, as the lesson's words for it (W3C Media Capture, getUserMedia errors).

import type { DeviceState } from "../protocol";

export type Trouble = Exclude<DeviceState, "ok" | "off" | "unknown">;

/** The DOMException of getUserMedia or getDisplayMedia, as a device state. */
export function troubleOf(thrown: unknown): Trouble {
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : "";
  switch (name) {
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    case "NotAllowedError":
    case "SecurityError":
      return "refused";
    default:
      return "failed";
  }
}
