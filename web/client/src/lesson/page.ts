// What teach and learn have in common: link, room, title, keys that both know, diagnostics.

import {
  onBeforeUnmount,
  onMounted,
  shallowRef,
  watchEffect,
  type ComputedRef,
  type ShallowRef,
} from "vue";
import { useI18n } from "vue-i18n";

import type { Stats } from "../media/stats";
import { Failure } from "../signaling/failure";
import { entryKey, entryOf, type Entry } from "../signaling/link";
import { useReturn } from "./returning";
import { openRoom, type Room } from "./room";

declare global {
  interface Window {
    /** For diagnostics and benches: what the browser measures, per stream. */
    __sanketang?: { stats(): Promise<Stats> };
  }
}

type DialogName = "" | "keys" | "level" | "settings" | "order" | "roll" | "question" | "files" | "end";

export interface LessonPage {
  room: Room | null;
  entry: Entry | null;
  token: string; // what tells this way in from others
  returning: ComputedRef<number | null>; // seconds until a classroom's device is back at its wall
  noLink: Failure | null;
  dialog: ShallowRef<DialogName>;
}

export function useLessonPage(kind: "teach" | "learn"): LessonPage {
  const { t } = useI18n();
  const entry = entryOf(location);
  const room = entry ? openRoom(entry) : null;
  const dialog = shallowRef<DialogName>("");

  watchEffect(() => {
    const lesson = room?.state.value?.lesson.title;
    document.title = [lesson, t(`title.${kind}`), t("brand")].filter(Boolean).join(" · ");
  });
  // A delivering link opened as /learn, or the other way round: same link, right page.
  watchEffect(() => {
    const right = room?.state.value?.part === "delivering" ? "teach" : "learn";
    if (room?.state.value && right !== kind)
      location.replace(`/${right}${location.search}${location.hash}`);
  });
  if (room) window.__sanketang = { stats: () => room.stats() };

  return {
    room,
    entry,
    token: entry ? entryKey(entry) : "",
    returning: useReturn(entry, room),
    noLink: entry ? null : new Failure("no_link"),
    dialog,
  };
}

/** Single keys, unless somebody types or chooses; `?` and Esc included as "?" and "escape". */
export function useKeys(press: (key: string) => boolean): void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target instanceof HTMLSelectElement || event.target instanceof HTMLInputElement)
      return;
    if (press(event.key.toLowerCase())) event.preventDefault();
  };
  onMounted(() => window.addEventListener("keydown", onKey));
  onBeforeUnmount(() => window.removeEventListener("keydown", onKey));
}

export function toggleFullscreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen?.().catch(() => {});
}
