// The test sound of the device check: three rising notes, played on the chosen loudspeaker.

import { audioContext } from "./levels";

const NOTES = [523.25, 659.25, 783.99]; // C5 E5 G5
const EACH = 0.45; // seconds

export async function playTone(sink: string): Promise<void> {
  const context = audioContext();
  const out = context.createMediaStreamDestination();
  const start = context.currentTime + 0.05;
  NOTES.forEach((frequency, n) => {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    const at = start + n * EACH;
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.35, at + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.001, at + EACH);
    oscillator.connect(gain).connect(out);
    oscillator.start(at);
    oscillator.stop(at + EACH);
  });
  const element = new Audio() as HTMLAudioElement & { setSinkId?(id: string): Promise<void> };
  element.srcObject = out.stream;
  if (sink && element.setSinkId) await element.setSinkId(sink).catch(() => {});
  await element.play();
  await new Promise((done) => setTimeout(done, (NOTES.length * EACH + 0.2) * 1000));
  element.srcObject = null;
}
