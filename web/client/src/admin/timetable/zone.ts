// Instants as the school's clock shows them. Rule: a day of the timetable is a day at school,
// wherever the reader sits; the server says which zone that is.

import { ref } from "vue";

import { minutes, type Span } from "./days";

const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
export const zone = ref(own);
const formats = new Map<string, Intl.DateTimeFormat>();

export function setZone(name: string | undefined): void {
  if (!name || name === zone.value) return;
  try {
    format(name);
    zone.value = name;
  } catch {
    // a zone that this browser does not know: the reader's own is the best guess
  }
}

function format(name: string): Intl.DateTimeFormat {
  let found = formats.get(name);
  if (!found) {
    found = new Intl.DateTimeFormat("en-GB", {
      timeZone: name,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(name, found);
  }
  return found;
}

/** Day and time of seconds since the epoch, at school. */
export function at(seconds: number, name = zone.value): { day: string; time: string } {
  const parts = new Map(
    format(name)
      .formatToParts(new Date(seconds * 1000))
      .map((part) => [part.type, part.value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
  return {
    day: `${part("year")}-${part("month")}-${part("day")}`,
    time: `${part("hour")}:${part("minute")}`,
  };
}

export function span(lesson: { starts_at: number; ends_at: number }): Span {
  return { start: at(lesson.starts_at).time, end: at(lesson.ends_at).time };
}

/** Seconds since the epoch of a day and time at school. */
export function instant(day: string, time: string, name = zone.value): number {
  const guess = Date.parse(`${day}T00:00:00Z`) / 1000 + minutes(time) * 60;
  const off = (seconds: number): number => {
    const shown = at(seconds, name);
    return Date.parse(`${shown.day}T00:00:00Z`) / 1000 + minutes(shown.time) * 60 - seconds;
  };
  return guess - off(guess - off(guess)); // twice: the offset is that of the instant itself
}

export function today(): string {
  return at(Date.now() / 1000).day;
}
