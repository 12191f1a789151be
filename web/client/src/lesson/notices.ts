// What the person should know just now, one entry per code; words come from i18n `notice.<code>`.

import { shallowReactive } from "vue";

export interface Notice {
  code: string;
  detail: string; // an unknown code or a browser's error name, shown small
  action?: () => void; // the one button; its word is `notice.<code>.action`
}

export class Notices {
  readonly shown = shallowReactive(new Map<string, Notice>());

  put(code: string, action?: () => void, detail = ""): void {
    this.shown.set(code, { code, detail, action });
  }

  clear(code: string): void {
    this.shown.delete(code);
  }

  set(code: string, on: boolean, action?: () => void): void {
    if (on) this.put(code, action);
    else this.clear(code);
  }
}
