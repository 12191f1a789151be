// The name of a classroom by its id, for pictures and words.

import type { Snapshot } from "../protocol";

export function nameOf(state: Snapshot, classroom: string): string {
  return state.classrooms.find((c) => c.id === classroom)?.name ?? "";
}
