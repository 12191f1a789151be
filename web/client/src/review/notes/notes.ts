// A recording's notes as the panel keeps them: loaded whole, filtered, and a half-written one kept.

import { ref, shallowRef } from "vue";

import { newKey } from "../../api/client";
import { Notes, type Ask } from "../../api/inspecting";
import type { NoteOrder, NoteVisibility, RecordingNote } from "../../api/types";

const MOST_PAGES = 10; // of two hundred; more notes than that nobody reads beside a film
export type Shown = NoteVisibility | "all" | "mine";

/** A note being written: a new one, or one that is changed. */
export interface Draft {
  id: string | null;
  version: number;
  key: string;
  start: number;
  end: number | null;
  text: string;
  kind: NonNullable<NoteOrder["kind"]>;
  visibility: NoteVisibility;
}

/** A new one is private until somebody says otherwise, each time. */
export const begin = (start: number): Draft => ({
  id: null,
  version: 0,
  key: newKey(),
  start,
  end: null,
  text: "",
  kind: "remark",
  visibility: "private",
});

export const change = (note: RecordingNote): Draft => ({
  id: note.id,
  version: note.version,
  key: newKey(),
  start: note.start,
  end: note.end,
  text: note.text,
  kind: note.kind,
  visibility: note.visibility,
});

export const order = ({ start, end, text, kind, visibility }: Draft): NoteOrder => ({
  start,
  end: end !== null && end > start ? end : null,
  text: text.trim(),
  kind,
  visibility,
});

export function filtered(
  notes: readonly RecordingNote[],
  shown: Shown,
  me: string,
): RecordingNote[] {
  if (shown === "all") return [...notes];
  if (shown === "mine") return notes.filter((note) => note.author === me);
  return notes.filter((note) => note.visibility === shown);
}

const inOrder = (a: RecordingNote, b: RecordingNote): number =>
  a.start - b.start || (a.id < b.id ? -1 : 1);

export function useNotes(ask: Ask, recording: string) {
  const api = new Notes(ask, recording);
  const notes = shallowRef<RecordingNote[] | null>(null);
  const labels = ref<Record<string, string>>({});

  async function load(): Promise<void> {
    const found: RecordingNote[] = [];
    let after = "";
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const told = await api.page(after);
      found.push(...told.items);
      labels.value = { ...labels.value, ...told.labels };
      if (told.after === null) break;
      after = told.after;
    }
    notes.value = found;
  }

  /** Saves one; throws what the server said, and nothing of it is lost then. */
  async function save(draft: Draft): Promise<RecordingNote> {
    const kept = draft.id
      ? await api.replace(draft.id, draft.version, order(draft))
      : await api.add(order(draft), draft.key);
    const others = (notes.value ?? []).filter((note) => note.id !== kept.id);
    notes.value = [...others, kept].sort(inOrder);
    return kept;
  }

  async function remove(note: RecordingNote): Promise<void> {
    await api.remove(note.id, note.version);
    notes.value = (notes.value ?? []).filter((each) => each.id !== note.id);
  }

  return { notes, labels, load, save, remove };
}

// ---- a half-written note outlives a reload of its tab

const place = (recording: string): string => `sanketang.note.${recording}`;

export function keepDraft(recording: string, draft: Draft | null): void {
  try {
    if (draft?.text.trim()) sessionStorage.setItem(place(recording), JSON.stringify(draft));
    else sessionStorage.removeItem(place(recording));
  } catch {
    // it is on the page still
  }
}

export function keptDraft(recording: string): Draft | null {
  try {
    return JSON.parse(sessionStorage.getItem(place(recording)) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}
