// Carrying a card over the week, by keyboard, by pointer, or by choosing a place: one thing at a
// time, the places that would collide marked, and the server asked about the one that is held over.

import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from "vue";

import { isAborted } from "../../../api/failure";
import type { Span } from "../days";
import type { Conflict } from "../lessons";
import { collisions, type Collision, type Needing } from "./collisions";
import { keyOf, step, type Cell } from "./grid";

/** What is carried: a card of the week, or a pairing that is to get a place. */
export interface Load extends Pick<Needing, "id" | "title" | "needs" | "first_day" | "last_day"> {
  length: number; // minutes, where a place has no length of its own
  pairing: string;
}

export type By = "keys" | "pointer" | "choosing";

export interface Mark {
  near: Collision[]; // known here
  far: readonly Conflict[]; // told by the server
  asked: boolean;
}

export interface Ground {
  columns: readonly number[];
  rows: number;
  others: readonly Needing[];
  time: (cell: Cell, load: Load) => Span;
  /** What the server says against it; changes nothing. */
  ask: (load: Load, cell: Cell, signal: AbortSignal) => Promise<readonly Conflict[]>;
}

export interface Carrying {
  load: ShallowRef<Load | null>;
  by: Ref<By>;
  at: ShallowRef<Cell | null>;
  marks: ComputedRef<Map<string, Mark>>;
  lift: (load: Load, cell: Cell, by: By) => void;
  over: (cell: Cell | null) => void;
  press: (key: string) => boolean;
  stop: () => void;
}

const PATIENCE = 250; // milliseconds over a place before the server is asked

export function useCarrying(ground: () => Ground): Carrying {
  const load = shallowRef<Load | null>(null);
  const by = ref<By>("keys");
  const at = shallowRef<Cell | null>(null);
  const far = shallowRef(new Map<string, readonly Conflict[]>());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | null = null;

  const marks = computed(() => {
    const found = new Map<string, Mark>();
    const carried = load.value;
    if (!carried) return found;
    const { columns, rows, others, time } = ground();
    for (const weekday of columns)
      for (let row = 0; row < rows; row += 1) {
        const cell = { weekday, row };
        const key = keyOf(cell);
        found.set(key, {
          near: collisions(carried, { weekday, ...time(cell, carried) }, others),
          far: far.value.get(key) ?? [],
          asked: far.value.has(key),
        });
      }
    return found;
  });

  function quiet(): void {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
  }

  function over(cell: Cell | null): void {
    if (cell && at.value && keyOf(cell) === keyOf(at.value)) return;
    at.value = cell;
    quiet();
    if (cell && load.value && !far.value.has(keyOf(cell)))
      timer = setTimeout(() => void ask(cell), PATIENCE);
  }

  async function ask(cell: Cell): Promise<void> {
    const carried = load.value;
    if (!carried) return;
    asking = new AbortController();
    try {
      const said = await ground().ask(carried, cell, asking.signal);
      if (load.value === carried) far.value = new Map(far.value).set(keyOf(cell), said);
    } catch (thrown) {
      if (!isAborted(thrown)) asking = null; // putting it down will say what is wrong
    }
  }

  function stop(): void {
    quiet();
    load.value = null;
    at.value = null;
    far.value = new Map();
  }
  onScopeDispose(quiet);

  return {
    load,
    by,
    at,
    marks,
    over,
    stop,
    lift(what, cell, how) {
      stop();
      load.value = what;
      by.value = how;
      at.value = cell;
    },
    press(key) {
      if (!load.value || !at.value) return false;
      const { columns, rows } = ground();
      const next = step(at.value, key, columns, rows);
      if (key.startsWith("Arrow") || key === "Home" || key === "End") {
        over(next);
        return true;
      }
      return false;
    },
  };
}
