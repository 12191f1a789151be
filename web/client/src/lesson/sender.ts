// What this page sends: from devices and buttons to the publisher.

import { reactive } from "vue";

import type { Source } from "../protocol";
import { Capture, type Input } from "../media/capture";
import { SCREEN_WANTED } from "../media/encodings";
import type { Publisher } from "../media/publisher";
import { troubleOf, type Trouble } from "../media/trouble";
import type { Notices } from "./notices";

const TROUBLES: readonly Trouble[] = ["missing", "busy", "refused", "failed"];

export class Sender {
  readonly capture: Capture;
  readonly on = reactive({ camera: false, microphone: false, screen: false, document: false });
  /** What is sent now, for the self-view. */
  readonly tracks = reactive<Partial<Record<Source, MediaStreamTrack>>>({});

  constructor(
    private readonly publisher: () => Publisher,
    private readonly notices: Notices,
  ) {
    this.capture = new Capture((source, track) => this.changed(source, track));
  }

  /** After the device check: send what was found. */
  start(): void {
    for (const input of ["camera", "microphone"] as const) {
      this.changed(input, this.capture.devices[input].track);
      for (const trouble of TROUBLES) this.notices.clear(`${input}_${trouble}`); // the check has said it
    }
    this.notices.clear("insecure");
  }

  async toggle(source: "camera" | "microphone" | "screen" | "document"): Promise<void> {
    if (source === "screen") await (this.on.screen ? this.stopScreen() : this.startScreen());
    else if (source === "microphone") await this.toggleMicrophone();
    else if (this.on[source]) this.capture.off(source);
    else await this.open(source);
  }

  /** What is on changes over at once; what is off stays off: nobody shows a room by choosing. */
  async choose(input: Input, id: string): Promise<void> {
    const off = input === "document" || this.capture.devices[input].state === "off";
    if (off && !this.on[input]) this.capture.choose(input, id);
    else await this.open(input, id);
  }

  close(): void {
    void this.stopScreen();
    this.capture.closeAll();
  }

  private async open(input: Input, id = this.capture.devices[input].id): Promise<void> {
    if (input === "document") {
      id ||= this.capture.secondCamera();
      if (!id) return this.notices.put("document_missing");
    }
    await this.capture.open(input, id);
  }

  /** The microphone stays open while muted: unmuting in the middle of a word must not wait. */
  private async toggleMicrophone(): Promise<void> {
    const { track } = this.capture.devices.microphone;
    if (!track) return this.open("microphone");
    this.on.microphone = !this.on.microphone;
    track.enabled = this.on.microphone;
    this.capture.devices.microphone.state = this.on.microphone ? "ok" : "off";
    this.publisher().want("microphone", { track, paused: !this.on.microphone });
  }

  private changed(source: Source, track: MediaStreamTrack | null): void {
    if (source !== "camera" && source !== "microphone" && source !== "document") return;
    this.on[source] = track !== null;
    if (track) this.tracks[source] = track;
    else Reflect.deleteProperty(this.tracks, source);
    const { state } = this.capture.devices[source];
    for (const trouble of TROUBLES) {
      this.notices.set(
        `${source}_${trouble}`,
        state === trouble && !this.capture.insecure,
        () => void this.open(source),
      );
    }
    this.notices.set("insecure", this.capture.insecure);
    // A document camera that is off is gone; a camera or microphone that is off is paused.
    if (!track && source === "document") this.publisher().want(source, null);
    else this.publisher().want(source, { track, paused: track === null });
  }

  private async startScreen(): Promise<void> {
    if (!navigator.mediaDevices?.getDisplayMedia) return this.notices.put("screen_unsupported");
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getDisplayMedia(SCREEN_WANTED);
    } catch (thrown) {
      // Pressing Cancel in the browser's own dialog is an answer, not an error.
      if (troubleOf(thrown) !== "refused")
        this.notices.put("screen_failed", () => void this.startScreen());
      return;
    }
    this.notices.clear("screen_failed");
    const [picture] = stream.getVideoTracks();
    const [sound] = stream.getAudioTracks();
    if (!picture) return;
    picture.addEventListener("ended", () => void this.stopScreen());
    this.tracks.screen = picture;
    this.on.screen = true;
    this.publisher().want("screen", { track: picture, paused: false });
    if (sound) {
      this.tracks.screen_sound = sound;
      this.publisher().want("screen_sound", { track: sound, paused: false });
    }
  }

  private async stopScreen(): Promise<void> {
    for (const source of ["screen", "screen_sound"] as const) {
      this.tracks[source]?.stop();
      if (this.tracks[source]) this.publisher().want(source, null);
      Reflect.deleteProperty(this.tracks, source);
    }
    this.on.screen = false;
  }
}
