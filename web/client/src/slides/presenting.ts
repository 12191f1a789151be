// The lecturer's verbs for slides. Pressing "next" three times in a row goes three pages on, however
// long the server takes to say so.

import type { Attending } from "../lesson/attending";
import type { FileState } from "../protocol";

export interface Presenting {
  show(file: FileState): void;
  turn(by: number): void;
  putAway(): void;
}

export function presenting(room: Attending): Presenting {
  let wanted: { file: string; page: number } | null = null; // asked for, and not told yet
  let asked = 0;

  async function show(file: string, page: number): Promise<void> {
    const mine = ++asked;
    wanted = { file, page };
    await room.act({ type: "show_slides", file, page });
    if (asked === mine) wanted = null;
  }

  return {
    show: (file) => void show(file.id, 1),
    turn(by) {
      const state = room.state.value;
      const showing = state?.showing;
      const file = state?.files.find(({ id }) => id === showing?.file);
      if (!showing || !file) return;
      const from = wanted?.file === file.id ? wanted.page : showing.page;
      const page = Math.min(Math.max(from + by, 1), file.pages);
      if (page !== from) void show(file.id, page);
    },
    putAway() {
      if (room.state.value?.showing) void room.act({ type: "stop_showing" });
    },
  };
}
