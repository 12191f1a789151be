// The light of a line as the server decides it; an unknown word is shown as no light yet.

import type { Line } from "../protocol";

const LIGHTS = ["good", "fair", "poor", "lost"] as const;
export type LightWord = (typeof LIGHTS)[number] | "none";

export function lightOf(line: Line | undefined): LightWord {
  return LIGHTS.find((light) => light === line?.light) ?? "none";
}
