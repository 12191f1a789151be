// A page that attends a lesson: its connection, what it knows, what it may ask. What every page in a
// lesson has, whether it sends and receives (room.ts) or stands beside the one that does.
//
// Rule: what is told comes in by `take` only, in order; a gap asks for a snapshot.

import { shallowRef, type ShallowRef } from "vue";

import { Loop } from "../media/loop";
import type {
  Changed,
  FromBrowser,
  Hello,
  Inked,
  LayerSent,
  LayersWanted,
  Line,
  PathSilent,
  ResultOf,
  Snapshot,
  ToBrowser,
} from "../protocol";
import { Connection, type Phase } from "../signaling/connection";
import { asFailure, Failure } from "../signaling/failure";
import { timeOfDay } from "./clock";
import { Notices } from "./notices";
import { apply } from "./state";

export interface Attending {
  readonly connection: ShallowRef<Phase>;
  readonly state: ShallowRef<Snapshot | null>;
  readonly lines: ShallowRef<ReadonlyMap<string, Line>>;
  readonly speakers: ShallowRef<readonly string[]>;
  /** Whose microphone alone is heard now; null: everybody's. */
  readonly word: ShallowRef<string | null>;
  readonly fatal: ShallowRef<Failure | null>;
  readonly notices: Notices;
  readonly ask: Connection["request"];
  /** Whoever is to be called when something was drawn. */
  readonly inked: Set<(told: Inked) => void>;
  /** Server's clock, milliseconds since the epoch. */
  serverNow(): number;
  act<T extends FromBrowser["type"]>(
    message: Extract<FromBrowser, { type: T }>,
  ): Promise<ResultOf[T] | null>;
  /** Milliseconds to the server and back, or null when it did not answer. */
  ping(): Promise<number | null>;
  reconnect(): void;
}

/** What a page does besides, at these moments. */
export interface Hooks {
  greet(): Hello | Promise<Hello>;
  up?(): void;
  changed?(state: Snapshot, whole: boolean): void;
  layer?(message: LayerSent): void;
  wanted?(message: LayersWanted): void;
  silent?(message: PathSilent): void;
  closed?(failure: Failure): void;
}

export interface Wire extends Attending {
  /** Whether there is a connection now. */
  online(): boolean;
  take(message: Snapshot | Changed): void;
  open(): void;
  close(): void;
}

const SNAPSHOT_WITHIN_MS = 1_500;
const TOLD_MS = 30_000; // what nobody need do anything about now

export function attend(hooks: Hooks): Wire {
  const connection = shallowRef<Phase>({ is: "connecting", again: false });
  const state = shallowRef<Snapshot | null>(null);
  const lines = shallowRef<ReadonlyMap<string, Line>>(new Map());
  const speakers = shallowRef<readonly string[]>([]);
  const word = shallowRef<string | null>(null);
  const fatal = shallowRef<Failure | null>(null);
  const notices = new Notices();
  const inked = new Set<(told: Inked) => void>();
  let offset = 0; // server's clock minus ours, milliseconds
  let snapshotTimer: ReturnType<typeof setTimeout> | undefined;

  const wire = new Connection({ phase: onPhase, message: onMessage }, () => hooks.greet());
  const ask: Connection["request"] = (message) => wire.request(message);
  const resync = new Loop(async () => take(await ask({ type: "sync" })));

  function onPhase(phase: Phase): void {
    connection.value = phase;
    if (phase.is === "refused") fatal.value = new Failure(phase.code, phase.holder);
    if (phase.is === "up") {
      word.value = null; // it is told again if somebody has it
      notices.clear("restarting"); // and this, if it is still to come
      if (fatal.value?.code === "seat_taken") fatal.value = null;
      clearTimeout(snapshotTimer);
      const before = state.value;
      snapshotTimer = setTimeout(() => {
        if (state.value === before) resync.kick();
      }, SNAPSHOT_WITHIN_MS);
      hooks.up?.();
    }
    if (phase.is === "closed" && fatal.value === null) {
      const failure = new Failure(phase.code);
      if (hooks.closed) hooks.closed(failure);
      else fatal.value = failure;
    }
  }

  function onMessage(message: ToBrowser): void {
    switch (message.type) {
      case "snapshot":
      case "changed":
        return take(message);
      case "lines":
        lines.value = new Map(message.lines.map((line) => [line.classroom, line]));
        return;
      case "speakers":
        speakers.value = message.classrooms;
        return;
      case "word_changed":
        word.value = message.classroom;
        return;
      case "inked":
        for (const listener of inked) listener(message);
        return;
      case "layer_sent":
        return hooks.layer?.(message);
      case "layers_wanted":
        return hooks.wanted?.(message);
      case "path_silent":
        return hooks.silent?.(message);
      case "standing_changed":
        notices.clear("warned");
        notices.clear("limited");
        if (message.step === "warn") notices.put("warned", undefined, message.reason ?? "");
        else if (message.step === "limit") notices.put("limited", undefined, message.reason ?? "");
        return;
      case "restarting":
        notices.put(
          "restarting",
          undefined,
          timeOfDay(message.at),
          state.value?.part === "delivering" ? 0 : TOLD_MS, // classrooms need do nothing
        );
        return;
      case "goodbye":
        return; // the connection tells it as its last phase
    }
  }

  function take(message: Snapshot | Changed): void {
    const applied = apply(state.value, message);
    if (message.type === "snapshot") offset = message.now * 1000 - Date.now();
    if (applied.gap) resync.kick();
    if (applied.state === state.value || !applied.state) return;
    state.value = applied.state;
    hooks.changed?.(applied.state, message.type === "snapshot");
  }

  return {
    connection,
    state,
    lines,
    speakers,
    word,
    fatal,
    notices,
    inked,
    ask,
    take,
    online: () => wire.up,
    serverNow: () => Date.now() + offset,
    async act(message) {
      try {
        const result = await ask(message);
        notices.clear("act_failed");
        return result;
      } catch (thrown) {
        const failure = asFailure(thrown);
        notices.put("act_failed", undefined, failure.code, TOLD_MS);
        return null;
      }
    },
    async ping() {
      const from = performance.now();
      try {
        take(await ask({ type: "sync" }));
        return performance.now() - from;
      } catch {
        return null;
      }
    },
    reconnect: wire.now,
    open: () => wire.open(),
    close: () => wire.close(),
  };
}
