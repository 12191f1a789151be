// A question's answers as rows to draw: pure. Rows are options, never pupils; rooms keep their order.

import type { ClassroomState, QuestionState, Reply } from "../protocol";

export interface Row {
  label: string; // the option; of numbers and words the answer itself
  right: boolean | null; // null: nothing is right or wrong, or it is not told
  value: number; // classrooms, hands, or pupils
  rooms: { id: string; name: string; value: number }[];
}

/** The names of a question's options; a true-or-false question's come from the page's language. */
export function optionsOf(question: QuestionState, yes: string, no: string): string[] {
  return question.kind === "true_false" ? [yes, no] : question.options;
}

/** One row an option, in their order; of numbers and words one an answer, most given first. */
export function rows(question: QuestionState, rooms: ClassroomState[], yes: string, no: string): Row[] {
  const answers = rooms.flatMap(({ id, name }) => {
    const given = question.answers.find((answer) => answer.classroom === id);
    return given ? [{ id, name, reply: given.reply }] : [];
  });
  const options = optionsOf(question, yes, no);
  if (options.length === 0) return written(question, answers);
  return options.map((label, place) => {
    const chose = answers
      .map(({ id, name, reply }) => ({ id, name, value: weight(question, reply, place) }))
      .filter(({ value }) => value > 0);
    return {
      label,
      right: question.right && question.kind !== "hands" ? question.right.options.includes(place) : null,
      value: chose.reduce((sum, { value }) => sum + value, 0),
      rooms: chose,
    };
  });
}

/** Whether answers are numbers of people: hands, or pupils who chose. */
export const counts = (question: QuestionState): boolean =>
  question.kind === "hands" || question.per_pupil;

const weight = (question: QuestionState, reply: Reply, place: number): number =>
  counts(question) ? (reply.counts[place] ?? 0) : Number(reply.options.includes(place));

export const wordOf = (kind: QuestionState["kind"], reply: Reply): string =>
  kind === "number" ? String(reply.number ?? "") : reply.text;

function written(
  question: QuestionState,
  answers: { id: string; name: string; reply: Reply }[],
): Row[] {
  const byText = new Map<string, Row>();
  const right = question.right && wordOf(question.kind, question.right);
  for (const { id, name, reply } of answers) {
    const label = wordOf(question.kind, reply);
    const row = byText.get(label) ?? {
      label,
      right: right === null ? null : label === right,
      value: 0,
      rooms: [],
    };
    row.value += 1;
    row.rooms.push({ id, name, value: 1 });
    byText.set(label, row);
  }
  return [...byText.values()].sort((a, b) => b.value - a.value);
}

/** An empty answer, with what is given. */
export const reply = (given: Partial<Reply>): Reply => ({
  options: [],
  number: null,
  text: "",
  counts: [],
  ...given,
});
