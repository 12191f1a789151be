// Today's lessons of one person, as their page says them.

import type { Went } from "../api/types";

export type Stand = "planned" | "soon" | "running" | "over" | "missed" | "cancelled" | "merged";

export interface OwnLesson {
  id: string;
  title: string;
  startsAt: number; // seconds since the epoch
  endsAt: number;
  teaches: boolean; // the lecturer; otherwise an assistant
  stand: Stand;
  opensAt: number;
  enter: string | null; // where to go in, while one can
  beside: string | null; // the assistant's own page, while the classroom's PC shows the lesson
  delivering: string; // names of classrooms
  receiving: string[];
  reason: string;
}

/** What is said of a lesson at `now`, in seconds since the epoch; it opens `early` seconds before. */
export function ownLesson(
  went: Went,
  labels: Record<string, string>,
  person: string,
  now: number,
  early: number,
): OwnLesson {
  const { lesson } = went;
  const stand = standOf(went, now, early);
  const teaches = lesson.lecturer === person;
  const open = stand === "soon" || stand === "running";
  const query = `?lesson=${encodeURIComponent(lesson.id)}`;
  return {
    id: lesson.id,
    title: lesson.title,
    startsAt: lesson.starts_at,
    endsAt: lesson.ends_at,
    teaches,
    stand,
    opensAt: lesson.starts_at - early,
    enter: open ? `${teaches ? "/teach" : "/learn"}${query}` : null,
    beside: open && !teaches ? `/assist${query}` : null,
    delivering: labels[lesson.classroom] ?? "",
    receiving: lesson.receivers.map((each) => labels[each.classroom] ?? "").filter(Boolean),
    reason: lesson.reason,
  };
}

function standOf({ lesson, phase, tally }: Went, now: number, early: number): Stand {
  if (lesson.state === "cancelled" || lesson.state === "merged") return lesson.state;
  if (phase === "live" || phase === "paused" || phase === "hold") return "running";
  if (phase === "ended" || lesson.state === "ended") return tally.held ? "over" : "missed";
  if (phase === "open" || lesson.state === "opened") return "soon";
  if (now >= lesson.ends_at) return tally.held ? "over" : "missed";
  return now >= lesson.starts_at - early ? "soon" : "planned";
}
