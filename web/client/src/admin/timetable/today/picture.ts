// The picture of a day: a line for each classroom, its lessons in their places.

import type { Lesson } from "../lessons";

export interface Stripe {
  lesson: Lesson;
  delivers: boolean;
  from: number; // per cent of the hours that are shown
  width: number;
}

export interface Line {
  classroom: string;
  stripes: Stripe[];
}

export interface Picture {
  lines: Line[];
  hidden: number; // classrooms that are not shown
  start: number; // seconds since the epoch
  end: number;
}

const HOUR = 3600;

export function picture(lessons: readonly Lesson[], most = 40): Picture {
  const start = Math.floor(Math.min(...lessons.map((each) => each.starts_at)) / HOUR) * HOUR;
  const end = Math.ceil(Math.max(...lessons.map((each) => each.ends_at)) / HOUR) * HOUR;
  const found = new Map<string, Stripe[]>();
  for (const lesson of lessons) {
    const rooms = [lesson.classroom, ...lesson.receivers.map(({ classroom }) => classroom)];
    rooms.forEach((room, place) => {
      const stripe = {
        lesson,
        delivers: place === 0,
        from: part(lesson.starts_at, start, end),
        width: part(lesson.ends_at, start, end) - part(lesson.starts_at, start, end),
      };
      found.set(room, [...(found.get(room) ?? []), stripe]);
    });
  }
  const lines = [...found].map(([classroom, stripes]) => ({ classroom, stripes }));
  return { lines: lines.slice(0, most), hidden: Math.max(0, lines.length - most), start, end };
}

/** Where a time lies between the first and the last hour, in per cent. */
export function part(at: number, start: number, end: number): number {
  return ((at - start) / (end - start)) * 100;
}
