// A question set as it is being written: pure. What the server would refuse is said here already;
// the server decides all the same.

import type { CellProblem, Prepared, QuestionKind, QuestionSet, SetOrder } from "../api/types";
import type { Snapshot } from "../protocol";
import { reply } from "../question/results";

export const MOST_QUESTIONS = 40;
export const MOST_OPTIONS = 8;
export const KINDS: QuestionKind[] = ["single", "multiple", "true_false", "number", "text", "hands"];
const LISTED: readonly QuestionKind[] = ["single", "multiple", "hands"];
const OF_PUPILS: readonly QuestionKind[] = ["single", "multiple", "true_false"];

export interface QuestionDraft {
  key: number; // tells drafts apart while they move
  kind: QuestionKind;
  text: string;
  options: string[];
  right: number[]; // by their place
  written: string; // the right answer of a number or words
  perPupil: boolean;
  seconds: number | "";
}

export interface SetDraft {
  title: string;
  subject: string;
  grade: number | "";
  shared: boolean;
  questions: QuestionDraft[];
}

let keys = 0;

export const blank = (kind: QuestionKind = "single"): QuestionDraft => ({
  key: ++keys,
  kind,
  text: "",
  options: LISTED.includes(kind) ? ["", "", "", ""] : [],
  right: [],
  written: "",
  perPupil: false,
  seconds: "",
});

export const blankSet = (): SetDraft => ({
  title: "",
  subject: "",
  grade: "",
  shared: false,
  questions: [blank()],
});

export const hasOptions = (question: QuestionDraft): boolean => LISTED.includes(question.kind);
export const mayBeOfPupils = (question: QuestionDraft): boolean => OF_PUPILS.includes(question.kind);

export function draftOf(question: Prepared): QuestionDraft {
  const { right } = question;
  return {
    key: ++keys,
    kind: question.kind,
    text: question.text,
    options: [...(question.options ?? [])],
    right: [...(right?.options ?? [])],
    written: right?.number?.toString() ?? right?.text ?? "",
    perPupil: question.per_pupil ?? false,
    seconds: question.seconds ?? "",
  };
}

export const draftOfSet = (set: QuestionSet): SetDraft => ({
  title: set.title,
  subject: set.subject,
  grade: set.grade ?? "",
  shared: set.shared,
  questions: set.questions.map(draftOf),
});

export function preparedOf(draft: QuestionDraft): Prepared {
  const options = hasOptions(draft) ? draft.options.map((each) => each.trim()) : [];
  const kept = options.flatMap((option, place) => (option ? [place] : []));
  return {
    kind: draft.kind,
    text: draft.text.trim(),
    options: options.filter(Boolean),
    right: rightOf(draft, kept),
    per_pupil: mayBeOfPupils(draft) && draft.perPupil,
    seconds: draft.seconds === "" ? null : draft.seconds,
  };
}

function rightOf(draft: QuestionDraft, kept: readonly number[]): Prepared["right"] {
  const written = draft.written.trim();
  if (draft.kind === "hands") return null;
  if (draft.kind === "number") return written ? reply({ number: Number(written) }) : null;
  if (draft.kind === "text") return written ? reply({ text: written }) : null;
  if (!draft.right.length) return null;
  const places = draft.kind === "true_false" ? draft.right : draft.right.map((p) => kept.indexOf(p));
  return reply({ options: [...places].sort((a, b) => a - b) });
}

export const orderOf = (draft: SetDraft): SetOrder => ({
  title: draft.title.trim(),
  subject: draft.subject,
  grade: draft.grade === "" ? null : draft.grade,
  shared: draft.shared,
  questions: draft.questions.map(preparedOf),
});

export type Check = "title" | "questions" | "text" | "options" | "right" | "seconds";

/** What is wrong with a question as it stands; null: nothing. */
export function checked(draft: QuestionDraft): Check | null {
  const question = preparedOf(draft);
  if (!question.text) return "text";
  const options = question.options ?? [];
  const fewest = draft.kind === "hands" ? 1 : 2;
  if (hasOptions(draft) && (options.length < fewest || new Set(options).size < options.length))
    return "options";
  if (question.right?.options?.includes(-1)) return "right";
  if (draft.kind === "number" && draft.written.trim() && !Number.isFinite(question.right?.number))
    return "right";
  const { seconds } = draft;
  if (seconds !== "" && !(Number.isInteger(seconds) && seconds >= 5 && seconds <= 3600))
    return "seconds";
  return null;
}

/** The questions with one moved by so many places, if there is a place. */
export function moved<T>(list: readonly T[], from: number, by: number): T[] {
  const to = from + by;
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  const rest = list.filter((_, place) => place !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}

/** Which heading a problem's column has, as a key of the words; "" for an option's. */
export const headingOf = (problem: CellProblem): string =>
  problem.field.startsWith("option_") ? problem.field.slice(-1) : problem.field;

/** A lesson in which nothing but this question is: what the wall is drawn from. */
export function onWall(draft: QuestionDraft): Snapshot {
  const question = preparedOf(draft);
  const letters = draft.options.map((_, place) => String.fromCharCode(65 + place));
  const options = question.options?.length ? question.options : letters;
  return {
    you: "r1",
    may: ["answer_question"],
    lesson: { phase: "live", rights: ["answer"], forbidden: false },
    classrooms: [
      { id: "r1", name: "", part: "receiving", presence: "present", rights: ["answer"] },
    ],
    question: {
      id: "q1",
      kind: question.kind,
      text: question.text,
      options: hasOptions(draft) ? options : [],
      asked_at: 0,
      closed: false,
      revealed: false,
      answered: 0,
      right: null,
      answers: [],
      per_pupil: question.per_pupil ?? false,
      expected: question.per_pupil ? 45 : 0,
      pupils: [],
    },
  } as unknown as Snapshot; // the sheet reads no more of it
}
