// Listening to a microphone frame by frame, and playing bursts of noise on a loudspeaker.

import { decibels, type Burst, type Frame } from "../check/echo";
import { audioContext } from "./levels";

const EVERY_MS = 20;
const FRAME = 1024; // samples: what an analyser keeps of the last 20 ms
const ON = 0.2; // seconds
const STARTS = [0, 0.45, 0.75, 1.3, 1.65, 2.25, 2.55]; // no two pauses alike: nothing ticks like it
const AMPLITUDE = 0.35;

/** Listen until the returned function is called, which returns what was heard. */
export function listen(track: MediaStreamTrack): () => Frame[] {
  const context = audioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = FRAME;
  source.connect(analyser);
  const samples = new Float32Array(FRAME);
  const frames: Frame[] = [];
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    frames.push({ at: performance.now(), db: decibels(samples) });
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    source.disconnect();
    return frames;
  };
}

export interface Played {
  db: number; // how loud the bursts were, of full scale
  bursts: Burst[];
}

/** Play the test sound on the chosen loudspeaker, to its end. */
export async function playBursts(sink: string): Promise<Played> {
  const context = audioContext();
  const out = context.createMediaStreamDestination();
  const noise = pink(context);
  const element = new Audio() as HTMLAudioElement & { setSinkId?(id: string): Promise<void> };
  element.srcObject = out.stream;
  if (sink && element.setSinkId) await element.setSinkId(sink).catch(() => {});
  await element.play();
  const start = context.currentTime + 0.1;
  const startMs = performance.now() + 100;
  const bursts: Burst[] = [];
  for (const from of STARTS) {
    const player = context.createBufferSource();
    player.buffer = noise;
    player.connect(out);
    player.start(start + from);
    bursts.push([startMs + from * 1000, startMs + (from + ON) * 1000]);
  }
  const seconds = Math.max(...STARTS) + ON + 0.7; // what is still on its way is heard, too
  await new Promise((done) => setTimeout(done, seconds * 1000));
  element.srcObject = null;
  return { db: decibels(noise.getChannelData(0)), bursts };
}

/** Noise that has as much in each octave, like speech more than like hiss (Kellet's filter). */
function pink(context: AudioContext): AudioBuffer {
  const buffer = context.createBuffer(1, Math.round(ON * context.sampleRate), context.sampleRate);
  const samples = buffer.getChannelData(0);
  let [b0, b1, b2] = [0, 0, 0];
  for (let n = 0; n < samples.length; n += 1) {
    const white = Math.random() * 2 - 1;
    b0 = 0.99765 * b0 + white * 0.099046;
    b1 = 0.963 * b1 + white * 0.2965164;
    b2 = 0.57 * b2 + white * 1.0526913;
    const sample = (b0 + b1 + b2 + white * 0.1848) * AMPLITUDE * 0.5;
    samples[n] = Math.max(-1, Math.min(1, sample));
  }
  return buffer;
}
