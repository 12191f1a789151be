// Requests that were asked side by side go on side by side: mediasoup-client negotiates what is
// consumed in the same turn in one SDP round, and each round costs a weak PC tens of milliseconds.
//
// Rule: nobody waits longer than MOST_MS for the slowest.

const MOST_MS = 40;

export class Gathering {
  private open = 0;
  private waiting: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  begin(): void {
    this.open += 1;
  }

  end(): void {
    this.open -= 1;
  }

  /** Resolves, for everybody in the same turn, when no request is open any more. */
  all(): Promise<void> {
    const wait = this.open === 0 ? 0 : MOST_MS;
    if (this.timer === undefined || wait === 0) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.release(), wait);
    }
    return new Promise((done) => this.waiting.push(done));
  }

  private release(): void {
    const { waiting } = this;
    this.timer = undefined;
    this.waiting = [];
    for (const done of waiting) done();
  }
}
