// One page in one lesson: connection, state and media brought together; what the pages show.
//
// Rule: pages read from here and call its verbs; nothing else talks to the server.

import { computed, reactive, ref, shallowReactive, watch, type ComputedRef, type Ref } from "vue";

import { able } from "../media/engine";
import { MediaPlane } from "../media/plane";
import type { Stats } from "../media/stats";
import { WakeLock } from "../media/wakelock";
import type { Snapshot } from "../protocol";
import { asFailure, Failure } from "../signaling/failure";
import { entryKey, newSession, type Entry } from "../signaling/link";
import { attend, type Attending } from "./attending";
import { greeting } from "./greeting";
import { Loop, Settled } from "../media/loop";
import { memory } from "./memory";
import { Sender } from "./sender";
import { own, shown, type Shown } from "./state";

export interface Room extends Attending {
  readonly shown: ComputedRef<Shown[]>;
  readonly tracks: ReadonlyMap<string, MediaStreamTrack>; // by producer
  readonly layers: ReadonlyMap<string, number | null>; // by consumer
  /** Sound and picture do not get through just now, though they did; it is being mended. */
  readonly broken: Readonly<Ref<boolean>>;
  readonly step: Ref<"check" | "entering" | "lesson">;
  readonly sender: Sender;
  readonly loudspeaker: { readonly state: "unknown" | "ok" | "failed"; readonly sink: string };
  heard(ok: boolean): void;
  listenOn(sink: string): void;
  enter(): void;
  rebuild(): void;
  stats(): Promise<Stats>;
  leave(): void;
  /** Take the seat over from the person who has it; somebody at this classroom's device said so. */
  takeOver(): void;
  /** After a fatal failure: load the page anew and go straight into the lesson. */
  comeBack(): void;
}

const nextTask = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

export function openRoom(entry: Entry): Room {
  const tracks = shallowReactive(new Map<string, MediaStreamTrack>());
  const layers = shallowReactive(new Map<string, number | null>());
  const step = ref<"check" | "entering" | "lesson">("check");
  const broken = ref(false);
  const loudspeaker = reactive({ state: "unknown" as "unknown" | "ok" | "failed", sink: "" });
  const wakelock = new WakeLock();
  let wanted = false; // the person has asked to be in the lesson

  let over = false; // the seat is to be taken over
  const session = newSession();
  const key = entryKey(entry);
  const wire = attend({
    greet: () => greeting(entry, session, { over }),
    up() {
      over = false;
      entering.kick();
      plane.kick();
      devices.kick();
    },
    changed: onState,
    layer: (message) => layers.set(message.consumer, message.layer),
    wanted: (message) => plane.publisher.limit(message.producer, message.layer),
    silent: (message) => plane.silent(message.direction),
    closed: end,
  });
  const { state, lines, speakers, fatal, notices, ask, take } = wire;
  const plane = new MediaPlane({
    ask,
    online: wire.online,
    stale: (source) =>
      state.value?.streams.find((s) => s.classroom === state.value?.you && s.source === source)
        ?.producer,
    track: (producer, track) => (track ? tracks.set(producer, track) : tracks.delete(producer)),
    noRoute: (yes) => notices.set("no_route", yes, rebuild),
    broken(yes) {
      broken.value = yes;
      if (state.value?.part === "delivering") notices.set("broken", yes);
    },
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

  function onState(current: Snapshot, whole: boolean): void {
    const over = current.lesson.phase === "ended";
    // While it catches up, the line carries the recording and nothing else.
    const live = own(current)?.catching_up ? [] : shown(current);
    plane.view(
      live.map(({ stream }) => ({
        producer: stream.producer,
        classroom: stream.classroom,
      })),
    );
    if (whole) plane.doubt(); // what changed and changed back meanwhile, we were not told
    plane.tell(current.media);
    notices.set(
      "media_down",
      current.part === "delivering" &&
        step.value === "lesson" &&
        !over &&
        current.media.epoch === null,
    );
    if (over) end(null);
    else if (whole && !fatal.value) plane.prepare();
    if (over) return;
    const seat = own(current);
    const inside = seat?.presence === "present";
    // One that knocks waits: the server lets it in, and then it goes on from here.
    if (wanted && !seat?.knocking && step.value === (inside ? "entering" : "lesson"))
      entering.kick();
  }

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
    if (!wire.online() || !state.value) return;
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
    ...wire,
    shown: computed(() => (state.value ? shown(state.value) : [])),
    tracks,
    layers,
    broken,
    step,
    sender,
    loudspeaker,
    enter() {
      if (performance.getEntriesByName("join-click").length === 0) performance.mark("join-click");
      wanted = true;
      fatal.value = null;
      if (step.value === "check") step.value = "entering";
      entering.kick();
    },
    heard: (ok) => (loudspeaker.state = ok ? "ok" : "failed"),
    listenOn: (sink) => (loudspeaker.sink = sink),
    rebuild,
    stats: () => plane.stats(),
    leave() {
      void ask({ type: "leave" }).catch(() => {});
      end(new Failure("left"));
      wire.close();
    },
    takeOver() {
      over = true;
      wire.reconnect();
    },
    comeBack() {
      memory.entered(key);
      location.reload();
    },
  };
}
