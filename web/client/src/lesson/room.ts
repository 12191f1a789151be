// One page in one lesson: connection, state and media brought together; what the pages show.
//
// Rule: pages read from here and call its verbs; nothing else talks to the server.

import {
  computed,
  reactive,
  ref,
  shallowReactive,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from "vue";

import { able } from "../media/engine";
import { MediaPlane } from "../media/plane";
import type { Stats } from "../media/stats";
import { WakeLock } from "../media/wakelock";
import type { Changed, FromBrowser, Line, ResultOf, Snapshot, ToBrowser } from "../protocol";
import { Connection, type Phase } from "../signaling/connection";
import { asFailure, Failure } from "../signaling/failure";
import { entryKey, newSession, type Entry } from "../signaling/link";
import { greeting } from "./greeting";
import { Loop, Settled } from "../media/loop";
import { Notices } from "./notices";
import { memory } from "./memory";
import { Sender } from "./sender";
import { apply, own, shown, type Shown } from "./state";

export interface Room {
  readonly connection: ShallowRef<Phase>;
  readonly state: ShallowRef<Snapshot | null>;
  readonly shown: ComputedRef<Shown[]>;
  readonly lines: ShallowRef<ReadonlyMap<string, Line>>;
  readonly speakers: ShallowRef<readonly string[]>;
  readonly tracks: ReadonlyMap<string, MediaStreamTrack>; // by producer
  readonly layers: ReadonlyMap<string, number | null>; // by consumer
  readonly step: Ref<"check" | "entering" | "lesson">;
  readonly fatal: ShallowRef<Failure | null>;
  readonly notices: Notices;
  readonly sender: Sender;
  readonly loudspeaker: { readonly state: "unknown" | "ok" | "failed"; readonly sink: string };
  heard(ok: boolean): void;
  listenOn(sink: string): void;
  /** Server's clock, milliseconds since the epoch. */
  serverNow(): number;
  enter(): void;
  act<T extends FromBrowser["type"]>(
    message: Extract<FromBrowser, { type: T }>,
  ): Promise<ResultOf[T] | null>;
  /** Milliseconds to the server and back, or null when it did not answer. */
  ping(): Promise<number | null>;
  reconnect(): void;
  rebuild(): void;
  stats(): Promise<Stats>;
  leave(): void;
  /** Take the seat over from the person who has it; somebody at this classroom's device said so. */
  takeOver(): void;
  /** After a fatal failure: load the page anew and go straight into the lesson. */
  comeBack(): void;
}

const SNAPSHOT_WITHIN_MS = 1_500;
const nextTask = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

export function openRoom(entry: Entry): Room {
  const connection = shallowRef<Phase>({ is: "connecting" });
  const state = shallowRef<Snapshot | null>(null);
  const lines = shallowRef<ReadonlyMap<string, Line>>(new Map());
  const speakers = shallowRef<readonly string[]>([]);
  const tracks = shallowReactive(new Map<string, MediaStreamTrack>());
  const layers = shallowReactive(new Map<string, number | null>());
  const step = ref<"check" | "entering" | "lesson">("check");
  const fatal = shallowRef<Failure | null>(null);
  const loudspeaker = reactive({ state: "unknown" as "unknown" | "ok" | "failed", sink: "" });
  const notices = new Notices();
  const wakelock = new WakeLock();
  let offset = 0; // server's clock minus ours, milliseconds
  let wanted = false; // the person has asked to be in the lesson
  let snapshotTimer: ReturnType<typeof setTimeout> | undefined;

  let over = false; // the seat is to be taken over
  const session = newSession();
  const key = entryKey(entry);
  const wire = new Connection({ phase: onPhase, message: onMessage }, () =>
    greeting(entry, session, over),
  );
  const ask: Connection["request"] = (message) => wire.request(message);
  const plane = new MediaPlane({
    ask,
    online: () => wire.up,
    stale: (source) =>
      state.value?.streams.find((s) => s.classroom === state.value?.you && s.source === source)
        ?.producer,
    flowing: (producer) =>
      state.value?.streams.find((s) => s.producer === producer)?.paused === false,
    track: (producer, track) => (track ? tracks.set(producer, track) : tracks.delete(producer)),
    noRoute: (yes) => notices.set("no_route", yes, rebuild),
    failed: (source, failure) => {
      if (!failure.retryable)
        notices.put("publish_failed", undefined, `${source}: ${failure.code}`);
    },
    sent: () => notices.clear("publish_failed"),
    unsupported: (failure) => (fatal.value = failure),
  });
  const sender = new Sender(() => plane.publisher, notices);

  function rebuild(): void {
    notices.clear("no_route");
    plane.rebuild();
  }

  function onPhase(phase: Phase): void {
    connection.value = phase;
    if (phase.is === "refused") fatal.value = new Failure(phase.code, phase.holder);
    if (phase.is === "up") {
      over = false;
      if (fatal.value?.code === "seat_taken") fatal.value = null;
      clearTimeout(snapshotTimer);
      const before = state.value;
      snapshotTimer = setTimeout(() => {
        if (state.value === before) resync.kick();
      }, SNAPSHOT_WITHIN_MS);
      entering.kick();
      plane.kick();
      devices.kick();
    }
    if (phase.is === "closed" && fatal.value === null) {
      end(new Failure(phase.code));
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
      case "layer_sent":
        layers.set(message.consumer, message.layer);
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
    const over = applied.state.lesson.phase === "ended";
    plane.view(
      shown(applied.state).map(({ stream }) => ({
        producer: stream.producer,
        classroom: stream.classroom,
      })),
    );
    plane.tell(applied.state.media);
    notices.set(
      "media_down",
      applied.state.part === "delivering" &&
        step.value === "lesson" &&
        !over &&
        applied.state.media.epoch === null,
    );
    if (over) end(null);
    else if (message.type === "snapshot" && !fatal.value) plane.prepare();
    if (over) return;
    const seat = own(applied.state);
    const inside = seat?.presence === "present";
    // One that knocks waits: the server lets it in, and then it goes on from here.
    if (wanted && !seat?.knocking && step.value === (inside ? "entering" : "lesson"))
      entering.kick();
  }

  const resync = new Loop(async () => take(await ask({ type: "sync" })));

  /** Level-triggered: whenever we want to be in the lesson and the server says we are not. */
  const entering = new Loop(async () => {
    if (!wanted || fatal.value) return;
    if (step.value === "lesson" && state.value && own(state.value)?.presence === "present") return;
    try {
      const snapshot = await ask({ type: "enter" });
      take(snapshot);
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === "offline") throw new Settled(); // `up` kicks again
      if (failure.retryable) throw failure;
      wanted = false;
      fatal.value = failure;
      throw new Settled();
    }
    if (state.value && own(state.value)?.knocking) return; // `take` goes on when it is let in
    if (step.value !== "lesson") {
      plane.activate();
      memory.entered(key);
      wakelock.set(true);
      await nextTask(); // what `activate` asks goes out before the page is drawn anew
      step.value = "lesson";
      sender.start();
    }
  });

  const devices = new Loop(async () => {
    if (!wire.up || !state.value) return;
    const { camera, microphone } = sender.capture.devices;
    if (camera.state === "unknown" && microphone.state === "unknown") return;
    try {
      await ask({
        type: "report_devices",
        camera: camera.state,
        microphone: microphone.state,
        loudspeaker: loudspeaker.state,
      });
    } catch (thrown) {
      if (!asFailure(thrown).retryable) throw new Settled();
      throw thrown;
    }
  });
  watch(
    [
      () => sender.capture.devices.camera.state,
      () => sender.capture.devices.microphone.state,
      () => loudspeaker.state,
      () => state.value === null,
    ],
    () => devices.kick(),
  );

  function end(failure: Failure | null): void {
    wanted = false;
    memory.left(key);
    wakelock.set(false);
    plane.deactivate();
    sender.close();
    lines.value = new Map();
    speakers.value = [];
    if (failure && !(failure.code === "lesson_over" && state.value?.lesson.phase === "ended"))
      fatal.value = failure;
  }

  if (able()) wire.open();
  else fatal.value = new Failure("browser_old");

  return {
    connection,
    state,
    shown: computed(() => (state.value ? shown(state.value) : [])),
    lines,
    speakers,
    tracks,
    layers,
    step,
    fatal,
    notices,
    sender,
    loudspeaker,
    serverNow: () => Date.now() + offset,
    enter() {
      if (performance.getEntriesByName("join-click").length === 0) performance.mark("join-click");
      wanted = true;
      fatal.value = null;
      if (step.value === "check") step.value = "entering";
      entering.kick();
    },
    async act(message) {
      try {
        const result = await ask(message);
        notices.clear("act_failed");
        return result;
      } catch (thrown) {
        const failure = asFailure(thrown);
        notices.put("act_failed", undefined, failure.code);
        return null;
      }
    },
    heard: (ok) => (loudspeaker.state = ok ? "ok" : "failed"),
    listenOn: (sink) => (loudspeaker.sink = sink),
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
    rebuild,
    stats: () => plane.stats(),
    leave() {
      void ask({ type: "leave" }).catch(() => {});
      end(new Failure("left"));
      wire.close();
    },
    takeOver() {
      over = true;
      wire.now();
    },
    comeBack() {
      memory.entered(key);
      location.reload();
    },
  };
}
