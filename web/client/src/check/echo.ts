// What a sound test measured: levels in dB of full scale from frames of sound. Pure, no clock.
//
// How: bursts of noise are played in no regular time while the microphone listens, through the
// browser's own echo cancellation. What stands out of the pauses between them, at the delay where it
// stands out most, is what comes back.

export interface Frame {
  at: number; // milliseconds
  db: number;
}

/** A burst of the test sound: from when to when, milliseconds. */
export type Burst = readonly [from: number, to: number];

export const LEAST = -120;
const LONGEST_DELAY = 600;
const STEP = 20;
const CLEAR = 4; // dB by which bursts stand out of the pauses, to be found at all
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

/**
 * What comes back of the bursts. Most of them have to stand out, so that a cough or a clock that
 * ticks is no echo.
 */
export function echoOf(frames: readonly Frame[], bursts: readonly Burst[]): Echo {
  let best: { on: number; above: number; delay: number } | null = null;
  for (let delay = 0; delay <= LONGEST_DELAY; delay += STEP) {
    const inside = (burst: Burst, { at }: Frame): boolean =>
      at >= burst[0] + delay && at <= burst[1] + delay;
    const each = bursts
      .map((burst) => mean(frames.filter((frame) => inside(burst, frame))))
      .filter((level) => level !== null)
      .sort((a, b) => a - b);
    const pauses = frames.filter((frame) => !bursts.some((burst) => inside(burst, frame)));
    const on = each[Math.floor(each.length / 3)];
    if (on === undefined || each.length < bursts.length || pauses.length === 0) continue;
    const above = on - below(pauses, 0.5);
    if (!best || above > best.above) best = { on, above, delay };
  }
  if (best && best.above >= CLEAR) return { returned: best.on, delay: best.delay };
  return { returned: below(frames, 0.5), delay: null };
}

function mean(frames: readonly Frame[]): number | null {
  if (frames.length === 0) return null;
  const sum = frames.reduce((all, { db }) => all + power(db), 0);
  return clamp(10 * Math.log10(sum / frames.length));
}
