// Dragging by mouse or pen. A finger scrolls instead: for it, and for whoever cannot drag, there is
// choosing the place (WCAG 2.2, 2.5.7). Escape and leaving the window drop nothing.

import type { Cell } from "./grid";

export interface Drag {
  start: () => void;
  over: (cell: Cell | null) => void;
  move: (x: number, y: number) => void;
  drop: () => void;
  cancel: () => void;
}

const FAR_ENOUGH = 6; // pixels; less is a click

/** Follows the pointer from its being pressed; ends by itself. */
export function follow(event: PointerEvent, drag: Drag): void {
  if (event.button !== 0 || event.pointerType === "touch") return;
  const from = { x: event.clientX, y: event.clientY };
  let dragging = false;

  function moved(now: PointerEvent): void {
    if (!dragging) {
      if (Math.hypot(now.clientX - from.x, now.clientY - from.y) < FAR_ENOUGH) return;
      dragging = true;
      drag.start();
    }
    now.preventDefault();
    drag.move(now.clientX, now.clientY);
    drag.over(cellAt(now.clientX, now.clientY));
  }
  function released(now: PointerEvent): void {
    end();
    if (!dragging) return;
    swallowClick();
    if (cellAt(now.clientX, now.clientY)) drag.drop();
    else drag.cancel();
  }
  function pressed(now: KeyboardEvent): void {
    if (now.key === "Escape") give();
  }
  function give(): void {
    end();
    if (dragging) drag.cancel();
  }
  function end(): void {
    window.removeEventListener("pointermove", moved);
    window.removeEventListener("pointerup", released);
    window.removeEventListener("pointercancel", give);
    window.removeEventListener("keydown", pressed);
  }
  window.addEventListener("pointermove", moved);
  window.addEventListener("pointerup", released);
  window.addEventListener("pointercancel", give);
  window.addEventListener("keydown", pressed);
}

function cellAt(x: number, y: number): Cell | null {
  const found = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-cell]");
  const [weekday, row] = (found?.dataset.cell ?? "").split(" ").map(Number);
  return found && weekday !== undefined && row !== undefined ? { weekday, row } : null;
}

/** The click that follows a drag is none. */
function swallowClick(): void {
  const swallow = (event: Event): void => event.stopPropagation();
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
}
