// Which administration page is shown, by the address. Rule: what a list shows (search, filters,
// page) is in the query, so that "back" goes back to it; a guard may keep a half-filled form.

import { onScopeDispose, readonly, shallowRef } from "vue";

import { address, read } from "./address";

/** Whether one may leave; asked before any change of page. */
type Guard = () => boolean | Promise<boolean>;

const guards = new Set<Guard>();
const current = shallowRef(read(location.pathname, location.search));
let number = numberOf(history.state);

export const here = readonly(current);

/** Goes to another page, unless a guard keeps us here. */
export async function go(to: string): Promise<boolean> {
  if (!(await mayLeave())) return false;
  number += 1;
  history.pushState({ number }, "", to);
  arrive();
  window.scrollTo(0, 0);
  return true;
}

/** Changes the query of this page, in place: a filter is no step to go back over. */
export function refine(query: Record<string, string | undefined>): void {
  const path = current.value.path;
  history.replaceState({ number }, "", address(path, { ...current.value.query, ...query }));
  arrive();
}

/** Asks before this component's page is left, also by closing the tab. */
export function useGuard(dirty: () => boolean, ask: () => Promise<boolean>): void {
  const guard: Guard = () => !dirty() || ask();
  const closing = (event: BeforeUnloadEvent): void => {
    if (dirty()) event.preventDefault();
  };
  guards.add(guard);
  window.addEventListener("beforeunload", closing);
  onScopeDispose(() => {
    guards.delete(guard);
    window.removeEventListener("beforeunload", closing);
  });
}

async function mayLeave(): Promise<boolean> {
  for (const guard of guards) if (!(await guard())) return false;
  return true;
}

function arrive(): void {
  current.value = read(location.pathname, location.search);
}

function numberOf(state: unknown): number {
  return (state as { number?: number } | null)?.number ?? 0;
}

let returning = false;

async function moved(): Promise<void> {
  const to = numberOf(history.state);
  if (returning) {
    returning = false;
    return;
  }
  if (guards.size && !(await leaveBy(to - number))) return;
  number = to;
  arrive();
}

/** The browser has gone already: go back to the guarded page while asking. */
async function leaveBy(steps: number): Promise<boolean> {
  const left = location.href;
  if (await mayLeave()) return true;
  if (location.href === left) {
    returning = true;
    history.go(-steps);
  }
  return false;
}

/** Begins to follow the browser's own back and forward. */
export function follow(): () => void {
  const listen = (): void => void moved();
  window.addEventListener("popstate", listen);
  return () => window.removeEventListener("popstate", listen);
}
