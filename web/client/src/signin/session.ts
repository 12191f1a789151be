// Who is signed in, for the pages that sign people in and for their own account.

import { shallowRef } from "vue";

import { Client, type Call, type Method } from "../api/client";
import { ApiFailure } from "../api/failure";
import type { SignedIn } from "../api/types";

/** What the server last said; null until it has. */
export const session = shallowRef<SignedIn | null>(null);

const client = new Client({
  fetch: (...request) => fetch(...request),
  wait: (seconds) => new Promise((done) => setTimeout(done, seconds * 1000)),
  csrf: async () => (await load()).csrf,
  signedOut: () => Promise.reject(new ApiFailure("not_signed_in", 401)),
});

/** Asks the API; whoever is not signed in any more finds the sign-in form. */
export async function ask<T>(method: Method, path: string, call: Call = {}): Promise<T> {
  try {
    return (await client.ask<T>(method, path, call)).data;
  } catch (thrown) {
    if (thrown instanceof ApiFailure && thrown.status === 401) await load().catch(() => undefined);
    throw thrown;
  }
}

/** Takes what the server said of the session. */
export function take(told: SignedIn): SignedIn {
  session.value = told;
  client.trust(told.csrf);
  return told;
}

/** Asks who is signed in. `unattended`: the page asks by itself, which keeps no session alive. */
export async function load(unattended = false): Promise<SignedIn> {
  return take((await client.ask<SignedIn>("GET", "/session", { unattended })).data);
}

export async function signOut(): Promise<void> {
  take(await ask<SignedIn>("DELETE", "/session"));
}

/** Where somebody was going when they were asked to sign in: a path of ours, or null. */
export function nextPath(search: string): string | null {
  const next = new URLSearchParams(search).get("next") ?? "";
  return /^\/[a-z]/.test(next) && !/[\\\s]/.test(next) ? next : null;
}

const KEPT = "sanketang.link";

/** The token of a one-time link: out of the address bar and the history, kept for this tab until
 * it is used, so that a reload loses nothing. */
export function takeToken(): string {
  const token = location.hash.slice(1);
  const kept = `${location.pathname}#`;
  try {
    if (!token) {
      const found = sessionStorage.getItem(KEPT) ?? "";
      return found.startsWith(kept) ? found.slice(kept.length) : "";
    }
    sessionStorage.setItem(KEPT, kept + token);
  } catch {
    return token; // it stays in the address bar then
  }
  history.replaceState(null, "", location.pathname);
  return token;
}

export function forgetToken(): void {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // it was not kept
  }
}
