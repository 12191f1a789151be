// The regions and schools that one may do something in, to be chosen from.

import type { Action } from "../../api/permissions";
import { may, resources } from "../session";

export interface Place {
  id: string;
  name: string;
}

const MOST = 50; // of each; whoever has more begins in the region around them

/** Regions before schools. */
export async function placesFor(action: Action): Promise<Place[]> {
  const found: Place[] = [];
  for (const kind of ["regions", "schools"] as const) {
    const { items } = await resources.list(kind, { limit: MOST });
    for (const { id, scope, name } of items) if (may(action, scope)) found.push({ id, name });
  }
  return found;
}
