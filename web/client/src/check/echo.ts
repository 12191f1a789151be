// What a sound test measured: levels in dB of full scale from frames of sound. Pure, no clock.
//
// How: bursts of noise are played while the microphone listens, through the browser's own echo
// cancellation. What stands out of the pauses between them, at the delay where it stands out most, is
// what comes back.

export interface Frame {
  at: number; // milliseconds
  db: number;
}

/** A burst of the test sound: from when to when, milliseconds. */
export type Burst = readonly [from: number, to: number];

export const LEAST = -120;
const LONGEST_DELAY = 600;
const STEP = 20;
const CLEAR = 3; // dB by which bursts stand out of the pauses, to be found at all
const SPEECH = 6; // dB by which a voice stands out of the noise

const power = (db: number): number => 10 ** (db / 10);
const clamp = (db: number): number => Math.min(0, Math.max(LEAST, db));

export function decibels(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const mean = sum / Math.max(1, samples.length);
  return mean > 0 ? clamp(10 * Math.log10(mean)) : LEAST;
}

/** The level that this share of the frames stays below. */
export function below(frames: readonly Frame[], share: number): number {
  if (frames.length === 0) return LEAST;
  const sorted = frames.map(({ db }) => db).sort((a, b) => a - b);
  return clamp(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? LEAST);
}

/** How loud the room is when nobody speaks. */
export const noiseOf = (frames: readonly Frame[]): number => below(frames, 0.5);

/** How loud somebody speaks; null when nobody does. */
export function speechOf(frames: readonly Frame[], noise: number): number | null {
  const loud = below(frames, 0.9);
  return loud >= noise + SPEECH ? loud : null;
}

export interface Echo {
  returned: number; // dB of full scale while bursts come back; the noise, when none does
  delay: number | null; // milliseconds
}

/** What comes back of the bursts. */
export function echoOf(frames: readonly Frame[], bursts: readonly Burst[]): Echo {
  let best: { on: number; off: number; delay: number } | null = null;
  for (let delay = 0; delay <= LONGEST_DELAY; delay += STEP) {
    const during = ({ at }: Frame): boolean =>
      bursts.some(([from, to]) => at >= from + delay && at <= to + delay);
    const on = mean(frames.filter(during));
    const off = mean(frames.filter((frame) => !during(frame)));
    if (on !== null && off !== null && (!best || on / off > best.on / best.off))
      best = { on, off, delay };
  }
  if (!best) return { returned: LEAST, delay: null };
  const found = 10 * Math.log10(best.on / best.off) >= CLEAR;
  const level = found ? best.on : (mean(frames) ?? 0);
  return {
    returned: clamp(10 * Math.log10(Math.max(level, 1e-12))),
    delay: found ? best.delay : null,
  };
}

function mean(frames: readonly Frame[]): number | null {
  if (frames.length === 0) return null;
  return frames.reduce((sum, { db }) => sum + power(db), 0) / frames.length;
}
