// What the rooms see of us: the screen before the document camera before the camera. What this page
// does not send itself comes from the classroom's recording box.

import { streamOf } from "../lesson/state";
import type { Snapshot, Source } from "../protocol";

const ORDER = ["screen", "document", "camera"] as const;
type Sent = (typeof ORDER)[number];
export type Outgoing = Sent | "box" | "nothing";

export function outgoing(
  tracks: Partial<Record<Source, MediaStreamTrack>>,
  state: Snapshot,
): Outgoing {
  const sent = ORDER.find((source) => tracks[source]);
  if (sent) return sent;
  return ORDER.some((source) => streamOf(state, state.you, source)?.paused === false)
    ? "box"
    : "nothing";
}

/** The source whose picture is shown for it. */
export function pictured(sending: Outgoing): Sent {
  return sending === "box" || sending === "nothing" ? "camera" : sending;
}
