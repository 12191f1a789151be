// One import, from the chosen file to the rows in the register. Rule: what is shown is what the
// server says; an import that is left is forgotten there, too.

import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from "vue";

import { asApiFailure, isAborted, type ApiFailure } from "../../api/failure";
import { MOST_BYTES, type TableKind, type Transfers } from "../../api/transfer";
import type { Import, ImportState } from "../../api/types";

export type Step = "choose" | "sending" | "reading" | "preview" | "keeping" | "done" | "failed";

const STEPS: Record<ImportState, Step> = {
  reading: "reading",
  ready: "preview",
  keeping: "keeping",
  kept: "done",
  failed: "failed",
};
const PAUSE = 400; // milliseconds between two looks

export interface Importing {
  step: ComputedRef<Step>;
  current: ShallowRef<Import | null>;
  failure: ShallowRef<ApiFailure | null>; // of a request; the import's own is in `current`
  tooLarge: ShallowRef<boolean>;
  send: (kind: TableKind, file: Blob, into?: string) => Promise<void>;
  keep: () => Promise<void>;
  again: () => void;
}

export function useImporting(
  transfers: Transfers,
  wait: (milliseconds: number) => Promise<void> = (ms) => new Promise((go) => setTimeout(go, ms)),
): Importing {
  const current: ShallowRef<Import | null> = shallowRef(null);
  const failure = shallowRef<ApiFailure | null>(null);
  const sending = shallowRef(false);
  const tooLarge = shallowRef(false);
  let leaving = new AbortController();

  const step = computed((): Step => {
    if (sending.value) return "sending";
    return current.value ? STEPS[current.value.state] : "choose";
  });

  /** Does something and then looks until the server is done with it. */
  async function follow(begin: () => Promise<Import>): Promise<void> {
    const mine = leaving;
    failure.value = null;
    try {
      let seen = await begin();
      for (;;) {
        if (mine.signal.aborted) return;
        current.value = seen;
        sending.value = false;
        if (seen.state !== "reading" && seen.state !== "keeping") return;
        await wait(PAUSE);
        seen = await transfers.look(seen.id, mine.signal);
      }
    } catch (thrown) {
      if (mine.signal.aborted || isAborted(thrown)) return;
      failure.value = asApiFailure(thrown);
      sending.value = false;
    }
  }

  async function send(kind: TableKind, file: Blob, into?: string): Promise<void> {
    tooLarge.value = file.size > MOST_BYTES;
    if (tooLarge.value) return;
    sending.value = true;
    await follow(() => transfers.begin(kind, file, into));
  }

  async function keep(): Promise<void> {
    const one = current.value;
    if (one?.state === "ready") await follow(() => transfers.keep(one.id, one.digest));
  }

  function again(): void {
    leaving.abort();
    leaving = new AbortController();
    const one = current.value;
    if (one && one.state !== "kept" && one.state !== "keeping")
      transfers.giveUp(one.id).catch(() => undefined); // it is forgotten after a while anyway
    current.value = null;
    failure.value = null;
    sending.value = false;
    tooLarge.value = false;
  }

  onScopeDispose(again);
  return { step, current, failure, tooLarge, send, keep, again };
}
