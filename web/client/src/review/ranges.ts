// Fetches bytes of a recording's files, and goes on where the line was lost.
//
// Rule: a few at a time; each waits for a bounded time and is asked for again with growing pauses,
// until whoever asked has given up.

export type Trouble = "offline" | "signed_out" | "not_allowed" | "gone" | "damaged";

export interface Ranges {
  get(file: string, from: number, bytes: number, signal: AbortSignal): Promise<ArrayBuffer>;
}

const PAUSES = [0.3, 1, 2, 4, 8];
const SECONDS = 20;
const ANSWER_SECONDS = 6; // until it begins to come: a connection may have died with the line
const AT_ONCE = 5;

export class FileRanges implements Ranges {
  private going = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly base: string, // …/files/
    private readonly tell: (trouble: Trouble | null) => void,
    private readonly headers: Record<string, string> | null = null, // what proves who asks, if no cookie
  ) {}

  async get(file: string, from: number, bytes: number, signal: AbortSignal): Promise<ArrayBuffer> {
    for (let attempt = 0; ; attempt += 1) {
      await this.turn(signal);
      try {
        const data = await this.once(file, from, bytes, signal);
        this.tell(null);
        return data;
      } catch (thrown) {
        if (signal.aborted) throw thrown;
        const trouble = thrown instanceof Refusal ? thrown.trouble : "offline";
        this.tell(trouble);
        if (trouble !== "offline") throw thrown;
      } finally {
        this.next();
      }
      await pause(PAUSES[Math.min(attempt, PAUSES.length - 1)] ?? 1, signal);
    }
  }

  private async once(file: string, from: number, bytes: number, signal: AbortSignal): Promise<ArrayBuffer> {
    const limit = new AbortController();
    const leave = (): void => limit.abort();
    let timer = setTimeout(leave, ANSWER_SECONDS * 1000);
    signal.addEventListener("abort", leave);
    try {
      const answer = await fetch(this.base + encodeURIComponent(file), {
        headers: { ...this.headers, Range: `bytes=${from}-${from + bytes - 1}` },
        credentials: this.headers ? "omit" : "same-origin",
        signal: limit.signal,
      });
      clearTimeout(timer);
      timer = setTimeout(leave, SECONDS * 1000);
      const trouble = TROUBLES[answer.status];
      if (trouble) throw new Refusal(trouble);
      if (answer.status !== 206) throw new Error(`${answer.status}`);
      const data = await answer.arrayBuffer();
      if (data.byteLength !== bytes) throw new Error("cut short");
      return data;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
    }
  }

  private async turn(signal: AbortSignal): Promise<void> {
    if (this.going >= AT_ONCE) await new Promise<void>((go) => this.waiting.push(go));
    this.going += 1;
    if (signal.aborted) {
      this.next();
      throw new DOMException("left", "AbortError");
    }
  }

  private next(): void {
    this.going -= 1;
    this.waiting.shift()?.();
  }
}

const TROUBLES: Record<number, Trouble> = {
  401: "signed_out",
  403: "not_allowed",
  404: "gone",
  409: "damaged",
  410: "gone",
  416: "damaged",
};

class Refusal extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble);
  }
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, left) => {
    const timer = setTimeout(done, seconds * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      left(new DOMException("left", "AbortError"));
    });
  });
}
