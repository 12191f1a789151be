// What each source is sent as: the numbers of the specification, in one place.

import type { ProducerCodecOptions } from "mediasoup-client/types";

import type { Source } from "../protocol";

/**
 * Three simulcast layers of 1280×720, lowest first; mediasoup-client names them r0, r1, r2. The
 * lowest goes through 300 kbit/s beside the sound, with a quarter to spare.
 */
const CAMERA: RTCRtpEncodingParameters[] = [
  { scaleResolutionDownBy: 4, maxBitrate: 120_000 },
  { scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { scaleResolutionDownBy: 1, maxBitrate: 1_500_000 },
];

/** Letters must stay sharp: one layer, few frames. */
const STILL: RTCRtpEncodingParameters[] = [{ maxBitrate: 2_000_000, maxFramerate: 15 }];

/**
 * Mono speech with in-band FEC (RFC 6716, 2.1.7), at what a thin line carries beside a picture: 32
 * kbit/s is past where speech gains. No DTX: silence would look like a dead microphone to the lights
 * and the recorder, and a hall of children is never silent enough for it to save anything.
 */
const SPEECH: ProducerCodecOptions = {
  opusStereo: false,
  opusDtx: false,
  opusFec: true,
  opusMaxAverageBitrate: 32_000,
};

/** What a screen sounds like may be music. */
const FILM: ProducerCodecOptions = { ...SPEECH, opusMaxAverageBitrate: 48_000 };

/** Start high enough that the first seconds are not mud. */
const PICTURE: ProducerCodecOptions = { videoGoogleStartBitrate: 800 };

export function encodings(source: Source): RTCRtpEncodingParameters[] | undefined {
  if (source === "camera") return CAMERA.map((layer) => ({ ...layer }));
  if (source === "screen" || source === "document") return STILL.map((layer) => ({ ...layer }));
  return undefined;
}

export function codecOptions(source: Source): ProducerCodecOptions {
  if (source === "microphone") return SPEECH;
  return source === "screen_sound" ? FILM : PICTURE;
}

export const PICTURE_WANTED: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 25, max: 30 },
};

export const DOCUMENT_WANTED: MediaTrackConstraints = {
  width: { ideal: 1920 },
  height: { ideal: 1080 },
  frameRate: { ideal: 15, max: 15 },
};

/** A loudspeaker and a microphone share the room: the browser must cancel its echo. */
export const SOUND_WANTED: MediaTrackConstraints = {
  channelCount: { ideal: 1 },
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

export const SCREEN_WANTED: DisplayMediaStreamOptions = {
  video: { frameRate: { ideal: 10, max: 15 }, width: { max: 1920 }, height: { max: 1080 } },
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
};
