// What this page knows of the lesson, and how one message changes it: pure functions, no clock.
//
// Rule: a `changed` is taken only as version + 1; older ones are dropped, a gap asks for a `sync`.

import type {
  Change,
  Changed,
  ClassroomState,
  Right,
  Snapshot,
  Source,
  StreamState,
  View,
} from "../protocol";

export interface Applied {
  state: Snapshot | null;
  gap: boolean; // a number was missed: ask again with `sync`
}

export function apply(state: Snapshot | null, message: Snapshot | Changed): Applied {
  if (message.type === "snapshot") return { state: message, gap: false };
  if (state === null) return { state, gap: true };
  if (message.version <= state.version) return { state, gap: false };
  if (message.version > state.version + 1) return { state, gap: true };
  const next = message.changes.reduce(applyChange, state);
  return { state: { ...next, version: message.version }, gap: false };
}

function applyChange(state: Snapshot, change: Change): Snapshot {
  switch (change.type) {
    case "lesson_changed":
      return { ...state, lesson: change.lesson };
    case "classroom_changed":
      return { ...state, classrooms: put(state.classrooms, change.classroom, (c) => c.id) };
    case "stream_changed":
      return { ...state, streams: put(state.streams, change.stream, (s) => s.producer) };
    case "stream_closed":
      return {
        ...state,
        streams: state.streams.filter((s) => s.producer !== change.producer),
        views: state.views.filter((v) => v.producer !== change.producer),
      };
    case "views_changed":
      return { ...state, views: change.views };
    case "question_changed":
      return { ...state, question: change.question };
    case "media_changed":
      return { ...state, media: change.media };
    case "sheet_changed":
      return { ...state, sheets: put(state.sheets, change.sheet, (s) => s.classroom) };
    case "files_changed":
      return { ...state, files: change.files };
    case "showing_changed":
      return { ...state, showing: change.showing };
    case "remarks_shown": {
      const remarks = change.remarks.reduce((all, one) => put(all, one, (r) => r.number), state.remarks);
      return { ...state, remarks: [...remarks].sort((a, b) => a.number - b.number) };
    }
    case "remarks_hidden":
      return {
        ...state,
        remarks: state.remarks.filter(({ number }) => !change.remarks.includes(number)),
      };
  }
}

function put<T>(list: T[], item: T, key: (item: T) => string | number): T[] {
  const at = list.findIndex((other) => key(other) === key(item));
  return at < 0 ? [...list, item] : list.map((other, i) => (i === at ? item : other));
}

// ------------------------------------------------------------------ questions to the state

export function own(state: Snapshot): ClassroomState | undefined {
  return state.classrooms.find((c) => c.id === state.you);
}

/** Whether all rights of the receiving classrooms are off, whatever their switches say. */
export function latched(state: Snapshot): boolean {
  return state.lesson.phase === "paused" || state.lesson.forbidden;
}

/** Whether a classroom may do this now. The server decides; this is what the page shows of it. */
export function may(state: Snapshot, classroom: ClassroomState, right: Right): boolean {
  return classroom.part === "delivering" || (!latched(state) && classroom.rights.includes(right));
}

export function receiving(state: Snapshot): ClassroomState[] {
  return state.classrooms.filter((c) => c.part === "receiving");
}

export function delivering(state: Snapshot): ClassroomState | undefined {
  return state.classrooms.find((c) => c.part === "delivering");
}

export function streamOf(
  state: Snapshot,
  classroom: string,
  source: Source,
): StreamState | undefined {
  return state.streams.find((s) => s.classroom === classroom && s.source === source);
}

/** This page neither sends nor receives anything: no path was ever tried. */
export function idleLine(state: Snapshot): boolean {
  return state.views.length === 0 && !state.streams.some((s) => s.classroom === state.you);
}

/** A view together with the stream it names; views of streams not known yet are left out. */
export interface Shown {
  view: View;
  stream: StreamState;
}

export function shown(state: Snapshot): Shown[] {
  return state.views.flatMap((view) => {
    const stream = state.streams.find((s) => s.producer === view.producer);
    return stream ? [{ view, stream }] : [];
  });
}
