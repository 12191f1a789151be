// What is wrong with a lesson of today, the worst first. Rule: said only when somebody can do
// something about it, or should know; a lesson that goes as planned says nothing.

import type { Alarm, RecordingNow } from "../../../api/types";
import type { Lesson } from "../lessons";

export interface Trouble {
  code:
    | "missed"
    | "not_begun"
    | "nobody_teaches"
    | "absent"
    | "no_device"
    | "device_off"
    | "began_late"
    | "was_away"
    | "cut_short"
    | "recording_alarm"
    | "withheld";
  alarm?: Alarm; // of the recording
  bad: boolean; // now, or lost for good; else a warning
  who: string; // a classroom's id, or ""
  minutes: number;
}

/** When each classroom's device was seen last; a classroom that is not in it has none. */
export type SeenAt = ReadonlyMap<string, number>;

const QUIET = 5 * 60; // seconds not seen
const GRACE = 60; // seconds after the bell
const MUCH = 5; // minutes lost that are worth saying

/** `early`: seconds before the bell when it opens; by then the classrooms' PCs should be on. */
export function troubles(lesson: Lesson, now: number, seen: SeenAt | null, early: number): Trouble[] {
  if (lesson.state === "cancelled" || lesson.state === "merged") return [];
  const { tally, phase } = lesson;
  if (tally.missed) return [bad("missed", "", tally.planned_minutes)];
  const found: Trouble[] = [];
  const live = phase === "live" || phase === "paused" || phase === "hold";
  const over = phase === "ended" || lesson.state === "ended" || now >= lesson.ends_at;
  if (phase === "hold") found.push(bad("nobody_teaches"));
  if (!live && !over && now > lesson.starts_at + GRACE)
    found.push(bad("not_begun", "", (now - lesson.starts_at) / 60));
  if (live || over)
    for (const seat of tally.seats) {
      if (!seat.reached) found.push({ ...bad("absent", seat.classroom), bad: live });
      else if (seat.lost_minutes - tally.lost_minutes >= MUCH)
        found.push(warn("was_away", seat.classroom, seat.lost_minutes));
    }
  if (live && lesson.recording) found.push(...ofRecording(lesson.recording));
  if (!over && !live && seen && now > lesson.starts_at - early)
    for (const room of [lesson.classroom, ...lesson.receivers.map(({ classroom }) => classroom)]) {
      const at = seen.get(room);
      if (at === undefined) found.push(warn("no_device", room));
      else if (now - at > QUIET) found.push(warn("device_off", room));
    }
  if (tally.late_minutes) found.push(warn("began_late", "", tally.late_minutes));
  if (over && tally.held && tally.lost_minutes - tally.late_minutes >= MUCH)
    found.push(warn("cut_short", "", tally.lost_minutes));
  return found.sort((one, two) => Number(two.bad) - Number(one.bad));
}

/** What the recorder says; a classroom without consent is a warning to whoever asks for consents. */
function ofRecording({ alarms, withheld }: RecordingNow): Trouble[] {
  return [
    ...alarms.map(({ alarm, classroom }) => ({
      ...bad("recording_alarm", classroom ?? ""),
      alarm,
    })),
    ...withheld.map((classroom) => warn("withheld", classroom)),
  ];
}

const bad = (code: Trouble["code"], who = "", minutes = 0): Trouble => ({
  code,
  bad: true,
  who,
  minutes: Math.round(minutes),
});
const warn = (code: Trouble["code"], who = "", minutes = 0): Trouble => ({
  ...bad(code, who, minutes),
  bad: false,
});

export interface Listed {
  lesson: Lesson;
  troubles: Trouble[];
}

/** Today's lessons: what is bad first, then what is on, what is to come, and what is over. */
export function inOrder(
  lessons: readonly Lesson[],
  now: number,
  seen: SeenAt | null,
  early: number,
): Listed[] {
  return lessons
    .map((lesson) => ({ lesson, troubles: troubles(lesson, now, seen, early) }))
    .sort((one, two) => rank(one, now) - rank(two, now) || one.lesson.starts_at - two.lesson.starts_at);
}

function rank({ lesson, troubles: found }: Listed, now: number): number {
  const over = now >= lesson.ends_at || lesson.phase === "ended";
  if (found.some((each) => each.bad)) return over ? 1 : 0;
  if (found.length && !over) return 2;
  if (over || lesson.state === "cancelled" || lesson.state === "merged") return 5;
  return now >= lesson.starts_at ? 3 : 4;
}
