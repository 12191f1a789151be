// What this page can report, of all that is being said and shown. Pure; remarks are reported where
// they stand, and the server keeps only what this page could see.

import { nameOf } from "../lesson/names";
import type { Objectionable, Snapshot, What } from "../protocol";

export const REASONS: Objectionable[] = [
  "abuse",
  "vulgar",
  "false",
  "privacy",
  "advertising",
  "other",
];

export interface Reportable {
  what: What;
  id: string;
  name: string; // whose, or what it is called
}

/** `drew`: the classrooms that drew on what is shown. */
export function reportable(state: Snapshot, drew: Iterable<string> = []): Reportable[] {
  const { you, question, showing } = state;
  const follows = state.part === "receiving";
  const of = (what: What, id: string): Reportable => ({ what, id, name: nameOf(state, id) });
  const things = state.classrooms
    .filter((c) => c.presence === "present" && c.id !== you)
    .map((c) => of("stream", c.id));
  if (follows && state.lesson.notice)
    things.push({ what: "notice", id: "notice", name: state.lesson.notice });
  if (follows && question) things.push({ what: "question", id: question.id, name: question.text });
  for (const { classroom } of question?.answers ?? [])
    if (classroom !== you) things.push(of("answer", classroom));
  for (const { id, name, by } of state.files) if (by !== you) things.push({ what: "file", id, name });
  if (follows && showing)
    things.push({
      what: "slide",
      id: showing.file,
      name: state.files.find(({ id }) => id === showing.file)?.name ?? "",
    });
  for (const by of new Set(drew)) if (by !== you) things.push(of("stroke", by));
  return things;
}
