// Between the wall and the lesson: which lesson this classroom has just come back from, so that it
// does not walk into it again at once. Kept for the tab.

const KEY = "sanketang.room.back";
const PAUSES = [15, 30, 60, 120]; // seconds before it tries the same lesson again

interface Back {
  lesson: string;
  at: number; // milliseconds
  tries: number;
  over: boolean; // it has ended: never again
}

function read(): Back | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Back | null;
  } catch {
    return null;
  }
}

export const back = {
  /** Go back to the wall. */
  from(lesson: string, over: boolean): void {
    const before = read();
    const tries = before?.lesson === lesson ? before.tries + 1 : 0;
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ lesson, at: Date.now(), tries, over }));
    } catch {
      // it will walk in again a little early
    }
    location.replace("/room");
  },

  /** The lesson that is not to be entered now, if any. */
  heldBack(): string | null {
    const kept = read();
    if (!kept) return null;
    const pause = PAUSES[Math.min(kept.tries, PAUSES.length - 1)] ?? 0;
    const since = (Date.now() - kept.at) / 1000;
    return kept.over || (since >= 0 && since < pause) ? kept.lesson : null;
  },
};

export function lessonPath(part: "delivering" | "receiving", lesson: string): string {
  return `/${part === "delivering" ? "teach" : "learn"}?lesson=${encodeURIComponent(lesson)}&room=1`;
}
