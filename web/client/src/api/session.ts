// Who is signed in here, and what that lets them do.

import type { Grant } from "./kinds";
import { MAY, type Action } from "./permissions";

/** GET /api/v1/session: who is signed in, or that nobody is. */
export interface Session {
  step: "password" | "second_factor" | "enrol" | "done"; // what is still to come
  session: string; // its id, as in the list of sessions
  person: string; // id
  name: string;
  picture: string; // changes with the picture; "" when there is none
  grants: Grant[];
  verified: boolean;
  strong: boolean; // a second factor was given
  csrf: string;
  until: number; // when it ends whatever happens
  idle_seconds: number;
  zone: string; // the time zone of the schools, such as Asia/Shanghai
  early_seconds: number; // how long before its start a lesson opens
}

/** The scopes in which the grants allow it; none when they do not at all. */
export function scopesFor(grants: readonly Grant[], action: Action): string[] {
  return grants
    .filter((grant) => (MAY[action] as readonly string[]).includes(grant.role))
    .map((grant) => grant.scope);
}

/** Whether it is allowed on something of this scope; without a scope: anywhere. */
export function may(grants: readonly Grant[], action: Action, scope?: string): boolean {
  return scopesFor(grants, action).some((mine) => scope === undefined || scope.startsWith(mine));
}
