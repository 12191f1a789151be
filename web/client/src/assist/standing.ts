// What an assistant sees first, in one word: how their classroom stands in the lesson.

import { own } from "../lesson/state";
import type { Snapshot } from "../protocol";

export type Standing =
  | "away" // the classroom's own page is not in the lesson
  | "lost"
  | "knocking"
  | "waiting" // for the lesson to begin
  | "hold"
  | "paused"
  | "forbidden"
  | "stage"
  | "listening";

export function standing(state: Snapshot): Standing {
  const seat = own(state);
  if (seat?.knocking) return "knocking";
  if (seat?.presence === "lost") return "lost";
  if (seat?.presence !== "present") return "away";
  const { phase, forbidden, stage } = state.lesson;
  if (phase === "paused" || phase === "hold") return phase;
  if (phase !== "live") return "waiting";
  if (stage.includes(state.you)) return "stage";
  return forbidden ? "forbidden" : "listening";
}
