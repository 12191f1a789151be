// The keyboard, as editors of films have it. Pure: which key means what.

export const LAYOUTS = ["lecturer", "side", "grid", "content"] as const;
export type Layout = (typeof LAYOUTS)[number];

export type Pressed =
  | { do: "toggle" | "pause" | "faster" | "backwards" | "slow_down" | "speed_up" | "find" | "notes" | "help" }
  | { do: "by"; seconds: number }
  | { do: "frame" | "event"; step: 1 | -1 }
  | { do: "begin" | "end" }
  | { do: "layout"; layout: Layout }
  | { do: "mode"; mode: "slides" | "sound" };

const PLAIN: Record<string, Pressed> = {
  " ": { do: "toggle" },
  k: { do: "pause" },
  l: { do: "faster" },
  j: { do: "backwards" },
  "[": { do: "slow_down" },
  "]": { do: "speed_up" },
  ",": { do: "frame", step: -1 },
  ".": { do: "frame", step: 1 },
  home: { do: "begin" },
  end: { do: "end" },
  arrowup: { do: "event", step: -1 },
  arrowdown: { do: "event", step: 1 },
  "/": { do: "find" },
  n: { do: "notes" },
  "?": { do: "help" },
  "1": { do: "layout", layout: "lecturer" },
  "2": { do: "layout", layout: "side" },
  "3": { do: "layout", layout: "grid" },
  "4": { do: "layout", layout: "content" },
  "5": { do: "mode", mode: "slides" },
  "6": { do: "mode", mode: "sound" },
};

interface Key {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export function pressed(event: Key): Pressed | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === "arrowleft" || key === "arrowright") {
    const seconds = (event.shiftKey ? 1 : 5) * (key === "arrowleft" ? -1 : 1);
    return { do: "by", seconds };
  }
  return PLAIN[key] ?? null;
}

/** Whether a key belongs to what has the focus: a field takes all, a button the space bar. */
export function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("input, select, textarea, [contenteditable], dialog[open]")) return true;
  const arrows = key.startsWith("Arrow") || key === "Home" || key === "End";
  if (target.closest("[role=tablist], [role=listbox]")) return arrows;
  return (key === " " || key === "Enter") && !!target.closest("button, a, summary");
}
