// What the rooms see of us: the screen before the document camera before the camera.

import type { Source } from "../protocol";

const ORDER = ["screen", "document", "camera"] as const;
export type Outgoing = (typeof ORDER)[number] | "nothing";

export function outgoing(tracks: Partial<Record<Source, MediaStreamTrack>>): Outgoing {
  return ORDER.find((source) => tracks[source]) ?? "nothing";
}
