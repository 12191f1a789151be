// Brings something to its wanted state: one run at a time, at most one more remembered.
//
// Rule: `run` reads what is wanted afresh each time (level-triggered); a run that throws is tried
// again after a bounded, growing wait, unless it throws `Settled`.

import { delay } from "../signaling/backoff";

/** Thrown by a run that cannot succeed until somebody kicks again: no retry. */
export class Settled extends Error {}

const BACKOFF = { first: 0.3, most: 8 };

export class Loop {
  private running = false;
  private again = false;
  private stopped = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly run: () => Promise<void>,
    private readonly failed: (thrown: unknown) => void = () => {},
  ) {}

  kick(): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    if (this.running) this.again = true;
    else void this.go();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async go(): Promise<void> {
    this.running = true;
    do {
      this.again = false;
      try {
        await this.run();
        this.failures = 0;
      } catch (thrown) {
        if (this.stopped) break;
        if (thrown instanceof Settled) continue;
        this.failed(thrown);
        if (!this.again) {
          this.timer = setTimeout(() => this.kick(), delay(this.failures, BACKOFF) * 1000);
          this.failures += 1;
        }
      }
    } while (this.again && !this.stopped);
    this.running = false;
  }
}
