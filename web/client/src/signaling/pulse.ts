// Whether the server is still at the other end: a beat wherever it was quiet, and an answer in time.
//
// Rule: TCP tells nobody that the other end is gone, so silence is asked about. A connection is dead
// only when a beat was sent and nothing at all came after it; a page that was itself asleep (a busy
// PC, a tab in the background) asks again before it says so.

const LOOK_MS = 250;
const QUIET_MS = 750; // then a beat is sent
const PATIENCE_MS = 1_750; // and answered within this: three seconds together, with the looks
const ROUND_TRIPS = 4; // on a long line, within so many of its round trips
const FORGOTTEN = 0.97; // of it with each answer that was sooner: what was late once is late again
const LONGEST_MS = 6_000;
const ASLEEP_MS = 1_500; // between two looks: nobody can say what came meanwhile

export class Pulse {
  private timer: ReturnType<typeof setInterval> | undefined;
  private heardAt = 0;
  private askedAt: number | null = null;
  private lookedAt = 0;
  private patience = PATIENCE_MS;

  constructor(
    private readonly beat: () => void,
    private readonly dead: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** There is a connection. */
  begin(): void {
    this.end();
    this.heardAt = this.lookedAt = this.now();
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  end(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.askedAt = null;
  }

  /** Something came from the server, whatever it was. */
  heard(): void {
    this.heardAt = this.now();
    if (this.askedAt === null) return;
    const took = this.heardAt - this.askedAt;
    const wanted = Math.max(PATIENCE_MS, took * ROUND_TRIPS, this.patience * FORGOTTEN);
    this.patience = Math.min(LONGEST_MS, wanted);
    this.askedAt = null;
  }

  /** There is reason to doubt it, such as another network: ask at once. */
  ask(): void {
    if (this.timer === undefined || this.askedAt !== null) return;
    this.askedAt = this.now();
    this.beat();
  }

  private look(): void {
    const now = this.now();
    const asleep = now - this.lookedAt > ASLEEP_MS;
    this.lookedAt = now;
    if (asleep) {
      this.askedAt = null;
      this.ask();
    } else if (this.askedAt !== null) {
      if (now - this.askedAt < this.patience) return;
      this.end();
      this.dead();
    } else if (now - this.heardAt >= QUIET_MS) this.ask();
  }
}
