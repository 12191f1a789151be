// One minute of real media, there and back: which addresses work, then what the line carries.
//
// Rule: loss, jitter and round trip are those of a line that is not full; rates are what held for
// seconds when more and more was sent. What is sent stays below half of what the server allows.

import type { Device, Transport } from "mediasoup-client/types";
import type { Producer } from "mediasoup-client/types";

import type { LineFigures, LineTest, Way } from "../api/types";
import { Engine } from "../media/engine";
import type { Opaque } from "../protocol";
import { best, loss, middle, pathOf, sample, type Sample } from "./figures";
import { makeNoise, type Noise } from "./noise";
import { connected, openTransport, tryWay, waysOf } from "./ways";
import type { Wire } from "./wire";

export type Phase = "ways" | "web" | "quiet" | "up" | "down" | "done";

export interface Progress {
  phase: Phase;
  left: number; // seconds, about
  ways: Way[];
  upKbps: number; // now
  downKbps: number;
}

interface Plan {
  ways: number; // ms to wait for an address
  web: number;
  quiet: number;
  up: number;
  step: number; // of what is sent down
  steps: number;
}

const LONG: Plan = { ways: 8_000, web: 4_000, quiet: 8_000, up: 14_000, step: 4_000, steps: 4 };
const SHORT: Plan = { ways: 5_000, web: 1_500, quiet: 3_000, up: 4_000, step: 2_000, steps: 2 };
const ROUTE_MS = 12_000;
const EVERY_MS = 500;
const HELD_MS = 2_500;
const QUIET_BPS = 150_000;
const MOST_BPS = 3_000_000;
const ENOUGH_KBPS = 4_000; // down: more than any level takes
const LOSSY = 0.1;
const MOST_TOLD = 1_000_000; // kbit/s; on the machine itself it is more
const opaque = (value: object): Opaque => value as Opaque;
const most = (kbps: number | null): number | null => kbps && Math.min(kbps, MOST_TOLD);
const pass = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** About how long a test takes, in seconds. */
export const lasts = (short: boolean): number => {
  const plan = short ? SHORT : LONG;
  const ms = 2_000 + plan.ways / 2 + 2 * plan.web + plan.quiet + plan.up + plan.step * plan.steps;
  return Math.round(ms / 1000);
};

export class Measuring {
  private readonly samples: Sample[] = [];
  private readonly plan: Plan;
  private readonly endAt: number;
  private noise: Noise | null = null;
  private transports: Transport[] = [];
  private timer: ReturnType<typeof setInterval> | undefined;
  private progress: Progress = { phase: "ways", left: 0, ways: [], upKbps: 0, downKbps: 0 };
  private stopped = false;

  constructor(
    private readonly wire: Wire,
    private readonly short: boolean,
    private readonly tell: (progress: Progress) => void,
  ) {
    this.plan = short ? SHORT : LONG;
    this.endAt = performance.now() + lasts(short) * 1000;
  }

  /** Measure, and return the verdict. */
  async run(): Promise<LineTest> {
    const ticking = setInterval(() => this.say({}), 1_000);
    window.addEventListener("pagehide", this.leave);
    try {
      return await this.wire.conclude(await this.figures());
    } catch (thrown) {
      this.leave();
      throw thrown;
    } finally {
      window.removeEventListener("pagehide", this.leave);
      clearInterval(ticking);
      this.stop();
    }
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
    for (const transport of this.transports) transport.close();
    this.transports = [];
    this.noise?.stop();
    this.noise = null;
  }

  private readonly leave = (): void => {
    void this.wire.ask({ step: "stop" }).catch(() => {});
  };

  private say(more: Partial<Progress>): void {
    const left = Math.max(0, Math.round((this.endAt - performance.now()) / 1000));
    this.progress = { ...this.progress, ...more, left };
    if (!this.stopped) this.tell(this.progress);
  }

  private async figures(): Promise<LineFigures> {
    const { wire, plan, short } = this;
    this.say({});
    const device = await new Engine().load(wire.begun.rtp_capabilities as Opaque);
    const noise = (this.noise = makeNoise());
    const [up, offered] = await openTransport(wire, device, 0, "send");
    const [down] = await openTransport(wire, device, 0, "recv");
    this.transports = [up, down];

    const tries = waysOf(offered).map(async (way, n) => {
      const tried = await tryWay(wire, device, n + 1, way, noise.sound, plan.ways);
      this.say({ ways: [...this.progress.ways, tried] });
      return tried;
    });
    const ways = await Promise.all(tries);
    this.say({ phase: "web" });
    const http_down_kbps = most(await wire.httpDown(plan.web));
    const http_up_kbps = most(await wire.httpUp(plan.web));
    const web = { short, ways, http_down_kbps, http_up_kbps };

    this.say({ phase: "quiet" });
    const route = connected(up, ROUTE_MS);
    await up.produce({ track: noise.sound, stopTracks: false });
    const picture = await this.produce(up, device, noise.picture);
    if (!(await route)) return { ...NOTHING, ...web };
    await this.receive(down, device, picture.id);
    const path = pathOf([...(await up.getStats()).values()]);
    this.watch(up, down);
    await pass(plan.quiet);
    const quiet = [...this.samples].slice(2); // not the first second

    this.say({ phase: "up" });
    await picture.setRtpEncodingParameters({ maxBitrate: MOST_BPS });
    const before = this.samples.length;
    await pass(plan.up);
    const upward = this.samples.slice(before);

    this.say({ phase: "down" });
    const down_kbps = await this.fillDown(down, device, picture.id, best(upward, "received", HELD_MS));
    this.say({ phase: "done" });
    return {
      ...web,
      up_kbps: best(upward, "sent", HELD_MS),
      down_kbps,
      up_loss: loss(quiet, "Up"),
      down_loss: loss(quiet, "Down"),
      jitter_ms: middle(quiet.map((each) => each.jitterMs)),
      rtt_ms: middle(quiet.map((each) => each.rttMs)),
      path,
    };
  }

  /** Have the picture sent back more and more often, until it is enough or does not arrive. */
  private async fillDown(
    down: Transport,
    device: Device,
    picture: string,
    already: number,
  ): Promise<number> {
    let most = already;
    let loops = 1;
    for (let n = 0; n < this.plan.steps && most < ENOUGH_KBPS; n += 1) {
      const more = Math.min(loops, Math.ceil(ENOUGH_KBPS / Math.max(most / loops, 1)) - loops + 1);
      if (more <= 0 || loops + more > 8) break;
      for (let k = 0; k < more; k += 1) await this.receive(down, device, picture);
      loops += more;
      const before = this.samples.length;
      await pass(this.plan.step);
      const now = this.samples.slice(before);
      most = Math.max(most, best(now, "received", Math.min(HELD_MS, this.plan.step / 2)));
      if (loss(now, "Down") > LOSSY) break;
    }
    return most;
  }

  private async produce(up: Transport, device: Device, track: MediaStreamTrack): Promise<Producer> {
    const codecs = device.sendRtpCapabilities.codecs ?? [];
    const codec = codecs.find(({ mimeType }) => mimeType.toLowerCase() === "video/vp8");
    return up.produce({
      track,
      stopTracks: false,
      encodings: [{ maxBitrate: QUIET_BPS }],
      codecOptions: { videoGoogleStartBitrate: 300 },
      ...(codec ? { codec } : {}),
    });
  }

  private async receive(down: Transport, device: Device, producer: string): Promise<void> {
    const consumed = await this.wire.ask<Parameters<Transport["consume"]>[0]>({
      step: "consume",
      peer: 0,
      transport: down.id,
      producer,
      rtp_capabilities: opaque(device.recvRtpCapabilities),
    });
    await down.consume(consumed);
  }

  private watch(up: Transport, down: Transport): void {
    this.timer = setInterval(() => void this.look(up, down), EVERY_MS);
  }

  private async look(up: Transport, down: Transport): Promise<void> {
    if (up.closed || down.closed) return;
    const [sent, received] = await Promise.all([up.getStats(), down.getStats()]).catch(() => []);
    if (!sent || !received) return;
    this.samples.push(sample(performance.now(), sent.values(), received.values()));
    const last = this.samples.slice(-4);
    this.say({ upKbps: best(last, "sent", 1_000), downKbps: best(last, "received", 1_000) });
  }
}

const NOTHING = {
  up_kbps: 0,
  down_kbps: 0,
  up_loss: 0,
  down_loss: 0,
  jitter_ms: null,
  rtt_ms: null,
  path: null,
};
