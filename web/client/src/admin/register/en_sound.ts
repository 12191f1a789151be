// A classroom's echo and level tests.

import type { sound as zh } from "./zh_sound";

export const sound: typeof zh = {
  title: "Echo and level",
  never: "Never tested. Press “Test echo and level” in this classroom's check before a lesson.",
  figures: "Echo loss {loss} dB · room {noise} · voice {speech} · echo after {delay} ms",
  by_device: "tested on the classroom's PC",
  by_person: "tested by somebody signed in, or by link",
  before: "{n} before that",
  verdict: {
    good: "Good",
    echo: "Microphone hears the loudspeaker",
    loud: "Microphone too loud",
    noisy: "Noisy room",
    quiet: "Too quiet",
  },
};
