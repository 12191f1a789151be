// Small lessons to test with.

import type { ClassroomState, Place, Snapshot, StreamState } from "../src/protocol";
import type { Shown } from "../src/lesson/state";

export function classroom(id: string, over: Partial<ClassroomState> = {}): ClassroomState {
  return {
    id,
    name: `name of ${id}`,
    part: id === "main" ? "delivering" : "receiving",
    presence: "present",
    since: 0,
    camera: "ok",
    microphone: "ok",
    loudspeaker: "ok",
    rights: ["video", "audio", "raise_hand"],
    knocking: false,
    removed: false,
    push_to_talk: false,
    sound: null,
    missed: null,
    catching_up: null,
    pinned: null,
    ...over,
  };
}

export function stream(producer: string, over: Partial<StreamState> = {}): StreamState {
  return { producer, classroom: "main", source: "camera", kind: "video", paused: false, ...over };
}

export function snapshot(over: Partial<Snapshot> = {}): Snapshot {
  return {
    type: "snapshot",
    version: 1,
    now: 0,
    you: "r1",
    part: "receiving",
    may: [],
    lesson: {
      id: "l",
      title: "t",
      subject: "s",
      phase: "open",
      starts_at: 0,
      ends_at: 0,
      live_since: null,
      hold_until: null,
      cap: 8,
      stage: [],
      large: null,
      hands: [],
      rights: ["video", "audio", "raise_hand"],
      forbidden: false,
      locked: false,
      shut_down: false,
      layout: "speaker",
      spotlight: null,
      half_duplex: false,
      push_to_talk: false,
      pressing: [],
      push_seconds: 60,
      sound_days: 30,
      slow_seconds: 0,
      notice: "",
      countdown: null,
      board: { page: null, pages: 1 },
      break_at: null,
      recording: { on: false, alarms: [], withheld: [] },
    },
    classrooms: [classroom("main"), classroom("r1")],
    streams: [stream("p1")],
    views: [{ producer: "p1", place: "main", layer: 2 }],
    media: { epoch: "e1", rtp_capabilities: {} },
    question: null,
    sheets: [],
    remarks: [],
    files: [],
    showing: null,
    ticket: "ticket",
    ...over,
  };
}

export function seen(producer: string, place: Place, over: Partial<StreamState> = {}): Shown {
  return { view: { producer, place, layer: 2 }, stream: stream(producer, over) };
}
