// One classroom's sheet being filled in: each mark goes to the server at once and shows meanwhile.
// What is confirmed is not changed by a tap: the change waits for its reason.

import { computed, reactive, ref, type ComputedRef, type Ref } from "vue";

import type { Attending } from "../lesson/attending";
import { counted, pressed } from "../lesson/roll";
import type { Mark, PupilState, SheetState } from "../protocol";

export interface Change {
  pupil: PupilState | null; // null: the number of heads
  mark: Mark | null;
  heads: number;
}

export interface Marking {
  readonly settled: ComputedRef<boolean>; // confirmed: changes want a reason
  readonly counts: ComputedRef<{ present: number; missing: number }>;
  readonly waiting: Ref<Change | null>; // for its reason
  markOf(pupil: PupilState): Mark | null;
  press(pupil: PupilState, mark: Mark | null): void; // null takes a mark away
  count(heads: number): Promise<boolean>;
  confirm(): Promise<boolean>;
  correct(reason: string): Promise<boolean>;
}

export function useMarking(room: Pick<Attending, "act">, sheet: () => SheetState): Marking {
  const sent = reactive(new Map<string, Mark | null>()); // not answered yet
  const waiting = ref<Change | null>(null);
  const settled = computed(() => sheet().version > 0);

  const markOf = (pupil: PupilState): Mark | null => {
    const meanwhile = sent.get(pupil.id);
    return meanwhile === undefined ? pupil.mark : meanwhile;
  };

  async function mark(pupil: string, to: Mark | null, reason: string): Promise<boolean> {
    sent.set(pupil, to);
    const { classroom } = sheet();
    const done = await room.act({ type: "mark_pupil", classroom, pupil, mark: to, reason });
    if (sent.get(pupil) === to) sent.delete(pupil);
    return done !== null;
  }

  async function count(heads: number, reason = ""): Promise<boolean> {
    const { classroom } = sheet();
    return (await room.act({ type: "count_heads", classroom, heads, reason })) !== null;
  }

  return {
    settled,
    counts: computed(() => counted(sheet().pupils.map(markOf))),
    waiting,
    markOf,
    press(pupil, pressedMark) {
      const to = pressedMark === null ? null : pressed(markOf(pupil), pressedMark);
      if (to === markOf(pupil)) return;
      if (settled.value) waiting.value = { pupil, mark: to, heads: 0 };
      else void mark(pupil.id, to, "");
    },
    async count(heads) {
      if (heads === sheet().heads) return true;
      if (!settled.value) return count(heads);
      waiting.value = { pupil: null, mark: null, heads };
      return false;
    },
    async confirm() {
      const { classroom } = sheet();
      return (await room.act({ type: "confirm_roll", classroom })) !== null;
    },
    async correct(reason) {
      const change = waiting.value;
      if (!change) return false;
      const done = change.pupil
        ? await mark(change.pupil.id, change.mark, reason)
        : await count(change.heads, reason);
      if (done) waiting.value = null;
      return done;
    },
  };
}
