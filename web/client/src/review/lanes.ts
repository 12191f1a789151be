// The time line as lanes of shapes: one for each classroom, and those of the lesson. Pure.

import type { Index, ReviewedLesson } from "../api/types";
import type { Happening } from "./happenings";
import { joined, type Span, type Track } from "./media";

export type BarKind = "present" | "lost" | "stage" | "hand" | "muted" | "gap" | "slide" | "board" | "question" | "paused" | "alarm";

export interface Bar extends Span {
  kind: BarKind;
  text: string; // what stands in it, or ""
}

export interface Dot {
  t: number;
  kind: "answer" | "chat" | "roll" | "mark";
  happening: number; // its id
}

export interface Lane {
  id: string; // a classroom's, or "lesson", "content", "talk"
  classroom: boolean;
  bars: Bar[];
  dots: Dot[];
}

/** Where something is so, from what begins it and what ends it. */
export function spells(
  happenings: readonly Happening[],
  end: number,
  state: (happening: Happening) => boolean | null, // null: says nothing of it
): Span[] {
  const found: Span[] = [];
  let since: number | null = null;
  for (const happening of happenings) {
    const on = state(happening);
    if (on === true) since ??= happening.t;
    else if (on === false && since !== null) {
      found.push({ from: since, to: happening.t });
      since = null;
    }
  }
  if (since !== null) found.push({ from: since, to: end });
  return found;
}

export function lanesOf(
  lesson: ReviewedLesson,
  index: Index,
  tracks: readonly Track[],
  happenings: readonly Happening[],
): Lane[] {
  const end = index.seconds;
  const bars = (spans: Span[], kind: BarKind, text = ""): Bar[] => spans.map((span) => ({ ...span, kind, text }));
  const own: Lane[] = [
    {
      id: "lesson",
      classroom: false,
      bars: [
        ...bars(spells(happenings, end, phase), "paused"),
        ...bars(gaps(happenings, ""), "gap"),
        ...bars(spells(happenings, end, alarm), "alarm"),
      ],
      dots: dots(happenings, "roll", (each) => each.group === "roll"),
    },
    { id: "content", classroom: false, bars: content(happenings, end), dots: [] },
    {
      id: "talk",
      classroom: false,
      bars: questions(happenings, end),
      dots: dots(happenings, "chat", (each) => each.group === "chat"),
    },
  ];
  const rooms = lesson.classrooms.map(({ id }): Lane => {
    const of = happenings.filter((each) => each.classroom === id || each.kind === "stage" || each.kind === "phase");
    const missing = tracks.filter((track) => track.seat === id && track.leading).flatMap(holes);
    return {
      id,
      classroom: true,
      bars: [
        ...bars(spells(of, end, ({ kind, data }) => (kind === "presence" ? data.presence === "present" : null)), "present"),
        ...bars(spells(of, end, ({ kind, data }) => (kind === "presence" ? data.presence === "lost" : null)), "lost"),
        ...bars(missed(of), "lost"),
        ...bars(
          spells(of, end, ({ kind, data }) => (kind === "stage" ? (data.stage as string[]).includes(id) : null)),
          "stage",
        ),
        ...bars(
          spells(of, end, ({ kind }) => (kind === "hand_up" ? true : kind === "hand_down" ? false : null)),
          "hand",
        ),
        ...bars(
          spells(of, end, ({ kind, data }) =>
            kind === "stream" && data.source === "microphone" ? data.on === false : null,
          ),
          "muted",
        ),
        ...bars(joined([...gaps(of, id), ...missing].sort((a, b) => a.from - b.from), 0.5), "gap"),
      ],
      dots: dots(of, "answer", (each) => each.kind === "answer"),
    };
  });
  return [...own, ...rooms];
}

function phase({ kind, data }: Happening): boolean | null {
  return kind === "phase" ? data.phase === "paused" || data.phase === "hold" : null;
}

function alarm({ kind }: Happening): boolean | null {
  return kind === "alarm" ? true : kind === "cleared" ? false : null;
}

function gaps(happenings: readonly Happening[], classroom: string): Span[] {
  return happenings
    .filter((each) => each.kind === "gap" && each.classroom === classroom)
    .map(({ t, data }) => ({ from: t, to: Number(data.until) }));
}

/** What a classroom neither saw nor heard; it is told when it is back. */
function missed(happenings: readonly Happening[]): Span[] {
  return happenings
    .filter(({ kind }) => kind === "missed")
    .map(({ t, data }) => ({ from: Math.max(0, t - Number(data.seconds)), to: t }));
}

/** Where a track that should go on has nothing. */
function holes(track: Track): Span[] {
  return track.spans.slice(1).map((span, n) => ({ from: track.spans[n]?.to ?? 0, to: span.from }));
}

function dots(happenings: readonly Happening[], kind: Dot["kind"], is: (happening: Happening) => boolean): Dot[] {
  return happenings.filter(is).map(({ t, id }) => ({ t, kind, happening: id }));
}

function questions(happenings: readonly Happening[], end: number): Bar[] {
  const found: Bar[] = [];
  for (const { kind, t, data } of happenings) {
    const last = found[found.length - 1];
    if (kind === "question") {
      if (last && last.to === end) last.to = t;
      found.push({ from: t, to: end, kind: "question", text: String(data.text ?? "") });
    } else if ((kind === "question_closed" || kind === "question_away") && last?.to === end) last.to = t;
  }
  return found;
}

/** What was shown: each page of slides or of the board. */
function content(happenings: readonly Happening[], end: number): Bar[] {
  const found: Bar[] = [];
  let slide: number | null = null;
  let board: number | null = null;
  const put = (t: number): void => {
    const last = found[found.length - 1];
    if (last && last.to === end) last.to = t;
    const page = board ?? slide;
    if (page !== null) found.push({ from: t, to: end, kind: board === null ? "slide" : "board", text: String(page) });
  };
  for (const { kind, t, data } of happenings) {
    if (kind === "slide") slide = Number(data.page);
    else if (kind === "slides_away") slide = null;
    else if (kind === "board") board = data.page as number | null;
    else continue;
    put(t);
  }
  return found.filter(({ from, to }) => to > from);
}

// ------------------------------------------------------------------ what of it is seen

const LEAST = 10; // seconds, the whole width

export interface View {
  from: number;
  to: number;
}

/** The view `factor` times as narrow, with this time staying where it is. */
export function zoomed(view: View, factor: number, t: number, end: number): View {
  const width = Math.min(Math.max((view.to - view.from) / factor, Math.min(LEAST, end)), end);
  const part = (t - view.from) / (view.to - view.from);
  return moved({ from: t - part * width, to: t - part * width + width }, 0, end);
}

export function moved(view: View, by: number, end: number): View {
  const width = Math.min(view.to - view.from, end);
  const from = Math.min(Math.max(view.from + by, 0), end - width);
  return { from, to: from + width };
}

/** The view that has this time in it. */
export function holding(view: View, t: number, end: number): View {
  if (t >= view.from && t <= view.to) return view;
  return moved(view, t - (view.from + (view.to - view.from) * 0.1), end);
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** The times that stand over the lanes. */
export function ticks(view: View, most: number): number[] {
  const width = view.to - view.from;
  const step = STEPS.find((each) => width / each <= most) ?? 3600;
  const found: number[] = [];
  for (let t = Math.ceil(view.from / step) * step; t <= view.to; t += step) found.push(t);
  return found;
}

/** 1:02:03, or 2:03. */
export function clockOf(t: number, fine = false): string {
  const whole = Math.floor(t + 0.001); // what happened is told in milliseconds
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number): string => String(n).padStart(2, "0");
  const end = fine ? `.${Math.max(0, Math.floor((t + 0.001 - whole) * 10))}` : "";
  return `${h ? `${h}:${two(m)}` : m}:${two(s)}${end}`;
}
