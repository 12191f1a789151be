// Prepared questions in the lecturer's hands: which set, and which question of it comes next.
// Kept for the tab, so that a reload in the middle of a lesson goes on where it was.

import { computed, ref, shallowRef } from "vue";

import type { Prepared, QuestionSet, SetList, SetListed, SetTold } from "../api/types";
import type { Attending } from "../lesson/attending";
import type { AskQuestion } from "../protocol";
import { ask } from "../signin/session";
import { reply } from "./results";

const key = (): string => `sanketang.set ${location.search}`; // of this lesson
const listed = shallowRef<SetListed[]>([]);
const chosen = shallowRef<QuestionSet | null>(null);
const next = ref(0);

/** A prepared question as it is asked; the server looks at it as at any other. */
export function asAsked(question: Prepared): AskQuestion {
  return {
    type: "ask_question",
    kind: question.kind,
    text: question.text,
    options: question.options ?? [],
    right: question.right ? reply(question.right) : null,
    per_pupil: question.per_pupil ?? false,
  };
}

async function choose(id: string, from = 0): Promise<void> {
  chosen.value = id ? (await ask<SetTold>("GET", `/question-sets/${id}`)).set : null;
  next.value = from;
  keep();
}

/** Looks up the sets of whoever is signed in; a lesson by link has none. */
async function find(): Promise<void> {
  try {
    listed.value = (await ask<SetList>("GET", "/question-sets")).items;
    const [id, from] = kept();
    if (id && !chosen.value && listed.value.some((each) => each.id === id)) await choose(id, from);
  } catch {
    listed.value = []; // nobody is signed in here, or the line is down: it is asked by hand
  }
}

/** Asks one of them: a press. Its time, if it has any, is counted down on the walls. */
async function askAt(room: Pick<Attending, "act">, place: number): Promise<boolean> {
  const question = chosen.value?.questions[place];
  if (!question || (await room.act(asAsked(question))) === null) return false;
  next.value = place + 1;
  keep();
  if (question.seconds) void room.act({ type: "start_countdown", seconds: question.seconds });
  return true;
}

export const prepared = {
  listed,
  chosen,
  next,
  left: computed(() => (chosen.value?.questions.length ?? 0) - next.value),
  find,
  choose,
  askAt,
};

function keep(): void {
  try {
    if (chosen.value) sessionStorage.setItem(key(), `${chosen.value.id} ${next.value}`);
    else sessionStorage.removeItem(key());
  } catch {
    // it begins anew after a reload
  }
}

function kept(): [string, number] {
  try {
    const [id, from] = (sessionStorage.getItem(key()) ?? "").split(" ");
    return [id ?? "", Number(from) || 0];
  } catch {
    return ["", 0];
  }
}
