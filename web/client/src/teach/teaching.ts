// The lecturer's verbs, as buttons and keys both call them.

import type { Room } from "../lesson/room";
import { receiving } from "../lesson/state";
import type { Layout, Right } from "../protocol";

export interface Teaching {
  start(): void;
  pauseOrResume(): void;
  end(): void;
  stage(classroom: string): void; // call on, or take down
  stageNumber(n: number): void; // 1 is the first receiving classroom
  enlarge(classroom: string): void; // again: no longer
  next(): void; // whose turn it is, instead of whoever is on stage
  dismiss(classroom: string): void; // its hand
  right(right: Right, on: boolean, classroom: string | null): void; // null: all of them
  forbidOrAllow(): void;
  lockOrOpen(): void;
  admit(classroom: string): void;
  removeOrReadmit(classroom: string, keepOut?: boolean): void; // of the whole series, too
  shutDown(): void;
  callRoll(): void;
  layout(layout: Layout): void; // of every wall
  nextLayout(): void;
  spotlight(classroom: string): void; // again: out
  spotlightLarge(): void; // whoever is large here
  halfDuplex(on: boolean): void;
  pushToTalk(on: boolean, classroom: string | null): void; // null: all of them
  release(classroom: string): void; // what it has pinned of its picture
  board(page: number | null): void; // null: put it away
  openOrCloseBoard(): void;
}

export const LAYOUTS: readonly Layout[] = ["speaker", "side_by_side", "grid", "surface"];

export function useTeaching(room: Room): Teaching {
  const lesson = () => room.state.value?.lesson;
  let last = 1; // the page of the board that was shown last
  const teaching: Teaching = {
    start: () => void room.act({ type: "start_lesson" }),
    pauseOrResume() {
      if (lesson()?.phase === "live") void room.act({ type: "pause_lesson" });
      else if (lesson()?.phase === "paused") void room.act({ type: "resume_lesson" });
    },
    end: () => void room.act({ type: "end_lesson" }),
    stage(classroom) {
      const on = lesson()?.stage.includes(classroom);
      void room.act(on ? { type: "take_down", classroom } : { type: "call_on", classroom });
    },
    stageNumber(n) {
      const classroom = room.state.value && receiving(room.state.value)[n - 1];
      if (
        classroom?.presence === "present" ||
        (classroom && lesson()?.stage.includes(classroom.id))
      ) {
        teaching.stage(classroom.id);
      }
    },
    enlarge(classroom) {
      void room.act({
        type: "enlarge",
        classroom: lesson()?.large === classroom ? null : classroom,
      });
    },
    next() {
      if (["live", "paused"].includes(lesson()?.phase ?? "")) void room.act({ type: "call_next" });
    },
    dismiss: (classroom) => void room.act({ type: "dismiss_hand", classroom }),
    right: (right, on, classroom) => void room.act({ type: "set_right", right, on, classroom }),
    forbidOrAllow: () =>
      void room.act({ type: lesson()?.forbidden ? "allow_again" : "forbid_all" }),
    lockOrOpen: () => void room.act({ type: lesson()?.locked ? "unlock" : "lock" }),
    admit: (classroom) => void room.act({ type: "admit", classroom }),
    removeOrReadmit(classroom, keepOut = false) {
      const removed = room.state.value?.classrooms.find((c) => c.id === classroom)?.removed;
      if (removed) void room.act({ type: "readmit", classroom });
      else void room.act({ type: "remove", classroom, keep_out: keepOut });
    },
    shutDown: () => void room.act({ type: "shut_down" }),
    callRoll: () => void room.act({ type: "call_roll" }),
    layout: (layout) => void room.act({ type: "set_layout", layout }),
    nextLayout() {
      const at = LAYOUTS.indexOf(lesson()?.layout ?? "speaker");
      teaching.layout(LAYOUTS[(at + 1) % LAYOUTS.length] ?? "speaker");
    },
    spotlight: (classroom) =>
      void room.act({
        type: "spotlight",
        classroom: lesson()?.spotlight === classroom ? null : classroom,
      }),
    spotlightLarge() {
      const large = room.shown.value.find(({ view }) => view.place === "main")?.stream.classroom;
      const classroom = lesson()?.spotlight ?? lesson()?.large ?? large;
      if (classroom) teaching.spotlight(classroom);
    },
    halfDuplex: (on) => void room.act({ type: "set_half_duplex", on }),
    pushToTalk: (on, classroom) => void room.act({ type: "set_push_to_talk", on, classroom }),
    release: (classroom) => void room.act({ type: "release_level", classroom }),
    board: (page) =>
      void room.act(page === null ? { type: "hide_board" } : { type: "show_board", page }),
    openOrCloseBoard() {
      const board = lesson()?.board;
      if (!["open", "live", "paused"].includes(lesson()?.phase ?? "") || !board) return;
      if (board.page === null) last = Math.min(last, board.pages);
      else last = board.page;
      teaching.board(board.page === null ? last : null);
    },
  };
  return teaching;
}
