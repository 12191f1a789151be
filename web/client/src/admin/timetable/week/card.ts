// A card of the week: a weekly slot, or the lesson of one day; what both are told by.

import type { Mode, Pairing, Period, Receiver, Slot } from "../../../api/kinds";
import { minutes, weekday, type Span } from "../days";
import type { Lesson } from "../lessons";
import { at, span } from "../zone";
import { needs, type Needing } from "./collisions";

/** What has become of it, in one word; `weekly` is a slot of the week as it always is. */
export type CardState =
  | "weekly"
  | "planned"
  | "moved"
  | "live"
  | "held"
  | "missed"
  | "cancelled"
  | "merged";

export interface Card extends Needing {
  subject: string;
  mode: Mode;
  classroom: string;
  lecturer: string;
  receivers: readonly Receiver[];
  state: CardState;
  reason: string;
  ours: boolean; // delivered by this school; else it only receives
  slot: Slot | null; // of a weekly card
  lesson: Lesson | null; // of a lesson's
  unsure: boolean; // its time is a guess: another school's bells, or no such period
}

export const lengthOf = (card: Span): number => minutes(card.end) - minutes(card.start);

/** What moves: not what is over, and not what another school delivers. */
export function mayMove(card: Card): boolean {
  return card.ours && (card.state === "weekly" || card.state === "planned" || card.state === "moved");
}

export function slotCard(
  slot: Slot,
  pairing: Pairing,
  periods: readonly Period[], // of this school's bells
  known: Span | undefined, // as its lessons have it
  ours: boolean,
): Card {
  const ring = slot.period === null ? undefined : periods[slot.period - 1];
  const period = ours ? ring : known;
  const own = slot.start && slot.end ? { start: slot.start, end: slot.end } : null;
  return {
    id: slot.id,
    weekday: slot.weekday,
    ...(own ?? period ?? ring ?? guess(slot.period ?? 1)),
    pairing: pairing.id,
    title: pairing.name,
    needs: needs(pairing),
    first_day: slot.first_day,
    last_day: slot.last_day,
    subject: pairing.subject,
    mode: pairing.mode,
    classroom: pairing.classroom,
    lecturer: pairing.lecturer,
    receivers: pairing.receivers,
    state: "weekly",
    reason: "",
    ours,
    slot,
    lesson: null,
    unsure: !own && !period,
  };
}

/** Where a period would lie of which no bells tell: one an hour from eight on. */
function guess(period: number): Span {
  const hour = String(Math.min(22, 7 + period)).padStart(2, "0");
  return { start: `${hour}:00`, end: `${hour}:40` };
}

export function lessonCard(lesson: Lesson, ours: boolean): Card {
  const { day } = at(lesson.starts_at);
  return {
    id: lesson.id,
    weekday: weekday(day),
    ...span(lesson),
    pairing: lesson.pairing,
    title: lesson.title,
    needs: takesPlace(lesson) ? needs(lesson) : new Map(),
    subject: lesson.subject,
    mode: lesson.mode,
    classroom: lesson.classroom,
    lecturer: lesson.lecturer,
    receivers: lesson.receivers,
    state: stateOf(lesson),
    reason: lesson.reason,
    ours,
    slot: null,
    lesson,
    unsure: false,
  };
}

function takesPlace(lesson: Lesson): boolean {
  return lesson.state === "planned" || lesson.state === "opened";
}

export function stateOf(lesson: Lesson): CardState {
  if (lesson.state === "cancelled" || lesson.state === "merged") return lesson.state;
  if (lesson.tally.missed) return "missed";
  if (lesson.state === "ended" || lesson.phase === "ended") return lesson.tally.held ? "held" : "missed";
  if (lesson.phase === "live" || lesson.phase === "paused" || lesson.phase === "hold") return "live";
  return lesson.starts_at === lesson.usual_at ? "planned" : "moved";
}
