// A request that was not done, or a connection that was refused: a stable code, for words.

export class Failure extends Error {
  constructor(
    readonly code: string,
    readonly detail = "",
    readonly retryable = false,
  ) {
    super(detail ? `${code}: ${detail}` : code);
    this.name = "Failure";
  }
}

/** Whatever was thrown, as a Failure. Browser errors keep their DOMException name as detail. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof Error) return new Failure("internal", `${thrown.name}: ${thrown.message}`);
  return new Failure("internal", String(thrown));
}
