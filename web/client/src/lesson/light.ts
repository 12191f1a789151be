// The light of a line as the server decides it; an unknown word is shown as no light yet.

import type { Line } from "../protocol";

const LIGHTS = ["good", "fair", "poor", "lost"] as const;
export type LightWord = (typeof LIGHTS)[number] | "none";

/** `lost`: the classroom is known to be away · `idle`: it sends and receives nothing yet, so no path was tried. */
export function lightOf(line: Line | undefined, { lost = false, idle = false } = {}): LightWord {
  if (lost) return "lost";
  if (idle && !line?.protocol) return "none";
  return LIGHTS.find((light) => light === line?.light) ?? "none";
}
