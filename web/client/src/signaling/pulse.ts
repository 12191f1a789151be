// Whether the server is still at the other end: a beat wherever it was quiet, and an answer in time.
//
// Rule: TCP tells nobody that the other end is gone, so silence is asked about. A connection is dead
// only when a beat was sent and nothing at all came after it; a page that was itself asleep (a busy
// PC, a tab in the background) asks again before it says so.

const LOOK_MS = 500;
const QUIET_MS = 1_000; // then a beat is sent
const PATIENCE_MS = 2_000; // and answered within this: three seconds together
const ROUND_TRIPS = 4; // on a long line, within so many of its round trips
const LONGEST_MS = 6_000;
const MOVED_MS = 750; // on another network, where an old connection is more likely dead than slow, …
const MOVED_ROUND_TRIPS = 2; // … or within so many of the last round trip known
const ASLEEP_MS = 1_500; // between two looks: nobody can say what came meanwhile

export class Pulse {
  private timer: ReturnType<typeof setInterval> | undefined;
  private heardAt = 0;
  private askedAt: number | null = null;
  private lookedAt = 0;
  private patience = PATIENCE_MS;
  private took = 0; // the last beat and its answer
  private sooner: ReturnType<typeof setTimeout> | undefined;

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
    clearTimeout(this.sooner);
    this.timer = undefined;
    this.askedAt = null;
  }

  /** Something came from the server, whatever it was. */
  heard(): void {
    this.heardAt = this.now();
    if (this.askedAt === null) return;
    this.took = this.heardAt - this.askedAt;
    this.patience = Math.min(LONGEST_MS, Math.max(PATIENCE_MS, this.took * ROUND_TRIPS));
    this.askedAt = null;
    clearTimeout(this.sooner);
  }

  /** The machine is on another network: ask at once, and wait less. */
  moved(): void {
    if (this.timer === undefined) return;
    this.askedAt = null;
    this.ask();
    clearTimeout(this.sooner);
    const wait = Math.min(this.patience, Math.max(MOVED_MS, this.took * MOVED_ROUND_TRIPS));
    this.sooner = setTimeout(() => {
      this.end();
      this.dead();
    }, wait);
  }

  /** There is reason to doubt it: ask at once. */
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
