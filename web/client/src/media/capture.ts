// This classroom's own devices: which there are, which are open, and what is wrong with them.
//
// Rule: camera and microphone are independent; either may be missing and the lesson goes on.

import { reactive, shallowReactive } from "vue";

import type { DeviceState, Source } from "../protocol";
import { DOCUMENT_WANTED, PICTURE_WANTED, SOUND_WANTED } from "./encodings";
import { troubleOf } from "./trouble";

export type Input = "camera" | "microphone" | "document";

export interface Device {
  state: DeviceState;
  track: MediaStreamTrack | null;
  id: string; // chosen deviceId, "" = the browser's choice
}

const WANTED: Record<Input, MediaTrackConstraints> = {
  camera: PICTURE_WANTED,
  microphone: SOUND_WANTED,
  document: DOCUMENT_WANTED,
};

const closedDevice = (id = ""): Device => ({ state: "unknown", track: null, id });

export class Capture {
  readonly devices = reactive<Record<Input, Device>>({
    camera: closedDevice(remembered("camera")),
    microphone: closedDevice(remembered("microphone")),
    document: closedDevice(remembered("document")),
  }) as Record<Input, Device>;
  readonly list = shallowReactive<{
    cameras: MediaDeviceInfo[];
    microphones: MediaDeviceInfo[];
    loudspeakers: MediaDeviceInfo[];
  }>({ cameras: [], microphones: [], loudspeakers: [] });
  /** Plain http: the browser hides every device. */
  readonly insecure = !navigator.mediaDevices;

  constructor(private readonly changed: (input: Source, track: MediaStreamTrack | null) => void) {
    navigator.mediaDevices?.addEventListener?.("devicechange", () => void this.replugged());
  }

  /** Open camera and microphone with one question to the person; each may fail by itself. */
  async openBoth(): Promise<void> {
    if (this.insecure) {
      this.fail("camera", "failed");
      this.fail("microphone", "failed");
      return;
    }
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: constraints("camera", this.devices.camera.id),
        audio: constraints("microphone", this.devices.microphone.id),
      });
      this.take("camera", stream.getVideoTracks()[0] ?? null);
      this.take("microphone", stream.getAudioTracks()[0] ?? null);
    } catch {
      await this.open("microphone"); // one after the other tells which of them it was
      await this.open("camera");
    }
    await this.refresh();
  }

  async open(input: Input, id = this.devices[input].id): Promise<boolean> {
    if (this.insecure) return this.fail(input, "failed");
    this.stop(input);
    this.devices[input].id = id;
    if (id) remember(input, id);
    const kind = input === "microphone" ? "audio" : "video";
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ [kind]: constraints(input, id) });
      this.take(input, stream.getTracks()[0] ?? null);
    } catch (thrown) {
      return this.fail(input, troubleOf(thrown));
    }
    void this.refresh();
    return true;
  }

  /** For the next time it is opened. */
  choose(input: Input, id: string): void {
    this.stop(input);
    this.devices[input].id = id;
    if (id) remember(input, id);
  }

  /** Let go of the device: its lamp goes out. */
  off(input: Input): void {
    this.stop(input);
    this.devices[input].state = "off";
    this.changed(input, null);
  }

  /** A camera other than the classroom's own, for the document camera; "" when there is none. */
  secondCamera(): string {
    const first = this.devices.camera.track?.getSettings().deviceId ?? this.devices.camera.id;
    const chosen = this.devices.document.id;
    const others = this.list.cameras.filter((camera) => camera.deviceId !== first);
    return (others.find((camera) => camera.deviceId === chosen) ?? others[0])?.deviceId ?? "";
  }

  closeAll(): void {
    for (const input of Object.keys(this.devices) as Input[]) this.stop(input);
  }

  async refresh(): Promise<void> {
    if (this.insecure) return;
    const all = (await navigator.mediaDevices.enumerateDevices()).filter(
      (device) => device.deviceId,
    );
    this.list.cameras = all.filter((device) => device.kind === "videoinput");
    this.list.microphones = all.filter((device) => device.kind === "audioinput");
    this.list.loudspeakers = all.filter((device) => device.kind === "audiooutput");
  }

  private take(input: Input, track: MediaStreamTrack | null): void {
    if (!track) {
      this.fail(input, "missing");
      return;
    }
    const device = this.devices[input];
    device.track = track;
    device.state = "ok";
    track.addEventListener("ended", () => {
      if (device.track === track) this.fail(input, "missing"); // unplugged
    });
    this.changed(input, track);
  }

  private fail(input: Input, state: DeviceState): false {
    this.devices[input].track = null;
    this.devices[input].state = state;
    this.changed(input, null);
    return false;
  }

  private stop(input: Input): void {
    const { track } = this.devices[input];
    this.devices[input].track = null;
    track?.stop();
  }

  private async replugged(): Promise<void> {
    await this.refresh();
    for (const input of ["camera", "microphone"] as const) {
      if (this.devices[input].state === "missing") await this.open(input, "");
    }
  }
}

function constraints(input: Input, id: string): MediaTrackConstraints {
  return id ? { ...WANTED[input], deviceId: { ideal: id } } : WANTED[input];
}

function remembered(input: Input): string {
  try {
    return localStorage.getItem(`sanketang.${input}`) ?? "";
  } catch {
    return ""; // storage may be forbidden on school PCs
  }
}

function remember(input: Input, id: string): void {
  try {
    localStorage.setItem(`sanketang.${input}`, id);
  } catch {
    // the choice then lasts for this page only
  }
}
