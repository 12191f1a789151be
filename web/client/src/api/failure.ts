// What the API answered instead of doing it: a stable code, and what is wrong field by field.

import { Failure } from "../signaling/failure";
import type { Conflict } from "./types";

/** What is wrong with one field; `about` holds what the words need. */
export interface Problem {
  field: string;
  code: string;
  about?: Record<string, unknown>;
}

/** `status` is 0 when there was no answer at all; the code is then `offline` or `timeout`. */
export class ApiFailure extends Failure {
  constructor(
    code: string,
    readonly status: number,
    detail = "",
    retryable = false,
    readonly problems: readonly Problem[] = [],
    readonly waitSeconds = 0, // what Retry-After asked for
    readonly conflicts: readonly Conflict[] = [], // what the timetable has against it
  ) {
    super(code, detail, retryable);
    this.name = "ApiFailure";
  }
}

/** Whether a request was given up because its page was left; nobody is told of that. */
export function isAborted(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === "AbortError";
}

/** Whatever was thrown, with a code. */
export function asApiFailure(thrown: unknown): ApiFailure {
  if (thrown instanceof ApiFailure) return thrown;
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new ApiFailure("internal", 0, detail);
}

/** Reads the body of a refusal; what is no JSON of ours still has its status. */
export async function refusal(response: Response): Promise<ApiFailure> {
  const wait = Number(response.headers.get("Retry-After")) || 0;
  let said: { code?: unknown; detail?: unknown; retryable?: unknown; problems?: unknown; conflicts?: unknown } = {};
  try {
    said = ((await response.json()) ?? {}) as typeof said;
  } catch {
    // a proxy's page, or nothing
  }
  const gone = response.status === 502 || response.status === 504;
  return new ApiFailure(
    typeof said.code === "string" ? said.code : BY_STATUS[response.status] ?? "internal",
    response.status,
    typeof said.detail === "string" ? said.detail : "",
    said.retryable === true || gone,
    Array.isArray(said.problems) ? (said.problems as Problem[]) : [],
    wait,
    Array.isArray(said.conflicts) ? (said.conflicts as Conflict[]) : [],
  );
}

const BY_STATUS: Record<number, string> = {
  401: "not_signed_in",
  403: "not_allowed",
  404: "not_found",
  412: "changed_meanwhile",
  413: "too_large",
  429: "too_many",
  502: "unavailable",
  503: "unavailable",
  504: "unavailable",
};
