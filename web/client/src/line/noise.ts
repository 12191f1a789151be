// A picture and a sound that nobody films or says: noise takes as many bits as it is given, at a
// size that the oldest PC encodes, and decodes several times over.

const WIDTH = 320;
const HEIGHT = 180;
const FRAMES = 12;
const PER_SECOND = 30;

export interface Noise {
  picture: MediaStreamTrack;
  sound: MediaStreamTrack;
  stop(): void;
}

export function makeNoise(): Noise {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const frames = Array.from({ length: FRAMES }, () => grain(context));
  let n = 0;
  const timer = setInterval(() => {
    n = (n + 1) % FRAMES;
    context.putImageData(frames[n] as ImageData, 0, 0);
  }, 1000 / PER_SECOND);
  const [picture] = canvas.captureStream(PER_SECOND).getVideoTracks();

  const audio = new AudioContext();
  const out = audio.createMediaStreamDestination();
  const oscillator = audio.createOscillator();
  oscillator.connect(out);
  oscillator.start();
  const [sound] = out.stream.getAudioTracks();
  if (!picture || !sound) throw new Error("no track of our own");
  picture.contentHint = "motion";
  return {
    picture,
    sound,
    stop() {
      clearInterval(timer);
      picture.stop();
      sound.stop();
      void audio.close();
    },
  };
}

function grain(context: CanvasRenderingContext2D): ImageData {
  const image = context.createImageData(WIDTH, HEIGHT);
  for (let at = 0; at < image.data.length; at += 4) {
    const shade = Math.random() * 256;
    image.data[at] = image.data[at + 1] = image.data[at + 2] = shade;
    image.data[at + 3] = 255;
  }
  return image;
}
