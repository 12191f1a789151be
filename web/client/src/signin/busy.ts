// One thing at a time: while it is being done its button waits; what went wrong is said.

import { ref, type Ref } from "vue";

import { sayFailure, sayProblems } from "./say";

export interface Busy {
  busy: Ref<boolean>;
  failed: Ref<string>; // in words; "" while all is well
  problems: Ref<Record<string, string>>; // by field
  doing: (act: () => Promise<void>) => Promise<boolean>; // whether it was done
}

export function useBusy(): Busy {
  const busy = ref(false);
  const failed = ref("");
  const problems = ref<Record<string, string>>({});

  async function doing(act: () => Promise<void>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    failed.value = "";
    problems.value = {};
    try {
      await act();
      return true;
    } catch (thrown) {
      problems.value = sayProblems(thrown);
      failed.value = sayFailure(thrown);
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, failed, problems, doing };
}
