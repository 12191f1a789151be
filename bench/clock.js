// A camera whose picture is a clock: 32 blocks across the top carry Date.now() modulo 2^24.
// Blocks 0-3 are an anchor (white, black, black, white), 4-27 the number with its highest bit
// first, 28-31 the sum of its six 4-bit digits modulo 16. The rest of the picture moves, so that
// the encoder has work to do. Rule: whoever reads checks anchor and sum, so a blurred or torn row
// is never taken for a time.
(() => {
  const BLOCKS = 32;
  const draw = (canvas, context) => {
    const { width, height } = canvas;
    const block = width / BLOCKS;
    const now = Date.now() % 2 ** 24;
    let sum = 0;
    for (let digit = 0; digit < 6; digit++) sum += (now >> (digit * 4)) & 15;
    const bits = [1, 0, 0, 1];
    for (let bit = 23; bit >= 0; bit--) bits.push((now >> bit) & 1);
    for (let bit = 3; bit >= 0; bit--) bits.push(((sum % 16) >> bit) & 1);
    context.fillStyle = "#cfd8dc";
    context.fillRect(0, 0, width, height);
    for (let ring = 0; ring < 12; ring++) {
      const turn = now / 900 + ring / 2;
      context.fillStyle = `hsl(${(ring * 30) % 360} 60% 50%)`;
      context.fillRect(
        width / 2 + Math.cos(turn) * width * 0.35 - 40,
        height * 0.6 + Math.sin(turn * 1.3) * height * 0.25 - 40,
        80,
        80,
      );
    }
    bits.forEach((bit, index) => {
      context.fillStyle = bit ? "#fff" : "#000";
      context.fillRect(index * block, 0, block, block * 2);
    });
  };
  const original = navigator.mediaDevices?.getUserMedia?.bind(navigator.mediaDevices);
  if (!original) return;
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const wantsPicture = Boolean(constraints?.video);
    const stream = new MediaStream();
    if (constraints?.audio) {
      const sound = await original({ audio: constraints.audio });
      sound.getAudioTracks().forEach((track) => stream.addTrack(track));
    }
    if (wantsPicture) {
      const canvas = document.createElement("canvas");
      canvas.width = 1280;
      canvas.height = 720;
      const context = canvas.getContext("2d");
      draw(canvas, context);
      const picture = canvas.captureStream(30).getVideoTracks()[0];
      const timer = setInterval(() => draw(canvas, context), 1000 / 30);
      picture.addEventListener("ended", () => clearInterval(timer));
      stream.addTrack(picture);
    }
    return stream;
  };
  // Reads the clock in a video element; resolves to delays in ms, one per frame shown.
  window.readClock = (video, count) =>
    new Promise((resolve) => {
      const canvas = document.createElement("canvas");
      const context = canvas.getContext("2d", { willReadFrequently: true });
      const delays = [];
      let unreadable = 0;
      const onFrame = () => {
        const shown = Date.now() % 2 ** 24;
        canvas.width = video.videoWidth;
        canvas.height = video.videoHeight;
        context.drawImage(video, 0, 0);
        const block = canvas.width / BLOCKS;
        const row = context.getImageData(0, Math.floor(block), canvas.width, 1).data;
        const bit = (index) => (row[Math.floor((index + 0.5) * block) * 4] > 127 ? 1 : 0);
        let sent = 0;
        for (let index = 0; index < 24; index++) sent = sent * 2 + bit(4 + index);
        let check = 0;
        for (let index = 28; index < 32; index++) check = check * 2 + bit(index);
        let sum = 0;
        for (let digit = 0; digit < 6; digit++) sum += (sent >> (digit * 4)) & 15;
        const anchored = bit(0) && !bit(1) && !bit(2) && bit(3);
        if (anchored && sum % 16 === check) delays.push((shown - sent + 2 ** 24) % 2 ** 24);
        else unreadable++;
        if (delays.length >= count || unreadable > count) resolve({ delays, unreadable });
        else video.requestVideoFrameCallback(onFrame);
      };
      video.requestVideoFrameCallback(onFrame);
    });
})();
