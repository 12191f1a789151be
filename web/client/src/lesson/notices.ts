// What the person should know just now, one entry per code; words come from i18n `notice.<code>`.

import { shallowReactive } from "vue";

export interface Notice {
  code: string;
  detail: string; // an unknown code or a browser's error name, shown small
  action?: () => void; // the one button; its word is `notice.<code>.action`
}

export class Notices {
  readonly shown = shallowReactive(new Map<string, Notice>());
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** `ms`: so long at most, for nobody may be near enough to a wall to press anything. */
  put(code: string, action?: () => void, detail = "", ms = 0): void {
    this.clear(code);
    this.shown.set(code, { code, detail, action });
    if (ms) this.timers.set(code, setTimeout(() => this.clear(code), ms));
  }

  clear(code: string): void {
    clearTimeout(this.timers.get(code));
    this.timers.delete(code);
    this.shown.delete(code);
  }

  set(code: string, on: boolean, action?: () => void): void {
    if (on) this.put(code, action);
    else this.clear(code);
  }
}
