import { describe, expect, it, vi } from "vitest";

import type { PupilChoiceState, QuestionState } from "../src/protocol";
import { optionOfKey, pressed, useChoosing } from "../src/question/choosing";
import { asAsked } from "../src/question/prepared";
import { reply } from "../src/question/results";
import { blank, checked, draftOf, moved, orderOf, preparedOf, blankSet } from "../src/sets/draft";

const poets = {
  kind: "single" as const,
  text: "谁写的？",
  options: ["李白", "杜甫"],
  right: reply({ options: [1] }),
  per_pupil: true,
  seconds: 60,
};

describe("a question that is being written", () => {
  it("is what it was when nothing is changed", () => {
    expect(preparedOf(draftOf(poets))).toEqual(poets);
    const number = { ...preparedOf(blank("number")), text: "几？", right: reply({ number: 0 }) };
    expect(preparedOf(draftOf(number))).toEqual(number);
  });

  it("loses the options that are empty, and what is right stays right", () => {
    const draft = { ...draftOf(poets), options: ["", "李白", " ", "杜甫"], right: [3] };

    expect(preparedOf(draft)).toMatchObject({ options: ["李白", "杜甫"], right: { options: [1] } });
  });

  it("says what the server would refuse", () => {
    const draft = draftOf(poets);
    expect(checked(draft)).toBeNull();
    expect(checked({ ...draft, text: " " })).toBe("text");
    expect(checked({ ...draft, options: ["李白", ""] })).toBe("options");
    expect(checked({ ...draft, options: ["同", "同"] })).toBe("options");
    expect(checked({ ...draft, options: ["李白", "", "杜甫"], right: [1] })).toBe("right");
    expect(checked({ ...draft, seconds: 4 })).toBe("seconds");
    expect(checked({ ...draftOf(poets), kind: "number", written: "四" })).toBe("right");
  });

  it("is of each pupil only where answers are counted by option", () => {
    expect(preparedOf({ ...blank("text"), text: "?", perPupil: true }).per_pupil).toBe(false);
  });

  it("moves in its set and no further than its ends", () => {
    expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
    expect(orderOf({ ...blankSet(), title: " 古诗 " }).title).toBe("古诗");
  });

  it("is asked as it was prepared", () => {
    expect(asAsked(poets)).toEqual({
      type: "ask_question",
      kind: "single",
      text: "谁写的？",
      options: ["李白", "杜甫"],
      right: reply({ options: [1] }),
      per_pupil: true,
    });
  });
});

describe("what each pupil chose", () => {
  const pupil = (id: string, options: number[] = []): PupilChoiceState => ({
    id,
    name: id,
    number: id,
    options,
  });
  const question = (...pupils: PupilChoiceState[]): QuestionState =>
    ({ id: "q1", kind: "single", pupils }) as QuestionState;

  it("is one option, or several where several may be chosen; the same again takes it away", () => {
    expect(pressed([0], 1, false)).toEqual([1]);
    expect(pressed([1], 1, false)).toEqual([]);
    expect(pressed([2], 0, true)).toEqual([0, 2]);
    expect(pressed([0, 2], 2, true)).toEqual([0]);
  });

  it("is typed by letter or digit", () => {
    expect(["a", "B", "2", "0", "Backspace", "c", "x"].map((key) => optionOfKey(key, 2))).toEqual([
      0, 1, 1, null, null, undefined, undefined,
    ]);
  });

  it("shows at once and is sent at once", async () => {
    let answer: (done: null) => void = () => undefined;
    const act = vi.fn(() => new Promise<null>((done) => (answer = done)));
    const [first, second] = [pupil("p1"), pupil("p2", [1])];
    const asked = question(first, second);
    const choosing = useChoosing({ act } as never, () => asked);

    choosing.set(first, [0]);

    expect(choosing.chosenBy(first)).toEqual([0]);
    expect(choosing.answered.value).toBe(2);
    expect(act).toHaveBeenCalledExactlyOnceWith({
      type: "answer_for_pupil",
      question: "q1",
      pupil: "p1",
      options: [0],
    });

    answer(null); // it was refused: what the server knows counts
    await vi.waitFor(() => expect(choosing.chosenBy(first)).toEqual([]));
  });
});
