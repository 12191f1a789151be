// The page of a classroom at rest: it asks, waits, and walks into the lesson by itself.
//
// Rule: nobody is there to press anything. Whatever fails is tried again, with a growing pause.

import { onScopeDispose, shallowRef, type ShallowRef } from "vue";

import { delay } from "../signaling/backoff";
import { asFailure } from "../signaling/failure";
import { askCode, askWall, type Shown, type Wall } from "./asking";
import { canHaveKeys, forgetKey, roomKey } from "./key";
import { back, lessonPath } from "./returning";
import { clockIsWrong, middle, pause, type Stage } from "./stage";

const BACKOFF = { first: 1, most: 30 };
const CODE_EVERY = 4; // seconds between looks whether the code was typed
const CODES = 8; // shown one after the other, two hours in all; then somebody presses a button
const REVOKED_EVERY = 60;

export interface WallPage {
  readonly stage: ShallowRef<Stage>;
  readonly away: ShallowRef<number | null>; // since when the server has not answered, ms (Date.now)
  readonly clockWrong: ShallowRef<boolean>;
  readonly heldBack: ShallowRef<string | null>;
  /** The server's clock, seconds since the epoch. */
  now(): number;
  /** Show a new code: after many expired, or on a device that was revoked. */
  again(): void;
}

export function useWall(): WallPage {
  const stage = shallowRef<Stage>({ is: "loading" });
  const away = shallowRef<number | null>(null);
  const clockWrong = shallowRef(false);
  const heldBack = shallowRef<string | null>(null);
  let anchor = { server: Date.now() / 1000, ours: performance.now() };
  let code: Shown | null = null;
  let codes = 0;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  // Not the PC's clock, which may be set right, or wrong, at any moment.
  const now = (): number => anchor.server + (performance.now() - anchor.ours) / 1000;

  function told(server: number): void {
    anchor = { server, ours: performance.now() };
    clockWrong.value = clockIsWrong(server, Date.now() / 1000);
    away.value = null;
    failures = 0;
  }

  function show(wall: Wall): number {
    told(wall.now);
    code = null;
    codes = 0;
    stage.value = { is: "wall", wall };
    heldBack.value = back.heldBack();
    const shown = middle(wall, now(), heldBack.value);
    if (shown.is === "entering") location.replace(lessonPath(shown.lesson.part, shown.lesson.id));
    return pause(wall, now());
  }

  async function showCode(): Promise<number> {
    if (code && code.expires_at > now()) return CODE_EVERY;
    if (codes >= CODES) {
      stage.value = { is: "code_expired" };
      return CODE_EVERY * 4; // the last one may have been typed after all
    }
    code = await askCode(await roomKey());
    codes += 1;
    told(code.now);
    stage.value = { is: "code", code: code.code, expiresAt: code.expires_at };
    return CODE_EVERY;
  }

  /** Do what is to be done now; return the seconds until the next time. */
  async function step(): Promise<number> {
    if (!canHaveKeys()) {
      stage.value = { is: "insecure" };
      return BACKOFF.most;
    }
    try {
      return show(await askWall(await roomKey()));
    } catch (thrown) {
      const failure = asFailure(thrown);
      try {
        if (failure.code === "device_unknown") {
          away.value = null;
          return await showCode();
        }
      } catch (second) {
        return missed(asFailure(second).code);
      }
      return missed(failure.code);
    }
  }

  function missed(failure: string): number {
    if (failure === "device_revoked") {
      stage.value = { is: "revoked" };
      away.value = null;
      return REVOKED_EVERY;
    }
    away.value ??= Date.now();
    return delay(failures++, BACKOFF);
  }

  async function run(): Promise<void> {
    clearTimeout(timer);
    const seconds = await step();
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void run(), seconds * 1000);
  }

  const online = (): void => void run();
  window.addEventListener("online", online);
  onScopeDispose(() => {
    stopped = true;
    clearTimeout(timer);
    window.removeEventListener("online", online);
  });
  void run();

  return {
    stage,
    away,
    clockWrong,
    heldBack,
    now,
    again() {
      const revoked = stage.value.is === "revoked";
      stage.value = { is: "loading" };
      code = null;
      codes = 0;
      void (revoked ? forgetKey() : Promise.resolve()).then(run);
    },
  };
}
