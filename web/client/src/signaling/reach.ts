// Reaches the server: of several tries, the one that gets through first.
//
// Rule: a try that began while the line was dead may hang long after the line is back, since TCP
// waits ever longer before it says the same again. So another is begun beside it every now and then,
// and none is given up because it is slow: on a line of long round trips it may be the first to
// arrive. Together they are bounded by how long one may take.

import { Manager } from "socket.io-client";

const TRY_MS = 8_000;
const BESIDE_MS = 1_500;

export interface Reached {
  won(manager: Manager): void;
  /** All that were begun have failed. */
  failed(): void;
}

export class Reach {
  private readonly tries = new Set<Manager>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly told: Reached,
    private readonly make: () => Manager = tried,
  ) {
    this.begin();
  }

  /** Nobody waits for it any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const each of this.tries) each._close();
    this.tries.clear();
  }

  private begin(): void {
    const manager = this.make();
    this.tries.add(manager);
    // A little sooner or later: a whole county's lines may come back in the same second.
    this.timer = setTimeout(() => this.begin(), BESIDE_MS * (0.75 + Math.random() * 0.5));
    manager.open((error?: Error) => {
      if (!this.tries.delete(manager)) return;
      if (!error) {
        this.stop();
        this.told.won(manager);
      } else if (this.tries.size === 0) {
        this.stop();
        this.told.failed();
      }
    });
  }
}

function tried(): Manager {
  return new Manager({
    autoConnect: false,
    reconnection: false,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    timeout: TRY_MS,
  });
}
