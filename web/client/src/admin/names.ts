// Names of schools and regions by their scope, asked for once each and kept while the page is open.

import { reactive } from "vue";

import { i18n } from "../i18n";
import { resources, type ChosenPlace } from "./session";
import { asApiFailure } from "../api/failure";

const MOST = 2000; // then the oldest are forgotten
const known = reactive(new Map<string, string>());
const asked = new Set<string>();

export function idOf(scope: string): string {
  return scope.split("/").slice(-2)[0] ?? "";
}

/** Keeps names that a list told us anyway. */
export function learn(labels: Record<string, string>): void {
  for (const [id, name] of Object.entries(labels)) known.set(id, name);
  for (const id of known.keys()) {
    if (known.size <= MOST) break;
    known.delete(id);
    asked.delete(id);
  }
}

/** A scope's name; while it is being asked for, an ellipsis. */
export function placeName(scope: string): string {
  const id = idOf(scope);
  if (!id) return i18n.global.t("admin.place.server");
  const name = known.get(id);
  if (name !== undefined) return name;
  if (!asked.has(id)) {
    asked.add(id);
    void ask(id);
  }
  return "…";
}

async function ask(id: string): Promise<void> {
  known.set(id, (await placeOf(id))?.name ?? i18n.global.t("admin.place.elsewhere"));
}

/** The school or region of this id; null when it is neither, or may not be seen. */
export async function placeOf(id: string): Promise<ChosenPlace | null> {
  for (const kind of ["schools", "regions"] as const) {
    try {
      const { name, scope } = await resources.get(kind, id);
      return { kind, id, scope, name };
    } catch (thrown) {
      if (asApiFailure(thrown).code !== "not_found") return null;
    }
  }
  return null;
}
