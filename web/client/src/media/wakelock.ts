// Keeps the wall awake during a lesson. Without the API (or on plain http) nothing happens.

interface Lock {
  release(): Promise<void>;
}

export class WakeLock {
  private lock: Lock | null = null;
  private wanted = false;

  constructor() {
    document.addEventListener("visibilitychange", () => void this.settle());
  }

  set(on: boolean): void {
    this.wanted = on;
    void this.settle();
  }

  private async settle(): Promise<void> {
    const api = (navigator as { wakeLock?: { request(type: "screen"): Promise<Lock> } }).wakeLock;
    try {
      if (this.wanted && api && document.visibilityState === "visible") {
        this.lock = await api.request("screen"); // the browser lets go of it when hidden
      } else if (!this.wanted) {
        await this.lock?.release();
        this.lock = null;
      }
    } catch {
      this.lock = null; // refused on low battery: the lesson goes on
    }
  }
}
