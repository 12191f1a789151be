// A one-time link as its page finds it: looked at first, so that nobody fills in a form in vain.

import { onMounted, ref, shallowRef, type Ref, type ShallowRef } from "vue";

import { asApiFailure } from "../api/failure";
import type { LinkTold } from "../api/types";
import { sayFailure } from "./say";
import { ask, takeToken } from "./session";

export interface LinkState {
  token: string;
  told: ShallowRef<LinkTold | null>;
  gone: Ref<string>; // the code, when it opens nothing
  failed: Ref<string>; // in words, when it could not be asked
  look: () => Promise<void>;
}

export function useLink(purpose: "setup" | "activate"): LinkState {
  const token = takeToken();
  const told = shallowRef<LinkTold | null>(null);
  const gone = ref(token ? "" : "link_unknown");
  const failed = ref("");

  async function look(): Promise<void> {
    failed.value = "";
    try {
      told.value = await ask<LinkTold>("POST", "/links", { body: { token, purpose } });
    } catch (thrown) {
      const { code } = asApiFailure(thrown);
      if (code.startsWith("link_")) gone.value = code;
      else failed.value = sayFailure(thrown);
    }
  }
  onMounted(() => {
    if (token) void look();
  });
  return { token, told, gone, failed, look };
}
