// The lecturer's verbs, as buttons and keys both call them.

import type { Room } from "../lesson/room";
import { receiving } from "../lesson/state";

export interface Teaching {
  start(): void;
  pauseOrResume(): void;
  end(): void;
  stage(classroom: string): void; // call on, or take down
  stageNumber(n: number): void; // 1 is the first receiving classroom
  enlarge(classroom: string): void; // again: no longer
}

export function useTeaching(room: Room): Teaching {
  const lesson = () => room.state.value?.lesson;
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
  };
  return teaching;
}
