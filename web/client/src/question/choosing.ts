// What each pupil chose, being taken down: every tap goes to the server at once and shows meanwhile.
// Pupils stay in the order of their class list, whatever they chose.

import { computed, reactive, type ComputedRef } from "vue";

import type { Attending } from "../lesson/attending";
import type { PupilChoiceState, QuestionState } from "../protocol";

/** What a pupil has chosen once this option was pressed. */
export function pressed(chosen: readonly number[], option: number, several: boolean): number[] {
  const there = chosen.includes(option);
  if (!several) return there ? [] : [option];
  const options = there ? chosen.filter((each) => each !== option) : [...chosen, option];
  return options.sort((a, b) => a - b);
}

/** The option that a key stands for: A or 1 is the first; null takes all away; undefined is none. */
export function optionOfKey(key: string, options: number): number | null | undefined {
  if (key === "0" || key === "Backspace" || key === "Delete") return null;
  const letter = /^[a-h]$/i.test(key) ? key.toLowerCase().charCodeAt(0) - 97 : undefined;
  const option = letter ?? (/^[1-8]$/.test(key) ? Number(key) - 1 : undefined);
  return option !== undefined && option < options ? option : undefined;
}

export interface Choosing {
  readonly answered: ComputedRef<number>;
  chosenBy(pupil: PupilChoiceState): number[];
  set(pupil: PupilChoiceState, options: number[]): void;
}

export function useChoosing(room: Pick<Attending, "act">, question: () => QuestionState): Choosing {
  const sent = reactive(new Map<string, number[]>()); // not answered yet

  const chosenBy = (pupil: PupilChoiceState): number[] => sent.get(pupil.id) ?? pupil.options;

  async function send(id: string, options: number[]): Promise<void> {
    sent.set(id, options);
    const mine = sent.get(id);
    await room.act({ type: "answer_for_pupil", question: question().id, pupil: id, options });
    if (sent.get(id) === mine) sent.delete(id);
  }

  return {
    answered: computed(() => question().pupils.filter((each) => chosenBy(each).length).length),
    chosenBy,
    set(pupil, options) {
      if (options.join() !== chosenBy(pupil).join()) void send(pupil.id, options);
    },
  };
}
