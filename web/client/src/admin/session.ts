// What all administration pages share: the API, who is signed in, and the school or region
// they have chosen to look at.

import { computed, ref, shallowRef } from "vue";

import { Client } from "../api/client";
import { ApiFailure } from "../api/failure";
import type { Action } from "../api/permissions";
import { Resources } from "../api/resources";
import { may as mayWith, scopesFor, type Session } from "../api/session";
import { setZone } from "./timetable/zone";

/** A region or school; its id is the last part of its scope. */
export interface ChosenPlace {
  kind: "regions" | "schools";
  id: string;
  scope: string;
  name: string;
}

const session = shallowRef<Session | null>(null);

/** Set while somebody's session has ended and their page waits for them to sign in again. */
export const expired = ref(false);
let waiting: { resolve: () => void; reject: (thrown: unknown) => void }[] = [];

export const client = new Client({
  fetch: (...request) => fetch(...request),
  wait: (seconds) => new Promise((done) => setTimeout(done, seconds * 1000)),
  csrf: async () => (await loadSession()).csrf,
  signedOut: () => {
    if (session.value === null) return Promise.reject(new ApiFailure("not_signed_in", 401));
    expired.value = true;
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  },
});
export const resources = new Resources(client);

export const me = computed(() => session.value);
export const grants = computed(() => session.value?.grants ?? []);

/** Whether the person may do it: on things of `scope`, or anywhere. */
export const may = (action: Action, scope?: string): boolean =>
  mayWith(grants.value, action, scope);
export const scopes = (action: Action): string[] => scopesFor(grants.value, action);

/** Asks the server who is signed in. */
export async function loadSession(): Promise<Session> {
  const { data: loaded } = await client.ask<Session>("GET", "/session");
  if (loaded.step !== "done") throw new ApiFailure("not_signed_in", 401);
  if (session.value && session.value.person !== loaded.person) {
    location.reload(); // somebody else now: nothing of this page is theirs
    throw new ApiFailure("not_signed_in", 401);
  }
  session.value = loaded;
  setZone(loaded.zone); // every page keeps the schools' time
  client.trust(loaded.csrf);
  return loaded;
}

/** Looks whether the person has signed in again; if so, what was waiting goes on. */
export async function lookAgain(): Promise<boolean> {
  try {
    await loadSession();
  } catch {
    return false;
  }
  expired.value = false;
  const goOn = waiting;
  waiting = [];
  for (const each of goOn) each.resolve();
  return true;
}

export function signInAddress(): string {
  return `/?next=${encodeURIComponent(location.pathname + location.search)}`;
}

export async function signOut(): Promise<void> {
  await client.ask("DELETE", "/session");
  location.assign("/");
}

// ---- the place that lists are limited to

const KEPT = "sanketang.admin.place";

function kept(): ChosenPlace | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as ChosenPlace | null;
  } catch {
    return null;
  }
}

const chosen = shallowRef<ChosenPlace | null>(kept());
export const place = computed(() => chosen.value);

export function choosePlace(next: ChosenPlace | null): void {
  chosen.value = next;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(next));
  } catch {
    // kept for this page only
  }
}
